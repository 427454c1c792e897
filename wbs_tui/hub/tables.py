"""The hub's own tables: what it relays, and nothing that it could read. Migrations: `migrations/hub`.

Ids are 32 hexadecimal characters, times UTC milliseconds.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_ID = String(32)

offices = Table(
    "offices",
    metadata,
    Column("code", String(10), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("under", String(10), nullable=False, server_default=""),
    Column("token", LargeBinary(32)),
    Column("token_until", BigInteger),
    Column("added_at", BigInteger, nullable=False),
    Column("id", _ID, unique=True),
    Column("home", _ID),
    Column("enrolled_at", BigInteger),
    Column("seen_at", BigInteger),
    Column("bytes", BigInteger, nullable=False, server_default="0"),
    Column("last_position", BigInteger, nullable=False, server_default="0"),
    Column("matches_after", BigInteger, nullable=False, server_default="0"),
    Column("closed_at", BigInteger),
)
"""Whom the operator added, by code; `id` and `home` when it has enrolled. `token`: SHA-256 of its code.

`bytes`: what it has lying here. `last_position`: of the parcels for it, and the lock on them.
"""

stations = Table(
    "stations",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("office", _ID, nullable=False, index=True),
    Column("sign", LargeBinary(32)),
    Column("head", LargeBinary),
    Column("head_signature", LargeBinary),
)
"""Stations by id, the office that named each first; `sign` is null once its newest record does not."""

records = Table(
    "records",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("office", _ID, nullable=False),
    Column("number", Integer, nullable=False),
    Column("statement", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("by_previous", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    UniqueConstraint("office", "number"),
)
"""Every record of every office, for ever, in the order in which they came."""

closures = Table(
    "closures",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("office", _ID, nullable=False),
    Column("statement", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""Offices that the operator closed, in the order of the records, for ever."""

notary = Table("notary", metadata, Column("secret", LargeBinary(32), primary_key=True))
"""The one secret of a hub: the key that signs closures. Whoever has it can say that an office is closed."""

counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""The last position of `records` and of `matches`; whoever adds holds the row until it is kept."""

parcels = Table(
    "parcels",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("office", _ID, nullable=False),
    Column("station", _ID, nullable=False),
    Column("number", Integer, nullable=False),
    Column("to_office", _ID, nullable=False),
    Column("to_station", String(32), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("taken_at", BigInteger),
    Column("held", Integer, nullable=False, server_default="1"),
    UniqueConstraint("station", "to_office", "to_station", "number"),
    Index("ix_parcels_to_office_position", "to_office", "position"),
    Index("ix_parcels_taken_at", "taken_at"),
)
"""What was relayed, for ever, so that a repeat is known; `held` while its bytes are here."""

parcel_bytes = Table(
    "parcel_bytes",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("office", _ID, primary_key=True),
    Column("id", _ID, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("received", BigInteger, nullable=False, server_default="0"),
    Column("whole", Integer, nullable=False, server_default="0"),
)
"""Sealed files that parcels of an office name; `whole` when all has come and is what was named."""

file_chunks = Table(
    "file_chunks",
    metadata,
    Column("office", _ID, primary_key=True),
    Column("id", _ID, primary_key=True),
    Column("start", BigInteger, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

parcel_files = Table(
    "parcel_files",
    metadata,
    Column("parcel", _ID, primary_key=True),
    Column("file", _ID, primary_key=True),
    Column("office", _ID, nullable=False),
    Index("ix_parcel_files_file", "file"),
)
"""Which held parcel names which file of its office."""

nonces = Table(
    "nonces",
    metadata,
    Column("station", _ID, primary_key=True),
    Column("nonce", String(64), primary_key=True),
    Column("until", BigInteger, nullable=False, index=True),
)

token_cases = Table(
    "token_cases",
    metadata,
    Column("quarter", String(7), primary_key=True),
    Column("office", _ID, primary_key=True),
    Column("ref", LargeBinary(16), primary_key=True),
    Column("changes", Integer, nullable=False),
)
"""How often an office gave tokens for a case in a quarter."""

tokens = Table(
    "tokens",
    metadata,
    Column("quarter", String(7), primary_key=True),
    Column("office", _ID, primary_key=True),
    Column("ref", LargeBinary(16), primary_key=True),
    Column("band", Integer, primary_key=True),
    Column("token", LargeBinary(16), nullable=False),
    Index("ix_tokens_quarter_band_token", "quarter", "band", "token"),
)

token_uploads = Table(
    "token_uploads",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("office", _ID, nullable=False),
    Column("station", _ID, nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("withdrawn", Integer, nullable=False),
    Column("matched", Integer, nullable=False),
    Index("ix_token_uploads_office_at", "office", "at"),
)
"""The journal of uploads."""

matches = Table(
    "matches",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("quarter", String(7), nullable=False),
    Column("first_office", _ID, nullable=False),
    Column("first_ref", LargeBinary(16), nullable=False),
    Column("second_office", _ID, nullable=False),
    Column("second_ref", LargeBinary(16), nullable=False),
    Column("bands", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    UniqueConstraint("quarter", "first_office", "first_ref", "second_office", "second_ref"),
    Index("ix_matches_second_office_second_ref", "second_office", "second_ref"),
)
"""Pairs of cases with enough equal bands; the first is the lesser (office, ref)."""
