"""Escrow, restricted cases, cover and hand-over, holds and destruction, caches."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add tables and columns; what is there keeps its bytes."""
    op.create_table(
        "caches",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("nonce", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "kind", name=op.f("pk_caches")),
    )
    op.create_table(
        "covers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("decree_number", sa.String(length=80), nullable=False),
        sa.Column("decree_date", sa.String(length=10), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("appointed_by", sa.String(length=32), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_covers")),
    )
    op.create_index(op.f("ix_covers_account_id"), "covers", ["account_id"], unique=False)
    op.create_table(
        "destructions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destructions")),
    )
    op.create_index(op.f("ix_destructions_case_id"), "destructions", ["case_id"], unique=False)
    op.create_table(
        "escrow_shares",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("escrow_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escrow_shares")),
    )
    op.create_index(op.f("ix_escrow_shares_escrow_id"), "escrow_shares", ["escrow_id"], unique=False)
    op.create_table(
        "escrows",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escrows")),
    )
    op.create_table(
        "last_uses",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_last_uses")),
    )
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.Column("lifted_by", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_holds")),
    )
    op.create_index(op.f("ix_legal_holds_case_id"), "legal_holds", ["case_id"], unique=False)
    op.create_table(
        "openings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("account_key_id", sa.String(length=32), nullable=False),
        sa.Column("compartment_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_openings")),
    )
    op.create_index(op.f("ix_openings_account_id"), "openings", ["account_id"], unique=False)
    op.create_table(
        "recusals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusals")),
    )
    op.create_index(op.f("ix_recusals_account_id"), "recusals", ["account_id"], unique=False)
    op.create_index(op.f("ix_recusals_case_id"), "recusals", ["case_id"], unique=False)
    op.create_table(
        "restrictions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("compartment_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restrictions")),
    )
    op.create_index(op.f("ix_restrictions_case_id"), "restrictions", ["case_id"], unique=False)
    op.create_table(
        "share_checks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("escrow_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_checks")),
    )
    op.create_index(op.f("ix_share_checks_escrow_id"), "share_checks", ["escrow_id"], unique=False)
    op.add_column("account_keys", sa.Column("last_sequence", sa.Integer(), nullable=True))
    op.add_column("account_keys", sa.Column("last_hash", sa.LargeBinary(length=32), nullable=True))
    op.add_column("accounts", sa.Column("decree_signer", sa.String(length=120), nullable=True))
    op.add_column("accounts", sa.Column("decree_start", sa.String(length=10), nullable=True))
    op.add_column("accounts", sa.Column("full_name", sa.String(length=120), nullable=True))
    only_one = sa.text("role IN ('super_admin', 'inspector') AND status != 'disabled'")
    op.create_index(
        "uq_accounts_only_one",
        "accounts",
        ["role"],
        unique=True,
        sqlite_where=only_one,
        postgresql_where=only_one,
    )
    op.add_column("cases", sa.Column("restricted", sa.Boolean(), server_default=sa.false(), nullable=False))
    restricted = sa.text("restricted")
    op.create_index(
        "ix_cases_restricted",
        "cases",
        ["id"],
        unique=False,
        sqlite_where=restricted,
        postgresql_where=restricted,
    )
    op.add_column("compartments", sa.Column("statement", sa.LargeBinary(), nullable=True))
    op.add_column("compartments", sa.Column("signature", sa.LargeBinary(), nullable=True))
    op.add_column("compartments", sa.Column("parent_id", sa.String(length=32), nullable=True))
    op.create_index(
        "ix_key_wraps_compartment_id_epoch", "key_wraps", ["compartment_id", "epoch"], unique=False
    )
    op.add_column("offices", sa.Column("live_at", sa.BigInteger(), nullable=True))
