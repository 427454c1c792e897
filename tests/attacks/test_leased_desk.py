"""A desk that was leased, lost or stolen, and its file: what whoever has them reads, and cannot forge."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.tables.cases import cases, reports
from models.tables.exchange import exchange_keys, leases
from models.tables.journal import journal, stations
from models.tables.local import key_wraps
from tests.cases.at_work import new_case, recorded
from tests.conftest import PASSWORD
from tests.sync.desks_apart import apart, sit_away
from wbs_tui.accounts.session import enter
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.sealed import ReportContent, ReportIdentity
from wbs_tui.cases.steps import evidence, notes
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.loading import SignIn
from wbs_tui.store.backup_file import DESK, End, read_backup, write_backup
from wbs_tui.store.dump import Rows, Tally
from wbs_tui.store.engine import reading, writing
from wbs_tui.store.keyring import NotLetIn
from wbs_tui.store.location import FileStore
from wbs_tui.sync.desks.leased_desk import UnprovedDeskFile, open_lease
from wbs_tui.sync.desks.leases import end_lease, make_lease
from wbs_tui.sync.parcels.dead import dead_letters
from wbs_tui.text.errors import CannotUnlock
from wbs_tui.vault.cells import cell_key_id

pytestmark = pytest.mark.file_store
CANARIES = (b"Siti Pelapor", b"3171011708450001", b"0812", b"Dana desa", b"kuitansi", b"rahasia kantor")


@pytest.fixture
def world(office, tmp_path):
    return apart(office, tmp_path)


def findings(desk):
    with reading(desk.engine) as connection:
        return {found.what for found in verify_journal(connection, keyring=desk.keyring).bad}


def test_the_file_and_the_desk_hold_no_word_in_the_clear(world):
    notes.write_note(world.desk, world.register, "rahasia kantor")
    world.desk.close()
    found = [path for path in world.folder.rglob("*") if path.is_file()]
    assert any(path.name == "meja.wbsdesk" for path in found)
    for path in found:
        data = path.read_bytes()
        assert not [word for word in CANARIES if word in data], path


def test_whoever_has_the_file_and_no_password_of_the_desk_opens_nothing(world, tmp_path):
    file = world.folder / "meja.wbsdesk"
    for name in ("petugas2", "irban", "inspektur", "admin"):
        place = FileStore(tmp_path / name / "office.wbs")
        with pytest.raises(CannotUnlock):
            open_lease(file, place, SignIn(name, PASSWORD), world.office.clock)
        assert not place.database.exists()


def test_with_every_key_of_the_desk_nobody_reads_who_reported(office, tmp_path):
    """Who holds the grant leases to himself without the identity: his keys open no such cell there."""
    head, register = office.desk("irban"), recorded(office.desk("petugas"))
    until = office.clock() + timedelta(days=7)
    file = tmp_path / "meja.wbsdesk"
    make_lease(head, "Meja", ["irban"], [register], until, file, "tanpa jaringan")
    desk = sit_away(office, tmp_path, "irban")
    with desk.reading() as connection:
        row = connection.execute(select(reports)).one()
        opener = Opener(desk, connection)
        assert opener.must_open(reports.c.content, row.id, row.content, ReportContent).title
        with pytest.raises(NotLetIn):
            opener.must_open(reports.c.identity, row.id, row.identity, ReportIdentity)


def test_the_offices_own_exchange_keys_and_other_cases_keys_stay_at_home(world):
    stays = new_case(world.home, "Yang tinggal")
    with reading(world.home.engine) as connection:
        kept = connection.execute(select(exchange_keys.c.station, exchange_keys.c.secret))
        secrets = {row.station: row.secret for row in kept}
        stays_id = connection.execute(select(cases.c.id).where(cases.c.register == stays)).scalar_one()
    with reading(world.desk.engine) as connection:
        own = world.desk.lease.station
        wrapped = set(connection.execute(select(key_wraps.c.key_id)).scalars())
        held = {row.case_id for row in connection.execute(select(key_wraps.c.case_id))}
    assert cell_key_id(secrets.pop(own)) in wrapped
    assert not {cell_key_id(secret) for secret in secrets.values()} & wrapped
    assert stays_id not in held


def test_evidence_that_was_not_released_lies_on_no_desk(world):
    shown = load_case(world.desk, world.register).evidence
    assert {view.state for view in shown} == {"held", "identity"}
    assert not world.desk.evidence_files.held([view.id for view in shown])
    with pytest.raises(evidence.NotReleased):
        b"".join(evidence.content(world.desk, shown[0].id))


def test_a_desk_that_gives_itself_more_time_brings_nothing_of_it_home(world):
    later = world.office.clock() + timedelta(days=90)
    with writing(world.desk.engine) as connection:
        connection.execute(update(leases).values(ends_at=int(later.timestamp() * 1000)))
    world.desk.close()
    world.office.clock.forward(days=8)
    desk = sit_away(world.office, world.folder, "petugas")
    notes.write_note(desk, world.register, "di luar masa")
    assert "row" in findings(desk)
    world.desk = desk
    world.bring()
    assert load_case(world.home, world.register).notes == ()
    assert len(dead_letters(world.head)) == 1


def test_a_desk_that_gives_itself_another_number_is_named(world):
    with writing(world.desk.engine) as connection:
        connection.execute(update(stations).where(stations.c.id == world.desk.lease.station).values(number=7))
    assert "row" in findings(world.desk)


def test_an_entry_that_was_not_given_and_is_there_is_named(office, tmp_path):
    """A genuine one of the home store, of a case that stayed."""
    new_case(office.desk("petugas"), "Yang tinggal")
    world = apart(office, tmp_path)
    with reading(world.home.engine) as connection:
        stayed = select(journal).where(journal.c.kind == "report.received").order_by(journal.c.sequence)
        planted = dict(connection.execute(stayed.limit(1)).mappings().one())
    with writing(world.desk.engine) as connection:
        connection.execute(journal.insert(), {**planted, "revision": 900})
    assert findings(world.desk) == {"chain", "row"}


def crafted(file, target, keys, drop):
    """The file once more by hand, without the rows of the journal that `drop` names."""
    backup = read_backup(file, DESK)
    counted, records = Tally(), []
    with backup.records(keys) as read:
        for record in read:
            if isinstance(record, Rows):
                kind = record.columns.index("kind") if record.table == "journal" else None
                kept = [row for row in record.rows if kind is None or row[kind] != drop]
                record = Rows(record.table, record.columns, kept)
                counted.add(record)
            elif isinstance(record, End):
                record = End(counted.totals(), record.files, record.lost)
            records.append(record)
    write_backup(target, backup.id, backup.made_at, backup.header, keys[0], records, DESK)


def test_a_file_from_which_somebody_left_an_entry_out_is_no_desk(world, tmp_path):
    """Who opens a desk has its key, and can make its file anew by hand."""
    end_lease(world.head, "S2", "sudah kembali")
    notes.write_note(world.home, world.register, "dibuang dari berkas")
    file, forged = tmp_path / "asli.wbsdesk", tmp_path / "palsu.wbsdesk"
    until = world.office.clock() + timedelta(days=7)
    make_lease(world.head, "Meja", ["petugas"], [world.register], until, file, "tanpa jaringan")
    place = FileStore(tmp_path / "palsu" / "office.wbs")
    place.folder.mkdir()
    header = read_backup(file, DESK).header
    _slot, opened = enter(place, header, "petugas", PASSWORD, world.office.clock)
    crafted(file, forged, opened.store_keys, "note.written")
    with pytest.raises(UnprovedDeskFile, match="missing"):
        open_lease(forged, place, SignIn("petugas", PASSWORD), world.office.clock)
    assert not place.database.exists()
    open_lease(file, place, SignIn("petugas", PASSWORD), world.office.clock)
