"""The tables of an account's cache. Another layout makes every cache anew: nothing is only there."""

import hashlib

TABLES = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    # Of the reporter of each report that the account may open: keyed tokens, by which a person is met again.
    "CREATE TABLE reporters (token BLOB NOT NULL, case_id TEXT NOT NULL, PRIMARY KEY (token, case_id)) "
    "WITHOUT ROWID",
    "CREATE INDEX ix_reporters_case ON reporters (case_id)",
)

VERSION = int.from_bytes(hashlib.sha256("\n".join(TABLES).encode()).digest()[:4]) >> 1
"""Of SQLite's `user_version`, which is 31 bits; no layout has the version 0 of an empty file."""
