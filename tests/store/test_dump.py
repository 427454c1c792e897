"""The rows of a store come out of one database and go into another as they were."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from models.tables.cases import evidence
from models.tables.journal import store_facts
from models.tables.local import caches, presence
from tests.store.kept_files import kept
from wbs_tui.cases.steps.drafts import save_draft
from wbs_tui.intake.record import import_paths
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations import doctor
from wbs_tui.store.dump import Tally, count_rows, dump_rows, load_rows, named_files, tally
from wbs_tui.store.engine import new_engine, reading, writing
from wbs_tui.store.location import FileStore, locate
from wbs_tui.store.migrate import migrate

SAMPLES = Path(doctor.__file__).parent / "samples"


@pytest.fixture
def worked(office):
    desk = office.desk("petugas")
    import_paths(desk, [SAMPLES / "mail"])
    save_draft(desk, "form", "belum selesai")
    with writing(desk.engine) as connection:
        row = {"account_id": desk.actor.id, "kind": "search", "nonce": bytes(32), "made_at": 1}
        connection.execute(caches.insert(), row)
        here = {"id": "0" * 32, "account_id": desk.actor.id, "since": 1, "seen_at": 2}
        connection.execute(presence.insert(), here)
    return desk


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """An engine over empty tables, on either database."""
    with _made(request, tmp_path) as location:
        engine = new_engine(location, b"k" * 32)
        migrate(engine, "wbs_desk")
        engine.dispose()
        yield engine
        engine.dispose()


@contextmanager
def _made(request, tmp_path):
    if request.param == "sqlite":
        yield FileStore(tmp_path / "baru.wbs")
        return
    server = request.getfixturevalue("server")
    name = server.new_database()
    yield locate(server.address(name))
    server.drop(name)


def test_what_goes_into_another_database_is_what_came_out(worked, empty):
    counted = Tally()
    with worked.reading() as source, writing(empty) as target:
        for batch in dump_rows(source):
            counted.add(batch)
            load_rows(target, batch)
        assert {name: total.rows for name, total in counted.totals().items()} == {
            name: rows for name, rows in count_rows(source).items() if rows
        }
        assert tally(source) == counted.totals()
    with reading(empty) as connection:
        assert tally(connection) == counted.totals()
        report = verify_journal(connection)
        assert report.sound
        assert report.entries >= 30


def test_what_belongs_to_a_place_stays_there(worked, empty):
    with worked.reading() as source, writing(empty) as target:
        before = set(target.execute(select(store_facts.c.name)).scalars())
        for batch in dump_rows(source):
            load_rows(target, batch)
        assert target.execute(select(caches)).all() == target.execute(select(presence)).all() == []
        after = set(target.execute(select(store_facts.c.name)).scalars())
    assert {"office", "station", "store"} <= after
    assert before <= after
    assert "header" not in after


def test_one_changed_row_shows(worked):
    with worked.reading() as connection:
        batches = list(dump_rows(connection))
        honest = tally(connection)
    one = next(batch for batch in batches if batch.table == "cases")
    changed = [*one.rows[:-1], (*one.rows[-1][:-1], "0" * 32)]
    counted = Tally()
    for batch in batches:
        counted.add(batch if batch is not one else type(one)(one.table, one.columns, changed))
    assert {name for name, total in counted.totals().items() if total != honest[name]} == {"cases"}


def test_the_files_that_belong_to_the_rows(worked):
    with worked.reading() as connection:
        named = list(named_files(connection))
        ids = set(connection.execute(select(evidence.c.id)).scalars())
    assert len(named) == len(set(named))
    assert ids <= set(named)
    assert set(named) == set(kept(worked))
