"""The office of the role table is connected with a KPK that is a signed record and what it has said."""

from dataclasses import dataclass

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.words.exchange import OfficeKind
from tests.cases.at_work import new_case, to_disposition
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.journal.desk import Desk
from wbs_tui.store.keyring import IDENTITY, OFFICE
from wbs_tui.sync.foreign_cases.foreign import take_case
from wbs_tui.sync.link.enrolment import prepare
from wbs_tui.sync.offices.deciding import confirm_peer
from wbs_tui.sync.offices.directory import take_records
from wbs_tui.sync.offices.records import RECORD_CONTEXT, OfficeRecord, Seal, Station, record_fingerprint
from wbs_tui.sync.outgoing.sharing import share_case
from wbs_tui.sync.outgoing.summaries import collect_summaries
from wbs_tui.sync.parcels.collecting import Origin
from wbs_tui.sync.protocol import SignedRecord
from wbs_tui.sync.talks.remarks import take_remark
from wbs_tui.sync.wire import Remark, SharedCase, SharedText, Summary
from wbs_tui.vault.account_keys import labelled
from wbs_tui.vault.compartments import EpochSeed
from wbs_tui.vault.ids import new_id

KPK = "00"
_ID = "0" * 31 + "a"
_STATION = "0" * 31 + "b"


@dataclass(frozen=True, slots=True)
class Connected:
    """What is where."""

    shared: str
    """A case that KPK has whole."""
    referable: str
    """One in disposition that KPK has whole too."""
    foreign: str
    """The id of a case that KPK handed to the office."""
    remark: str
    """The id of a request of KPK's about the case that it has whole."""


def connect(officer: Desk, head: Desk) -> Connected:
    """Enrol the office, confirm KPK, share two cases with it, and let it ask and hand over."""
    prepare(head, OfficeKind.INSPECTORATE)
    key = Ed25519PrivateKey.generate()
    signed = _record(head, key)
    take_records(head, [signed])
    confirm_peer(head, KPK, record_fingerprint(key.public_key().public_bytes_raw()), "B/1/2036")
    shared, referable = new_case(officer, "Dibagikan"), new_case(officer, "Hendak dilimpahkan")
    to_disposition(officer, referable)
    list(collect_summaries(head))
    for register in (shared, referable):
        share_case(head, register, KPK, "koordinasi")
    return Connected(shared, referable, _handed_over(head), _asked(head, shared))


def _record(desk: Desk, key: Ed25519PrivateKey) -> SignedRecord:
    public = key.public_key().public_bytes_raw()
    seals = tuple(
        Seal(kind, f"{number:032x}", 1, EpochSeed.generate(f"{number:032x}", 1).public())
        for number, kind in enumerate((OFFICE, IDENTITY), 12)
    )
    record = OfficeRecord(
        office=_ID,
        code=KPK,
        name="Komisi Pemberantasan Korupsi",
        kind=OfficeKind.KPK,
        under="",
        number=1,
        previous=b"",
        sign=public,
        stations=(Station(_STATION, public, "", "age1"),),
        home=_STATION,
        seals=seals,
        at=desk.now(),
    )
    statement = msgspec.msgpack.encode(record)
    return SignedRecord(statement, key.sign(labelled(RECORD_CONTEXT, statement)))


def _handed_over(desk: Desk) -> str:
    summary = Summary(
        case=new_id(desk.clock),
        register="00-2036-000001",
        ref=bytes(16),
        clock=1,
        stage="referred",
        stage_entered_at=desk.now(),
        category="pungli",
        severity="light",
        received_at=desk.now(),
    )
    case = SharedCase(
        summary=summary,
        referral=True,
        reason="Wilayah kantor ini.",
        title="Pungli di kelurahan",
        texts=(SharedText(kind="report", at=desk.now(), text="Lurah meminta uang."),),
    )
    with desk.transaction() as transaction:
        take_case(desk, transaction, _origin(desk), case)
    return summary.case


def _asked(desk: Desk, register: str) -> str:
    remark = Remark(
        id=new_id(desk.clock),
        kind="request",
        case=load_case(desk, register).id,
        owner=desk.office.id,
        at=desk.now(),
        by="pemantau KPK",
        text="Mohon hasilnya.",
    )
    with desk.transaction() as transaction:
        take_remark(desk, transaction, _origin(desk), remark)
    return remark.id


def _origin(desk: Desk) -> Origin:
    return Origin(_ID, _STATION, new_id(desk.clock), desk.now())
