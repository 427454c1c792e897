"""Looks a store over: each finding says what is wrong and what to do."""

from collections.abc import Iterator

from wbs_tui.cases.kept.destruction import reapply_destructions
from wbs_tui.cases.kept.destruction import sweep as sweep_destroyed
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.health import (
    database,
    disk,
    evidence,
    habits,
    journal,
    keys,
    leased,
    office,
    presence,
    private_files,
    server_database,
    server_link,
    server_rights,
    server_settings,
)
from wbs_tui.operations.health.check import Check, Look, bad
from wbs_tui.store.engine import writing
from wbs_tui.store.errors import ServerUnreachable
from wbs_tui.store.location import FileStore
from wbs_tui.sync.parcels.waiting_files import files_waiting
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import StoreTrouble

_OF_FILE: tuple[Look, ...] = (
    database.integrity,
    disk.log_file,
    disk.network_disk,
)
_OF_SERVER: tuple[Look, ...] = (
    server_link.link,
    server_link.version,
    server_link.clock,
    server_settings.durability,
    server_settings.limits,
    server_settings.room,
    server_settings.age,
    server_settings.archive,
    server_database.integrity,
    server_database.checksums,
    server_database.collation,
    server_rights.desks,
    server_rights.owners,
    server_rights.public,
    server_rights.triggers,
    disk.room_on_server,
)
_OF_BOTH: tuple[Look, ...] = (
    journal.chain,
    habits.verified,
    journal.clock,
    keys.keys,
    keys.remembered,
    keys.invitations,
    keys.recovery,
    habits.backup,
    evidence.files,
    evidence.destroyed,
    presence.leftovers,
    private_files.permissions,
    private_files.policy_files,
    disk.room,
    office.trial,
    office.numbers,
    office.policy,
    office.calendar,
    leased.term,
    database.header,
    database.versions,
)
_OF_HOME = frozenset({keys.recovery, habits.backup, office.trial, office.numbers})
"""What a leased desk has no part in."""


def examine(desk: Desk) -> tuple[Check, ...]:
    """Every check on the desk's store; only reads.

    Raises NotActive, RoleChanged, ServerUnreachable.
    """
    own = _OF_FILE if isinstance(desk.location, FileStore) else _OF_SERVER
    looks = [look for look in (*own, *_OF_BOTH) if desk.lease is None or look not in _OF_HOME]
    return tuple(check for look in looks for check in _looked(desk, look))


def _looked(desk: Desk, look: Look) -> Iterator[Check]:
    """What one look gives. What it cannot look at is a finding, and hides no other."""
    try:
        with desk.reading() as connection:
            checks = tuple(look(desk, connection))
    except ServerUnreachable:
        raise
    except StoreTrouble as trouble:
        yield bad("integrity", trouble.message, _("Berhenti menulis; pulihkan dari cadangan."))
        return
    yield from checks


def sweep(desk: Desk) -> int:
    """Remove what destroyed cases left, and the files of imports that were interrupted a day ago or earlier.

    Gives the number of files.
    """
    desk.require("case.import")
    with writing(desk.engine) as connection:
        reapply_destructions(connection, desk.evidence_files)
    removed = sweep_destroyed(desk)
    with desk.reading() as connection:
        known = evidence.known_files(connection) | files_waiting(connection)
    return removed + desk.evidence_files.sweep(known, desk.clock() - evidence.ORPHAN_AGE)
