"""The hub's migrations make the tables that its code uses, and no office's database becomes a hub's."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import migrations.hub
from models.words.exchange import OfficeKind
from tests.hubs import running_hub
from wbs_tui.hub.database import VERSION_TABLE, VERSIONS, NotAHub, open_database
from wbs_tui.hub.offices import add_office, list_offices
from wbs_tui.hub.tables import metadata
from wbs_tui.store.engine import reading, writing
from wbs_tui.store.location import FileStore, locate
from wbs_tui.vault.errors import NewerStore


def test_migrations_and_tables_agree(hub):
    with reading(hub.hub.engine) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []


def test_the_newest_version_is_the_head_of_the_history():
    history = ScriptDirectory(migrations.hub.__path__[0])
    assert [script.revision for script in reversed(list(history.walk_revisions()))] == list(VERSIONS)


def test_a_newer_hubs_database_is_refused(place):
    with place.running() as hub, writing(hub.hub.engine) as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608
    with pytest.raises(NewerStore):
        open_database(locate(place.store))


@pytest.mark.both_stores
def test_an_offices_database_is_no_hubs(office):
    before = office.location.database.read_bytes() if isinstance(office.location, FileStore) else b""
    with pytest.raises(NotAHub), running_hub(str(office.location)):
        pass
    if before:
        assert office.location.database.read_bytes() == before
    assert office.desk("admin").now()


def test_only_its_owner_reads_the_file(place):
    with place.running():
        location = locate(place.store)
        if isinstance(location, FileStore):
            assert location.database.stat().st_mode & 0o077 == 0


def test_a_hub_of_the_first_version_keeps_its_offices(place):
    with place.running() as hub:
        add_office(hub.hub, "16", "Inspektorat Contoh", OfficeKind.INSPECTORATE)
        with writing(hub.hub.engine) as connection:
            for statement in (
                "ALTER TABLE offices DROP COLUMN closed_at",
                "DROP TABLE closures",
                "DROP TABLE notary",
                f"UPDATE {VERSION_TABLE} SET version_num = '0001'",  # noqa: S608
            ):
                connection.execute(text(statement))
    with place.running() as hub:
        [office] = list_offices(hub.hub)
        assert (office.code, office.closed_at) == ("16", None)
