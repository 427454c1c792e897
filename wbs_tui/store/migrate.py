"""Brings a store's tables up to date. The migration tool is slow to load, so only who migrates loads it."""

from pathlib import Path

from sqlalchemy import Engine

from wbs_tui.store.engine import owning
from wbs_tui.store.schema import refuse_newer, stored_version

LATEST = "head"


def migrate(engine: Engine, desk_role: str | None = None, schema: str = LATEST) -> None:
    """Bring the tables to this program's version, or an earlier one, in one transaction.

    Raises NewerStore, ServerRefuses.

    On a server as who connected, who must own the tables; the desks' role (of a new store: `desk_role`) gets
    its rights over them. Raises NoDeskRole.
    """
    from alembic import command
    from alembic.config import Config

    import migrations.office

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.office.__file__).parent))
    with owning(engine) as connection:
        refuse_newer(stored_version(connection))
        config.attributes["connection"] = connection
        command.upgrade(config, schema)
        if connection.dialect.name == "postgresql":
            from wbs_tui.store.server_roles import settle

            settle(connection, desk_role)
