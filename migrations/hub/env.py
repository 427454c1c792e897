"""Runs on the connection it is given; no URL is ever written to a file."""

from alembic import context

from wbs_tui.hub.database import VERSION_TABLE
from wbs_tui.hub.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
