"""An office and a leased desk of it, whose parcels are handed over in memory."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.cases.at_work import recorded
from tests.conftest import PASSWORD, TestOffice
from tests.sync.offices import hand_over
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.loading import SignIn
from wbs_tui.store.location import FileStore
from wbs_tui.sync.desks.leased_desk import open_lease
from wbs_tui.sync.desks.leases import make_lease
from wbs_tui.sync.parcels.taking import Taken


@dataclass
class Apart:
    """`home` (petugas2) and `head` sit at the office; `desk` (petugas) is away with the case `register`."""

    office: TestOffice
    folder: Path
    home: Desk
    head: Desk
    desk: Desk
    register: str

    def bring(self) -> list[Taken]:
        """What the desk has made reaches the office."""
        return hand_over(self.desk, self.head)

    def tell(self) -> list[Taken]:
        """What the office has since reaches the desk."""
        return hand_over(self.head, self.desk)

    def meet(self) -> None:
        """Both have everything."""
        self.bring()
        self.tell()

    def findings(self, desk: Desk) -> list[tuple[str, str]]:
        """What does not prove of a store."""
        with desk.reading() as connection:
            report = verify_journal(connection, keyring=desk.keyring)
        return [(found.what, found.place) for found in report.bad]


def apart(
    office: TestOffice, folder: Path, *, accounts: tuple[str, ...] = ("petugas",), identity: bool = False
) -> Apart:
    """A case is recorded and leased."""
    head = office.desk("irban" if identity else "inspektur")
    register = recorded(office.desk("petugas"))
    until = office.clock() + timedelta(days=7)
    file = folder / "meja.wbsdesk"
    make_lease(head, "Meja Batang", accounts, [register], until, file, "tanpa jaringan", identity=identity)
    return Apart(
        office, folder, office.desk("petugas2"), head, sit_away(office, folder, accounts[0]), register
    )


def sit_away(office: TestOffice, folder: Path, name: str) -> Desk:
    """The account sits down at the desk elsewhere, which is opened when nobody has yet."""
    location = FileStore(folder / "meja" / "office.wbs")
    if not location.database.exists():
        open_lease(folder / "meja.wbsdesk", location, SignIn(name, PASSWORD), office.clock)
    desk = unlock(location, name, PASSWORD, office.clock).desk
    office.opened.append(desk)
    return desk
