"""The office store's Alembic history, run from the installed package on a connection that is already open."""
