"""What an office must go on doing: making backups, and proving its journal."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from models.tables.accounts import offices
from models.tables.exchange import leases
from models.tables.journal import journal, stations
from models.words.clock import from_millis, to_millis
from models.words.roles import Role
from wbs_tui.accounts.kinds import STORE_BACKED_UP, STORE_RESTORED
from wbs_tui.journal.clock import wall_millis
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.leased import station_mark
from wbs_tui.operations.health.check import Check, bad, good, note
from wbs_tui.operations.last_proof import last_proof
from wbs_tui.policy.operations import Operation
from wbs_tui.text.catalogue import _, n_
from wbs_tui.text.formats import date_short

BACKUP_EVERY = timedelta(days=7)
BACKUP_AT_LEAST = timedelta(days=31)
PROOF_EVERY = timedelta(days=31)


def backup(desk: Desk, connection: Connection) -> Iterator[Check]:
    """When the last one was made by the program; of others' copies nothing is known."""
    made, restored = _last(connection, STORE_BACKED_UP), _last(connection, STORE_RESTORED)
    if restored is not None and (made is None or made < restored):
        made = None
        found = _("Dipulihkan dari cadangan pada {day}; sesudah itu belum ada cadangan.").format(
            day=_day(desk, restored)
        )
    elif made is None:
        found = _("Belum pernah ada cadangan dari program ini.")
    else:
        found = _("Cadangan terakhir dibuat {day}.").format(day=_day(desk, made))
    since = desk.clock() - (made or restored or _begun(connection))
    do = _("Buat dengan wbs backup ke disk lain, lalu ujilah dengan wbs backup drill.")
    away = _leased_since(connection, made)
    if away:
        found += " " + _("Meja yang dipinjamkan sesudah itu: {marks}.").format(marks=", ".join(away))
        do = _("Buat sekarang: hanya penyimpanan yang tahu peminjamannya menerima hasil kerja meja itu.")
    if since > BACKUP_AT_LEAST and _live(connection):
        yield bad("backup", found, do)
    elif made is None or since > BACKUP_EVERY or away:
        yield note("backup", found, do)
    else:
        yield good("backup", found)


def _leased_since(connection: Connection, made: datetime | None) -> list[str]:
    """The desks that are away and that a store which is restored from the last backup would not know."""
    after = 0 if made is None else to_millis(made)
    running = (
        select(stations.c.number)
        .join(leases, leases.c.station == stations.c.id)
        .where(leases.c.ended_at.is_(None), leases.c.at > after)
        .order_by(stations.c.number)
    )
    return [station_mark(number) for number in connection.execute(running).scalars()]


def _last(connection: Connection, kind: str) -> datetime | None:
    last = connection.execute(select(func.max(journal.c.clock)).where(journal.c.kind == kind)).scalar()
    return None if last is None else from_millis(wall_millis(last))


def _begun(connection: Connection) -> datetime:
    return from_millis(wall_millis(connection.execute(select(func.min(journal.c.clock))).scalar() or 0))


def _live(connection: Connection) -> bool:
    return connection.execute(select(offices.c.live_at)).scalar() is not None


def _day(desk: Desk, when: datetime) -> str:
    return date_short(when.astimezone(desk.office.zone))


def _after_findings(desk: Desk) -> str:
    if desk.actor.role != Role.INSPECTOR:
        return _("Laporkan kepada Inspektur, dan jalankan wbs verify lagi setelah ditangani.")
    return _(
        "Jangan ubah apa pun: salin penyimpanannya, bandingkan dengan cadangan (wbs verify --against "
        "CADANGAN), lalu putuskan salinan mana yang berlaku."
    )


def verified(desk: Desk, connection: Connection) -> Iterator[Check]:
    """When this account proved the journal last on this computer; who may not is not asked to."""
    if not desk.may(Operation.JOURNAL_VERIFY):
        return
    last = last_proof(desk)
    do = _("Jalankan wbs verify.")
    if last is None:
        yield note("verified", _("Akun ini belum pernah membuktikan jurnal di komputer ini."), do)
        return
    day = _day(desk, last.at)
    if not last.sound:
        yield bad(
            "verified",
            _("Pembuktian terakhir, {day}, menemukan yang tidak terbukti.").format(day=day),
            _after_findings(desk),
        )
        return
    entries = connection.execute(select(func.count()).select_from(journal)).scalar_one()
    found = n_(
        "Jurnal terbukti utuh {day}; sejak itu {count} catatan.", max(0, entries - last.entries)
    ).format(day=day, count=max(0, entries - last.entries))
    if desk.clock() - last.at > PROOF_EVERY:
        yield note("verified", found, do)
    else:
        yield good("verified", found)
