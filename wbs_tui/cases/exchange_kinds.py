"""The kinds of journal entry about what offices share, hand over and say to each other; who may make which.

What a case gives to another office is decided by the Inspektur, or by a lead where the case implicates him.
What arrives is written by the account that exchanges, as entries of this office's own.
"""

from models.words.exchange import Direction, MessageState, ReferralState, Shared
from models.words.roles import AccountStatus, Role
from wbs_tui.journal.entries import Entry, RowEffect
from wbs_tui.journal.kinds import Maker, by_identity_holder, by_inspector, register

_DECIDES = frozenset({Role.INSPECTOR, Role.LEAD})
_EXCHANGES = frozenset({Role.OFFICER, Role.LEAD, Role.INSPECTOR, Role.MONITOR})
_WORKS = frozenset({Role.OFFICER, Role.LEAD, Role.INSPECTOR})
_LET_GO = frozenset({Shared.SUMMARY, Shared.TOKENS, Shared.WHOLE})
_OF_A_COMPARTMENT = ("compartments", "grants", "epochs", "seed_seals")


def _decides(_entry: Entry, maker: Maker) -> bool:
    """The Inspektur or who stands in for him; where he is kept out of a case, a lead among its readers."""
    return maker.status == AccountStatus.ACTIVE and maker.role in _DECIDES


def _exchanges(_entry: Entry, maker: Maker) -> bool:
    return maker.status == AccountStatus.ACTIVE and maker.role in _EXCHANGES


def _exports(entry: Entry, maker: Maker) -> bool:
    """Whoever works cases: a monitor reads only."""
    told = _inserted(entry, "disclosures")
    return maker.status == AccountStatus.ACTIVE and maker.role in _WORKS and bool(told)


def _inserted(entry: Entry, table: str) -> list[RowEffect] | None:
    """The rows of a table that an entry writes; None when it changes one that was there."""
    found = list(entry.effects_on(table))
    return found if all(each.operation == "insert" for each in found) else None


def _one_share(entry: Entry, what: frozenset[Shared]) -> bool:
    """One decision, on the entry's case, that has not ended before it began."""
    rows = _inserted(entry, "shares")
    return rows is not None and len(rows) == 1 and all(_is_share(entry, row, what) for row in rows)


def _is_share(entry: Entry, row: RowEffect, what: frozenset[Shared]) -> bool:
    said = row.values
    whose = (said.get("case_id"), said.get("account_id"), said.get("ended_at"))
    return whose == (entry.case_id, entry.actor, None) and said.get("what") in what


def _shares(entry: Entry, maker: Maker) -> bool:
    return _decides(entry, maker) and _one_share(entry, _LET_GO)


def _shares_identity(entry: Entry, maker: Maker) -> bool:
    """By one who may be let into the identity, and with it a line in the list of disclosures."""
    told = _inserted(entry, "disclosures")
    return (
        _decides(entry, maker)
        and by_identity_holder(entry, maker)
        and _one_share(entry, frozenset({Shared.IDENTITY}))
        and bool(told)
    )


def _ends_shares(entry: Entry, maker: Maker) -> bool:
    return _decides(entry, maker) and all(
        each.operation == "update" and each.values.get("ended_by") == entry.actor
        for each in entry.effects_on("shares")
    )


def _refers(entry: Entry, maker: Maker) -> bool:
    """A new referral that waits, and the decision that lets the case go, in one."""
    rows = _inserted(entry, "referrals")
    return (
        _decides(entry, maker)
        and _one_share(entry, frozenset({Shared.REFERRAL}))
        and rows is not None
        and [each.values.get("state") for each in rows] == [ReferralState.WAITING]
    )


def _hears_of_referral(entry: Entry, maker: Maker) -> bool:
    """An answer changes a referral that was there; it makes none."""
    return _exchanges(entry, maker) and all(
        each.operation == "update" for each in entry.effects_on("referrals")
    )


def _answers(entry: Entry, maker: Maker) -> bool:
    """Of a case of its own nothing changes but where it comes from and what evidence it has."""
    return _decides(entry, maker) and all(
        each.operation == "update" and each.values.keys() <= {"referred_from", "referred_case", "evidence"}
        for each in entry.effects_on("cases")
    )


def _writes(entry: Entry, maker: Maker) -> bool:
    rows = _inserted(entry, "messages")
    return (
        _exchanges(entry, maker)
        and all(
            each.operation == "update" or each.values.get("direction") == Direction.OUT
            for each in entry.effects_on("messages")
        )
        and (rows is None or len(rows) == 1)
    )


def _takes_in(entry: Entry, maker: Maker) -> bool:
    """What arrived says so of itself, and moves no case."""
    return (
        _exchanges(entry, maker)
        and all(
            each.operation == "update" or each.values.get("direction") == Direction.IN
            for each in entry.effects_on("messages")
        )
        and all(each.values.keys() <= {"last_report_at"} for each in entry.effects_on("cases"))
    )


def _reads(entry: Entry, maker: Maker) -> bool:
    return _exchanges(entry, maker) and all(
        each.operation == "update" and each.values == {"state": MessageState.READ}
        for each in entry.effects_on("messages")
    )


def _raises_limit(entry: Entry, maker: Maker) -> bool:
    """The Inspektur himself; of the office nothing changes but when it was looked at."""
    return by_inspector(entry, maker) and all(
        each.operation == "update" and each.values.keys() == {"seen_at"} for each in entry.effects
    )


LIMIT_RAISED = register("peer.limit_raised", "peers", rule=_raises_limit)
"""More is taken in of another office than the policy lets in without being asked."""
CASE_SHARED = register("case.shared", "shares", rule=_shares)
IDENTITY_SHARED = register("identity.shared", "shares", "disclosures", rule=_shares_identity)
SHARE_ENDED = register("case.share_ended", "shares", rule=_ends_shares)
REFERRED = register("case.referred", "referrals", "shares", rule=_refers)
"""The case was handed over; the step to the stage is an entry of its own, in the same transaction."""
DOCUMENT_SENT = register("case.document_sent", rule=_exchanges)
"""The case as it is went to whom it is shared with."""
SUMMARIES_SENT = register("summaries.sent", rule=_exchanges)
"""Summaries of cases were handed to the exchange, by policy or by decisions."""
SUMMARIES_TAKEN = register("summaries.taken", "foreign_cases", rule=_exchanges)
FOREIGN_TAKEN = register(
    "foreign.taken", "foreign_cases", "foreign_files", *_OF_A_COMPARTMENT, rule=_exchanges
)
"""A case of another office came whole, or came to be handed over."""
FOREIGN_IDENTITY_TAKEN = register("foreign.identity_taken", "foreign_cases", rule=_exchanges)
FOREIGN_ENDED = register("foreign.ended", "foreign_cases", rule=_exchanges)
FOREIGN_IDENTITY_REVEALED = register("foreign.identity_revealed", "disclosures", rule=by_identity_holder)
FOREIGN_EXPORTED = register("foreign.exported", "disclosures", rule=_exports)
REFERRAL_ACCEPTED = register("referral.accepted", "cases", "foreign_cases", "evidence", rule=_answers)
REFERRAL_DECLINED = register("referral.declined", "foreign_cases", rule=_answers)
REFERRAL_TOLD = register("referral.told", "referrals", "cases", rule=_hears_of_referral)
"""The other office took the case, did not take it, or told how it goes on."""
REFERRAL_EVIDENCE = register("referral.evidence", "cases", "evidence", rule=_exchanges)
"""Evidence of a case that was taken over arrived after it."""
REMARK_WRITTEN = register("remark.written", "messages", rule=_writes)
REMARK_TAKEN = register("remark.taken", "messages", "cases", rule=_takes_in)
REMARK_READ = register("remark.read", "messages", rule=_reads)
