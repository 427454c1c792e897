"""What belongs to this store or one account alone: wraps of keys, drafts, read marks."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String

from models.tables.base import CODE, ID, local, moment, reference, sealed

key_wraps = local(
    "key_wraps",
    Column("key_id", ID, primary_key=True),
    Column("compartment_id", ID, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("purpose", CODE, nullable=False),
    reference("case_id", nullable=True, index=True),
    Column("wrap", LargeBinary, nullable=False),
    Index("ix_key_wraps_compartment_id_epoch", "compartment_id", "epoch"),
)
"""A content key, wrapped for a compartment. Removing a case's rows here destroys what the key sealed."""

drafts = local(
    "drafts",
    Column("account_id", ID, primary_key=True),
    Column("subject", String(80), primary_key=True),
    moment("saved_at"),
    sealed("body"),
)

read_marks = local(
    "read_marks",
    Column("account_id", ID, primary_key=True),
    Column("case_id", ID, primary_key=True),
    moment("read_at"),
)

last_uses = local(
    "last_uses",
    Column("account_id", ID, primary_key=True),
    moment("at"),
)
"""When each account last unlocked, to the day: accounts that nobody uses end."""

caches = local(
    "caches",
    Column("account_id", ID, primary_key=True),
    Column("kind", CODE, primary_key=True),
    Column("nonce", LargeBinary(32), nullable=False),
    moment("made_at"),
)
"""The nonce that each account's cache needs to be opened: without it the cache is dead."""

slots = local(
    "slots",
    Column("id", ID, primary_key=True),
    reference("account_id", index=True),
    Column("position", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""The key slots of a store on a server; beside a file they are in its header file."""

evidence_chunks = local(
    "evidence_chunks",
    Column("file_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("chunk", LargeBinary, nullable=False),
    moment("written_at"),
)
"""Sealed files of a store on a server, in pieces; beside a file they are files."""

presence = local(
    "presence",
    Column("id", ID, primary_key=True),
    reference("account_id"),
    reference("case_id", nullable=True),
    moment("since"),
    moment("seen_at"),
)
"""Who is at a desk now, and which case is open there; a desk that has not been seen for a while is gone."""
