"""`wbs lease`: cases that a desk elsewhere takes along, from the going to the coming back."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.commands.backups import signed_in
from wbs_tui.cli.context import Context
from wbs_tui.cli.desk_role import add_desk_role_option, desk_role
from wbs_tui.cli.labels import NOTHING
from wbs_tui.cli.output import indented
from wbs_tui.cli.progress import progress
from wbs_tui.cli.values import day
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.counted import cases, entries, evidence_files
from wbs_tui.text.errors import Unreadable
from wbs_tui.text.formats import date_long, date_short

if TYPE_CHECKING:
    from wbs_tui.sync.desks.lease_views import LeaseView
    from wbs_tui.sync.desks.leased_desk import DeskOpened

_STEPS = {"rows": N_("baris"), "files": N_("berkas bukti"), "proof": N_("pembuktian jurnal")}


def register(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("lease", _("kasus yang dibawa meja lain, tanpa jaringan, untuk sementara"))
    parser = group.add(
        "make", make, _("pinjamkan kasus; tulis berkas untuk meja itu"), lists=True, writes=True
    )
    parser.add_argument("name", metavar=_("NAMA"), help=_("nama mejanya"))
    parser.add_argument("cases", metavar="REG", nargs="+", help=_("nomor register kasus yang dibawa"))
    parser.add_argument(
        "--account",
        dest="accounts",
        action="append",
        required=True,
        metavar=_("AKUN"),
        help=_("akun yang bekerja di meja itu; boleh berulang"),
    )
    parser.add_argument(
        "--until", required=True, type=day, metavar=_("TANGGAL"), help=_("hari terakhir di meja itu")
    )
    parser.add_argument(
        "--to", required=True, type=Path, metavar=_("BERKAS"), help=_("berkas meja yang baru")
    )
    parser.add_argument("--reason", required=True, metavar=_("TEKS"), help=_("alasannya"))
    parser.add_argument(
        "--identity", action="store_true", help=_("bawa juga kunci identitas pelapor kasus-kasus itu")
    )
    parser = group.add(
        "open", open_file, _("buka meja dari berkasnya, di alamat --store yang kosong"), lists=True
    )
    parser.add_argument("file", type=Path, metavar=_("BERKAS"), help=_("berkas meja dari kantor"))
    add_desk_role_option(parser)
    group.add("list", list_all, _("meja yang membawa kasus, dan sampai kapan"), lists=True)
    parser = group.add(
        "end", end, _("akhiri: meja sudah kembali, atau hilang; yang dibawanya kemudian ditolak"), lists=True
    )
    parser.add_argument("desk", metavar=_("MEJA"), help=_("tanda mejanya, misalnya S2, atau namanya"))
    parser.add_argument("--reason", required=True, metavar=_("TEKS"), help=_("alasannya"))


def make(arguments: Arguments, context: Context) -> int:
    """Lease cases; exit 4 when a sealed file was not there to go along."""
    from wbs_tui.sync.desks.lease_telling import last_moment, of_made
    from wbs_tui.sync.desks.leases import make_lease

    with context.desk() as desk:
        made = make_lease(
            desk,
            arguments.name,
            arguments.accounts,
            arguments.cases,
            last_moment(desk, arguments.until),
            arguments.to,
            arguments.reason,
            identity=arguments.identity,
            tell=progress(_STEPS),
        )
    context.output.told(made, of_made(made))
    return Unreadable.exit_code if made.lost else 0


def open_file(arguments: Arguments, context: Context) -> int:
    """Make the desk's store out of its file; exit 4 when some of it was not in the file."""
    from wbs_tui.sync.desks.leased_desk import open_lease

    location = context.location()
    role = desk_role(arguments, location)
    opened = signed_in(
        context,
        lambda sign_in: open_lease(
            arguments.file, location, sign_in, context.clock, desk_role=role, tell=progress(_STEPS)
        ),
    )
    context.output.told(opened, _of_opened(opened, context.clock()))
    return Unreadable.exit_code if opened.lost else 0


def _of_opened(opened: "DeskOpened", now: datetime) -> Iterator[str]:
    yield _("Meja {mark} ({name}) terbuka di {store}: {cases}, {entries}, {files}.").format(
        mark=opened.lease.mark,
        name=opened.lease.name,
        store=opened.store,
        cases=cases(opened.cases),
        entries=entries(opened.entries),
        files=evidence_files(opened.files),
    )
    if opened.ends_at <= now:
        yield _(
            "Masa meja ini sudah berakhir {day}: isinya hanya dapat dibaca. Mintalah berkas meja yang baru "
            "kepada kantor."
        ).format(day=date_long(opened.ends_at))
    else:
        yield _until(opened)
    for each in opened.lost:
        yield _("Berkas bukti tidak ada dalam berkas meja: {id}").format(id=each)


def _until(opened: "DeskOpened") -> str:
    return _(
        "Dapat dikerjakan sampai {day}. Laporan baru mendapat nomor sementara, misalnya {number}; kantor "
        "memberi nomor registernya."
    ).format(day=date_long(opened.ends_at), number=f"{opened.lease.mark}-0001")


def list_all(_arguments: Arguments, context: Context) -> int:
    """Every lease, the newest first."""
    from wbs_tui.sync.desks.lease_views import list_leases

    with context.desk() as desk:
        leases = list_leases(desk)
    context.output.result(leases, (line for lease in leases for line in _lines(lease)))
    if not leases:
        context.output.say(_("Tidak ada kasus yang dibawa meja lain."))
    return 0


def _lines(lease: "LeaseView") -> Iterator[str]:
    """Which desk, until when, whose; and the numbers of its cases, which may fill several lines."""
    until = _("s.d. {day}").format(day=date_short(lease.ends_at))
    yield f"{lease.mark}  {lease.name}  {until}  {_state(lease)}"
    yield "  " + _("Akun: {names}").format(names=", ".join(lease.accounts) or NOTHING)
    yield from indented(f"{cases(lease.cases)}: {', '.join(lease.registers) or NOTHING}")


def _state(lease: "LeaseView") -> str:
    if lease.ended_at is not None:
        return _("diakhiri {day}").format(day=date_short(lease.ended_at))
    return _("berjalan") if lease.running else _("lewat waktu, belum diakhiri")


def end(arguments: Arguments, context: Context) -> int:
    """End a lease, and say what was on the desk."""
    from wbs_tui.sync.desks.leases import end_lease

    with context.desk() as desk:
        ended = end_lease(desk, arguments.desk, arguments.reason)
    context.output.told(ended, _of_ended(ended))
    return 0


def _of_ended(ended: "LeaseView") -> Iterator[str]:
    yield _(
        "Meja {mark} ({name}) diakhiri. Yang dibawanya mulai sekarang menunggu putusan Inspektur."
    ).format(mark=ended.mark, name=ended.name)
    yield _("Di meja itu ada {cases}: {registers}.").format(
        cases=cases(ended.cases), registers=", ".join(ended.registers) or NOTHING
    )
    yield (
        _("Kunci identitas pelapor kasus itu ikut dibawa.")
        if ended.identity
        else _("Kunci identitas pelapor kasus yang dibawa tetap di kantor.")
    )
    yield _(
        "Isinya terbuka dengan kata sandi: {accounts}. Bila meja itu hilang atau dicuri: undang ulang "
        "akun-akun itu (wbs account reset), beri mereka kata sandi baru, dan catat sebagai kejadian."
    ).format(accounts=", ".join(ended.accounts))
