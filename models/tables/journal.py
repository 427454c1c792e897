"""The append-only journal: the signed bytes of every entry, and clear columns copied from them."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, UniqueConstraint

from models.tables.base import CODE, ID, local, reference

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
    UniqueConstraint("station", "sequence"),
    Index("ix_journal_case_id_clock", "case_id", "clock"),
    Index("ix_journal_clock", "clock"),
)

store_facts = local(
    "store_facts",
    Column("name", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)
"""What this store is: its id, its station, its office. Not of the office's history, so not in the journal."""
