"""What an officer does with a case: classify, verify, note, advance, answer."""

from typing import TYPE_CHECKING

from models.words.classification import Severity
from models.words.outcomes import ChecklistAnswer, Closure, Result
from models.words.stages import Stage
from wbs_tui.cli.arguments import Arguments, Commands, Parser
from wbs_tui.cli.context import Context
from wbs_tui.cli.labels import Labels
from wbs_tui.cli.output import table
from wbs_tui.cli.texts import read_text
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.errors import WrongUse

if TYPE_CHECKING:
    from wbs_tui.cases.views import ChecklistItemView
    from wbs_tui.journal.desk import Desk

_VALUES = ("category", "severity", "jurisdiction", "supervisory", "subject_class")


def register(commands: Commands) -> None:
    """Add the commands."""
    _register_classify(commands)
    parser = commands.add(
        "checklist",
        checklist,
        _("daftar periksa verifikasi: lihat, atau jawab satu butir"),
        lists=True,
        writes=True,
    )
    _add_register(parser)
    parser.add_argument(
        "item", nargs="?", metavar=_("BUTIR"), help=_("kode butir; tanpa ini tampilkan semuanya")
    )
    parser.add_argument(
        "--answer",
        choices=[answer.value for answer in ChecklistAnswer],
        help=_("ya, tidak, atau dikesampingkan"),
    )
    parser.add_argument(
        "--note", default="", metavar=_("TEKS"), help=_("keterangan; wajib bila dikesampingkan")
    )
    parser = commands.add("note", note, _("catat telaah atau catatan lain"), lists=True, writes=True)
    _add_register(parser)
    _add_text_file(parser)
    parser.add_argument("--kind", metavar=_("JENIS"), help=_("jenis catatan; bawaan: menurut tahap kasus"))
    parser.add_argument(
        "--corrects", metavar="ID", help=_("catatan yang dikoreksi; catatan lama tetap tersimpan")
    )
    _register_advance(commands)
    parser = commands.add(
        "answer", answer, _("catat jawaban yang disampaikan kepada pelapor"), lists=True, writes=True
    )
    _add_register(parser)
    _add_text_file(parser)
    parser.add_argument(
        "--corrects", metavar="ID", help=_("jawaban yang dikoreksi; jawaban lama tetap tersimpan")
    )


def _add_register(parser: Parser) -> None:
    parser.add_argument("register", metavar="REG", help=_("nomor register"))


def _add_text_file(parser: Parser) -> None:
    parser.add_argument(
        "--text-file", required=True, metavar=_("BERKAS"), help=_("teks UTF-8; - untuk masukan baku")
    )


def _register_classify(commands: Commands) -> None:
    parser = commands.add(
        "classify",
        classify,
        _("klasifikasi: tanpa nilai tampilkan usulan dan alasannya"),
        lists=True,
        writes=True,
    )
    parser.closing = _shipped_codes
    _add_register(parser)
    parser.add_argument("--category", metavar=_("KODE"), help=_("kategori, menurut kebijakan kantor"))
    parser.add_argument(
        "--severity", choices=[severity.value for severity in Severity], help=_("ringan, sedang, atau berat")
    )
    parser.add_argument("--jurisdiction", metavar=_("KODE"), help=_("kewenangan siapa"))
    parser.add_argument("--supervisory", metavar=_("KODE"), help=_("kadar pengawasan"))
    parser.add_argument("--subject-class", metavar=_("KODE"), help=_("golongan terlapor"))
    parser.add_argument("--reason", default="", metavar=_("ALASAN"), help=_("alasan; tercatat di jurnal"))


def _shipped_codes() -> str:
    """The codes of each value, as the program brings them."""
    from wbs_tui.policy.book import load

    policy = load().policy
    listed = [
        f"--{name.replace('_', '-')}: {', '.join(policy.choices(name))}."
        for name in _VALUES
        if name != "severity"
    ]
    ours = _("Kode bawaan; kode kantor ini disebut bila KODE tidak dikenal.")
    return " ".join((ours, *listed))


def _register_advance(commands: Commands) -> None:
    parser = commands.add("advance", advance, _("satu langkah dalam alur tahap"), writes=True)
    _add_register(parser)
    parser.add_argument(
        "stage",
        choices=[stage.value for stage in Stage],
        metavar=_("TAHAP"),
        help=_("tahap tujuan (verification, disposition, ...)"),
    )
    parser.add_argument("--reason", default="", metavar=_("ALASAN"), help=_("alasan; tercatat di jurnal"))
    parser.add_argument("--assign", metavar=_("NAMA"), help=_("akun yang mengerjakan kasus"))
    parser.add_argument("--result", choices=[result.value for result in Result], help=_("hasil pemeriksaan"))
    parser.add_argument(
        "--closure",
        choices=[closure.value for closure in Closure],
        metavar=_("KODE"),
        help=_("bentuk penyelesaian (discipline, repayment, ...)"),
    )
    parser.add_argument("--propose", action="store_true", help=_("usulkan kepada yang berwenang memutuskan"))


def classify(arguments: Arguments, context: Context) -> int:
    """With no values: what stands, with its reasons; else the officer's decision (a reason alone accepts)."""
    from wbs_tui.cases.reading.detail import load_case
    from wbs_tui.cases.steps.classification import Decision, decide
    from wbs_tui.cli.case_text import classification_lines

    chosen = {name: getattr(arguments, name) for name in _VALUES}
    with context.desk() as desk:
        if arguments.reason or any(chosen.values()):
            _check_codes(desk, chosen)
            decision = Decision(**chosen, reason=arguments.reason)
            context.keeping(lambda: decide(desk, arguments.register, decision))
            context.output.say(_("Klasifikasi dicatat."))
        known = load_case(desk, arguments.register).classifications
        context.output.result(known, classification_lines(Labels(desk), known))
    return 0


def _check_codes(desk: "Desk", chosen: dict[str, str | None]) -> None:
    """A code that nobody knows is a wrong word; a rule that forbids a known one is the service's."""
    for kind, code in chosen.items():
        if code is not None and code not in desk.policy.choices(kind):
            choices = ", ".join(desk.policy.choices(kind))
            raise WrongUse(
                _("Kode {code} tidak dikenal. Pilih: {choices}.").format(code=code, choices=choices)
            )


def checklist(arguments: Arguments, context: Context) -> int:
    """Show the checklist, or answer one item of it."""
    from wbs_tui.cases.steps import verification

    if (arguments.item is None) != (arguments.answer is None):
        raise WrongUse(_("Sebutkan butir dan jawabannya: wbs checklist REG BUTIR --answer yes|no|waived"))
    with context.desk() as desk:
        if arguments.item is not None:
            _check_item(desk, arguments.item)
            words = (arguments.register, arguments.item, arguments.answer, arguments.note)
            context.keeping(lambda: verification.answer_item(desk, *words))
            context.output.say(_("Jawaban dicatat."))
        items = verification.checklist(desk, arguments.register)
        context.output.result(items, _checklist_lines(Labels(desk), items))
    return 0


def _check_item(desk: "Desk", item: str) -> None:
    if desk.policy.checklist.item(item) is None:
        choices = ", ".join(known.id for known in desk.policy.checklist.items())
        raise WrongUse(_("Kode {code} tidak dikenal. Pilih: {choices}.").format(code=item, choices=choices))


def _checklist_lines(labels: Labels, items: tuple["ChecklistItemView", ...]) -> list[str]:
    heads = (_("KODE"), _("WAJIB"), _("JAWABAN"), _("BUTIR"))
    rows = [
        (
            item.id,
            _("wajib") if item.mandatory else "",
            labels.of("checklist_answer", item.answer),
            f"{item.label} ({item.note})" if item.note else item.label,
        )
        for item in items
    ]
    return table(heads, rows)


def note(arguments: Arguments, context: Context) -> int:
    """Record a note from a file."""
    from wbs_tui.cases.steps.notes import suggested_kind, write_note

    with context.desk() as desk:
        body = read_text(arguments.text_file, desk.policy.limits.note_characters)
        _check_codes(desk, {"note_kind": arguments.kind})
        kind = arguments.kind or suggested_kind(desk, arguments.register)
        words = (arguments.register, body, kind, arguments.corrects)
        note_id = context.keeping(lambda: write_note(desk, *words))
        label = desk.policy.label("note_kind", kind, language())
    context.output.told({"id": note_id, "kind": kind}, [_("{kind} dicatat.").format(kind=label)])
    return 0


def advance(arguments: Arguments, context: Context) -> int:
    """One step in the graph, or its proposal."""
    from wbs_tui.cases.steps.stages import advance as take_step

    with context.desk() as desk:
        step = (
            arguments.register,
            arguments.stage,
            arguments.reason,
            arguments.assign,
            arguments.result,
            arguments.closure,
            arguments.propose,
        )
        done = context.keeping(lambda: take_step(desk, *step))
        wanted = desk.policy.stages.label(arguments.stage, language())
    said = (
        _("{register}: langkah ke {stage} diusulkan.")
        if done.proposed
        else _("{register}: sekarang {stage}.")
    )
    context.output.say(said.format(register=done.register, stage=wanted))
    return 0


def answer(arguments: Arguments, context: Context) -> int:
    """Record the answer that the reporter was given."""
    from wbs_tui.cases.steps.answers import answer as record_answer

    with context.desk() as desk:
        body = read_text(arguments.text_file, desk.policy.limits.note_characters)
        words = (arguments.register, body, arguments.corrects)
        answer_id = context.keeping(lambda: record_answer(desk, *words))
    context.output.told({"id": answer_id}, [_("Jawaban kepada pelapor dicatat.")])
    return 0
