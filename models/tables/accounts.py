"""Accounts, their public keys, and who has been let into which compartment."""

from sqlalchemy import Column, Integer, LargeBinary, String, UniqueConstraint

from models.tables.base import CODE, journaled, moment, reference, sealed

offices = journaled(
    "offices",
    Column("code", String(10), nullable=False),
    Column("name", String(120), nullable=False),
    Column("zone", String(40), nullable=False),
    Column("identity_policy", CODE, nullable=False),
    moment("founded_at"),
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
)

account_keys = journaled(
    "account_keys",
    reference("account_id", index=True),
    Column("sign_public", LargeBinary, nullable=False),
    Column("seal_public", LargeBinary, nullable=False),
    Column("fingerprint", String(80), nullable=False),
    moment("valid_from"),
    moment("ended_at", nullable=True),
)

compartments = journaled(
    "compartments",
    Column("kind", CODE, nullable=False),
    reference("case_id", nullable=True),
    reference("founder_id"),
    moment("created_at"),
)

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
