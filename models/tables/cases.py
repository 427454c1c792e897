"""Cases and what is done on them. Everything that says what a report is about is sealed."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, UniqueConstraint

from models.tables.base import CODE, added, journaled, moment, reference, sealed

cases = journaled(
    "cases",
    Column("register", String(24), nullable=False, unique=True),
    Column("year", Integer, nullable=False),
    Column("running", Integer, nullable=False),
    Column("channel", CODE, nullable=False),
    Column("stage", CODE, nullable=False),
    moment("stage_entered_at"),
    Column("category", CODE, nullable=False),
    Column("severity", CODE, nullable=False),
    Column("supervisory", CODE, nullable=False),
    Column("classified", Boolean, nullable=False),
    Column("identity_policy", CODE, nullable=False),
    moment("received_at"),
    moment("last_report_at"),
    moment("due_at", nullable=True),
    Column("due_clock", CODE),
    reference("assigned_to", nullable=True),
    Column("reports", Integer, nullable=False),
    Column("evidence", Integer, nullable=False),
    Column("result", CODE),
    Column("closure", CODE),
    moment("answered_at", nullable=True),
    moment("ended_at", nullable=True),
    reference("compartment_id"),
    sealed("headline"),
    added("restricted", Boolean, False, nullable=False),
    added("provisional", String(24)),
    added("referred_from", String(32)),
    added("referred_case", String(32)),
    UniqueConstraint("year", "running"),
)

"""`provisional`: the number a desk elsewhere gave it (`S2-0007`), kept when the office has numbered it; until
then `register` is the same, `year` 0 and `running` unique among such. `referred_*`: the office that handed it
over, and its id there."""

_FILTERS = ("stage", "category", "severity", "assigned_to", "due_at")

Index("ix_cases_newest", cases.c.received_at, cases.c.id, *(cases.c[name] for name in _FILTERS))
Index("ix_cases_due", cases.c.due_at, cases.c.id, *(cases.c[name] for name in _FILTERS[:-1]))
for _name in _FILTERS[:-1]:
    Index(f"ix_cases_{_name}_newest", cases.c[_name], cases.c.received_at, cases.c.id)
    Index(f"ix_cases_{_name}_due", cases.c[_name], cases.c.due_at, cases.c.id)
    Index(f"ix_cases_{_name}_register", cases.c[_name], cases.c.year, cases.c.running)
_WAITS = cases.c.ended_at.is_(None) | (cases.c.last_report_at > cases.c.ended_at)
# PostgreSQL's half of a condition stands only in the migration: to name it here loads all of that dialect.
Index("ix_cases_waiting", cases.c.id, sqlite_where=_WAITS)
"""Cases that can be unread: those at work, and ended ones that a report has joined since."""

Index("ix_cases_restricted", cases.c.id, sqlite_where=cases.c.restricted)
"""Cases in a compartment of their own: few, and looked through by every list."""

Index("ix_cases_provisional", cases.c.provisional, sqlite_where=cases.c.provisional.is_not(None))

reports = journaled(
    "reports",
    reference("case_id", index=True),
    Column("channel", CODE, nullable=False),
    Column("joined", CODE, nullable=False),
    moment("received_at"),
    moment("recorded_at"),
    reference("recorded_by"),
    Column("message_token", LargeBinary(16), nullable=False, unique=True),
    Column("content_token", LargeBinary(16), nullable=False),
    Column("sender_token", LargeBinary(16)),  # empty: only entries of earlier versions say one
    sealed("content"),
    sealed("identity"),
    sealed("raw", nullable=True),
    reference("raw_file", nullable=True),
)

kept_messages = journaled(
    "kept_messages",
    Column("state", CODE, nullable=False),
    Column("channel", CODE, nullable=False),
    moment("received_at"),
    moment("recorded_at"),
    Column("message_token", LargeBinary(16), nullable=False, unique=True),
    sealed("content"),
    sealed("raw", nullable=True),
    reference("raw_file", nullable=True),
)
"""Messages kept whole without a register number: set aside, or unreadable."""

evidence = journaled(
    "evidence",
    reference("case_id", index=True),
    reference("report_id", nullable=True),
    Column("state", CODE, nullable=False),
    Column("size", BigInteger, nullable=False),
    moment("received_at"),
    reference("added_by"),
    sealed("description"),
    sealed("held_description", nullable=True),
    sealed("held_key", nullable=True),
    sealed("released_key", nullable=True),
)

transitions = journaled(
    "transitions",
    reference("case_id", index=True),
    Column("from_stage", CODE, nullable=False),
    Column("to_stage", CODE, nullable=False),
    Column("proposed", Boolean, nullable=False),
    moment("at"),
    reference("account_id"),
    sealed("reason"),
)
Index(
    "ix_transitions_proposals",
    transitions.c.case_id,
    sqlite_where=transitions.c.proposed,
)

assignments = journaled(
    "assignments",
    reference("case_id", index=True),
    reference("assigned_to", nullable=True),
    moment("at"),
    reference("account_id"),
    sealed("reason", nullable=True),
)

classifications = journaled(
    "classifications",
    reference("case_id", index=True),
    Column("origin", CODE, nullable=False),
    Column("category", CODE, nullable=False),
    Column("severity", CODE, nullable=False),
    moment("at"),
    reference("account_id"),
    reference("corrects", nullable=True),
    sealed("detail"),
)

checklist_answers = journaled(
    "checklist_answers",
    reference("case_id", index=True),
    Column("item", CODE, nullable=False),
    Column("answer", CODE, nullable=False),
    moment("at"),
    reference("account_id"),
    reference("corrects", nullable=True),
    sealed("note"),
)

notes = journaled(
    "notes",
    reference("case_id", index=True),
    Column("kind", CODE, nullable=False),
    moment("at"),
    reference("account_id"),
    reference("corrects", nullable=True),
    sealed("body"),
)

recommendations = journaled(
    "recommendations",
    reference("case_id", index=True),
    Column("number", Integer, nullable=False),
    Column("status", Integer, nullable=False),
    moment("due_at"),
    moment("at"),
    reference("account_id"),
    sealed("body"),
    Index("ix_recommendations_status_due", "status", "due_at"),
)

recommendation_updates = journaled(
    "recommendation_updates",
    reference("case_id", index=True),
    reference("recommendation_id"),
    Column("status", Integer, nullable=False),
    moment("at"),
    reference("account_id"),
    reference("corrects", nullable=True),
    sealed("note"),
)

answers = journaled(
    "answers",
    reference("case_id", index=True),
    moment("at"),
    reference("account_id"),
    reference("corrects", nullable=True),
    sealed("body"),
)

disclosures = journaled(
    "disclosures",
    reference("case_id", nullable=True, index=True),
    Column("what", CODE, nullable=False),
    reference("subject_id", nullable=True),
    moment("at"),
    moment("until", nullable=True),
    reference("account_id"),
    sealed("reason"),
)
"""Each time an identity was revealed, or a file or a kept message (the subject) left the store."""

restrictions = journaled(
    "restrictions",
    reference("case_id", index=True),
    Column("origin", CODE, nullable=False),
    reference("compartment_id"),
    moment("at"),
    reference("account_id"),
    sealed("detail"),
)
"""Each time a case was moved into a compartment of its own: who must not read it and why, sealed."""

recusals = journaled(
    "recusals",
    reference("case_id", index=True),
    reference("account_id", index=True),
    moment("at"),
    moment("moved_at", nullable=True),
    sealed("reason"),
)
"""An officer's own declaration of a conflict; gone for him at once, moved by who may grant."""

legal_holds = journaled(
    "legal_holds",
    reference("case_id", index=True),
    moment("at"),
    reference("account_id"),
    moment("lifted_at", nullable=True),
    reference("lifted_by", nullable=True),
    sealed("reason"),
)
"""While one stands, the case is not destroyed, whatever its term."""

destructions = journaled(
    "destructions",
    reference("case_id", index=True),
    moment("at"),
    reference("account_id"),
    sealed("reason"),
)
"""Cases whose keys and files were destroyed after their term; the reason is sealed to the office."""
