"""A store that goes on as one that came out of a backup, without the backup."""

from models.words.stations import Beginning
from wbs_tui.accounts.kinds import STORE_RESTORED
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.stations import begin, present_head, write_at
from wbs_tui.journal.transaction import Transaction
from wbs_tui.store.engine import writing
from wbs_tui.vault.ids import new_id


def begin_restored_station(desk: Desk) -> None:
    """From now on the store writes at a station of its own, and register numbers wait."""
    station = new_id(desk.clock)
    with writing(desk.engine) as connection:
        after = present_head(connection)
        write_at(connection, station)
        transaction = Transaction(
            connection, desk.keyring, desk.office, desk.actor, desk.account_keys, desk.clock
        )
        with transaction.entry(STORE_RESTORED) as change:
            begin(change, station, Beginning.RESTORED, after, desk.actor.id)
