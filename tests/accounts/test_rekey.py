"""A new store key: nobody's password is needed, who was removed opens nothing, no kill loses the store."""

import sys
import threading
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select

from models.tables.accounts import account_keys, accounts
from models.tables.journal import journal
from models.tables.local import drafts
from models.words.roles import Role
from tests.accounts.old_headers import write_as_version_1
from tests.cases.at_work import new_case
from tests.conftest import CHEAP, PASSWORD, TickingClock
from tests.cut_copies import cut_stores
from tests.warm import start
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import disable, invite
from wbs_tui.accounts.errors import InvitationOver
from wbs_tui.accounts.proved import AccountsNotSigned
from wbs_tui.accounts.rekeying import rekey, rekey_due
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.engine import open_engine, owning, reading, writing
from wbs_tui.store.errors import DamagedStore, NotActive
from wbs_tui.store.location import ServerStore
from wbs_tui.text.errors import WbsError
from wbs_tui.vault.codes import code_sealing_keys, new_code
from wbs_tui.vault.slots import open_slot, seal_slot, unseal_slot

EVERYBODY = ("admin", "inspektur", "petugas", "petugas2", "irban", "auditor")
CUT_OFF = Path(__file__).with_name("cut_off.py")


def alone(office, name="inspektur"):
    """This account, and nobody else at the store."""
    for desk in office.opened:
        desk.close()
    office.opened.clear()
    return office.desk(name)


def opens_with(location, key):
    """Whether it is the key of now: a file opens with it, a server's slots lead to it."""
    if isinstance(location, ServerStore):
        header = location.header.read()
        own = [slot for slot in header.slots if slot.kind == "password"]
        return any(open_slot(header.store_id, slot, PASSWORD).store_key == key for slot in own)
    engine = open_engine(location, key)
    try:
        with reading(engine) as connection:
            return connection.execute(select(func.count()).select_from(accounts)).scalar() > 0
    except DamagedStore:
        return False
    finally:
        engine.dispose()


def test_everybody_goes_on_with_the_password_that_he_has(office):
    new_case(office.desk("petugas"), "Dana desa")
    desk = alone(office)
    old = desk.store_key
    assert rekey(desk)
    assert [row.title for row in list_cases(desk, InboxQuery())] == ["Dana desa"]
    new_case(desk, "Jalan desa")
    assert desk.store_key != old
    assert not opens_with(office.location, old)
    for name in EVERYBODY:
        office.desk(name)
    assert {row.title for row in list_cases(office.desk("petugas"), InboxQuery())} == {
        "Dana desa",
        "Jalan desa",
    }
    with desk.reading() as connection:
        assert verify_journal(connection).sound
    header = office.location.header.read()
    assert (header.store_key_number, header.rekey_due) == (2, False)


@pytest.mark.file_store
def test_the_old_key_is_nowhere_left_in_the_files(office):
    """Neither in the database nor in its log is a page that the old key opens."""
    desk = alone(office)
    before = office.location.database.read_bytes()
    assert rekey(desk)
    after = office.location.database.read_bytes()
    log = office.location.database.with_name("office.wbs-wal")
    pages = {before[start : start + 4096] for start in range(0, len(before), 4096)}
    assert not any(after[start : start + 4096] in pages for start in range(0, len(after), 4096))
    content = log.read_bytes() if log.exists() else b""
    assert not any(
        content[start + 24 : start + 24 + 4096] in pages for start in range(32, len(content), 4120)
    )


def test_who_was_removed_knows_a_key_that_opens_nothing(office):
    petugas = office.desk("petugas")
    known = petugas.store_key
    disable(office.desk("admin"), "petugas")
    desk = alone(office)
    assert rekey_due(desk)
    assert opens_with(office.location, known)
    assert rekey(desk)
    assert not rekey_due(desk)
    assert not opens_with(office.location, known)
    now = office.location.header.read()
    assert "petugas" not in [slot.account_name for slot in now.slots]


@pytest.mark.file_store
def test_an_old_header_opens_nothing_any_more(office):
    old_header = office.location.header.read()
    disable(office.desk("admin"), "petugas")
    assert rekey(alone(office))
    alone(office).close()
    office.opened.clear()
    office.location.header.write(old_header)
    for name in ("petugas", "admin"):
        with pytest.raises(DamagedStore):
            office.desk(name)


@pytest.mark.file_store
def test_others_at_the_store_put_it_off(office):
    disable(office.desk("admin"), "petugas")
    other, desk = office.desk("auditor"), office.desk("inspektur")
    for busy in office.opened[:1]:
        busy.close()
    before = office.location.header.read()
    assert not rekey(desk)
    assert office.location.header.read() == before
    assert rekey_due(desk)
    other.close()
    assert rekey(desk)
    office.desk("auditor")


@pytest.mark.file_store
def test_of_two_who_try_at_once_at_most_one_does_it_and_both_go_on(office):
    desk, other = office.desk("inspektur"), office.desk("irban")
    told = []
    racers = [threading.Thread(target=lambda at=at: told.append(rekey(at))) for at in (desk, other)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert told == [False, False]
    assert list_cases(desk, InboxQuery()) is not None
    assert list_cases(other, InboxQuery()) is not None


def test_a_worker_of_the_same_desk_reads_on(office):
    new_case(office.desk("petugas"), "Dana desa")
    desk = alone(office)
    stop, failed = threading.Event(), []

    def read():
        while not stop.is_set():
            try:
                list_cases(desk, InboxQuery())
            except WbsError as error:
                failed.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        assert [rekey(desk) for _time in range(3)] == [True] * 3
    finally:
        stop.set()
        reader.join()
    assert failed == []


def test_an_invitation_goes_on(office):
    code = invite(office.desk("admin"), "baru", Role.OFFICER).code
    assert rekey(alone(office))
    assert rekey(alone(office))
    activate(office.location, "baru", code, PASSWORD, office.clock, CHEAP)
    assert office.desk("baru")


def test_an_invitation_that_is_over_goes(office):
    code = invite(office.desk("admin"), "baru", Role.OFFICER).code
    office.clock.forward(days=15)
    assert rekey(alone(office))
    assert [s for s in office.location.header.read().slots if s.kind == "invitation"] == []
    with pytest.raises(InvitationOver):
        activate(office.location, "baru", code, PASSWORD, office.clock, CHEAP)


def test_an_invitation_that_nobody_with_the_key_made_gets_nothing(office):
    """Whoever writes the header puts a public key of his own into an invitation that waits."""
    invite(office.desk("admin"), "baru", Role.OFFICER)
    header = office.location.header.read()
    mine = code_sealing_keys(new_code(), b"s" * 16)
    forged = tuple(
        msgspec.structs.replace(slot, seal_public=mine.public()) if slot.kind == "invitation" else slot
        for slot in header.slots
    )
    office.location.header.write(msgspec.structs.replace(header, slots=forged))
    assert rekey(alone(office))
    assert "invitation" not in [slot.kind for slot in office.location.header.read().slots]


def test_a_public_key_in_the_header_counts_for_nothing(office):
    """The accounts' keys are the store's: what the header says of them is not asked."""
    header = office.location.header.read()
    mine = code_sealing_keys(new_code(), b"s" * 16)
    victim = next(slot for slot in header.slots if slot.account_name == "petugas")
    forged = seal_slot(header.store_id, victim, mine.public(), bytes(32))
    forged = msgspec.structs.replace(forged, seal_public=mine.public())
    slots = tuple(forged if slot.id == victim.id else slot for slot in header.slots)
    office.location.header.write(msgspec.structs.replace(header, slots=slots))
    desk = alone(office)
    assert rekey(desk)
    now = next(s for s in office.location.header.read().slots if s.account_name == "petugas")
    with pytest.raises(WbsError):
        unseal_slot(header.store_id, now, mine)
    assert open_slot(header.store_id, now, PASSWORD).store_key == desk.store_key


@pytest.mark.parametrize("entry_too", [False, True])
def test_a_key_in_the_database_that_its_owner_did_not_sign_stops_it(office, entry_too):
    desk = alone(office)
    mine = code_sealing_keys(new_code(), b"s" * 16).public()
    of_admin = (
        account_keys.c.account_id == select(accounts.c.id).where(accounts.c.name == "admin").scalar_subquery()
    )
    with owning(desk.engine) as connection:
        row = connection.execute(select(account_keys).where(of_admin)).one()
        connection.execute(account_keys.update().where(of_admin).values(seal_public=mine))
        if entry_too:
            entry = journal.c.id == row.entry_id
            signed = connection.execute(select(journal.c.signed).where(entry)).scalar_one()
            forged = signed.replace(row.seal_public, mine)
            assert forged != signed
            connection.execute(journal.update().where(entry).values(signed=forged))
    before = office.location.header.read()
    with pytest.raises(AccountsNotSigned, match="wbs verify"):
        rekey(desk)
    assert office.location.header.read() == before


@pytest.mark.file_store
def test_a_header_of_version_1_is_rekeyed_too(office):
    write_as_version_1(office.location.header.path, PASSWORD)
    assert rekey(alone(office))
    for name in EVERYBODY:
        office.desk(name)


def test_the_escrow_keeps_its_way_in(office):
    assert rekey(alone(office))
    assert [s.kind for s in office.location.header.read().slots].count("escrow") == 1


def test_killed_anywhere_everybody_still_opens_it(office, tmp_path, monkeypatch):
    new_case(office.desk("petugas"), "Dana desa")
    old = alone(office).store_key
    alone(office).close()
    office.opened.clear()
    changed = 0
    for point, location in cut_stores(
        CUT_OFF, ["rekey"], str(office.location), tmp_path / "cut", monkeypatch
    ):
        for name in ("petugas", "admin"):
            unlock(location, name, PASSWORD, TickingClock()).desk.close()
        desk = unlock(location, "inspektur", PASSWORD, TickingClock()).desk
        changed += desk.store_key != old
        assert rekey(desk), point
        with desk.reading() as connection:
            assert verify_journal(connection).sound, point
        desk.close()
        assert all(slot.next_store_key is None for slot in location.header.read().slots), point
        unlock(location, "petugas", PASSWORD, TickingClock()).desk.close()
    assert changed > 0


REKEY = """
import sys
from tests.accounts.cut_off import at_the_desk
from wbs_tui.accounts.rekeying import rekey
from wbs_tui.store.location import locate
desk = at_the_desk(locate(sys.argv[1]))
print("ready", flush=True)
rekey(desk)
"""


@pytest.mark.file_store
@pytest.mark.parametrize("written", [0, 1_000_000, 3_000_000, 7_900_000])
def test_killed_while_the_pages_are_written_the_store_is_whole(office, written):
    desk = alone(office, "petugas")
    save_large_draft(desk, 8_000_000)
    desk.close()
    office.opened.clear()
    log = office.location.database.with_name("office.wbs-wal")
    rekeying = start([sys.executable, "-c", REKEY, office.location])
    rekeying.stdout.readline()
    while rekeying.poll() is None and not (log.exists() and log.stat().st_size > written):
        pass
    rekeying.kill()
    rekeying.communicate()
    desk = alone(office)
    with desk.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.execute(select(func.length(drafts.c.body))).scalar() == 8_000_000
    assert rekey(desk)
    assert office.desk("petugas")


def save_large_draft(desk, size):
    row = {"account_id": desk.actor.id, "subject": "besar", "saved_at": 1, "body": bytes(size)}
    with writing(desk.engine) as connection:
        connection.execute(drafts.insert().values(row))


def test_a_disabled_account_does_not_rekey(office):
    desk = office.desk("petugas")
    disable(office.desk("admin"), "petugas")
    for other in office.opened:
        if other is not desk:
            other.close()
    with pytest.raises(NotActive):
        rekey(desk)
