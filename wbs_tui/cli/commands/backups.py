"""`wbs backup`, `wbs backup drill`, `wbs restore`: the office in one sealed file, tried, and brought back."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.commands.proofs import FOUND_SOMETHING
from wbs_tui.cli.context import Context
from wbs_tui.cli.desk_role import add_desk_role_option, desk_role
from wbs_tui.cli.passwords import password
from wbs_tui.cli.progress import progress
from wbs_tui.cli.recovery_codes import typed_code
from wbs_tui.text.catalogue import N_, _, n_
from wbs_tui.text.errors import Unreadable, WrongUse
from wbs_tui.text.formats import moment

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from wbs_tui.operations.backup import BackupMade
    from wbs_tui.operations.drill import Drilled
    from wbs_tui.operations.loading import SignIn
    from wbs_tui.operations.restore import Restored

    Result = TypeVar("Result")

_DRILL = "drill"
_STEPS = {
    "rows": N_("baris"),
    "files": N_("berkas bukti"),
    "proof": N_("pembuktian jurnal"),
    "opening": N_("pembukaan berkas bukti"),
}


def register(commands: Commands) -> None:
    """Add the commands."""
    parser = commands.add(
        "backup", backup, _("buat cadangan selagi kantor bekerja; `wbs backup drill` mencobanya"), lists=True
    )
    parser.add_argument("file", metavar=_("BERKAS"), help=_("berkas cadangan yang baru; atau kata drill"))
    parser.add_argument(
        "tried",
        nargs="?",
        metavar=_("CADANGAN"),
        type=Path,
        help=_("sesudah kata drill: cadangan yang dipulihkan ke tempat sementara dan diperiksa"),
    )
    parser = commands.add(
        "restore", restore, _("pulihkan kantor dari cadangan ke alamat --store yang masih kosong"), lists=True
    )
    parser.add_argument("file", metavar=_("BERKAS"), type=Path, help=_("berkas cadangan"))
    parser.add_argument(
        "--destroyed",
        action="append",
        default=[],
        type=Path,
        metavar=_("LETAK"),
        help=_("catatan pemusnahan dari komputer lain (berkas atau folder), agar dimusnahkan lagi"),
    )
    parser.add_argument(
        "--despite-findings",
        action="store_true",
        help=_("pulihkan juga bila isinya tidak terbukti utuh; temuannya disebut"),
    )
    add_desk_role_option(parser)


def backup(arguments: Arguments, context: Context) -> int:
    """Make a backup, or with `drill` try one."""
    if arguments.file == _DRILL and arguments.tried is not None:
        return _drill(arguments.tried, context)
    if arguments.tried is not None:
        raise WrongUse(_("Tulis satu berkas saja, atau: wbs backup drill CADANGAN."))
    from wbs_tui.operations.backup import make_backup

    with context.desk() as desk:
        made = make_backup(desk, Path(arguments.file), progress(_STEPS))
    context.output.result(made, [str(made.path)])
    for sentence in _of_made(made):
        context.output.say(sentence)
    return FOUND_SOMETHING if made.lost else 0


def _of_made(made: "BackupMade") -> list[str]:
    said = [
        _("Cadangan per {at}: {rows} baris, {files} berkas bukti, {size} byte.").format(
            at=_said(made.made_at), rows=made.rows, files=made.files, size=made.size
        ),
        _("Simpan di tempat lain, dan coba dengan wbs backup drill. Isinya hanya terbuka bagi akun kantor."),
    ]
    if made.lost:
        said.append(
            n_("{count} berkas bukti tidak ada lagi di penyimpanan: {ids}.", len(made.lost)).format(
                count=len(made.lost), ids=", ".join(made.lost)
            )
        )
    if not made.recorded:
        said.append(_("Jurnal tidak dapat mencatat bahwa cadangan ini dibuat; jalankan wbs doctor."))
    return said


def _drill(file: Path, context: Context) -> int:
    from wbs_tui.operations.drill import drill
    from wbs_tui.store.backup_file import read_backup
    from wbs_tui.store.founding import make_folder

    location, tried = context.location(), read_backup(file)
    make_folder(location)
    drilled = signed_in(
        context, lambda sign_in: drill(tried, location.folder, sign_in, context.clock, progress(_STEPS))
    )
    context.output.result(drilled, _of_drilled(drilled))
    if drilled.sound:
        context.output.say(_("Cadangan ini memulihkan semuanya."))
        return 0
    context.output.say(
        _("Cadangan ini tidak memulihkan semuanya. Buat cadangan baru dan jalankan wbs doctor.")
    )
    return FOUND_SOMETHING


def _of_drilled(drilled: "Drilled") -> list[str]:
    lines = [
        _("Cadangan per {at}").format(at=_said(drilled.made_at)),
        _("Catatan jurnal: {entries}; kasus: {cases}").format(entries=drilled.entries, cases=drilled.cases),
        _("Berkas bukti: {files}; terbuka dan sama: {opened}; bukan untuk akun ini: {unopened}").format(
            files=drilled.files, opened=drilled.opened, unopened=drilled.unopened
        ),
    ]
    lines += [_("rusak: {id}").format(id=each) for each in drilled.broken]
    lines += [_("hilang: {id}").format(id=each) for each in drilled.lost]
    return lines + [f"{finding.what}  {finding.place}" for finding in drilled.findings]


def restore(arguments: Arguments, context: Context) -> int:
    """Bring the office back at an empty address; exit 4 when some of it was not in the backup."""
    from wbs_tui.operations.restore import restore as bring_back
    from wbs_tui.store.backup_file import read_backup

    location, kept = context.location(), read_backup(arguments.file)
    role = desk_role(arguments, location)
    restored = signed_in(
        context,
        lambda sign_in: bring_back(
            kept,
            location,
            sign_in,
            context.clock,
            desk_role=role,
            destroyed=arguments.destroyed,
            despite_findings=arguments.despite_findings,
            tell=progress(_STEPS),
        ),
    )
    context.output.result(restored, [restored.store])
    for sentence in _of_restored(restored):
        context.output.say(sentence)
    return Unreadable.exit_code if restored.lost or restored.findings else 0


def _of_restored(restored: "Restored") -> list[str]:
    said = [
        _("Dipulihkan: kantor per {at}, {entries} catatan jurnal, {files} berkas bukti.").format(
            at=_said(restored.made_at), entries=restored.entries, files=restored.files
        ),
        _(
            "Yang dicatat sesudah saat itu tidak ada di sini. Akun yang sesudahnya dicabut atau "
            "dinonaktifkan berlaku lagi: periksa wbs account list, dan ulangi pencabutannya."
        ),
        _(
            "Nomor register ditahan sampai Irban atau Inspektur menjalankan wbs number confirm dengan nomor "
            "terakhir yang pernah terbit."
        ),
    ]
    if restored.access_older:
        said.append(_("Akun Anda pernah melihat perubahan akses yang tidak ada dalam cadangan ini."))
    if restored.destroyed_again:
        said.append(
            n_("Dimusnahkan lagi: {count} kasus.", restored.destroyed_again).format(
                count=restored.destroyed_again
            )
        )
    said.append(
        _(
            "Kasus yang dimusnahkan sesudah cadangan dan tidak diketahui komputer ini terbuka lagi: beri "
            "catatan dari komputer lain dengan --destroyed, atau musnahkan lagi."
        )
    )
    if restored.notes_ignored:
        said.append(
            n_(
                "{count} catatan pemusnahan tidak dapat dibuktikan dari cadangan ini dan tidak dipakai.",
                restored.notes_ignored,
            ).format(count=restored.notes_ignored)
        )
    said += [_("Berkas bukti tidak ada dalam cadangan: {id}").format(id=each) for each in restored.lost]
    return said + [
        _("Tidak terbukti: {what} {place}").format(what=finding.what, place=finding.place)
        for finding in restored.findings
    ]


def signed_in(context: Context, act: "Callable[[SignIn], Result]") -> "Result":
    """Do it with the account's password; on a computer that the backup does not know, with the code too."""
    from wbs_tui.operations.loading import SignIn
    from wbs_tui.vault.errors import DeviceSecretMissing

    name = context.account()
    typed = password(context.environment, name)
    try:
        return act(SignIn(name, typed))
    except DeviceSecretMissing as missing:
        return act(SignIn(name, typed, typed_code(context.environment, missing)))


def _said(made_at: datetime) -> str:
    """In the office's own time."""
    zone = made_at.tzinfo
    return moment(made_at, zone) if isinstance(zone, ZoneInfo) else made_at.isoformat()
