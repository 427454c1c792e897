"""Accounts, their public keys, and who has been let into which compartment."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, UniqueConstraint

from models.tables.base import CODE, added, journaled, moment, reference, sealed

offices = journaled(
    "offices",
    Column("code", String(10), nullable=False),
    Column("name", String(120), nullable=False),
    Column("zone", String(40), nullable=False),
    Column("identity_policy", CODE, nullable=False),
    moment("founded_at"),
    added("live_at", BigInteger),
    added("kind", CODE),
)

accounts = journaled(
    "accounts",
    Column("name", String(60), nullable=False, unique=True),
    Column("role", CODE, nullable=False),
    Column("status", CODE, nullable=False),
    moment("created_at"),
    moment("activated_at", nullable=True),
    moment("disabled_at", nullable=True),
    Column("decree_number", String(80)),
    Column("decree_date", String(10)),
    added("decree_signer", String(120)),
    added("decree_start", String(10)),
    added("full_name", String(120)),
)

_ONLY_ONE = accounts.c.role.in_(("super_admin", "inspector")) & (accounts.c.status != "disabled")
Index("uq_accounts_only_one", accounts.c.role, unique=True, sqlite_where=_ONLY_ONE)
"""Exactly one Super Admin and one Inspektur hold office: two processes at once make no second."""

covers = journaled(
    "covers",
    reference("account_id", index=True),
    Column("kind", CODE, nullable=False),
    Column("decree_number", String(80), nullable=False),
    Column("decree_date", String(10), nullable=False),
    moment("starts_at"),
    moment("ends_at"),
    moment("ended_at", nullable=True),
    reference("appointed_by"),
)
"""Who stood in for the Inspektur (Plh, Plt), and until when; `ended_at` when it was ended before its day."""

account_keys = journaled(
    "account_keys",
    reference("account_id", index=True),
    Column("sign_public", LargeBinary, nullable=False),
    Column("seal_public", LargeBinary, nullable=False),
    Column("fingerprint", String(80), nullable=False),
    moment("valid_from"),
    moment("ended_at", nullable=True),
    added("last_sequence", Integer),
    added("last_hash", LargeBinary(32)),
)
"""`last_*`: the head of the home station's journal when the key ended; entries by it count up to there."""

compartments = journaled(
    "compartments",
    Column("kind", CODE, nullable=False),
    reference("case_id", nullable=True),
    reference("founder_id"),
    moment("created_at"),
    added("statement", LargeBinary),
    added("signature", LargeBinary),
    added("parent_id", String(32)),
)
"""`office` and `identity` have no case. A case's own (`case`, `case_identity`) carries its founder's signed
charter and the compartment it was taken out of."""

epochs = journaled(
    "epochs",
    reference("compartment_id"),
    Column("number", Integer, nullable=False),
    Column("statement", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    reference("grantor_id"),
    moment("created_at"),
    UniqueConstraint("compartment_id", "number"),
)

grants = journaled(
    "grants",
    reference("compartment_id", index=True),
    reference("account_id", index=True),
    Column("statement", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    reference("grantor_id"),
    moment("granted_at"),
)
"""A row for each grant and each revocation; the statement says which. The latest for an account stands."""

seed_seals = journaled(
    "seed_seals",
    reference("epoch_id", index=True),
    reference("account_id", index=True),
    reference("account_key_id"),
    sealed("sealed"),
)
"""An epoch's seed, sealed to a member's key."""

openings = journaled(
    "openings",
    reference("account_id", index=True),
    reference("account_key_id"),
    reference("compartment_id"),
    moment("at"),
)
"""The first time that an account, or the escrow, opened something of a compartment with its present key."""

escrows = journaled(
    "escrows",
    Column("number", Integer, nullable=False),
    Column("statement", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    reference("made_by"),
    moment("created_at"),
    moment("ended_at", nullable=True),
)
"""A generation of the escrow; the id is that of its account. The statement holds the hashes of its shares."""

escrow_shares = journaled(
    "escrow_shares",
    reference("escrow_id", index=True),
    Column("number", Integer, nullable=False),
    Column("holder", CODE, nullable=False),
    reference("account_id", nullable=True),
    sealed("sealed", nullable=True),
)
"""Who holds which share. Only the Super Admin's is here, sealed to his key; the others are on paper."""

share_checks = journaled(
    "share_checks",
    reference("escrow_id", index=True),
    Column("number", Integer, nullable=False),
    Column("what", CODE, nullable=False),
    moment("at"),
    reference("account_id"),
)
"""A share that was proved to be good (`check`), or taken part with (`drill`, `use`)."""
