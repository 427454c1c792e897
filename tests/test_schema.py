"""The migrations make exactly the tables that the models say, and the version constant names the newest."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import migrations.office
from models.tables.schema import metadata
from wbs_tui.store.schema import VERSIONS


def test_migrations_and_models_agree(office):
    desk = office.desk("admin")
    with desk.reading() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def test_the_newest_version_is_the_head_of_the_history():
    history = ScriptDirectory(migrations.office.__path__[0])
    assert [script.revision for script in reversed(list(history.walk_revisions()))] == list(VERSIONS)
