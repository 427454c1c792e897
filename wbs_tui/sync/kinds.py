"""The kinds of journal entry about the exchange between offices, each with who may make it."""

from models.words.roles import AccountStatus, Role
from wbs_tui.journal.entries import Entry
from wbs_tui.journal.kinds import Maker, by_case_worker, register

_LEADERS = (Role.INSPECTOR, Role.LEAD)


def by_leader(_entry: Entry, maker: Maker) -> bool:
    """A rule: the Inspektur, who stands in for him, and an Irban."""
    return maker.status == AccountStatus.ACTIVE and maker.role in _LEADERS


def _enrols(entry: Entry, maker: Maker) -> bool:
    """Of the office itself only what kind it is changes."""
    return by_leader(entry, maker) and all(
        effect.operation == "update" and effect.values.keys() == {"kind"}
        for effect in entry.effects_on("offices")
    )


# Keys and other offices.
ENROLLED = register("exchange.enrolled", "offices", "exchange_keys", rule=_enrols)
"""The office has keys for the exchange, and says what kind of office it is."""
KEYS_MADE = register("exchange.keys_made", "exchange_keys", rule=by_case_worker)
"""Keys for a station that had none: a store that was restored, or moved."""
OFFICE_KEY_RENEWED = register("exchange.key_renewed", "exchange_keys", rule=by_leader)
PEER_SEEN = register("peer.seen", "peers", rule=by_case_worker)
"""What the directory says of another office; nothing is sealed to it for that."""
PEER_CONFIRMED = register("peer.confirmed", "peers", rule=by_leader)
PEER_BLOCKED = register("peer.blocked", "peers", rule=by_case_worker)
"""Its records contradict each other, or a person said so: whoever sees it says it."""
