"""Revisions to follow others by, slots and evidence on a server, presence, stations, confirmed numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add tables and columns; what is there keeps its bytes."""
    op.create_table(
        "evidence_chunks",
        sa.Column("file_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("chunk", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("pk_evidence_chunks")),
    )
    op.create_table(
        "number_marks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("station", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_marks")),
    )
    op.create_table(
        "presence",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
    )
    op.create_table(
        "slots",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slots")),
    )
    op.create_index(op.f("ix_slots_account_id"), "slots", ["account_id"], unique=False)
    op.create_table(
        "stations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("begun_by", sa.String(length=32), nullable=False),
        sa.Column("after_station", sa.String(length=32), nullable=True),
        sa.Column("after_sequence", sa.Integer(), nullable=True),
        sa.Column("after_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("sign_public", sa.LargeBinary(), nullable=True),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
    )
    with op.batch_alter_table("evidence") as evidence:
        evidence.alter_column("size", existing_type=sa.Integer(), type_=sa.BigInteger())
    op.add_column("journal", sa.Column("revision", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE journal SET revision = ordered.place FROM "
        "(SELECT id AS entry, row_number() OVER (ORDER BY clock, station, id) AS place FROM journal) AS ordered "
        "WHERE journal.id = ordered.entry"
    )
    op.create_index("uq_journal_revision", "journal", ["revision"], unique=True)
