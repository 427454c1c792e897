"""`wbs monitor`: the cases of other offices, by their summaries or shared whole."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from models.words.clock import from_millis
from models.words.stages import Stage
from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.cli.labels import NOTHING, Labels
from wbs_tui.cli.output import indented, table
from wbs_tui.cli.values import office_code, whole_number
from wbs_tui.sync.words import TEXT_KINDS, referral_text
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WrongUse

if TYPE_CHECKING:
    from models.words.rows import CaseRow
    from wbs_tui.cases.sealed import ForeignText
    from wbs_tui.journal.desk import Desk
    from wbs_tui.sync.foreign_cases.foreign_views import ForeignCaseView

_MOST_ROWS = 10_000_000
_COLUMNS = (
    *("id", "register", "office", "stage", "category", "severity", "received_at", "due_at", "overdue"),
    *("result", "result_kind", "shared", "referral"),
)


def register(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("monitor", _("kasus instansi lain: ringkasannya, dan yang dibagikan utuh"))
    parser = group.add("list", show_list, _("daftar kasus instansi lain, yang terbaru dahulu"), lists=True)
    parser.add_argument("--office", type=office_code, metavar=_("KODE"), help=_("hanya instansi ini"))
    parser.add_argument(
        "--stage",
        choices=[stage.value for stage in Stage],
        metavar=_("TAHAP"),
        help=_("hanya tahap ini (received, verification, ...)"),
    )
    parser.add_argument("--overdue", action="store_true", help=_("hanya yang lewat tenggat"))
    parser.add_argument(
        "--limit", type=whole_number(0, _MOST_ROWS), default=500, metavar="N", help=_("paling banyak N baris")
    )
    parser = group.add("show", show, _("satu kasus instansi lain, sejauh yang diberitahukan"), lists=True)
    parser.add_argument(
        "number", metavar=_("NOMOR"), help=_("nomor register di instansi itu, atau pengenalnya")
    )


def show_list(arguments: Arguments, context: Context) -> int:
    """List what other offices told of their cases."""
    from wbs_tui.sync.foreign_cases.monitoring import ForeignQuery, ForeignSource

    query = ForeignQuery(office=arguments.office, stage=arguments.stage, overdue=arguments.overdue)
    with context.desk() as desk:
        _check_office(desk, arguments.office)
        found = ForeignSource(desk, query).first(arguments.limit + 1).rows
        rows = found[: arguments.limit]
        lines = _list_lines(Labels(desk), rows)
    context.output.result([_plain(row) for row in rows], lines)
    if len(found) > len(rows):
        context.output.say(_("Masih ada kasus lain; naikkan --limit untuk melihatnya."))
    elif not rows:
        narrowed = arguments.office is not None or arguments.stage is not None or arguments.overdue
        none, yet = _("Tidak ada kasus instansi lain yang cocok."), _("Belum ada kasus instansi lain.")
        context.output.say(none if narrowed else yet)
    return 0


def _check_office(desk: "Desk", code: str | None) -> None:
    """Raise WrongUse for a code that no office of the directory has, with those that there are."""
    from wbs_tui.cases.from_offices import office_names

    with desk.reading() as connection:
        known = sorted(code for code, _name in office_names(connection).values())
    if code is not None and code not in known:
        choices = ", ".join(known) or NOTHING
        raise WrongUse(
            _("Tidak ada instansi dengan kode {code}. Pilih: {choices}.").format(code=code, choices=choices)
        )


def _plain(row: "CaseRow") -> dict[str, Any]:
    return {name: getattr(row, name) for name in _COLUMNS} | {"office_name": row.title}


def _list_lines(labels: Labels, rows: Sequence["CaseRow"]) -> list[str]:
    heads = (_("NOMOR"), _("TAHAP"), _("TENGGAT"), _("KATEGORI"), _("INSTANSI"))
    cells = [
        (
            row.register,
            labels.of("stage", row.stage),
            labels.day(row.due_at, late=row.overdue),
            labels.of("category", row.category),
            " ".join(part for part in (_office(row), row.title) if part) or NOTHING,
        )
        for row in rows
    ]
    return table(heads, cells) if cells else []


def _office(row: "CaseRow") -> str:
    """The code of the office: what is left of a narrow column names it all the same."""
    from models.words.rows import ForeignRow

    return row.office if isinstance(row, ForeignRow) else ""


def show(arguments: Arguments, context: Context) -> int:
    """One case of another office: its summary, and its texts when it was shared whole."""
    from wbs_tui.sync.foreign_cases.foreign_views import foreign_case

    with context.desk() as desk:
        case = foreign_case(desk, arguments.number)
        lines = list(_case_lines(Labels(desk), case))
    context.output.result(case, lines)
    return 0


def _case_lines(labels: Labels, case: "ForeignCaseView") -> Iterator[str]:
    yield f"{case.register}  {case.office_name}  {case.title}".rstrip()
    yield from (f"  {name + ':':21}{value}" for name, value in _facts(labels, case) if value)
    if case.reason:
        yield ""
        yield "  " + _("Alasan pembagian atau pelimpahan")
        yield from indented(case.reason, 4)
    for each in case.texts:
        yield ""
        yield from _text(labels, each)
    for file in case.files:
        yield f"  {file.number:>3}  {file.name}  {'' if file.here else _('belum tiba')}".rstrip()
    if not case.texts:
        yield _("Hanya ringkasannya yang ada di sini. Kasus utuh dibagikan dengan keputusan instansi itu.")


def _facts(labels: Labels, case: "ForeignCaseView") -> Iterator[tuple[str, str]]:
    yield _("Tahap"), f"{labels.of('stage', case.stage)} ({labels.moment(case.stage_entered_at)})"
    yield _("Kategori"), labels.of("category", case.category)
    yield _("Tingkat"), labels.of("severity", case.severity)
    yield _("Wilayah"), case.region
    yield _("Diterima"), labels.moment(case.received_at)
    if case.due_at is not None and case.ended_at is None:
        yield _("Tenggat"), labels.day(case.due_at, late=case.overdue)
    if case.result or case.closure:
        yield _("Hasil"), labels.of("result", case.result)
        yield _("Penyelesaian"), labels.of("closure", case.closure)
    if case.referral is not None:
        yield _("Pelimpahan"), referral_text(case.referral, case.accepted_register)
    yield _("Kabar"), labels.moment(case.told_at)
    if case.texts and not case.shared:
        yield _("Pembagian"), _("sudah berakhir: perubahan sesudahnya tidak sampai ke sini")
    if case.kept_until is not None:
        yield _("Salinan di sini"), _("disimpan sampai {day}").format(day=labels.day(case.kept_until))


def _text(labels: Labels, text: "ForeignText") -> Iterator[str]:
    kind = _(TEXT_KINDS[text.kind]) if text.kind in TEXT_KINDS else text.kind
    when = labels.moment(from_millis(text.at)) if text.at else ""
    yield "  " + "  ".join(part for part in (kind, when, text.by, text.title) if part)
    yield from indented(text.text, 4)
