"""A backup of an earlier schema is restored into its tables, which are then brought up to date.

Made here as a program of schema 0002 would have made it, into a file: stores on a server begin with 0003.
"""

import msgspec
import pytest
from sqlalchemy import inspect, select

from models.tables.journal import journal
from tests.cases.at_work import recorded
from tests.operations.backup_keys import key_in
from tests.operations.places import HEAD, at_desk, empty_place
from tests.store.kept_files import kept
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.backup import make_backup
from wbs_tui.operations.loading import TooOldForServer
from wbs_tui.operations.restore import restore
from wbs_tui.store.backup_file import Begin, End, read_backup, write_backup
from wbs_tui.store.dump import Rows, Tally
from wbs_tui.store.engine import new_engine, reading
from wbs_tui.store.location import FileStore
from wbs_tui.store.migrate import migrate
from wbs_tui.store.schema import VERSIONS
from wbs_tui.vault.errors import NewerStore

EARLIER = "0002"


@pytest.fixture
def elsewhere(request, tmp_path):
    with empty_place(request, "sqlite", tmp_path) as location:
        yield location


@pytest.fixture(scope="module")
def columns(tmp_path_factory):
    """By table: the columns of the earlier schema."""
    engine = new_engine(FileStore(tmp_path_factory.mktemp("lama") / "office.wbs"), bytes(32))
    migrate(engine, schema=EARLIER)
    with reading(engine) as connection:
        looked = inspect(connection)
        found = {
            name: {each["name"] for each in looked.get_columns(name)} for name in looked.get_table_names()
        }
    engine.dispose()
    return found


def rewritten(backup, target, columns, schema):
    """The same backup as a program of that schema would have made it."""
    counted, store_key = Tally(), key_in(backup.header)

    def records():
        with backup.records((store_key,)) as found:
            for record in found:
                if isinstance(record, Begin):
                    yield msgspec.structs.replace(record, schema=schema)
                elif isinstance(record, End):
                    yield msgspec.structs.replace(record, totals=counted.totals())
                elif not isinstance(record, Rows):
                    yield record
                elif record.table in columns:
                    earlier = narrowed(record, columns[record.table])
                    counted.add(earlier)
                    yield earlier

    write_backup(target, backup.id, backup.made_at, backup.header, store_key, records())
    return read_backup(target)


def narrowed(batch, known):
    """The rows with the columns that there were."""
    places = [place for place, name in enumerate(batch.columns) if name in known]
    rows = [tuple(row[place] for place in places) for row in batch.rows]
    return Rows(batch.table, tuple(batch.columns[place] for place in places), rows)


def test_a_backup_of_the_schema_before(office, elsewhere, columns, tmp_path):
    desk = office.desk("petugas")
    register = recorded(desk)
    made = read_backup(make_backup(desk, tmp_path / "cadangan").path)
    assert "revision" not in columns["journal"]
    older = rewritten(made, tmp_path / "lama", columns, EARLIER)
    restored = restore(older, elsewhere, HEAD, office.clock)
    assert restored.findings == ()
    with at_desk(elsewhere, office, "petugas") as opened:
        assert load_case(opened, register).reports
        assert kept(opened) == kept(desk)
        with opened.reading() as connection:
            assert verify_journal(connection).bad == []
            revisions = (
                connection.execute(select(journal.c.revision).order_by(journal.c.clock)).scalars().all()
            )
        assert revisions == list(range(1, len(revisions) + 1))


@pytest.mark.parametrize("schema", ["0001", "0002"])
def test_a_server_takes_no_backup_from_before_there_were_servers(request, office, columns, tmp_path, schema):
    """It has nowhere to put the header; nothing is made there, and a later backup still finds it empty."""
    desk = office.desk("petugas")
    recorded(desk)
    made = read_backup(make_backup(desk, tmp_path / "cadangan").path)
    older = rewritten(made, tmp_path / "lama", columns, schema)
    with empty_place(request, "postgresql", tmp_path) as there:
        for _try in range(2):
            with pytest.raises(TooOldForServer, match="wbs store copy"):
                restore(older, there, HEAD, office.clock)
        assert restore(made, there, HEAD, office.clock).findings == ()


def test_a_backup_of_a_later_schema_is_refused(office, elsewhere, columns, tmp_path):
    desk = office.desk("petugas")
    made = read_backup(make_backup(desk, tmp_path / "cadangan").path)
    for schema in (f"{int(VERSIONS[-1]) + 1:04}", "entah"):
        later = rewritten(made, tmp_path / schema, columns, schema)
        with pytest.raises(NewerStore, match=r"Berkas cadangan.*lebih baru"):
            restore(later, elsewhere, HEAD, office.clock)
    assert restore(made, elsewhere, HEAD, office.clock).findings == ()
