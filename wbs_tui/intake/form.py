"""The form for a report that an officer takes down: its fields are read one by one, and recorded once."""

import re
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select

from models.tables.cases import reports
from models.words.reports import IdentityPolicy, Reporter
from wbs_tui.intake.attaching import read_files
from wbs_tui.intake.files import File
from wbs_tui.intake.manual import ManualEntry, from_form
from wbs_tui.intake.receipts import Receipt, make_receipt
from wbs_tui.intake.record import record
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.limits import Limits
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.text.formats import parse_date, parse_rupiah

FACTS = ("what", "where", "when", "who")
_TIME = re.compile(
    r"(?:pukul|jam)?\s*(?P<hour>[0-9]{1,2})(?:[.:]?(?P<minute>[0-9]{2}))?\s*(?:wib|wita|wit)?", re.I
)
_EARLIEST = 2000
_PROPOSED = frozenset({"entry_id", "channel", "day", "time", "identity_policy"})
_LOOKED_BACK = 500
"""Reports among which an account's own latest is looked for."""


class FormValues(msgspec.Struct, frozen=True, kw_only=True):
    """Every field as it was typed; also what a draft holds. `files` are paths."""

    entry_id: str = msgspec.field(default_factory=lambda: uuid4().hex)
    channel: str = ""
    day: str = ""
    time: str = ""
    title: str = ""
    text: str = ""
    what: str = ""
    where: str = ""
    when: str = ""
    who: str = ""
    amount: str = ""
    identity_policy: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    nik: str = ""
    address: str = ""
    occupation: str = ""
    files: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Say nothing: it holds who reported."""
        return "FormValues(...)"

    @property
    def begun(self) -> bool:
        """Whether anything was typed that is not proposed by the form itself."""
        return any(getattr(self, name) for name in self.__struct_fields__ if name not in _PROPOSED)


class FormIncomplete(Refused):
    """Fields that cannot be read; `fields` names each with what to do."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = fields


def read_form(values: FormValues, zone: ZoneInfo, now: datetime, limits: Limits) -> ManualEntry:
    """The entry that the fields make; reads the files. Raises FormIncomplete with all that is wrong."""
    wrong: dict[str, str] = {}
    received_at = _received_at(values, zone, now, wrong)
    facts = _facts(values, wrong)
    files = _files(values, limits, wrong)
    if not (values.text.strip() or values.files or values.title.strip()):
        wrong["text"] = _("Ketik isi laporan, atau lampirkan pindaian suratnya.")
    if wrong:
        raise FormIncomplete(wrong)
    anonymous = values.identity_policy == IdentityPolicy.ANONYMOUS
    return ManualEntry(
        channel=values.channel,
        received_at=received_at,
        title=values.title,
        text=values.text,
        reporter=Reporter() if anonymous else _reporter(values),
        attachments=files,
        identity_policy=IdentityPolicy(values.identity_policy) if values.identity_policy else None,
        facts=facts,
        entry_id=values.entry_id,
    )


def record_form(desk: Desk, values: FormValues) -> Receipt | None:
    """Record the report and give its receipt; the same entry again gives the same receipt.

    None when the case is not there for the account: whoever works it gives the receipt. Raises
    FormIncomplete, Refused, and what recording raises. Nothing is recorded then.
    """
    entry = read_form(values, desk.office.zone, desk.clock(), desk.policy.limits)
    stored = record(desk, from_form(entry, desk.policy.limits.intake()))
    if stored.register is None:
        return None
    return make_receipt(desk, stored.register, entry.channel, entry.received_at)


def channels(desk: Desk) -> tuple[str, ...]:
    """The channels whose reports an officer types, as the policy orders them."""
    return tuple(entry.id for entry in desk.policy.taxonomy.channel if entry.by_form and entry.enabled)


def usual_channel(desk: Desk) -> str:
    """The channel of the account's latest report by form; the first one when there is none."""
    offered = channels(desk)
    latest = select(reports).order_by(reports.c.id.desc()).limit(_LOOKED_BACK).subquery()
    mine = (
        select(latest.c.channel)
        .where(latest.c.recorded_by == desk.actor.id, latest.c.channel.in_(offered))
        .order_by(latest.c.id.desc())
        .limit(1)
    )
    with desk.reading() as connection:
        found = connection.execute(mine).scalar()
    return str(found) if found else offered[0] if offered else ""


def parse_time(text: str) -> time | None:
    """A time of day from what an officer types: `09.12`, `9:12`, `0912`, `pukul 9`."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _received_at(values: FormValues, zone: ZoneInfo, now: datetime, wrong: dict[str, str]) -> datetime:
    day, moment = parse_date(values.day), parse_time(values.time)
    if day is None or day.year < _EARLIEST:
        wrong["day"] = _("Tanggal tidak terbaca. Tulis seperti 20/8/2026 atau 20 Agustus 2026.")
    if moment is None:
        wrong["time"] = _("Jam tidak terbaca. Tulis seperti 09.12.")
    if day is None or moment is None:
        return now
    received_at = datetime.combine(day, moment, zone).astimezone(UTC)
    if received_at > now + timedelta(minutes=1):
        wrong["day"] = _("Laporan tidak mungkin diterima di masa depan. Periksa tanggal dan jamnya.")
    return received_at


def _facts(values: FormValues, wrong: dict[str, str]) -> tuple[tuple[str, str], ...]:
    facts = [(name, getattr(values, name)) for name in FACTS]
    if values.amount.strip():
        amount = parse_rupiah(values.amount)
        if amount is None:
            wrong["amount"] = _("Nilai tidak terbaca. Tulis seperti 40 juta.")
        else:
            facts.append(("amount_idr", str(amount)))
    return tuple((name, answer) for name, answer in facts if answer.strip())


def _files(values: FormValues, limits: Limits, wrong: dict[str, str]) -> tuple[File, ...]:
    try:
        return read_files(values.files, limits)
    except Refused as error:
        wrong["files"] = error.message
        return ()


def _reporter(values: FormValues) -> Reporter:
    return Reporter(
        name=values.name or None,
        email=values.email or None,
        phone=values.phone or None,
        nik=values.nik or None,
        address=values.address or None,
        occupation=values.occupation or None,
    )
