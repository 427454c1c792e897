"""The kinds of journal entry about the exchange between offices, each with who may make it."""

from models.words.exchange import MatchState
from models.words.roles import AccountStatus, Role
from models.words.stations import Beginning
from wbs_tui.cases.crossed import SETTLED as SETTLED_KIND
from wbs_tui.cases.disclosures import ADAPTER, EXPORT
from wbs_tui.journal.authorship import MERGED as MERGED_KIND
from wbs_tui.journal.entries import Entry, RowEffect
from wbs_tui.journal.kinds import Maker, by_case_worker, by_inspector, register

_LEADERS = (Role.INSPECTOR, Role.LEAD)


def by_leader(_entry: Entry, maker: Maker) -> bool:
    """A rule: the Inspektur, who stands in for him, and an Irban."""
    return maker.status == AccountStatus.ACTIVE and maker.role in _LEADERS


def _enrols(entry: Entry, maker: Maker) -> bool:
    """Of the office itself only what kind it is changes."""
    return by_leader(entry, maker) and all(
        effect.operation == "update" and effect.values.keys() == {"kind"}
        for effect in entry.effects_on("offices")
    )


def _keeps_file(entry: Entry, maker: Maker) -> bool:
    """That a file of another office's case is here, and nothing else of it."""
    return by_case_worker(entry, maker) and all(
        effect.operation == "update" and effect.values.keys() == {"state"} for effect in entry.effects
    )


# Keys and other offices.
ENROLLED = register("exchange.enrolled", "offices", "exchange_keys", rule=_enrols)
"""The office has keys for the exchange, and says what kind of office it is."""
KEYS_MADE = register("exchange.keys_made", "exchange_keys", rule=by_case_worker)
"""Keys for a station that had none: a store that was restored, or moved."""
OFFICE_KEY_RENEWED = register("exchange.key_renewed", "exchange_keys", rule=by_leader)
PEER_SEEN = register("peer.seen", "peers", rule=by_case_worker)
"""What the directory says of another office; nothing is sealed to it for that."""
PEER_CONFIRMED = register("peer.confirmed", "peers", rule=by_leader)
PEER_BLOCKED = register("peer.blocked", "peers", rule=by_case_worker)
"""Its records contradict each other, or a person said so: whoever sees it says it."""
PEER_CLOSED = register("peer.closed", "peers", rule=by_case_worker)
"""A hub's operator closed it there: nothing is sealed to it until it is confirmed anew."""
FOREIGN_FILE_KEPT = register("foreign.file_kept", "foreign_files", rule=_keeps_file)
"""The sealed bytes of another office's evidence have arrived."""


def _makes_lease(entry: Entry, maker: Maker) -> bool:
    """One desk for one lease, in the name of who leads the work; it begins beside the station that leases."""
    made, begun = entry.effects_on("leases"), entry.effects_on("stations")
    leased = [effect for effect in begun if effect.values.get("reason") == Beginning.LEASED]
    return (
        by_leader(entry, maker)
        and len(made) == len(leased) == 1
        and all(effect.operation == "insert" for effect in entry.effects)
        and made[0].values.get("station") == leased[0].row_id
        and made[0].values.get("account_id") == leased[0].values.get("begun_by") == entry.actor
    )


def _ends_lease(entry: Entry, maker: Maker) -> bool:
    """Nothing else of it changes; the reason is sealed."""
    return by_leader(entry, maker) and all(
        effect.operation == "update" and effect.values.keys() <= {"ended_at", "reason"}
        for effect in entry.effects
    )


def _connects(entry: Entry, maker: Maker) -> bool:
    """The head himself, with his reason."""
    return by_inspector(entry, maker) and all(
        effect.operation == "insert"
        and (effect.values.get("what"), effect.values.get("account_id")) == (ADAPTER, entry.actor)
        for effect in entry.effects
    )


def _hands_over(entry: Entry, maker: Maker) -> bool:
    """Whoever synchronises; an export and nothing else."""
    return by_case_worker(entry, maker) and all(
        effect.operation == "insert"
        and (effect.values.get("what"), effect.values.get("account_id")) == (EXPORT, entry.actor)
        for effect in entry.effects
    )


ADAPTER_SET = register("adapter.set", "disclosures", rule=_connects)
"""The office is connected with a system of its own, or no longer."""
ADAPTER_WROTE = register("adapter.wrote", "disclosures", rule=_hands_over)
"""Cases of other offices are about to go there in the clear."""


# Desks elsewhere.
LEASE_MADE = register(
    "lease.made",
    *("stations", "leases", "lease_accounts", "lease_cases", "exchange_keys"),
    rule=_makes_lease,
)
"""A desk elsewhere takes cases along; what it is given is listed, and this says the list's digest."""
LEASE_ENDED = register("lease.ended", "leases", "lease_cases", "exchange_keys", rule=_ends_lease)
"""The desk is back, or lost: nothing that it brings from then on is taken in."""


# What desks bring back.
_TAKEN = frozenset({"taken_sequence", "taken_hash"})
_FOLLOWS = frozenset(
    {
        *("register", "year", "running", "reports", "evidence", "last_report_at", "due_at", "due_clock"),
        *("category", "severity", "supervisory", "classified", "headline"),
    }
)
"""What of a case follows from its rows, and its number."""
_SETTLES = frozenset({"settled_at", "settled_by", "kept_entry", "reason"})


def _takes_in(entry: Entry, maker: Maker) -> bool:
    """Whoever synchronises: how far a desk was taken in, what follows for a case, which edits crossed."""
    allowed = {"leases": _TAKEN, "cases": _FOLLOWS, "evidence": frozenset({"description"})}
    return by_case_worker(entry, maker) and all(
        effect.values.keys() <= allowed[effect.table]
        if effect.operation == "update" and effect.table in allowed
        else _is_new_conflict(entry, effect)
        for effect in entry.effects
    )


def _is_new_conflict(entry: Entry, effect: RowEffect) -> bool:
    unsettled = all(effect.values.get(name) is None for name in _SETTLES)
    is_new = (effect.table, effect.operation) == ("conflicts", "insert")
    return is_new and unsettled and effect.values.get("case_id") == entry.case_id


def _settles(entry: Entry, maker: Maker) -> bool:
    """Whoever works cases, in his own name; what was found stays as it was found."""
    settled = entry.effects_on("conflicts")
    return (
        by_case_worker(entry, maker)
        and bool(settled)
        and all(
            effect.operation == "update"
            and effect.values.keys() == _SETTLES
            and effect.values.get("settled_by") == entry.actor
            for effect in settled
        )
    )


def _rules(entry: Entry, maker: Maker) -> bool:
    """The Inspektur himself, once for each entry."""
    return by_inspector(entry, maker) and all(
        effect.operation == "insert" and effect.values.get("account_id") == entry.actor
        for effect in entry.effects
    )


MERGED = register(MERGED_KIND, "leases", "cases", "conflicts", "evidence", rule=_takes_in)
"""What a desk brought is taken in: how far, what follows from it for a case, which edits crossed."""
SETTLED = register(
    SETTLED_KIND,
    *("conflicts", "cases", "classifications", "checklist_answers", "evidence"),
    rule=_settles,
    elsewhere=True,
)
"""Somebody has decided which of two edits that crossed stands; it names all that it settles."""
RULED = register("exchange.ruled", "rulings", rule=_rules)
"""The Inspektur's word on entries of a desk that no rule lets in."""


# The same matter at two offices.
def _finds(entry: Entry, maker: Maker) -> bool:
    """What the hub told, undecided."""
    return by_case_worker(entry, maker) and all(
        effect.operation == "insert" and effect.values.get("state") == MatchState.WAITING
        for effect in entry.effects
    )


def _decides_match(entry: Entry, maker: Maker) -> bool:
    """Whoever leads the work, in his own name; which cases they are stays as it was told."""
    return by_leader(entry, maker) and all(
        effect.operation == "update"
        and effect.values.keys() == {"state", "decided_at", "decided_by", "reason"}
        and effect.values.get("decided_by") == entry.actor
        for effect in entry.effects
    )


TOKEN_KEY_KEPT = register("token_key.kept", "token_keys", rule=by_case_worker)
"""The key of a quarter for tokens: made at KPK, elsewhere as KPK sent it."""
MATCHES_FOUND = register("matches.found", "matches", rule=_finds)
MATCH_DECIDED = register("match.decided", "matches", rule=_decides_match)
"""Whom KPK or the province told of the same matter, and why."""
