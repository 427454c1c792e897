"""Signed heads find what a store cannot show of itself: a cut tail, and a copy that went on another way."""

import shutil
from contextlib import closing

import msgspec
import pytest
from sqlalchemy import delete, func, select, update

from models.tables.accounts import account_keys
from models.tables.journal import journal
from tests.cases.at_work import new_case
from tests.conftest import PASSWORD
from wbs_tui.accounts.administration import disable
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.heads import HEAD_CONTEXT, SignedHead, check_heads, read_head, signed_heads
from wbs_tui.journal.trails import places
from wbs_tui.store.engine import owning
from wbs_tui.store.location import FileStore
from wbs_tui.vault.account_keys import AccountKeys


def heads_of(desk):
    with desk.reading() as connection:
        return signed_heads(desk, connection)


def held(desk, heads):
    with desk.reading() as connection:
        return check_heads(connection, heads)


def found(desk, heads):
    return [(finding.what, finding.place) for finding in held(desk, heads).findings]


def entries(desk):
    with desk.reading() as connection:
        return connection.execute(select(func.count()).select_from(journal)).scalar_one()


def test_a_journal_that_goes_on_holds_its_head(office):
    desk, auditor = office.desk("petugas"), office.desk("auditor")
    heads = heads_of(desk)
    new_case(desk)
    result = held(auditor, heads)
    assert (result.findings, result.ignored) == ((), ())
    [(station, sequence)] = result.anchored.items()
    assert sequence == entries(desk) - 1
    assert read_head(heads[0]).station == station


@pytest.mark.parametrize("left", [1, 7, 30])
def test_a_cut_tail_is_found(office, left):
    desk = office.desk("petugas")
    heads, last = heads_of(desk), entries(desk)
    with owning(desk.engine) as connection:
        connection.execute(delete(journal).where(journal.c.sequence > last - left))
    station = read_head(heads[0]).station
    assert found(desk, heads) == [("cut", f"{station}#{last}")]


def test_an_entry_whose_bytes_are_others_is_found_whatever_the_column_says(office):
    desk = office.desk("petugas")
    heads, last = heads_of(desk), entries(desk)
    with owning(desk.engine) as connection:
        at = journal.c.sequence == last
        signed = connection.execute(select(journal.c.signed).where(at)).scalar_one()
        connection.execute(update(journal).where(at).values(signed=signed[:-1]))
    assert [what for what, _place in found(desk, heads)] == ["equivocation"]


def copied(office, tmp_path):
    """A copy of the store as it is now, and a desk at it."""
    shutil.copytree(office.location.database.parent, tmp_path / "copy")
    location = FileStore(tmp_path / "copy" / "office.wbs")
    return closing(unlock(location, "petugas", PASSWORD, office.clock).desk)


@pytest.mark.file_store
def test_two_copies_that_both_go_on_are_told_from_a_cut(office, tmp_path):
    """The one that is behind names an entry that both wrote, not only what it lacks."""
    office.desk("petugas").close()
    with copied(office, tmp_path) as clone:
        desk = office.desk("petugas")
        last = entries(desk)
        for _time in range(3):
            new_case(desk)
        new_case(clone)
        ahead, behind = heads_of(desk), heads_of(clone)
        station = read_head(ahead[0]).station
        assert found(clone, ahead) == [("equivocation", f"{station}#{last + 1}")]
        assert found(desk, behind) == [("equivocation", f"{station}#{last + 1}")]


def test_a_head_that_nobody_of_the_office_signed_says_nothing(office):
    desk, stranger = office.desk("petugas"), AccountKeys.generate()
    [head] = heads_of(desk)
    said = read_head(head)
    worse = msgspec.structs.replace(
        said, points=(msgspec.structs.replace(said.points[0], sequence=said.points[0].sequence + 50),)
    )
    forged = [
        SignedHead(head.statement, bytes(64)),
        SignedHead(head.statement[:-1], head.signature),
        SignedHead(b"", b""),
        *(
            SignedHead(statement, stranger.sign(HEAD_CONTEXT, statement))
            for statement in map(msgspec.msgpack.encode, (said, worse))
        ),
        *(
            SignedHead(statement, desk.account_keys.sign(HEAD_CONTEXT, statement))
            for statement in (
                msgspec.msgpack.encode(msgspec.structs.replace(worse, office="0" * 32)),
                msgspec.msgpack.encode(msgspec.structs.replace(worse, account=office.desk("irban").actor.id)),
                msgspec.msgpack.encode(msgspec.structs.replace(worse, points=())),
                msgspec.msgpack.encode(msgspec.structs.replace(worse, version=2)),
            )
        ),
    ]
    for one in forged:
        result = held(desk, [one])
        assert (result.findings, result.anchored, result.ignored) == ((), {}, (one,))
    print(f"{len(forged)} forged heads")


def test_a_key_that_has_ended_vouches_for_what_was_before_its_end_alone(office):
    desk, auditor = office.desk("petugas"), office.desk("auditor")
    before = heads_of(desk)
    disable(office.desk("admin"), "petugas")
    with auditor.reading() as connection:
        after = signed_heads(desk, connection)
        ended = connection.execute(
            select(account_keys.c.last_sequence).where(account_keys.c.id == desk.actor.key_id)
        ).scalar_one()
    assert read_head(after[0]).points[0].sequence == ended + 1
    assert held(auditor, before).anchored
    assert held(auditor, after).ignored == after


@pytest.mark.parametrize("last", [1, 2, 15, 16, 17, 18, 21, 22, 1000, 1_000_000])
def test_a_trail_has_its_head_and_the_first_entry_and_stays_short(last):
    points = list(places(last))
    assert (points[0], points[-1]) == (last, 1)
    assert points == sorted(set(points), reverse=True)
    assert len(points) <= 80
