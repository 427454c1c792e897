"""The kinds of journal entry about cases, each with the tables that it may touch."""

from models.words.roles import AccountStatus, Role
from wbs_tui.cases import exchange_kinds as _exchange_kinds  # noqa: F401 - registers kinds of its own
from wbs_tui.journal.entries import Entry
from wbs_tui.journal.kinds import (
    Maker,
    by_case_reader,
    by_case_worker,
    by_identity_holder,
    by_inspector,
    register,
)


def _recuses_himself(entry: Entry, maker: Maker) -> bool:
    """Nobody declares another's conflict."""
    declared = [effect.values.get("account_id") for effect in entry.effects_on("recusals")]
    return by_case_worker(entry, maker) and declared == [entry.actor]


def _moves(entry: Entry, maker: Maker) -> bool:
    """Whoever moves a case may declare his own conflict with it, and nobody else's."""
    declared = [effect for effect in entry.effects_on("recusals") if effect.operation == "insert"]
    return by_case_worker(entry, maker) and all(
        effect.values.get("account_id") == entry.actor for effect in declared
    )


def _sets_policy(entry: Entry, maker: Maker) -> bool:
    """The Inspektur himself, and nothing else of the office changes."""
    changed = entry.effects_on("offices")
    return by_inspector(entry, maker) and all(
        effect.operation == "update" and effect.values.keys() == {"identity_policy"} for effect in changed
    )


def _head_destroys(entry: Entry, maker: Maker) -> bool:
    """Only who may take the Inspektur's decisions, and only on the case that the entry is about."""
    destroyed = [effect.values.get("case_id") for effect in entry.effects_on("destructions")]
    decides = maker.role in (Role.INSPECTOR, Role.LEAD) and not maker.covering
    return maker.status == AccountStatus.ACTIVE and decides and destroyed == [entry.case_id]


def _confirms_number(entry: Entry, maker: Maker) -> bool:
    """Whoever leads the work says it, of the station that he writes at, in his own name."""
    said = entry.effects_on("number_marks")
    return (
        maker.status == AccountStatus.ACTIVE
        and maker.role in (Role.INSPECTOR, Role.LEAD)
        and len(said) == 1
        and all(
            effect.row_id == entry.station
            and effect.values.get("station", entry.station) == entry.station
            and effect.values.get("account_id") == entry.actor
            for effect in said
        )
    )


def _destroys_again(entry: Entry, maker: Maker) -> bool:
    """Who may restore the store, on the case that the entry is about."""
    destroyed = [effect.values.get("case_id") for effect in entry.effects_on("destructions")]
    restores = maker.role in (Role.SUPER_ADMIN, Role.INSPECTOR)
    return maker.status == AccountStatus.ACTIVE and restores and destroyed == [entry.case_id]


_of_a_compartment = ("compartments", "grants", "epochs", "seed_seals")

REPORT_RECEIVED = register(
    "report.received", "cases", "reports", "evidence", "classifications", elsewhere=True
)
"""A report became a case of its own."""
REPORT_JOINED = register("report.joined", "cases", "reports", "evidence", elsewhere=True)
"""A report joined a case that was there."""
CLASSIFIED = register("case.classified", "cases", "classifications", elsewhere=True)
CHECKLIST_ANSWERED = register("checklist.answered", "checklist_answers", elsewhere=True)
ADVANCED = register("case.advanced", "cases", "transitions", "assignments")
PROPOSED = register("case.proposed", "transitions")
ASSIGNED = register("case.assigned", "cases", "assignments")
NOTE_WRITTEN = register("note.written", "notes", elsewhere=True)
RECOMMENDATION_ADDED = register("recommendation.added", "recommendations")
RECOMMENDATION_UPDATED = register("recommendation.updated", "recommendations", "recommendation_updates")
ANSWERED = register("answer.recorded", "cases", "answers")
EVIDENCE_ADDED = register("evidence.added", "cases", "evidence", elsewhere=True)
EVIDENCE_RELEASED = register("evidence.released", "evidence", rule=by_identity_holder)
EVIDENCE_EXPORTED = register("evidence.exported", "disclosures")
IDENTITY_REVEALED = register("identity.revealed", "disclosures", rule=by_identity_holder, elsewhere=True)
IDENTITY_TYPED = register("identity.typed", "disclosures", elsewhere=True)
"""Somebody without the grant was warned that his words look like the reporter's identity."""
IDENTITY_COPIED = register("identity.copied", "disclosures", rule=by_case_reader, elsewhere=True)
"""What may lead to a reporter was handed to the terminal's clipboard, by whoever reads the case."""
POLICY_SET = register("office.policy_set", "offices", "disclosures", rule=_sets_policy)
"""The office asks something else about the identity of reporters from then on."""
NUMBER_CONFIRMED = register("number.confirmed", "number_marks", rule=_confirms_number)
"""After a restore it was said which register number had been issued last."""
RECUSED = register("case.recused", "cases", "assignments", "recusals", rule=_recuses_himself)
HOLD_PLACED = register("hold.placed", "legal_holds")
HOLD_LIFTED = register("hold.lifted", "legal_holds")
DESTROYED = register("case.destroyed", "destructions", rule=_head_destroys)
DESTROYED_AGAIN = register("case.destroyed_again", "destructions", rule=_destroys_again, after_restore=True)
"""A case that was destroyed came back with a backup from before, and was destroyed again by who restored."""
REPORT_RESTRICTED = register(
    "report.restricted",
    *("cases", "reports", "evidence", "classifications", "restrictions", *_of_a_compartment),
    elsewhere=True,
)
"""A report about the office itself became a case in compartments of its own, before anybody read it."""
RESTRICTED = register(
    "case.restricted",
    *("cases", "assignments", "restrictions", "recusals", *_of_a_compartment),
    rule=_moves,
)
"""A case was moved into compartments of its own, or the rest of it after."""
READER_CHANGED = register("case.reader_changed", "cases", "grants", "epochs", "seed_seals")
"""Somebody was let into a case of its own, or taken out."""
