"""The same matter at two offices: tokens of our cases go to the hub, and nobody learns more than KPK tells.

A token says nothing without the quarter's key, and the hub only finds equal ones. Cases that are restricted
give none without a decision that names every office that would be told of a match.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, select

from models.tables.cases import cases, reports
from models.tables.exchange import sent_tokens
from models.words.exchange import Shared
from wbs_tui.cases.destroyed import still_there
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import ReportContent
from wbs_tui.journal.desk import Desk
from wbs_tui.store.engine import writing
from wbs_tui.store.statements import insert
from wbs_tui.sync.duplicates.minhash import band_tokens
from wbs_tui.sync.duplicates.token_keys import QuarterKey, keys_of_now
from wbs_tui.sync.link.client import HubClient
from wbs_tui.sync.offices.peers import monitors, watched_by_strangers
from wbs_tui.sync.outgoing.following import Looked, newest_revision, touched
from wbs_tui.sync.outgoing.summaries import case_ref, rules_digest
from wbs_tui.sync.outgoing.told import is_restricted, standing
from wbs_tui.sync.parcels.collecting import talks
from wbs_tui.sync.protocol import CaseTokens
from wbs_tui.sync.state import read_state, write_state

_LOOKED = "tokens:"
"""State: up to which revision of the journal changes were looked at, by the key's id."""
_IN_ONE_EXCHANGE = 2_000
"""Cases: about a second of work; the rest follows with the next exchanges."""
_IN_ONE_REQUEST = 250
_NONE = hashlib.sha256(b"").digest()
_COLUMNS = (cases.c.id, cases.c.category, cases.c.restricted, cases.c.compartment_id)


@talks
def put_tokens(desk: Desk, client: HubClient, _matches_wait: bool) -> tuple[str, ...]:
    """Give the hub the tokens of cases that are new or changed, and take back what may stay no longer."""
    if desk.lease is not None:
        return ()
    with desk.reading() as connection:
        keys = keys_of_now(desk, connection)
    for key in keys:
        _put(desk, client, key)
    return ()


def _put(desk: Desk, client: HubClient, key: QuarterKey) -> None:
    with desk.reading() as connection:
        before = read_state(connection, _LOOKED + key.id, Looked)
        now = Looked(newest_revision(connection), desk.now(), _rules(desk, connection))
        changed = _changed(connection, key, before, now)
        due = _due(connection, key, changed)
        allowed = _Allowed(desk, connection)
    for batch in _batches(due):
        with desk.reading() as connection:
            rows = _made(desk, connection, key, batch, allowed)
        _send(desk, client, key, rows)
    if changed or before is None:
        with writing(desk.engine) as connection:
            write_state(connection, _LOOKED + key.id, now)


def _rules(desk: Desk, connection: Connection) -> bytes:
    """What the tokens that were given went by: the policy, and who watches."""
    watching = sorted(each.id for each in monitors(connection))
    said = repr((rules_digest(desk), watching, watched_by_strangers(connection)))
    return hashlib.sha256(said.encode()).digest()[:16]


class _Allowed:
    """Which cases give tokens, by policy and decisions."""

    def __init__(self, desk: Desk, connection: Connection) -> None:
        self._desk = desk
        watching = {each.id: each.kind for each in monitors(connection)}
        told = [desk.policy.exchange.sends_tokens(kind) for kind in watching.values()]
        known = not watched_by_strangers(connection)
        self._by_policy = known and bool(told) and all(told)
        named: dict[str, set[str]] = {}
        for each in standing(desk, connection, (Shared.TOKENS,)):
            named.setdefault(each.case_id, set()).add(each.office_id)
        self._decided = {
            case_id for case_id, offices in named.items() if known and watching and offices >= set(watching)
        }

    def gives(self, row: Row[*tuple[Any, ...]]) -> bool:
        """Whether the case does. The hub tells each office that watches: a decision has to name them all."""
        if row.id in self._decided:
            return True
        free = self._by_policy and not self._desk.policy.exchange.holds_back(row.category)
        return free and not is_restricted(self._desk, row.id, bool(row.restricted))


def _changed(connection: Connection, key: QuarterKey, before: Looked | None, now: Looked) -> set[str]:
    """The cases that were looked at under this key and may say something else now."""
    if before is None:
        return set()
    known = connection.execute(select(sent_tokens.c.case_id).where(sent_tokens.c.key_id == key.id)).scalars()
    if before.rules != now.rules:
        return set(known)
    changed = touched(connection, before.revision)
    return set(known).intersection(changed) if changed else set()


def _due(connection: Connection, key: QuarterKey, changed: Collection[str]) -> list[str]:
    """The cases that were never looked at under this key, the newest first, and those that changed since."""
    looked = exists().where(sent_tokens.c.case_id == cases.c.id, sent_tokens.c.key_id == key.id)
    new = (
        select(cases.c.id)
        .where(~looked, cases.c.year > 0)
        .order_by(cases.c.received_at.desc(), cases.c.id)
        .limit(_IN_ONE_EXCHANGE)
    )
    gone = (
        select(sent_tokens.c.case_id)
        .where(sent_tokens.c.key_id == key.id, sent_tokens.c.digest != _NONE)
        .where(~still_there(sent_tokens.c.case_id))
    )
    ids = [*sorted(changed), *connection.execute(new).scalars(), *connection.execute(gone).scalars()]
    return list(dict.fromkeys(ids))


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _IN_ONE_REQUEST):
        yield ids[start : start + _IN_ONE_REQUEST]


def _made(
    desk: Desk, connection: Connection, key: QuarterKey, ids: Sequence[str], allowed: _Allowed
) -> dict[str, CaseTokens]:
    """By case: its tokens, none for what gives none; cases that this account cannot open are left out."""
    there = select(*_COLUMNS).where(cases.c.id.in_(ids), still_there(cases.c.id))
    rows = {row.id: row for row in connection.execute(there)}
    giving = {case_id for case_id, row in rows.items() if allowed.gives(row)}
    closed = {each for each in giving if not desk.keyring.is_member(rows[each].compartment_id)}
    texts = _texts(desk, connection, giving - closed)
    return {
        each: CaseTokens(case_ref(desk, connection, each), band_tokens(key.secret, texts.get(each, "")))
        for each in ids
        if each not in closed
    }


def _texts(desk: Desk, connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """The words of each case's first report: what another office would have been sent too."""
    rows = connection.execute(
        select(reports.c.id, reports.c.case_id, reports.c.content)
        .where(reports.c.case_id.in_(ids))
        .order_by(reports.c.received_at.desc(), reports.c.id.desc())
    ).all()
    first = {row.case_id: row for row in rows}
    opener = Opener(desk, connection)
    opener.fetch(row.content for row in first.values())
    texts = {}
    for case_id, row in first.items():
        content = opener.open(reports.c.content, row.id, row.content, ReportContent)
        texts[case_id] = "" if content is None else f"{content.title}\n{content.text}"
    return texts


def _send(desk: Desk, client: HubClient, key: QuarterKey, made: dict[str, CaseTokens]) -> None:
    """The hub first, then the note that it has them: what is cut between the two goes once more."""
    digests = {case_id: hashlib.sha256(b"".join(row.tokens)).digest() for case_id, row in made.items()}
    with desk.reading() as connection:
        before = _noted(connection, key, made)
    new = [row for case_id, row in made.items() if before.get(case_id, _NONE) != digests[case_id]]
    if new:
        client.put_tokens(key.quarter, tuple(new))
    fresh = {case_id: digest for case_id, digest in digests.items() if before.get(case_id) != digest}
    if fresh:
        with writing(desk.engine) as connection:
            _note(connection, key, {each: (made[each].ref, fresh[each]) for each in fresh}, desk.now())


def _noted(connection: Connection, key: QuarterKey, ids: Iterable[str]) -> dict[str, bytes]:
    known = select(sent_tokens.c.case_id, sent_tokens.c.digest).where(
        sent_tokens.c.key_id == key.id, sent_tokens.c.case_id.in_(list(ids))
    )
    return {row.case_id: row.digest for row in connection.execute(known)}


def _note(connection: Connection, key: QuarterKey, said: dict[str, tuple[bytes, bytes]], at: int) -> None:
    mine = (sent_tokens.c.key_id == key.id) & sent_tokens.c.case_id.in_(list(said))
    connection.execute(delete(sent_tokens).where(mine))
    statement = insert(sent_tokens, connection.dialect)
    for case_id, (ref, digest) in said.items():
        row = {"case_id": case_id, "key_id": key.id, "ref": ref, "digest": digest, "at": at}
        statement.run(connection, row)
