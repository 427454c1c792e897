"""`wbs inbox`, `wbs show` and `wbs reveal`: what the office has, one case whole, and who reported it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from models.words.classification import Severity
from models.words.stages import Stage
from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.cli.labels import NOTHING, Labels
from wbs_tui.cli.output import table
from wbs_tui.cli.values import whole_number
from wbs_tui.text.catalogue import _
from wbs_tui.text.desks import taken_along
from wbs_tui.text.errors import WrongUse

if TYPE_CHECKING:
    from models.words.rows import CaseRow
    from wbs_tui.cases.finding.search_filling import Progress
    from wbs_tui.cases.reading.inbox import InboxQuery
    from wbs_tui.journal.desk import Desk

_MOST_ROWS = 10_000_000
_TELL_EVERY = 2.0
"""Seconds between two sentences about a long wait."""
_COLUMNS = (
    *("register", "title", "stage", "category", "severity", "jurisdiction", "received_at", "due_at"),
    *("overdue", "assigned_to", "reports", "evidence"),
)


def register(commands: Commands) -> None:
    """Add the commands."""
    parser = commands.add("inbox", inbox, _("daftar kasus"), lists=True)
    parser.add_argument(
        "--stage",
        choices=[stage.value for stage in Stage],
        metavar=_("TAHAP"),
        help=_("hanya tahap ini (received, verification, ...)"),
    )
    parser.add_argument(
        "--category", metavar=_("KODE"), help=_("hanya kategori ini, menurut kebijakan kantor")
    )
    parser.add_argument(
        "--severity", choices=[severity.value for severity in Severity], help=_("hanya tingkat ini")
    )
    parser.add_argument("--assigned-to", metavar=_("NAMA"), help=_("hanya yang ditugaskan kepada akun ini"))
    parser.add_argument("--overdue", action="store_true", help=_("hanya yang lewat tenggat"))
    parser.add_argument(
        "--search",
        metavar=_("TEKS"),
        help=_(
            "hanya yang memuat kata-kata ini, dari awal kata, di seluruh teks kasus; frasa dalam tanda "
            "kutip; atau nomor register"
        ),
    )
    parser.add_argument(
        "--limit", type=whole_number(0, _MOST_ROWS), metavar="N", help=_("paling banyak N baris")
    )
    parser = commands.add("show", show, _("satu kasus selengkapnya, tanpa identitas pelapor"), lists=True)
    parser.add_argument("register", metavar="REG", help=_("nomor register"))
    parser.add_argument("--journal", action="store_true", help=_("dengan riwayat dari jurnal"))
    parser = commands.add(
        "reveal",
        reveal,
        _("identitas pelapor; dicatat di jurnal, hanya dengan akses identitas"),
        lists=True,
        writes=True,
    )
    parser.add_argument("register", metavar="REG", help=_("nomor register"))
    parser.add_argument("--reason", required=True, metavar=_("ALASAN"), help=_("alasan; tercatat di jurnal"))
    parser = commands.add(
        "disclosures", disclosures, _("siapa membuka identitas pelapor, kapan, dan mengapa"), lists=True
    )
    parser.add_argument(
        "--limit", type=whole_number(0, _MOST_ROWS), default=500, metavar="N", help=_("paling banyak N baris")
    )


def inbox(arguments: Arguments, context: Context) -> int:
    """List cases, never an identity."""
    from wbs_tui.policy.operations import Operation
    from wbs_tui.store.keyring import OFFICE

    with context.desk() as desk:
        rows = _rows(desk, arguments, context)
        lines = _lines(Labels(desk), rows) if rows else []
        context.output.result([_plain(row) for row in rows], lines)
        for line in _away_lines(desk, rows):
            context.output.say(line)
        let_in = desk.keyring.may_open(OFFICE) or not desk.may(Operation.CASE_READ)
        if not let_in:
            context.output.say(_not_let_in(desk))
        elif not rows:
            context.output.say(_("Tidak ada kasus yang cocok."))
    return 0


def _not_let_in(desk: "Desk") -> str:
    """As the screens say it: no list is empty because of it."""
    from wbs_tui.vault.account_keys import fingerprint

    closed = _("Akun {name} sudah aktif, tetapi kuncinya belum diberi akses: isi kasus masih tertutup.")
    read_out = _("Mintalah pemberi akses, dan bacakan sidik kunci Anda: {fingerprint}")
    own = fingerprint(desk.account_keys.public())
    return f"{closed.format(name=desk.actor.name)} {read_out.format(fingerprint=own)}"


def _rows(desk: "Desk", arguments: Arguments, context: Context) -> tuple["CaseRow", ...]:
    """The cases of the filters, or those of them that a search finds."""
    query = _query(desk, arguments)
    if arguments.search is None:
        from wbs_tui.cases.reading.inbox import list_cases

        return list_cases(desk, query, arguments.limit)
    from wbs_tui.cases.finding.search_index import search_cases

    return search_cases(desk, arguments.search, query, arguments.limit, _told_now_and_then(context))


def _told_now_and_then(context: Context) -> Callable[["Progress"], None]:
    """Says how far the index is, not more often than a person reads."""
    told = time.monotonic()

    def tell(progress: "Progress") -> None:
        nonlocal told
        if time.monotonic() - told >= _TELL_EVERY:
            told = time.monotonic()
            context.output.say(
                _("Indeks pencarian: {done} dari {total} kasus.").format(
                    done=progress.done, total=progress.total
                )
            )

    return tell


def _query(desk: "Desk", arguments: Arguments) -> "InboxQuery":
    from wbs_tui.cases.reading.inbox import InboxQuery

    category = arguments.category
    if category is not None and category not in desk.policy.choices("category"):
        choices = ", ".join(desk.policy.choices("category"))
        raise WrongUse(_("Kategori tidak dikenal. Pilih: {choices}.").format(choices=choices))
    return InboxQuery(
        stage=arguments.stage,
        category=category,
        severity=arguments.severity,
        assigned_to=arguments.assigned_to,
        overdue=arguments.overdue,
    )


def _plain(row: "CaseRow") -> dict[str, Any]:
    return {name: getattr(row, name) for name in _COLUMNS}


def _lines(labels: Labels, rows: tuple["CaseRow", ...]) -> list[str]:
    heads = (_("REGISTER"), _("TAHAP"), _("TENGGAT"), _("PETUGAS"), _("PERIHAL"))
    return table(
        heads,
        [
            (
                row.register,
                labels.of("stage", row.stage),
                labels.day(row.due_at, late=row.overdue),
                row.assigned_to or NOTHING,
                f"[{row.away}] {row.title}" if row.away else row.title,
            )
            for row in rows
        ],
    )


def _away_lines(desk: "Desk", rows: tuple["CaseRow", ...]) -> Iterator[str]:
    """The desks elsewhere that have some of the cases with them, and until when."""
    from wbs_tui.sync.desks.lease_views import list_leases

    marks = {row.away for row in rows if row.away}
    for lease in reversed(list_leases(desk)) if marks else ():
        if lease.mark in marks and lease.running:
            yield f"[{lease.mark}] {lease.name}: {taken_along(lease.mark, lease.ends_at.date())}"


def show(arguments: Arguments, context: Context) -> int:
    """One case, with masked reports."""
    from wbs_tui.cases.reading.detail import load_case
    from wbs_tui.cases.reading.history import history
    from wbs_tui.cli.case_text import case_lines, journal_lines

    with context.desk() as desk:
        case = load_case(desk, arguments.register)
        labels, whole, lines = Labels(desk), asdict(case), case_lines(Labels(desk), case)
        if arguments.journal:
            told = history(desk, arguments.register)
            whole["journal"] = told
            lines += journal_lines(labels, told)
        context.output.result(whole, lines)
    return 0


def reveal(arguments: Arguments, context: Context) -> int:
    """Who reported, with a reason that the journal keeps."""
    from wbs_tui.cases.identity.identity import reveal as open_identity
    from wbs_tui.cli.identity_text import identity_lines

    with context.desk() as desk:
        identity = context.keeping(lambda: open_identity(desk, arguments.register, arguments.reason))
        context.output.result(identity, identity_lines(Labels(desk), identity))
    return 0


def disclosures(arguments: Arguments, context: Context) -> int:
    """What left its seal, the newest first: for the Inspektur."""
    from wbs_tui.cases.identity.disclosure_list import list_disclosures, note_seen

    with context.desk() as desk:
        views = list_disclosures(desk, arguments.limit)
        note_seen(desk)
        labels = Labels(desk)
        heads = (_("WAKTU"), _("AKUN"), _("REGISTER"), _("APA"), _("SAMPAI"), _("ALASAN"))
        rows = [
            (
                labels.moment(view.at),
                view.account,
                view.register or NOTHING,
                view.what,
                labels.moment(view.until),
                view.reason or NOTHING,
            )
            for view in views
        ]
        context.output.result(views, table(heads, rows) if rows else [])
    if not views:
        context.output.say(_("Belum ada identitas yang dibuka."))
    return 0
