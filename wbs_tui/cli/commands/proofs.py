"""`wbs verify`, `wbs doctor`, `wbs migrate`: whether the store proves itself, is well, and is up to date."""

import importlib
from pathlib import Path

from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.cli.output import wrapped
from wbs_tui.cli.passwords import password
from wbs_tui.cli.progress import progress
from wbs_tui.cli.proof_text import STEPS, document, lines
from wbs_tui.text.catalogue import _, n_
from wbs_tui.text.errors import Unreadable

FOUND_SOMETHING = 5


def register(commands: Commands) -> None:
    """Add the commands."""
    parser = commands.add(
        "verify", verify, _("periksa jurnal: rantai, tanda tangan, dan putar ulang"), lists=True
    )
    parser.add_argument(
        "--against",
        action="append",
        default=[],
        type=Path,
        metavar=_("BERKAS"),
        help=_("bandingkan dengan cadangan, atau dengan berkas dari --heads"),
    )
    parser.add_argument(
        "--heads",
        type=Path,
        metavar=_("BERKAS"),
        help=_("bila semua terbukti, tulis kepala jurnal yang ditandatangani ke berkas baru"),
    )
    parser = commands.add("doctor", doctor, _("periksa kesehatan penyimpanan"), lists=True)
    parser.add_argument(
        "--sweep", action="store_true", help=_("hapus berkas tersegel sisa impor yang terputus")
    )
    summary = _(
        "perbarui penyimpanan ke versi program ini; tidak ada jalan kembali selain memulihkan cadangan, "
        "jadi buat dahulu salinannya"
    )
    commands.add("migrate", migrate, summary)


def verify(arguments: Arguments, context: Context) -> int:
    """Check the whole journal; exit 5 when something does not prove, 4 when a head counts for nothing."""
    from wbs_tui.journal.anchoring import Against
    from wbs_tui.journal.heads import signed_heads
    from wbs_tui.journal.heads_file import write_heads
    from wbs_tui.journal.verify import verify_journal
    from wbs_tui.operations.heads_of import heads_of
    from wbs_tui.operations.last_proof import note_proof
    from wbs_tui.operations.loading import KINDS

    for module in KINDS:
        importlib.import_module(module)
    with context.desk() as desk:
        desk.require("journal.verify")
        heads = tuple(head for path in arguments.against for head in heads_of(desk, path))
        against = Against(desk.anchored.before, heads)
        with desk.reading() as connection:
            report = verify_journal(connection, progress(STEPS), against, desk.keyring, desk.policy.stages)
            if arguments.heads is not None and report.sound:
                write_heads(arguments.heads, signed_heads(desk, connection))
        note_proof(desk, report.entries, sound=report.sound)
    context.output.result(document(report), (piece for line in lines(report) for piece in wrapped(line, 2)))
    if not report.sound:
        context.output.say(
            _("Ada yang tidak terbukti. Jangan mengubah apa pun; simpan salinannya dan periksa.")
        )
        return FOUND_SOMETHING
    context.output.say(_("Semua terbukti utuh."))
    if arguments.against and not report.ignored_heads:
        context.output.say(_("Jurnal melanjutkan setiap kepala yang dibandingkan."))
    if arguments.heads is not None:
        told = _("Kepala jurnal ditulis ke {file}. Simpan di tempat lain.")
        context.output.say(told.format(file=arguments.heads))
    return Unreadable.exit_code if report.ignored_heads else 0


def doctor(arguments: Arguments, context: Context) -> int:
    """Look the store over; exit 5 when something must be put right."""
    from wbs_tui.operations.doctor import examine, sweep
    from wbs_tui.operations.health.check import Health, label

    with context.desk() as desk:
        if arguments.sweep:
            removed = sweep(desk)
            context.output.say(n_("{count} berkas sisa dihapus.", removed).format(count=removed))
        checks = examine(desk)
    marks = {Health.GOOD: "+", Health.NOTE: "!", Health.BAD: "X"}
    width = max(len(label(check.id)) for check in checks)
    lines = [f"{marks[check.health]} {label(check.id):{width}} {check.found} {check.do}" for check in checks]
    context.output.result(checks, (piece for line in lines for piece in wrapped(line, hang=width + 3)))
    return FOUND_SOMETHING if any(check.health is Health.BAD for check in checks) else 0


def migrate(_arguments: Arguments, context: Context) -> int:
    """Bring the store's tables to this program's version, in one transaction."""
    from wbs_tui.accounts.upgrade import upgrade_store

    name = context.account()
    before, now = upgrade_store(context.location(), name, password(context.environment, name), context.clock)
    if before == now:
        context.output.say(_("Penyimpanan sudah versi {version}; tidak ada yang diubah.").format(version=now))
    else:
        context.output.say(_("Penyimpanan dibawa ke versi {version}.").format(version=now))
    return 0
