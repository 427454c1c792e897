"""A leased desk: cases go along for a time, sealed for who works there, and nothing else of the office."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from models.tables.cases import cases, reports
from models.tables.exchange import exchange_state
from models.tables.journal import journal
from models.tables.local import key_wraps
from tests.cases.at_work import SUGGESTION, complete_checklist, journal_is_sound, new_case, recorded
from tests.conftest import PASSWORD
from tests.sync.lease_reports import the_same
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.identity import identity
from wbs_tui.cases.kinds import REPORT_RECEIVED
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.numbers.registering import NewCase, register_case
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps import evidence, notes
from wbs_tui.cases.steps.classification import Decision, decide
from wbs_tui.cases.steps.stages import advance
from wbs_tui.cases.steps.verification import answer_item
from wbs_tui.journal.carried import STATE
from wbs_tui.journal.leased import LeaseOver, NotElsewhere
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.backup import make_backup
from wbs_tui.operations.loading import SignIn
from wbs_tui.operations.restore import restore
from wbs_tui.store.backup_file import BrokenBackup, read_backup
from wbs_tui.store.engine import writing
from wbs_tui.store.location import FileStore
from wbs_tui.sync.desks.lease_views import list_leases
from wbs_tui.sync.desks.leased_desk import BrokenDeskFile, open_lease
from wbs_tui.sync.desks.leases import AlreadyAway, AlreadyEnded, LeaseRefused, end_lease, make_lease
from wbs_tui.text.errors import CannotUnlock, Refused
from wbs_tui.vault.errors import NoStore
from wbs_tui.vault.ids import new_id


class Away:
    """A home office with three cases, one of which stays; `lease()` opens a desk with the others."""

    def __init__(self, office, folder, registers):
        self.office, self.folder = office, folder
        self.home = office.desk("petugas")
        self.head = office.desk("inspektur")
        self.first, self.second, self.stays = registers

    def make(self, *accounts, **given):
        given = {"reason": "desa tanpa jaringan", **given}
        until = self.office.clock() + timedelta(days=7)
        registers = given.pop("cases", [self.first, self.second])
        return make_lease(
            given.pop("by", self.head),
            given.pop("name", "Meja Batang"),
            accounts or ("petugas",),
            registers,
            given.pop("until", until),
            self.folder / given.pop("file", "meja.wbsdesk"),
            **given,
        )

    def open(self, name="petugas", file="meja.wbsdesk", folder="meja"):
        location = FileStore(self.folder / folder / "office.wbs")
        open_lease(self.folder / file, location, SignIn(name, PASSWORD), self.office.clock)
        return self.sit(name, folder)

    def sit(self, name="petugas", folder="meja"):
        location = FileStore(self.folder / folder / "office.wbs")
        desk = unlock(location, name, PASSWORD, self.office.clock).desk
        self.office.opened.append(desk)
        return desk


@pytest.fixture
def away(office, tmp_path, kept_work):
    return Away(office, tmp_path, kept_work(office, tmp_path, "cases", lambda: three_cases(office)))


def three_cases(office):
    home = office.desk("petugas")
    first = recorded(home)
    evidence.release(office.desk("irban"), first, ["1"])
    notes.write_note(home, first, "Sudah ditelepon.")
    return first, new_case(home, "Jembatan putus"), new_case(home, "Kasus yang tinggal")


def broken_off(desk):
    """A report that is almost taken down."""
    case_id = new_id(desk.clock)
    new = NewCase(channel="web", received_at=desk.clock(), title="batal", suggestion=SUGGESTION)
    with desk.transaction() as transaction:
        with transaction.entry(REPORT_RECEIVED, case_id) as change:
            register_case(desk, change, case_id, new)
        raise KeyboardInterrupt


def registers(desk):
    return {row.register for row in list_cases(desk, InboxQuery())}


def findings(desk):
    with desk.reading() as connection:
        report = verify_journal(connection, keyring=desk.keyring)
    return {finding.what for finding in report.bad}


def test_a_desk_holds_the_leased_cases_and_no_other(away):
    made = away.make()
    assert (made.lease.mark, made.lease.cases, made.lease.accounts) == ("S2", 2, ("petugas",))
    desk = away.open()
    assert registers(desk) == {away.first, away.second}
    with pytest.raises(NoSuchCase):
        load_case(desk, away.stays)
    assert load_case(desk, away.first).title == "Dana desa dipakai sendiri"
    with desk.reading() as connection:
        assert connection.execute(select(func.count()).select_from(cases)).scalar_one() == 2


def test_nothing_of_the_case_that_stays_is_in_the_desks_store(away):
    with away.home.reading() as connection:
        stays = connection.execute(select(cases.c.id).where(cases.c.register == away.stays)).scalar_one()
    away.make()
    desk = away.open()
    with desk.reading() as connection:
        assert not connection.execute(select(journal.c.id).where(journal.c.case_id == stays)).all()
        assert not connection.execute(select(key_wraps.c.key_id).where(key_wraps.c.case_id == stays)).all()


def test_what_the_desk_proves_of_itself(away):
    away.make()
    desk = away.open()
    notes.write_note(desk, away.first, "Ditulis di desa.")
    assert findings(desk) == set()
    assert journal_is_sound(desk)
    assert journal_is_sound(away.home)


@pytest.mark.either_store
def test_an_entry_that_was_taken_away_is_named(away):
    away.make()
    desk = away.open()
    with writing(desk.engine) as connection:
        note = connection.execute(select(journal.c.id).where(journal.c.kind == "note.written")).scalar_one()
        connection.execute(delete(journal).where(journal.c.id == note))
    assert "missing" in findings(desk)


@pytest.mark.either_store
def test_another_list_than_the_home_store_signed_is_named(away):
    away.make()
    away.make(cases=[away.stays], file="lain.wbsdesk")
    one, other = away.open(), away.open(file="lain.wbsdesk", folder="lain")
    with other.reading() as connection:
        listed = connection.execute(
            select(exchange_state.c.value).where(exchange_state.c.name == STATE)
        ).scalar_one()
    with writing(one.engine) as connection:
        connection.execute(exchange_state.update().where(exchange_state.c.name == STATE).values(value=listed))
    assert {"lease", "chain"} <= findings(one)


@pytest.mark.either_store
def test_a_wrap_that_was_taken_away_at_the_desk_is_named(away):
    away.make()
    desk = away.open()
    with writing(desk.engine) as connection:
        connection.execute(delete(key_wraps).where(key_wraps.c.purpose == "content"))
    assert "keyless" in findings(desk)


@pytest.mark.either_store
def test_officers_classify_verify_note_and_add_evidence_there(away, tmp_path):
    away.make()
    desk = away.open()
    photo = tmp_path / "foto.jpg"
    photo.write_bytes(b"foto")
    decide(desk, away.second, Decision(category="procurement", reason="pengadaan"))
    answer_item(desk, away.second, "duplicate", "yes", "sudah dicari")
    notes.write_note(desk, away.second, "Catatan di desa.")
    evidence.add(desk, away.second, [photo])
    case = load_case(desk, away.second)
    assert (case.category, len(case.notes), len(case.evidence)) == ("procurement", 1, 1)


@pytest.mark.either_store
def test_decisions_access_and_backups_stay_with_the_home_store(away, tmp_path):
    away.make("petugas", "inspektur")
    head = away.open("inspektur")
    complete_checklist(head, away.second)
    with pytest.raises(NotElsewhere):
        advance(head, away.second, "verification", "mulai")
    with pytest.raises(NotElsewhere):
        make_backup(head, tmp_path / "cadangan.wbsbak")
    with pytest.raises(NotElsewhere):
        away.make(by=head, cases=[away.first], file="cucu.wbsdesk")


def test_new_reports_get_provisional_numbers_without_gaps(away):
    away.make()
    desk = away.open()
    assert [recorded(desk), recorded(desk)] == ["S2-0001", "S2-0002"]
    with pytest.raises(KeyboardInterrupt):
        broken_off(desk)
    assert recorded(desk) == "S2-0003"
    assert load_case(desk, "s2-1").register == "S2-0001"
    assert findings(desk) == set()


def test_two_desks_number_apart_and_the_home_store_goes_on_without_a_gap(away):
    away.make()
    away.make(cases=[away.stays], file="lain.wbsdesk", name="Meja Kedua")
    assert recorded(away.open()) == "S2-0001"
    assert recorded(away.open(file="lain.wbsdesk", folder="lain")) == "S3-0001"
    assert recorded(away.home) == "16-2026-000004"


def test_a_case_is_with_one_desk_at_a_time(away):
    away.make()
    with pytest.raises(AlreadyAway, match="S2"):
        away.make(cases=[away.second], file="lain.wbsdesk")
    assert not (away.folder / "lain.wbsdesk").exists()
    end_lease(away.head, "S2", "sudah kembali")
    assert away.make(cases=[away.second], file="lain.wbsdesk").lease.mark == "S3"


def test_the_lists_and_the_case_say_where_it_is(away):
    assert load_case(away.home, away.first).away is None
    away.make()
    assert load_case(away.home, away.first).away.mark == "S2"
    marked = {row.register: row.away for row in list_cases(away.home, InboxQuery())}
    assert (marked[away.first], marked[away.second], marked[away.stays]) == ("S2", "S2", "")
    end_lease(away.head, "meja batang", "sudah kembali")
    assert load_case(away.home, away.first).away is None


def test_ending_says_what_was_on_the_desk(away):
    away.make()
    ended = end_lease(away.head, "S2", "laptop hilang")
    assert (ended.mark, ended.cases, ended.files, ended.identity) == ("S2", 2, 2, False)
    assert ended.registers == (away.first, away.second)
    assert not ended.running
    with pytest.raises(AlreadyEnded):
        end_lease(away.head, "S2", "sekali lagi")
    [listed] = list_leases(away.home)
    assert listed == ended


@pytest.mark.either_store
def test_when_the_time_is_over_the_desk_is_read_and_written_no_more(away):
    away.make()
    desk = away.open()
    away.office.clock.forward(days=8)
    assert load_case(desk, away.first).notes
    with pytest.raises(LeaseOver):
        notes.write_note(desk, away.first, "terlambat")


def test_who_reported_goes_along_only_when_it_was_decided(away):
    away.make("irban", cases=[away.first])
    desk = away.open("irban")
    with pytest.raises(identity.IdentityStayed):
        identity.reveal(desk, away.first, "perlu menghubungi")
    end_lease(away.head, "S2", "sudah kembali")
    away.make("irban", cases=[away.first], identity=True, file="lain.wbsdesk", by=away.office.desk("irban"))
    with_keys = away.open("irban", file="lain.wbsdesk", folder="lain")
    [revealed] = identity.reveal(with_keys, away.first, "perlu menghubungi").reports
    assert revealed.name == "Siti Pelapor"
    assert findings(with_keys) == set()


def test_evidence_that_is_held_back_stays_at_home(away):
    made = away.make()
    assert (made.files, made.lost) == (1, ())
    desk = away.open()
    shown, held = load_case(desk, away.first).evidence
    assert b"".join(evidence.content(desk, shown.id)) == b"isi kuitansi"
    assert not desk.evidence_files.held([held.id])


@pytest.mark.either_store
def test_others_cannot_open_the_desk(away):
    away.make()
    with pytest.raises(CannotUnlock):
        away.open("petugas2")
    with pytest.raises(CannotUnlock):
        away.open("admin")


def test_what_cannot_be_leased(away):
    with pytest.raises(LeaseRefused):
        away.make("admin")
    with pytest.raises(LeaseRefused):
        away.make("auditor")
    with pytest.raises(LeaseRefused):
        away.make(until=away.office.clock() - timedelta(minutes=1))
    with pytest.raises(LeaseRefused):
        away.make(until=away.office.clock() + timedelta(days=400))
    with pytest.raises(LeaseRefused):
        away.make(name=" ")
    with pytest.raises(NoSuchCase):
        away.make(cases=["16-2026-000999"])
    with pytest.raises(Refused):
        away.make(by=away.home)
    assert list_leases(away.home) == ()


def test_a_file_that_was_broken_off_leaves_no_desk_behind(away):
    def stopped(_step, _done, _of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        away.make(tell=stopped)
    assert [lease.running for lease in list_leases(away.home)] == [False]
    assert load_case(away.home, away.first).away is None
    assert [each for each in away.folder.iterdir() if "wbsdesk" in each.name or "part" in each.name] == []


@pytest.mark.either_store
def test_a_desk_file_is_no_backup_and_a_backup_no_desk(away, tmp_path):
    away.make()
    with pytest.raises(BrokenBackup):
        read_backup(away.folder / "meja.wbsdesk")
    make_backup(away.head, tmp_path / "cadangan.wbsbak")
    with pytest.raises(BrokenDeskFile):
        away.open(file="cadangan.wbsbak")


@pytest.mark.either_store
@pytest.mark.parametrize("at", [0.2, 0.6, 0.99])
def test_a_changed_file_opens_no_desk(away, at):
    away.make()
    path = away.folder / "meja.wbsdesk"
    data = bytearray(path.read_bytes())
    data[int(len(data) * at)] ^= 1
    path.write_bytes(data)
    with pytest.raises((BrokenDeskFile, CannotUnlock, Refused)):
        away.open()
    with pytest.raises(NoStore):
        away.sit()


def test_the_desk_and_the_home_store_on_one_computer_remember_apart(away):
    away.make()
    desk = away.open()
    notes.write_note(desk, away.first, "di desa")
    notes.write_note(away.home, away.first, "di kantor")
    desk.close()
    away.home.close()
    again, home = away.sit(), away.office.desk("petugas")
    notes.write_note(again, away.first, "di desa lagi")
    notes.write_note(home, away.first, "di kantor lagi")
    assert (again.refusal, home.refusal) == (None, None)
    assert len(load_case(again, away.first).notes) == 3


def test_a_restored_home_store_knows_its_desks(away, tmp_path):
    away.make()
    make_backup(away.head, tmp_path / "cadangan.wbsbak")
    backup = read_backup(tmp_path / "cadangan.wbsbak")
    place = FileStore(tmp_path / "pulih" / "office.wbs")
    restore(backup, place, SignIn("inspektur", PASSWORD), away.office.clock)
    with closing(unlock(place, "inspektur", PASSWORD, away.office.clock).desk) as restored:
        assert [lease.mark for lease in list_leases(restored)] == ["S2"]
        assert journal_is_sound(restored)


def test_reports_of_the_desk_never_collide_with_those_of_the_office(away):
    """The same message may reach both: each keeps it, under an identifier of its own."""
    away.make()
    desk = away.open()
    at_home, at_desk = the_same(away.home), the_same(desk)
    assert at_home.register != at_desk.register
    tokens = []
    for each in (away.home, desk):
        with each.reading() as connection:
            newest = select(reports.c.message_token).order_by(
                reports.c.recorded_at.desc(), reports.c.id.desc()
            )
            tokens.append(connection.execute(newest.limit(1)).scalar_one())
    assert tokens[0] != tokens[1]
    assert the_same(desk).known
