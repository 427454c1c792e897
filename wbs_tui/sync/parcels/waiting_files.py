"""Files of our own desks whose parcels wait for a word: nobody names them yet, and nobody sweeps them."""

from sqlalchemy import Connection, select

from models.tables.accounts import offices
from models.tables.exchange import dead_letters
from wbs_tui.sync.parcels.opening import Doubtful, read_arrival


def files_waiting(connection: Connection) -> set[str]:
    """The ids of the files that parcels of this office name and that were not applied yet."""
    ours = dead_letters.c.office_id.in_(select(offices.c.id))
    found: set[str] = set()
    for data in connection.execute(select(dead_letters.c.parcel).where(ours)).scalars():
        try:
            _signed, parcel = read_arrival(data)
        except Doubtful:
            continue
        found.update(file.id for file in parcel.files)
    return found
