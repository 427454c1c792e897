"""Offices can be closed: a signed word of the hub's in the history of its directory."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and the moment of closing."""
    op.add_column("offices", sa.Column("closed_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "closures",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_closures")),
    )
    op.create_table(
        "notary",
        sa.Column("secret", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("secret", name=op.f("pk_notary")),
    )
