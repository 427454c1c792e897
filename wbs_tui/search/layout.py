"""The tables of an account's caches. Another layout makes a cache anew: nothing is only there."""

import hashlib
from dataclasses import dataclass

_FACTS = "CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"


@dataclass(frozen=True, slots=True)
class Layout:
    """What one kind of cache is made of."""

    kind: str
    tables: tuple[str, ...]
    facts: int
    """Of the form of the single facts, which the tables do not show."""

    @property
    def version(self) -> int:
        """For SQLite's `user_version`, which is 31 bits; no layout has the version 0 of an empty file."""
        return (
            int.from_bytes(hashlib.sha256("\n".join((*self.tables, str(self.facts))).encode()).digest()[:4])
            >> 1
        )


REPORTERS = Layout(
    "reporters",
    (
        _FACTS,
        # Of each report's reporter, where the account may open it: keyed tokens, by which he is met again.
        "CREATE TABLE reporters (token BLOB NOT NULL, case_id TEXT NOT NULL, PRIMARY KEY (token, case_id)) "
        "WITHOUT ROWID",
        "CREATE INDEX ix_reporters_case ON reporters (case_id)",
    ),
    facts=2,
)

SEARCH = Layout(
    "search",
    (
        _FACTS,
        # Which words stand where in the cases that the account may read; the texts themselves are not kept.
        "CREATE VIRTUAL TABLE documents USING fts5(title, report, work, register, facets, content='', "
        "contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='3 4')",
        "CREATE TABLE indexed (number INTEGER PRIMARY KEY, case_id TEXT NOT NULL UNIQUE, due_at INTEGER, "
        "running INTEGER NOT NULL, partial INTEGER NOT NULL)",
        "CREATE INDEX ix_indexed_partial ON indexed (number) WHERE partial",
    ),
    facts=2,  # what offices say to each other is in it too
)
