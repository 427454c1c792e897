"""The first part of a proof: every signature, and every chain."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from wbs_tui.journal.chain import Chain
from wbs_tui.journal.entries import FORMAT, Entry, entry_hash
from wbs_tui.journal.findings import Finding
from wbs_tui.journal.reading import batches, entry_of
from wbs_tui.journal.rulings import rulings_of
from wbs_tui.journal.signatures import Claim, Signatures
from wbs_tui.journal.signing_keys import SigningKeys


def prove_chain(
    connection: Connection, note: Callable[[Finding], None], tell: Callable[[int], None], chain: Chain
) -> None:
    """Note what is not as its row says, chained, or signed. Tells how many are done."""
    keys, done = SigningKeys(frozenset(rulings_of(connection))), 0
    with Signatures() as signatures:
        for rows in batches(connection):
            claims = list(_claims(rows, keys, chain, note))
            for entry_id in signatures.check(claims):
                note(Finding("signature", entry_id))
            done += len(rows)
            tell(done)
        for entry_id in signatures.rest():
            note(Finding("signature", entry_id))
    for finding in chain.finish():
        note(finding)


def _claims(
    rows: Sequence[Row[*tuple[Any, ...]]], keys: SigningKeys, chain: Chain, note: Callable[[Finding], None]
) -> Iterator[Claim]:
    for row in rows:
        entry = entry_of(row)
        if entry is None or not isinstance(row.signature, bytes):
            note(Finding("unreadable", row.id))
            continue
        digest = entry_hash(row.signed, row.signature)
        if not _as_its_row_says(entry, row, digest):
            note(Finding("altered", row.id))
        for finding in chain.follow(entry, digest):
            note(finding)
        yield Claim(row.id, keys.key_of(entry), row.signed, row.signature)
        keys.applied(entry)


def _as_its_row_says(entry: Entry, row: Row[*tuple[Any, ...]], digest: bytes) -> bool:
    clear = (row.id, row.station, row.sequence, row.clock, row.kind, row.case_id, row.actor)
    signed = (entry.id, entry.station, entry.sequence, entry.clock, entry.kind, entry.case_id, entry.actor)
    return clear == signed and entry.format == FORMAT and row.hash == digest
