"""Single facts that an account's cache remembers by name."""

from sqlalchemy import Connection, text


def fact(connection: Connection, name: str) -> bytes | None:
    """What is remembered under a name."""
    known = connection.execute(text("SELECT value FROM facts WHERE name = :name"), {"name": name}).scalar()
    return None if known is None else bytes(known)


def remember(connection: Connection, name: str, value: bytes) -> None:
    """Keep a fact in place of what was known under its name."""
    connection.execute(
        text("INSERT OR REPLACE INTO facts (name, value) VALUES (:name, :value)"),
        {"name": name, "value": value},
    )
