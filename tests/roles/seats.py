"""A whole office with somebody in every seat, and cases in every state that an operation asks for."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from PIL import Image

import wbs_tui.operations
from models.tables.local import last_uses
from models.words.reports import Attachment, AttachmentKind, IncomingReport, Reporter
from models.words.roles import CoverKind, Role
from tests.accounts.staff import arrive, let_in
from tests.cases.at_work import new_case, recorded, to_clarification, to_disposition
from tests.cases.years_later import years_later
from tests.conftest import PASSWORD, TestOffice, TickingClock, found
from tests.roles.connected import connect
from wbs_tui.accounts.access import fingerprint_of
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.cover import begin_cover
from wbs_tui.accounts.devices import new_recovery_code
from wbs_tui.accounts.handover import Decree
from wbs_tui.accounts.recovery.drill import own_share, renew_shares
from wbs_tui.accounts.recovery.outside import add_outside, export_key
from wbs_tui.accounts.recovery.outside_requests import request_access
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.kept.holds import place_hold
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.readers.restriction import implicate, let_in_to_case
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps import evidence, followup
from wbs_tui.cases.steps.answers import answer
from wbs_tui.cases.steps.assignment import assign_one
from wbs_tui.cases.steps.stages import advance
from wbs_tui.intake.kept import list_kept
from wbs_tui.intake.record import import_paths, record
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.duties import run as run_duties
from wbs_tui.store.engine import writing
from wbs_tui.store.location import StoreLocation

MAILS = Path(wbs_tui.operations.__file__).parent / "samples" / "mail"
DECREE = Decree("SP-3/2036", "2036-08-20", "Sekretaris Daerah", "2036-08-30")
SEATS = {
    "super admin": "admin",
    "officer": "petugas",
    "officer with the identity grant": "pemegang",
    "officer not let in": "baru",
    "officer recused from the case": "petugas2",
    "team lead": "ketua",
    "inspector": "inspektur",
    "cover of the inspector": "plh",
    "auditor": "auditor",
    "monitor": "pemantau",
}
"""Every seat, and who sits in it. `irban` is a lead with the identity grant who helps to make the office."""
ARRIVED = {
    "pemegang": Role.OFFICER,
    "baru": Role.OFFICER,
    "ketua": Role.LEAD,
    "plh": Role.LEAD,
    "pemantau": Role.MONITOR,
}


@dataclass(frozen=True, slots=True)
class Office:
    """What is where in the office, by register number or id; the shares are words."""

    at_work: str
    """A received case of a named reporter, with held and released evidence and an open recommendation; one
    officer has recused himself from it, another works it."""
    decided: str
    """Before the Inspektur, for his disposition."""
    past: str
    """Ended, its term over."""
    held: str
    """The same, under a hold."""
    apart: str
    """Restricted: it implicates the officer; the Inspektur and `irban` read it."""
    released: str
    """The id of a released file of the case at work."""
    picture: str
    """The id of the reporter's identity card there."""
    kept: str
    """The id of a message that was kept without a number."""
    request: str
    """The file by which the Inspektur asks the office elsewhere (here: this very one) to let him in."""
    shares: tuple[str, str, str]
    now: str
    shared: str
    """A case that KPK has whole, and about which it has asked something (`remark`)."""
    referable: str
    """One in disposition that KPK has whole too."""
    foreign: str
    """The id of a case that KPK handed to the office."""
    remark: str


def make_office(location: StoreLocation, folder: Path) -> Office:
    """Make it once; what is in it is written into the folder."""
    clock = TickingClock()
    found(location, clock)
    office = TestOffice(location, clock, [])
    past, held = (_ended(office) for _case in range(2))
    place_hold(office.desk("irban"), held, "diminta kejaksaan")
    years_later(office)
    _people(office)
    made = _cases(office, past, held)
    with writing(office.desk("inspektur").engine) as connection:
        connection.execute(last_uses.delete())
    for desk in office.opened:
        desk.close()
    (folder / "office.json").write_text(json.dumps(asdict(made)))
    return made


def _ended(office: TestOffice) -> str:
    officer, head = office.desk("petugas"), office.desk("inspektur")
    register = recorded(officer)
    to_clarification(officer, head, register)
    answer(officer, register, "Sudah ditindaklanjuti.")
    advance(head, register, "closed", "selesai", result="proven", closure="repayment")
    return register


def _people(office: TestOffice) -> None:
    admin = office.desk("admin")
    for name, role in ARRIVED.items():
        arrive(office, invite(admin, name, role))
    invite(admin, "calon", Role.OFFICER)
    let_in(office, "pemegang", "office", "identity")
    let_in(office, "ketua", "office")
    let_in(office, "plh", "office")
    new_recovery_code(office.desk("irban"), PASSWORD)


def _cases(office: TestOffice, past: str, held: str) -> Office:
    officer, lead, head = office.desk("petugas"), office.desk("irban"), office.desk("inspektur")
    until = office.clock().date() + timedelta(days=7)
    begin_cover(head, "plh", until, CoverKind.PLH, DECREE, fingerprint_of(head, "plh"))
    at_work, decided, apart = _reported(officer), new_case(officer, "Menunggu disposisi"), recorded(officer)
    assign_one(lead, at_work, "petugas")
    evidence.release(lead, at_work, ["1"])
    followup.add(officer, at_work, "Kembalikan ke kas desa.", date(2036, 12, 1))
    recuse(office.desk("petugas2"), at_work, "saudara terlapor")
    run_duties(office.desk("inspektur"))
    to_disposition(officer, decided)
    implicate(head, apart, "petugas", "namanya disebut")
    let_in_to_case(head, apart, "irban", fingerprint_of(head, "irban"))
    import_paths(officer, [MAILS / "0009-kosong.eml"])
    connected = connect(officer, head)
    office.clock.forward(minutes=1)
    return Office(
        at_work,
        decided,
        past,
        held,
        apart,
        *_files(lead, at_work),
        _kept(lead),
        _request(head, at_work),
        _shares(office),
        office.clock().isoformat(),
        *astuple(connected),
    )


def _reported(desk: Desk) -> str:
    """A report of a named reporter with a receipt and a readable identity card; gives its number."""
    card = io.BytesIO()
    Image.new("RGB", (8, 8)).save(card, "PNG")
    report = IncomingReport(
        channel="web",
        external_id="laporan-1",
        received_at=desk.clock(),
        title="Dana desa dipakai sendiri",
        text="Kepala desa memakai dana desa. Hubungi [identitas 1].",
        masked=("0812-0000-1111",),
        reporter=Reporter(name="Siti Aminah", phone="0812-0000-1111", nik="3171011708450001"),
        raw=b"mentah",
        attachments=(
            Attachment("kuitansi.pdf", "kuitansi siti.pdf", "application/pdf", b"isi kuitansi"),
            Attachment("ktp.png", "ktp siti.png", "image/png", card.getvalue(), AttachmentKind.IDENTITY),
        ),
    )
    register = record(desk, report).register
    assert register is not None
    return register


def _files(lead: Desk, register: str) -> tuple[str, str]:
    by_state = {view.state: view.id for view in load_case(lead, register).evidence}
    return by_state["released"], by_state["identity"]


def _kept(lead: Desk) -> str:
    return list_kept(lead)[0].id


def _request(head: Desk, register: str) -> str:
    add_outside(head, *export_key(head))
    return request_access(head, register)


def _shares(office: TestOffice) -> tuple[str, str, str]:
    sheets = renew_shares(office.desk("inspektur"), lambda _sheets: None)
    assert sheets.head is not None
    return sheets.head.words, own_share(office.desk("admin")).words, sheets.custodian.words


def read_office(folder: Path) -> Office:
    """What `make_office` wrote down."""
    known = json.loads((folder / "office.json").read_text())
    return Office(**{**known, "shares": tuple(known["shares"])})


@contextmanager
def sat_down(location: StoreLocation, known: Office, name: str) -> Iterator[Desk]:
    """An account at its desk in the office."""
    clock = TickingClock(datetime.fromisoformat(known.now))
    desk = unlock(location, name, PASSWORD, clock).desk
    try:
        yield desk
    finally:
        desk.close()
