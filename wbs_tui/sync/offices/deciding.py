"""What people, and a hub that closes an office, decide about another: to seal to it or not."""

from sqlalchemy import select

from models.tables.exchange import peers as peers_table
from models.words.exchange import PeerStatus
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.policy.operations import Operation
from wbs_tui.sync.errors import NoSuchOffice, OtherFingerprint
from wbs_tui.sync.kinds import PEER_CLOSED, PEER_CONFIRMED
from wbs_tui.sync.offices.claims import refuse_claims
from wbs_tui.sync.offices.closures import ClosedThere, note_closure
from wbs_tui.sync.offices.directory import WHY, block, see
from wbs_tui.sync.offices.naming import on_a_line
from wbs_tui.sync.offices.peers import Peer, find_peer, peer, read_peers
from wbs_tui.sync.offices.records import (
    read_record,
)
from wbs_tui.sync.offices.rekeyed import forget_new_key, waiting_record
from wbs_tui.sync.offices.trust import note_trust
from wbs_tui.sync.state import forget_state, read_state, write_state
from wbs_tui.vault.account_keys import same_fingerprint

_CLOSED = "closed:"
"""State: the digest of the last word by which a hub closed a peer, by its id."""
_BY_PERSON = "person"
_OPEN = (PeerStatus.SEEN, PeerStatus.CONFIRMED)


def confirm_peer(desk: Desk, code: str, fingerprint: str, letter: str) -> Peer:
    """A person has compared the fingerprint with an official letter: from now on things are sealed to it.

    Also to a key that the one before did not sign, when it is that one's fingerprint.

    Raises NotPermitted, NoSuchOffice, OtherFingerprint, StationOfAnother, ConfirmedAlready.
    """
    desk.require(Operation.PEER_CONFIRM)
    with desk.transaction() as transaction:
        of_code = [each for each in read_peers(transaction.connection) if each.code == code]
        if not of_code:
            raise NoSuchOffice(code)
        chosen = [_rekeyed_as(transaction, each, fingerprint) for each in of_code]
        chosen = [each for each in chosen if same_fingerprint(each.fingerprint, fingerprint)]
        if not chosen:
            raise OtherFingerprint(code)
        refuse_claims(transaction.connection, chosen[0].record)
        with transaction.entry(PEER_CONFIRMED) as change:
            change.update(
                peers_table,
                chosen[0].id,
                status=PeerStatus.CONFIRMED,
                confirmed_at=change.at,
                confirmed_by=desk.actor.id,
                name=on_a_line(chosen[0].record.name),
                letter=on_a_line(letter),
            )
        forget_state(transaction.connection, WHY + chosen[0].id)
        note_trust(desk, transaction.connection, chosen[0].id, chosen[0].signed.statement)
        confirmed = peer(transaction.connection, chosen[0].id)
    assert confirmed is not None  # noqa: S101 - it was updated just now
    return confirmed


def _rekeyed_as(transaction: Transaction, known: Peer, fingerprint: str) -> Peer:
    """The peer under the key that waits for a letter, when it is this one's fingerprint; else as it is."""
    connection = transaction.connection
    if not known.new_fingerprint or not same_fingerprint(known.new_fingerprint, fingerprint):
        return known
    signed = waiting_record(connection, known.id)
    row = connection.execute(select(peers_table).where(peers_table.c.id == known.id)).one()
    assert signed is not None  # noqa: S101 - it has a fingerprint
    see(transaction, signed, read_record(signed), row, status=PeerStatus.BLOCKED)
    forget_new_key(connection, known.id)
    found = peer(connection, known.id)
    assert found is not None  # noqa: S101 - it was updated just now
    return found


def close_peer(desk: Desk, office_id: str, number: int, word: bytes, said: ClosedThere) -> str | None:
    """A hub says that an office is closed since its record of this number; its code and name if that is news.

    `word` tells its sentences apart: one that is repeated undoes no confirmation that came after it.
    """
    with desk.transaction() as transaction:
        known = peer(transaction.connection, office_id)
        if known is not None and known.number <= number:
            note_closure(transaction.connection, office_id, said)
        if known is None or read_state(transaction.connection, _CLOSED + office_id, bytes) == word:
            return None
        write_state(transaction.connection, _CLOSED + office_id, word)
        if known.number > number or known.status not in _OPEN:
            return None
        with transaction.entry(PEER_CLOSED) as change:
            change.update(peers_table, office_id, status=PeerStatus.CLOSED)
    return f"{known.code} {known.name}"


def block_peer(desk: Desk, code: str) -> Peer:
    """Seal nothing to the offices of this code, and take nothing from them, until one is confirmed anew.

    Raises NotPermitted, NoSuchOffice.
    """
    desk.require(Operation.PEER_CONFIRM)
    with desk.transaction() as transaction:
        known = find_peer(transaction.connection, code)
        block(transaction, known.id, _BY_PERSON)
        blocked = peer(transaction.connection, known.id)
    assert blocked is not None  # noqa: S101 - it was updated just now
    return blocked
