"""Which system of its own an office is connected with: a decision of its head, in the journal.

What goes there leaves the seal, so only an office that watches over others may be connected, by its own
head, with a reason; the list of disclosures shows it as it shows each export.
"""

import platform
from collections.abc import Mapping

from sqlalchemy import Connection, select

from models.tables.accounts import offices
from models.tables.cases import disclosures
from models.words.exchange import OfficeKind
from wbs_tui.cases import words
from wbs_tui.cases.disclosures import ADAPTER
from wbs_tui.cases.kept.destruction import OFFICE_KEY
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import SealedStruct
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import OFFICE
from wbs_tui.sync.adapters.documents import Adapter
from wbs_tui.sync.adapters.folder import FolderAdapter
from wbs_tui.sync.kinds import ADAPTER_SET
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.ids import new_id

ADAPTERS: Mapping[str, type[FolderAdapter]] = {"folder": FolderAdapter}
"""By the name that the decision gives."""
_WATCHING = (OfficeKind.KPK, OfficeKind.PROVINCE)


class NoAdapter(Refused):
    """No decision connects the office with a system of its own, or not at this computer."""


class Decision(SealedStruct, frozen=True):
    """`disclosures.reason` of such a decision: what the list shows of it, and what it says."""

    text: str = ""
    adapter: str = ""
    """Empty: the connection ends."""
    place: str = ""
    computer: str = ""
    """The name of the computer where `place` is."""

    @property
    def is_here(self) -> bool:
        """Whether it is this computer that carries documents."""
        return self.computer == platform.node()

    def connect(self) -> Adapter:
        """The adapter. Raises NoAdapter for a name that this version does not have."""
        if self.adapter not in ADAPTERS:
            raise NoAdapter(_("Adaptor {name} tidak ada pada versi ini.").format(name=self.adapter))
        return ADAPTERS[self.adapter](self.place)


def set_adapter(desk: Desk, name: str, place: str, reason: str) -> None:
    """From now on cases of other offices go to this system in the clear, and its answers come in.

    Raises NotPermitted, NotLetIn, ReasonMissing, TooLong, NoAdapter (unknown, or not for such an office),
    Refused (no such folder, or open to everybody), AdapterTrouble.
    """
    desk.require(Operation.OFFICE_SETTINGS)
    given = words.required_reason(desk, reason)
    if name not in ADAPTERS:
        raise NoAdapter(_("Adaptor yang ada: {names}.").format(names=", ".join(ADAPTERS)))
    with desk.reading() as connection:
        if connection.execute(select(offices.c.kind)).scalar() not in _WATCHING:
            raise NoAdapter(_("Adaptor hanya bagi KPK dan provinsi: instansi yang memantau instansi lain."))
    ADAPTERS[name].prepare(place)
    said = _("Adaptor {name}, {place}: {reason}").format(name=name, place=place, reason=given)
    _decide(desk, Decision(text=said, adapter=name, place=place, computer=platform.node()))


def stop_adapter(desk: Desk, reason: str) -> None:
    """Nothing goes to the system any more.

    Raises NotPermitted, NotLetIn, ReasonMissing, TooLong, NoAdapter.
    """
    desk.require(Operation.OFFICE_SETTINGS)
    given = words.required_reason(desk, reason)
    with desk.reading() as connection:
        required_adapter(desk, connection)
    _decide(desk, Decision(text=_("Adaptor dihentikan: {reason}").format(reason=given)))


def adapter_in_force(desk: Desk, connection: Connection) -> tuple[str, Decision] | None:
    """The id of the decision that holds and what it says; None without one. Raises NotLetIn."""
    newest = select(disclosures).where(disclosures.c.what == ADAPTER)
    row = connection.execute(
        newest.order_by(disclosures.c.at.desc(), disclosures.c.id.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return None
    said = Opener(desk, connection).must_open(disclosures.c.reason, row.id, row.reason, Decision)
    return (row.id, said) if said.adapter else None


def required_adapter(desk: Desk, connection: Connection) -> tuple[str, Decision]:
    """The same. Raises NoAdapter, NotLetIn."""
    decided = adapter_in_force(desk, connection)
    if decided is None:
        raise NoAdapter(_("Belum ada adaptor. Kepala instansi memutuskannya dengan `wbs adapter set`."))
    return decided


def _decide(desk: Desk, decision: Decision) -> None:
    place = desk.keyring.compartment(OFFICE)
    with desk.transaction() as transaction, transaction.entry(ADAPTER_SET) as change:
        row_id = new_id(desk.clock)
        key = desk.keyring.make_key(change.connection, desk.clock, OFFICE_KEY, place, None)
        sealed = change.seal(key, disclosures.c.reason, row_id, decision)
        change.insert(
            disclosures, row_id, what=ADAPTER, at=change.at, account_id=desk.actor.id, reason=sealed
        )
