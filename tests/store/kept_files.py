"""The sealed files of a store as they are kept, wherever that is."""

from datetime import UTC, datetime

from wbs_tui.journal.desk import Desk
from wbs_tui.store.evidence_place import EvidencePlace
from wbs_tui.vault.stream import Source

EVER = datetime(2100, 1, 1, tzinfo=UTC)


def kept(desk: Desk) -> dict[str, bytes]:
    """By id: every file, sealed."""
    place = desk.evidence_files
    with desk.reading() as connection:
        found = {}
        for file_id in ids(place):
            with place.sealed(connection, file_id) as source:
                assert source is not None
                found[file_id] = whole(source)
    return found


def ids(place: EvidencePlace) -> list[str]:
    """Of every file."""
    return place.orphans((), EVER)


def whole(source: Source) -> bytes:
    """All that there is to read."""
    return b"".join(iter(lambda: source.read(1 << 16), b""))
