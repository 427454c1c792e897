"""Who made an entry, as the entries before it say."""

from dataclasses import replace

from sqlalchemy import Connection, bindparam, select

from models.tables.accounts import account_keys, accounts, covers
from models.tables.cases import cases
from models.tables.journal import stations
from models.words.roles import Role
from models.words.stations import Beginning
from wbs_tui.journal.clock import wall_millis
from wbs_tui.journal.entries import Entry
from wbs_tui.journal.kinds import Maker
from wbs_tui.store.statements import Question

_KEPT = frozenset({accounts.name, account_keys.name, covers.name})
_ACCOUNT = Question(select(accounts.c.role, accounts.c.status).where(accounts.c.id == bindparam("account")))
_KEYS = Question(select(account_keys.c.ended_at).where(account_keys.c.account_id == bindparam("account")))
_HEADS = Question(select(accounts.c.id).where(accounts.c.role == Role.INSPECTOR.value).limit(1))
_COVERS = Question(
    select(covers.c.starts_at, covers.c.ends_at, covers.c.ended_at).where(
        covers.c.account_id == bindparam("account")
    )
)
_Term = tuple[int, int]
"""From and until, in milliseconds since 1970 UTC."""


class Makers:
    """Accounts as replayed so far; looked up once, until an entry changes them."""

    def __init__(self, replayed: Connection) -> None:
        self._replayed = replayed
        self._makers: dict[str, Maker] = {}
        self._covers: dict[str, list[_Term]] = {}

    def applied(self, entry: Entry) -> None:
        """Forget what an entry may have changed."""
        if any(effect.table in _KEPT for effect in entry.effects):
            self._makers.clear()
            self._covers.clear()

    def maker(self, entry: Entry) -> Maker:
        """Who made the entry, as the entries so far have made him; at its time he may have stood in."""
        maker = self._account(entry.actor)
        at = wall_millis(entry.clock)
        if any(start <= at < end for start, end in self._terms(entry.actor)):
            return replace(maker, role=Role.INSPECTOR, covering=True)
        return maker

    def _account(self, account_id: str) -> Maker:
        if account_id not in self._makers:
            self._makers[account_id] = self._look_up(account_id)
        return self._makers[account_id]

    def _look_up(self, account_id: str) -> Maker:
        account = _ACCOUNT.row(self._replayed, account=account_id)
        ends = [row.ended_at for row in _KEYS.rows(self._replayed, account=account_id)]
        role, status = account if account is not None else (None, None)
        return Maker(role, status, None in ends, self._account, had_key=bool(ends), headless=self._headless())

    def _headless(self) -> bool:
        return _HEADS.row(self._replayed) is None

    def stage(self, case_id: str | None) -> str | None:
        """The stage of a case so far; None when there is no such case."""
        return self._replayed.execute(select(cases.c.stage).where(cases.c.id == case_id)).scalar()

    def was_restored(self, station: str) -> bool:
        """Whether a station began with a restore."""
        reason = select(stations.c.reason).where(stations.c.id == station)
        return self._replayed.execute(reason).scalar() == Beginning.RESTORED

    def _terms(self, account_id: str) -> list[_Term]:
        if account_id not in self._covers:
            self._covers[account_id] = [
                (row.starts_at, row.ended_at if type(row.ended_at) is int else row.ends_at)
                for row in _COVERS.rows(self._replayed, account=account_id)
                if all(type(moment) is int for moment in (row.starts_at, row.ends_at))
            ]
        return self._covers[account_id]
