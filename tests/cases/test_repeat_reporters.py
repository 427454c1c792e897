"""A reporter who reported before is met again by those who may know him, and by nobody else."""

import os
import sys

import pytest
from sqlalchemy import delete, select, text, update

from models.tables.local import caches
from models.words.reports import IncomingReport, Reporter
from tests.cases.at_work import journal_is_sound
from wbs_tui.accounts.access import fingerprint_of, grant, revoke
from wbs_tui.accounts.administration import disable, reset
from wbs_tui.cases.identity import repeat_reporters as module
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.identity.repeat_reporters import repeat_reporters
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.steps.evidence import NoIdentityGrant
from wbs_tui.intake.record import record
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.search.cache import cache, cache_path
from wbs_tui.search.layout import REPORTERS
from wbs_tui.store.engine import reading, writing
from wbs_tui.vault.ids import new_id


@pytest.fixture
def lead(office):
    """Holds the identity grant."""
    return office.desk("irban")


def reported(desk, *, masked=(), sender=None, reply=(), external_id="", **who):
    incoming = IncomingReport(
        channel="web",
        external_id=external_id or new_id(desk.clock),
        received_at=desk.clock(),
        title="Dana desa",
        text="Dana desa.",
        masked=masked,
        reporter=Reporter(**who),
        raw=b"mentah",
        attachments=(),
        sender_key=sender,
        in_reply_to=reply,
    )
    return record(desk, incoming).register


def known(desk, register):
    reveal(desk, register, "uji")
    return repeat_reporters(desk, register)


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({"nik": "1671055208900003"}, {"nik": "1671 0552 0890 0003"}),
        ({"phone": "0812-7001-4455"}, {"phone": "+62 812 7001 4455"}),
        ({"email": "Ros@surel.contoh"}, {"email": "ros@SUREL.contoh"}),
        ({"phone": "081270014455"}, {"sender": "6281270014455"}),
        (
            {"name": "Rosmawati", "address": "Jl. Kenanga 12"},
            {"name": "ROSMAWATI", "address": "jl.  kenanga 12"},
        ),
    ],
    ids=["nik", "phone", "email", "sender", "name and address"],
)
def test_a_reporter_is_met_again_however_he_writes_it(lead, first, again):
    one, _other, three = reported(lead, **first), reported(lead, name="Bonar"), reported(lead, **again)
    assert known(lead, one) == (three,)
    assert known(lead, three) == (one,)
    assert journal_is_sound(lead)


def test_equal_names_and_numbers_of_others_are_no_repeat(lead):
    one = reported(lead, name="Rosmawati", masked=("0812-7001-4455",))
    reported(lead, name="Rosmawati")
    reported(lead, name="Bonar", masked=("0812-7001-4455",))
    assert known(lead, one) == ()


def test_what_comes_later_is_looked_at_and_nothing_twice(lead):
    one = reported(lead, nik="1671055208900003", external_id="satu")
    reveal(lead, one, "uji")
    seen = []
    assert repeat_reporters(lead, one, lambda done, of: seen.append((done, of))) == ()
    assert repeat_reporters(lead, one, lambda done, of: seen.append((done, of))) == ()
    two = reported(lead, nik="1671055208900003")
    assert repeat_reporters(lead, one, lambda done, of: seen.append((done, of))) == (two,)
    assert seen == [(1, 1), (1, 1)]
    bonar = reported(lead, nik="1504021203850002")
    reported(lead, nik="1504021203850002", external_id="dua", reply=("satu",))
    assert known(lead, bonar) == (one,)


def test_a_long_look_can_be_stopped_and_goes_on_where_it_was(lead, monkeypatch):
    monkeypatch.setattr(module, "_BATCH", 1)
    cases = [reported(lead, nik="1671055208900003") for _each in range(4)]
    reveal(lead, cases[0], "uji")
    seen = []
    repeat_reporters(lead, cases[0], lambda _done, of: seen.append(of), cancelled=lambda: len(seen) >= 2)
    assert seen == [4, 4]
    assert set(repeat_reporters(lead, cases[0], lambda _done, of: seen.append(of))) == set(cases[1:])
    assert seen == [4, 4, 2, 2]


def test_a_case_that_is_not_there_for_the_account_does_not_show(lead):
    one, two = (reported(lead, nik="1671055208900003") for _each in range(2))
    assert known(lead, one) == (two,)
    recuse(lead, two, "kerabat terlapor")
    assert repeat_reporters(lead, one) == ()


def test_only_who_holds_the_grant_and_has_revealed_is_told(office, lead):
    one = reported(lead, nik="1671055208900003")
    with pytest.raises(NoIdentityGrant):
        repeat_reporters(lead, one)
    reveal(lead, one, "uji")
    with pytest.raises(NoIdentityGrant):
        repeat_reporters(office.desk("inspektur"), one)
    with pytest.raises(NoIdentityGrant):
        repeat_reporters(office.desk("petugas"), one)
    with pytest.raises(NotPermitted):
        repeat_reporters(office.desk("auditor"), one)
    assert not cache_path(office.desk("petugas"), REPORTERS).exists()


def nonces(desk):
    with desk.reading() as connection:
        return connection.execute(select(caches.c.account_id, caches.c.nonce)).all()


def test_a_revoked_grant_ends_the_cache_at_once(office, lead):
    head = office.desk("inspektur")
    one = reported(lead, nik="1671055208900003")
    assert known(lead, one) == ()
    assert cache_path(lead, REPORTERS).exists()
    revoke(head, "identity", "irban")
    assert nonces(head) == []
    with pytest.raises(NoIdentityGrant):
        repeat_reporters(lead, one)
    assert not cache_path(lead, REPORTERS).exists()


@pytest.mark.parametrize("end", [disable, reset])
def test_an_account_that_ends_or_begins_anew_leaves_no_cache(office, lead, end):
    one = reported(lead, nik="1671055208900003")
    assert known(lead, one) == ()
    admin = office.desk("admin")
    assert len(nonces(admin)) == 1
    end(admin, "irban")
    assert nonces(admin) == []


def test_two_accounts_have_no_token_in_common(office, lead):
    head = office.desk("inspektur")
    one, two = (reported(lead, nik="1671055208900003") for _each in range(2))
    tokens = []
    for desk in (lead, head):
        assert known(desk, one) == (two,)
        with cache(desk, REPORTERS) as engine, reading(engine) as connection:
            tokens.append(set(connection.execute(text("SELECT token FROM reporters")).scalars()))
    assert tokens[0]
    assert not tokens[0] & tokens[1]


def test_the_file_is_its_owners_alone_and_noise_to_others(lead):
    one = reported(lead, nik="1671055208900003", phone="081270014455")
    known(lead, one)
    path = cache_path(lead, REPORTERS)
    raw = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert b"reporters" not in raw
    assert b"SQLite format" not in raw
    assert one.encode() not in raw
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700


def damaged(path):
    path.write_bytes(os.urandom(8192))


def emptied(path):
    path.write_bytes(b"")


def cut(path):
    path.write_bytes(path.read_bytes()[:1000])


@pytest.mark.parametrize("spoil", [damaged, emptied, cut])
def test_a_spoilt_cache_is_made_anew(lead, spoil):
    one, two = (reported(lead, nik="1671055208900003") for _each in range(2))
    assert known(lead, one) == (two,)
    spoil(cache_path(lead, REPORTERS))
    for ending in ("-wal", "-shm"):
        cache_path(lead, REPORTERS).with_name(cache_path(lead, REPORTERS).name + ending).unlink(
            missing_ok=True
        )
    assert repeat_reporters(lead, one) == (two,)


def test_another_accounts_cache_in_its_place_is_not_believed(office, lead):
    head = office.desk("inspektur")
    one, two = (reported(lead, nik="1671055208900003") for _each in range(2))
    assert known(lead, one) == known(head, one) == (two,)
    cache_path(lead, REPORTERS).write_bytes(cache_path(head, REPORTERS).read_bytes())
    assert repeat_reporters(lead, one) == (two,)


def test_a_cache_of_another_layout_is_made_anew(lead):
    one, two = (reported(lead, nik="1671055208900003") for _each in range(2))
    assert known(lead, one) == (two,)
    with cache(lead, REPORTERS) as engine, writing(engine) as connection:
        connection.exec_driver_sql("PRAGMA user_version = 5")
        connection.exec_driver_sql("DELETE FROM reporters")
    assert repeat_reporters(lead, one) == (two,)


def test_without_its_nonce_an_old_copy_of_the_cache_opens_nothing(lead):
    one, two = (reported(lead, nik="1671055208900003") for _each in range(2))
    assert known(lead, one) == (two,)
    copy = cache_path(lead, REPORTERS).read_bytes()
    with writing(lead.engine) as connection:
        connection.execute(delete(caches))
    assert repeat_reporters(lead, one) == (two,)
    cache_path(lead, REPORTERS).write_bytes(copy)
    with writing(lead.engine) as connection:
        connection.execute(update(caches).values(nonce=os.urandom(32)))
    assert repeat_reporters(lead, one) == (two,)
    assert len(nonces(lead)) == 1


def test_a_new_member_meets_what_came_before_him(office, lead):
    head = office.desk("inspektur")
    one, two = (reported(lead, nik="1671055208900003") for _each in range(2))
    grant(head, "identity", "petugas", fingerprint_of(head, "petugas"))
    assert known(office.desk("petugas"), one) == (two,)
