"""The hub's tables as they were first released."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "file_chunks",
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("office", "id", "start", name=op.f("pk_file_chunks")),
    )
    op.create_table(
        "files",
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("received", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("whole", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("office", "id", name=op.f("pk_files")),
    )
    op.create_table(
        "matches",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("first_office", sa.String(length=32), nullable=False),
        sa.Column("first_ref", sa.LargeBinary(length=16), nullable=False),
        sa.Column("second_office", sa.String(length=32), nullable=False),
        sa.Column("second_ref", sa.LargeBinary(length=16), nullable=False),
        sa.Column("bands", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_matches")),
        sa.UniqueConstraint(
            "quarter",
            "first_office",
            "first_ref",
            "second_office",
            "second_ref",
            name=op.f("uq_matches_quarter_first_office_first_ref_second_office_second_ref"),
        ),
    )
    op.create_index(
        "ix_matches_second_office_second_ref", "matches", ["second_office", "second_ref"], unique=False
    )
    op.create_table(
        "nonces",
        sa.Column("station", sa.String(length=32), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("station", "nonce", name=op.f("pk_nonces")),
    )
    op.create_index(op.f("ix_nonces_until"), "nonces", ["until"], unique=False)
    op.create_table(
        "offices",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("under", sa.String(length=10), server_default="", nullable=False),
        sa.Column("token", sa.LargeBinary(length=32), nullable=True),
        sa.Column("token_until", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=True),
        sa.Column("home", sa.String(length=32), nullable=True),
        sa.Column("enrolled_at", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_position", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("matches_after", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_offices")),
        sa.UniqueConstraint("id", name=op.f("uq_offices_id")),
    )
    op.create_table(
        "parcel_bytes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_bytes")),
    )
    op.create_table(
        "parcel_files",
        sa.Column("parcel", sa.String(length=32), nullable=False),
        sa.Column("file", sa.String(length=32), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("parcel", "file", name=op.f("pk_parcel_files")),
    )
    op.create_index("ix_parcel_files_file", "parcel_files", ["file"], unique=False)
    op.create_table(
        "parcels",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("station", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("to_office", sa.String(length=32), nullable=False),
        sa.Column("to_station", sa.String(length=32), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.Column("held", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
        sa.UniqueConstraint(
            "station",
            "to_office",
            "to_station",
            "number",
            name=op.f("uq_parcels_station_to_office_to_station_number"),
        ),
    )
    op.create_index("ix_parcels_taken_at", "parcels", ["taken_at"], unique=False)
    op.create_index("ix_parcels_to_office_position", "parcels", ["to_office", "position"], unique=False)
    op.create_table(
        "records",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("by_previous", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_records")),
        sa.UniqueConstraint("office", "number", name=op.f("uq_records_office_number")),
    )
    op.create_table(
        "stations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("sign", sa.LargeBinary(length=32), nullable=True),
        sa.Column("head", sa.LargeBinary(), nullable=True),
        sa.Column("head_signature", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
    )
    op.create_index(op.f("ix_stations_office"), "stations", ["office"], unique=False)
    op.create_table(
        "token_cases",
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("ref", sa.LargeBinary(length=16), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("quarter", "office", "ref", name=op.f("pk_token_cases")),
    )
    op.create_table(
        "token_uploads",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("station", sa.String(length=32), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_uploads")),
    )
    op.create_index("ix_token_uploads_office_at", "token_uploads", ["office", "at"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("ref", sa.LargeBinary(length=16), nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("token", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("quarter", "office", "ref", "band", name=op.f("pk_tokens")),
    )
    op.create_index("ix_tokens_quarter_band_token", "tokens", ["quarter", "band", "token"], unique=False)
    op.execute("INSERT INTO counters (name, value) VALUES ('records', 0), ('matches', 0)")
