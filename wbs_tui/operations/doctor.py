"""Looks a store over: each finding says what is wrong and what to do."""

import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, func, select

from models.tables.accounts import accounts, offices
from models.tables.cases import destructions, evidence, kept_messages, reports
from models.tables.journal import journal
from models.words.clock import from_millis
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.recovery.status import advice, read_status
from wbs_tui.cases.destruction import reapply_destructions, unswept, what_is_back
from wbs_tui.cases.destruction import sweep as sweep_destroyed
from wbs_tui.journal.clock import wall_millis
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.book import load
from wbs_tui.store.engine import writing
from wbs_tui.store.keyring import IDENTITY, OFFICE
from wbs_tui.store.location import FileStore, StoreLocation
from wbs_tui.text.catalogue import _

LEAST_FREE = 500 * 1024 * 1024
"""Bytes of disk below which a day's evidence may not fit."""
MOST_AHEAD = timedelta(minutes=5)
ORPHAN_AGE = timedelta(days=1)
"""A younger file may belong to an import that is still running."""


class Health(StrEnum):
    """How a check came out."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `id` for scripts, the rest for people."""

    id: str
    health: Health
    found: str
    do: str = ""


def examine(desk: Desk) -> tuple[Check, ...]:
    """Every check on the desk's store; only reads."""
    with desk.reading() as connection:
        return (
            _integrity(connection),
            _permissions(desk),
            _disk(desk),
            _clock(desk, connection),
            _keys(desk),
            _remembered(desk),
            _invitations(desk, connection),
            *_recovery(desk, connection),
            *_trial(connection),
            *_evidence(desk, connection),
            *_destroyed(desk, connection),
            *_policy(desk),
            _calendar(desk),
        )


def _integrity(connection: Connection) -> Check:
    """SQLCipher's own check of every page, then SQLite's of the structure."""
    broken = [row[0] for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
    structure = connection.exec_driver_sql("PRAGMA quick_check").scalar()
    if broken or structure != "ok":
        return Check(
            "integrity",
            Health.BAD,
            _("Berkas penyimpanan rusak."),
            _("Berhenti menulis; pulihkan dari cadangan."),
        )
    return Check("integrity", Health.GOOD, _("Berkas penyimpanan utuh."))


def _permissions(desk: Desk) -> Check:
    """Nobody but the owner has business with the store's files. Windows keeps its own lists."""
    open_to_others = [path.name for path in _places(desk.location) if path.exists() and _others_may(path)]
    if open_to_others:
        return Check(
            "permissions",
            Health.BAD,
            _("Dapat dibaca pengguna lain: {names}.").format(names=", ".join(open_to_others)),
            _("Jalankan chmod go-rwx pada berkas itu."),
        )
    return Check("permissions", Health.GOOD, _("Hanya pemiliknya dapat membaca berkas penyimpanan."))


def _places(location: StoreLocation) -> tuple[Path, ...]:
    """What this computer holds of the store."""
    if isinstance(location, FileStore):
        return (location.database, location.header.path, location.evidence, location.caches)
    return (location.folder, location.caches)


def _others_may(path: Path) -> bool:
    return sys.platform != "win32" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _disk(desk: Desk) -> Check:
    free = shutil.disk_usage(desk.location.folder).free
    amount = _("Ruang disk bebas: {megabytes} MB.").format(megabytes=free // 1_000_000)
    if free < LEAST_FREE:
        return Check("disk", Health.BAD, amount, _("Kosongkan ruang sebelum mengimpor bukti."))
    return Check("disk", Health.GOOD, amount)


def _clock(desk: Desk, connection: Connection) -> Check:
    latest = connection.execute(select(func.max(journal.c.clock))).scalar() or 0
    ahead = from_millis(wall_millis(latest)) - desk.clock()
    if ahead > MOST_AHEAD:
        return Check(
            "clock",
            Health.BAD,
            _("Jam komputer ini tertinggal {minutes} menit dari catatan terakhir.").format(
                minutes=ahead // timedelta(minutes=1)
            ),
            _("Betulkan jam komputer sebelum bekerja."),
        )
    return Check("clock", Health.GOOD, _("Jam komputer sejalan dengan jurnal."))


def _keys(desk: Desk) -> Check:
    keyring = desk.keyring
    held = [kind for kind in (OFFICE, IDENTITY) if keyring.may_open(kind)]
    if keyring.authority.findings:
        return Check(
            "keys",
            Health.BAD,
            _("Ada pemberian akses yang tidak ditandatangani pemberi akses: {count}.").format(
                count=len(keyring.authority.findings)
            ),
            _("Jangan dipakai dahulu; laporkan kepada Inspektur dan jalankan wbs verify."),
        )
    if keyring.unopened:
        return Check(
            "keys",
            Health.BAD,
            _("Kunci kompartemen yang tidak terbuka bagi akun ini: {count}.").format(
                count=len(keyring.unopened)
            ),
            _("Mintalah Inspektur mencabut lalu memberi lagi akses akun ini, dan jalankan wbs verify."),
        )
    return Check(
        "keys", Health.GOOD, _("Kompartemen yang terbuka bagi akun ini: {count}.").format(count=len(held))
    )


def _remembered(desk: Desk) -> Check:
    """The account's own notes of what it has seen: without them a store that was put back is not told."""
    refusal = desk.keyring.refusal
    if refusal is not None:
        return Check(
            "remembered",
            Health.BAD,
            _("Penyimpanan ini tidak sejalan dengan yang pernah dilihat akun ini."),
            str(refusal),
        )
    if desk.keyring.unpinned:
        return Check(
            "remembered",
            Health.NOTE,
            _("Riwayat akses yang dilihat akun ini tidak dapat dicatat di komputer ini."),
            _("Pastikan folder catatan (WBS_STATE) dapat ditulis."),
        )
    return Check("remembered", Health.GOOD, _("Penyimpanan sejalan dengan yang pernah dilihat akun ini."))


def _invitations(desk: Desk, connection: Connection) -> Check:
    """An invitation of an account that is active already is a way in that nobody should have."""
    active = set(
        connection.execute(select(accounts.c.id).where(accounts.c.status != AccountStatus.INVITED)).scalars()
    )
    slots = desk.location.header.read().slots
    left = [slot.account_name for slot in slots if slot.kind == "invitation" and slot.account_id in active]
    if left:
        return Check(
            "invitations",
            Health.BAD,
            _("Undangan terpakai masih tersimpan: {names}.").format(names=", ".join(left)),
            _("Minta Super Admin menonaktifkan dan mengundang ulang akun itu."),
        )
    return Check("invitations", Health.GOOD, _("Tidak ada undangan terpakai yang tersisa."))


def _recovery(desk: Desk, connection: Connection) -> Iterator[Check]:
    """Whether two shares would bring the office back."""
    status = read_status(connection, desk)
    if status.generation is None:
        yield Check(
            "recovery",
            Health.BAD,
            _("Kantor ini belum punya kunci pemulihan."),
            _("Inspektur membuatnya dengan wbs recovery renew."),
        )
        return
    slots = desk.location.header.read().slots
    if status.escrow_id not in {slot.account_id for slot in slots if slot.kind == "escrow"}:
        yield Check(
            "recovery",
            Health.BAD,
            _("Kunci pemulihan tidak dapat membuka penyimpanan ini."),
            _("Inspektur membuat yang baru dengan wbs recovery renew."),
        )
        return
    due = (*advice(status, Role.INSPECTOR), *advice(status, Role.SUPER_ADMIN))
    if due:
        yield Check("recovery", Health.NOTE, " ".join(due))
    else:
        found = _("Kunci pemulihan generasi {generation} terjaga.").format(generation=status.generation)
        yield Check("recovery", Health.GOOD, found)


def _trial(connection: Connection) -> Iterator[Check]:
    """An office that is not live yet must not be taken for one that is."""
    if connection.execute(select(offices.c.live_at)).scalar() is None:
        yield Check(
            "trial",
            Health.NOTE,
            _("Kantor masih dalam uji coba."),
            _("Inspektur mengakhirinya dengan wbs live; perintah itu menyebut apa yang masih kurang."),
        )


def _known_files(connection: Connection) -> set[str]:
    """The files that ought to be there: not those of destroyed cases."""
    gone = select(destructions.c.case_id)
    queries = (
        select(evidence.c.id).where(evidence.c.case_id.not_in(gone)),
        select(reports.c.raw_file).where(reports.c.raw_file.is_not(None), reports.c.case_id.not_in(gone)),
        select(kept_messages.c.raw_file).where(kept_messages.c.raw_file.is_not(None)),
    )
    return {file_id for query in queries for file_id in connection.execute(query).scalars()}


def _evidence(desk: Desk, connection: Connection) -> Iterator[Check]:
    known = _known_files(connection)
    lost = len(known - desk.evidence_files.held(known))
    if lost:
        yield Check(
            "evidence",
            Health.BAD,
            _("Berkas bukti hilang: {count} dari {total}.").format(count=lost, total=len(known)),
            _("Pulihkan folder bukti dari cadangan."),
        )
    else:
        yield Check("evidence", Health.GOOD, _("Semua berkas bukti ada: {total}.").format(total=len(known)))
    orphans = desk.evidence_files.orphans(known, desk.clock() - ORPHAN_AGE)
    if orphans:
        yield Check(
            "orphans",
            Health.NOTE,
            _("Berkas tersegel tanpa pemilik: {count}, sisa impor yang terputus.").format(count=len(orphans)),
            _("Tidak berbahaya; jalankan wbs doctor --sweep untuk menghapusnya."),
        )


def _destroyed(desk: Desk, connection: Connection) -> Iterator[Check]:
    """What is left of destroyed cases, or came back with an older copy."""
    back = what_is_back(connection, desk.evidence_files)
    if back or unswept(connection):
        yield Check(
            "destroyed",
            Health.BAD,
            _("Ada sisa kunci atau berkas dari kasus yang sudah dimusnahkan: {count} kasus.").format(
                count=max(len(back), 1)
            ),
            _("Jalankan wbs doctor --sweep untuk memusnahkannya."),
        )


def sweep(desk: Desk) -> int:
    """Remove what destroyed cases left, and the files of imports that were interrupted a day ago or earlier.

    Gives the number of files.
    """
    desk.require("case.import")
    with writing(desk.engine) as connection:
        reapply_destructions(connection, desk.evidence_files)
    destroyed = sweep_destroyed(desk)
    with desk.reading() as connection:
        known = _known_files(connection)
    return destroyed + desk.evidence_files.sweep(known, desk.clock() - ORPHAN_AGE)


def _policy(desk: Desk) -> Iterator[Check]:
    for problem in load(desk.location.policy).problems:
        yield Check(
            "policy", Health.BAD, problem.sentence(), _("Betulkan berkas itu; sementara ini bawaan berlaku.")
        )


def _calendar(desk: Desk) -> Check:
    today = desk.calendar.local_date(desk.clock())
    warning = desk.calendar.warning_for(today + timedelta(days=60))
    if warning:
        return Check("calendar", Health.NOTE, warning, _("Perbarui wbs setelah SKB hari libur terbit."))
    return Check("calendar", Health.GOOD, _("Hari libur diketahui untuk dua bulan ke depan."))
