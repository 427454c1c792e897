"""What goes between offices and desks: keys, other offices, decisions, cases of others, conflicts, leases."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, UniqueConstraint

from models.tables.base import CODE, ID, journaled, local, moment, reference, sealed

exchange_keys = journaled(
    "exchange_keys",
    Column("purpose", CODE, nullable=False),
    reference("station", nullable=True),
    Column("public", LargeBinary, nullable=False),
    moment("valid_from"),
    moment("ended_at", nullable=True),
    reference("made_by"),
    sealed("secret"),
)
"""This office's own keys for the exchange; members of `office` open the secrets (purpose `exchange`)."""

peers = journaled(
    "peers",
    Column("code", String(10), nullable=False),
    Column("name", String(120), nullable=False),
    Column("kind", CODE, nullable=False),
    reference("under", nullable=True),
    Column("number", Integer, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("fingerprint", String(80), nullable=False),
    Column("status", CODE, nullable=False),
    moment("seen_at"),
    moment("confirmed_at", nullable=True),
    reference("confirmed_by", nullable=True),
    Column("letter", String(120)),
)
"""Other offices, by their id, as their signed records say (`record`: the newest that counts, with its
signatures); `letter` names the official letter whose fingerprint was compared."""

shares = journaled(
    "shares",
    reference("case_id", index=True),
    Column("what", CODE, nullable=False),
    reference("office_id"),
    moment("at"),
    reference("account_id"),
    moment("ended_at", nullable=True),
    reference("ended_by", nullable=True),
    sealed("reason"),
)
"""A decision that something of a case goes to another office."""

referrals = journaled(
    "referrals",
    reference("case_id", index=True),
    reference("office_id"),
    Column("state", CODE, nullable=False),
    moment("at"),
    reference("account_id"),
    moment("answered_at", nullable=True),
    Column("register", String(24)),
    Column("stage", CODE),
    Column("result", CODE),
    Column("closure", CODE),
    moment("told_at", nullable=True),
    sealed("reason"),
    sealed("answer", nullable=True),
)
"""A case handed to another office, and what that office has said of it since (its number, stage, result)."""

messages = journaled(
    "messages",
    Column("direction", CODE, nullable=False),
    Column("kind", CODE, nullable=False),
    reference("office_id", index=True),
    reference("case_id", nullable=True, index=True),
    reference("foreign_id", nullable=True, index=True),
    reference("reply_to", nullable=True),
    moment("at"),
    reference("account_id"),
    Column("state", CODE, nullable=False),
    moment("answered_at", nullable=True),
    sealed("body"),
)
"""What offices said to each other, about a case of ours (`case_id`) or of theirs (`foreign_id`)."""

foreign_cases = journaled(
    "foreign_cases",
    reference("office_id"),
    Column("register", String(24), nullable=False),
    Column("ref", LargeBinary(16), nullable=False),
    Column("clock", BigInteger, nullable=False),
    Column("stage", CODE, nullable=False),
    moment("stage_entered_at"),
    Column("category", CODE, nullable=False),
    Column("severity", CODE, nullable=False),
    moment("received_at"),
    moment("due_at", nullable=True),
    moment("ended_at", nullable=True),
    moment("answered_at", nullable=True),
    Column("result", CODE),
    Column("closure", CODE),
    Column("open_recommendations", Integer, nullable=False),
    Column("late_recommendations", Integer, nullable=False),
    moment("told_at"),
    Column("shared", Boolean, nullable=False),
    Column("shared_clock", BigInteger),
    Column("referral", CODE),
    reference("accepted_as", nullable=True),
    sealed("detail"),
    sealed("document", nullable=True),
    sealed("identity", nullable=True),
    Index("ix_foreign_cases_newest", "received_at", "id"),
    Index("ix_foreign_cases_office_id_received_at", "office_id", "received_at"),
    Index("ix_foreign_cases_stage_received_at", "stage", "received_at"),
    Index("ix_foreign_cases_due_at", "due_at", "id"),
    Index("ix_foreign_cases_ref", "ref"),
    Index("ix_foreign_cases_referral_told_at", "referral", "told_at"),
    Index("ix_foreign_cases_shared_received_at", "shared", "received_at", "id"),
    Index("ix_foreign_cases_register", "register"),
)
"""Cases of other offices, by the id they have there: summaries; whole ones when shared or referred here."""

foreign_files = journaled(
    "foreign_files",
    reference("foreign_id", index=True),
    Column("size", BigInteger, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("state", CODE, nullable=False),
    sealed("description"),
)
"""Sealed evidence of a shared case, by its own id; the description holds its key. Bytes lie as ours do."""

token_keys = journaled(
    "token_keys",
    Column("quarter", String(7), nullable=False),
    reference("office_id"),
    moment("starts_at"),
    moment("ends_at"),
    moment("at"),
    sealed("secret"),
)
"""The key of a quarter (`2026-Q4`) for tokens that find the same matter at two offices; KPK makes it."""

matches = journaled(
    "matches",
    Column("quarter", String(7), nullable=False),
    reference("first_office"),
    Column("first_ref", LargeBinary(16), nullable=False),
    reference("second_office"),
    Column("second_ref", LargeBinary(16), nullable=False),
    Column("bands", Integer, nullable=False),
    moment("at"),
    Column("state", CODE, nullable=False),
    moment("decided_at", nullable=True),
    reference("decided_by", nullable=True),
    sealed("reason", nullable=True),
)
"""Two cases whose tokens are equal, as the hub told; here only at KPK and the provinces."""

leases = journaled(
    "leases",
    reference("station"),
    Column("name", String(60), nullable=False),
    moment("at"),
    reference("account_id"),
    moment("ends_at"),
    moment("ended_at", nullable=True),
    Column("taken_sequence", Integer),
    Column("taken_hash", LargeBinary(32)),
    Column("carried", LargeBinary(32)),
    Column("identity", Boolean),
    sealed("reason", nullable=True),
)
"""A desk elsewhere, without network perhaps, that takes cases along until the lease ends. `taken_*`: the head
of its journal up to which the home store has taken it in, and vouches for it. `carried`: digest of the list
of entries that went along; `identity`: whether the keys to who reported did."""

lease_accounts = journaled("lease_accounts", reference("lease_id", index=True), reference("account_id"))

lease_cases = journaled(
    "lease_cases",
    reference("lease_id", index=True),
    reference("case_id", index=True),
    moment("ended_at", nullable=True),
)

conflicts = journaled(
    "conflicts",
    reference("case_id", index=True),
    Column("subject", CODE, nullable=False),
    reference("row_id"),
    Column("field", CODE, nullable=False),
    reference("base_entry", nullable=True),
    reference("first_entry"),
    reference("second_entry"),
    moment("found_at"),
    moment("settled_at", nullable=True),
    reference("settled_by", nullable=True),
    reference("kept_entry", nullable=True),
    sealed("reason", nullable=True),
)
"""Two entries that changed the same field without knowing of each other; open until somebody settles it."""

rulings = journaled(
    "rulings",
    reference("station"),
    Column("sequence", Integer, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("accepted", Boolean, nullable=False),
    moment("at"),
    reference("account_id"),
    sealed("reason", nullable=True),
)
"""The Inspektur's word on an entry of a desk that no rule lets in, by the entry's id: it counts, or it is
kept in the journal without changing anything."""

outbox = local(
    "outbox",
    Column("id", ID, primary_key=True),
    reference("station"),
    reference("to_office"),
    Column("to_station", ID, nullable=False),
    Column("number", Integer, nullable=False),
    Column("statement", LargeBinary),
    Column("signature", LargeBinary),
    moment("made_at"),
    moment("hub_at", nullable=True),
    moment("received_at", nullable=True),
    UniqueConstraint("station", "to_office", "to_station", "number"),
    Index("ix_outbox_received_at", "received_at"),
)
"""Parcels of this office; their bytes stay until the recipient confirms them. `to_station` may be empty."""

received = local(
    "received",
    Column("id", ID, primary_key=True),
    reference("station"),
    Column("number", Integer, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    moment("at"),
    Index("ix_received_station_number", "station", "number"),
)
"""Parcels that were taken in, for ever: the same one again does nothing."""

dead_letters = local(
    "dead_letters",
    Column("id", ID, primary_key=True),
    reference("office_id", nullable=True),
    reference("station", nullable=True),
    Column("number", Integer),
    Column("reason", CODE, nullable=False),
    Column("detail", String(200), nullable=False),
    Column("parcel", LargeBinary, nullable=False),
    Column("pending", LargeBinary, nullable=False),
    moment("arrived_at"),
    moment("tried_at"),
    Column("tries", Integer, nullable=False),
)
"""What arrived and cannot be applied yet: the parcel as it came, sealed, and which parts of it wait."""

sent_summaries = local(
    "sent_summaries",
    Column("case_id", ID, primary_key=True),
    Column("office_id", ID, primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    moment("at"),
)
"""What each office was told last of each case, as a digest: only what has changed is sent again."""

sent_tokens = local(
    "sent_tokens",
    Column("case_id", ID, primary_key=True),
    Column("key_id", ID, primary_key=True),
    Column("ref", LargeBinary(16), nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    moment("at"),
    Index("ix_sent_tokens_ref", "ref"),
)
"""Which tokens of a case the hub was given under a quarter's key (a row of `token_keys`), as a digest."""

exchange_state = local(
    "exchange_state",
    Column("name", String(80), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
"""Where the exchange stands: hub, cursors, the newest directory. Nothing secret."""
