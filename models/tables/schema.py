"""The whole schema: importing this module fills the metadata."""

from models.tables import accounts, cases, exchange, journal, local
from models.tables.base import journaled_tables, metadata

__all__ = ["accounts", "cases", "exchange", "journal", "journaled_tables", "local", "metadata"]
