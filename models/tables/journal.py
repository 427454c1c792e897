"""The append-only journal: the signed bytes of every entry, and clear columns copied from them."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, UniqueConstraint

from models.tables.base import CODE, ID, journaled, local, moment, reference, sealed

journal = local(
    "journal",
    Column("id", ID, primary_key=True),
    Column("station", ID, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("clock", BigInteger, nullable=False),
    Column("kind", CODE, nullable=False),
    reference("case_id", nullable=True),
    reference("actor", nullable=False),
    Column("signed", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("revision", BigInteger),
    UniqueConstraint("station", "sequence"),
    Index("uq_journal_revision", "revision", unique=True),
    Index("ix_journal_case_id_clock", "case_id", "clock"),
    Index("ix_journal_clock", "clock"),
)

"""`revision` counts the entries as this store got them: who follows others catches up by it. Not signed."""

store_facts = local(
    "store_facts",
    Column("name", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)
"""What this store is: its id, its station, its office. Not of the office's history, so not in the journal."""

stations = journaled(
    "stations",
    Column("number", Integer, nullable=False),
    Column("reason", CODE, nullable=False),
    moment("begun_at"),
    reference("begun_by"),
    reference("after_station", nullable=True),
    Column("after_sequence", Integer),
    Column("after_hash", LargeBinary(32)),
    Column("sign_public", LargeBinary),
)
"""A place where entries are written, by its id, and the head of the station that it goes on from.

The first has no row until a later one begins; a restored or copied store begins a new one.
"""

number_marks = journaled(
    "number_marks",
    reference("station"),
    Column("year", Integer, nullable=False),
    Column("running", Integer, nullable=False),
    moment("at"),
    reference("account_id"),
    sealed("reason", nullable=True),
)
"""The last register number of a year that was issued, as confirmed after a store was restored."""
