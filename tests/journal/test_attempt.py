"""A part of a transaction that fails leaves nothing, and what comes before and after it stays."""

from contextlib import suppress

from sqlalchemy import select

from models.tables.exchange import peers
from models.tables.journal import journal
from tests.conftest import TestOffice
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.journal.verify import verify_journal
from wbs_tui.sync.kinds import PEER_SEEN


class _Failed(Exception):
    pass


def _seen(desk: Desk, transaction: Transaction, code: str) -> None:
    with transaction.entry(PEER_SEEN) as change:
        change.insert(
            peers,
            code * 32,
            code=code,
            name="Instansi",
            kind="kpk",
            number=1,
            record=b"",
            fingerprint="",
            status="seen",
            seen_at=desk.now(),
        )


def test_what_is_taken_back_leaves_no_gap(office: TestOffice) -> None:
    desk = office.desk("petugas")
    with desk.transaction() as transaction:
        _seen(desk, transaction, "a")
        with suppress(_Failed), transaction.attempt():
            _seen(desk, transaction, "b")
            raise _Failed
        with transaction.attempt():
            _seen(desk, transaction, "c")
    with desk.reading() as connection:
        assert sorted(connection.execute(select(peers.c.code)).scalars()) == ["a", "c"]
        kinds = select(journal.c.id).where(journal.c.kind == PEER_SEEN)
        assert len(connection.execute(kinds).all()) == 2
        assert verify_journal(connection).bad == []


def test_an_entry_that_fails_within_it_is_taken_back_too(office: TestOffice) -> None:
    desk = office.desk("petugas")
    with desk.transaction() as transaction:
        with suppress(_Failed), transaction.attempt(), transaction.entry(PEER_SEEN):
            raise _Failed
        _seen(desk, transaction, "a")
    with desk.reading() as connection:
        assert verify_journal(connection).bad == []
