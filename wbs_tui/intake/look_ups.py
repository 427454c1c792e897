"""The office's tokens for look-ups, under which a message is found again when it comes twice.

The same message may reach the office and a leased desk that knows nothing of it. So what a desk takes in has
tokens of its own (`message.email.S2`): brought home, neither report keeps the other out, and from then on the
office finds both.
"""

import hashlib
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from models.tables.journal import stations
from models.words.reports import Incoming, IncomingReport
from models.words.stations import Beginning
from wbs_tui.accounts.offices import TOKENS
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.leased import station_mark
from wbs_tui.store.keyring import IDENTITY, NotLetIn
from wbs_tui.vault.tokens import token

_LEASED = select(stations.c.number).where(stations.c.reason == Beginning.LEASED).order_by(stations.c.number)


@dataclass(frozen=True, slots=True)
class LookUps:
    """The key of the tokens, and the desks whose messages may be here."""

    key: bytes = field(repr=False)
    own: str
    """What the kind of a token ends with that is made here: nothing at the home store."""
    known: tuple[str, ...]
    """The endings of every token that may be here."""

    def message(self, channel: str, external_id: str) -> bytes:
        """The token of a report that is stored here."""
        return token(self.key, f"message.{channel}{self.own}", external_id)

    def messages(self, channel: str, external_id: str) -> list[bytes]:
        """Every token that a report of this identifier may have."""
        return [token(self.key, f"message.{channel}{ending}", external_id) for ending in self.known]

    def kept(self, incoming: Incoming) -> bytes:
        """The token of a message that is kept here without a number."""
        return self._kept(incoming, self.own)

    def all_kept(self, incoming: Incoming) -> list[bytes]:
        """Every token that it may have."""
        return [self._kept(incoming, ending) for ending in self.known]

    def _kept(self, incoming: Incoming, ending: str) -> bytes:
        """Of the identifier and the very bytes: another under a forged Message-ID is kept as well."""
        digest = hashlib.sha256(incoming.raw).hexdigest()
        return token(self.key, f"kept.{incoming.channel}{ending}", f"{incoming.external_id}#{digest}")

    def content(self, incoming: IncomingReport) -> bytes:
        """Of title, text and every file: a message that lacks one file is another message.

        Never of who sent it: every officer has the key, and could find the sender by trying addresses.
        """
        files = (hashlib.sha256(each.content).hexdigest() for each in incoming.attachments)
        return token(self.key, "content", "\0".join((incoming.title, incoming.text, *files)))


def look_ups(desk: Desk, connection: Connection) -> LookUps:
    """The office's tokens; raises NoCompartments, NotLetIn."""
    desk.keyring.compartment(IDENTITY)
    key = desk.keyring.shared_key(connection, TOKENS)
    if key is None:
        raise NotLetIn
    desks = [f".{station_mark(number)}" for number in connection.execute(_LEASED).scalars()]
    own = "" if desk.lease is None else f".{desk.lease.mark}"
    return LookUps(key.key, own, ("", *desks))
