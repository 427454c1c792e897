"""`wbs conflicts`: edits that crossed between the office and its desks, and the decision which one stands."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.cli.output import indented
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WrongUse
from wbs_tui.text.formats import moment

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from wbs_tui.sync.conflicts.conflict_views import ConflictView, Side

_SETTLE = "settle"


def register(commands: Commands) -> None:
    """Add the commands."""
    parser = commands.add(
        "conflicts", conflicts, _("perubahan yang bertabrakan antara kantor dan mejanya"), lists=True
    )
    parser.add_argument(
        "action", nargs="?", choices=[_SETTLE], metavar=_SETTLE, help=_("putuskan mana yang berlaku")
    )
    parser.add_argument("id", nargs="?", metavar="ID", help=_("pengenal dari daftarnya"))
    parser.add_argument("--keep", metavar=_("CATATAN"), help=_("pengenal perubahan yang dipertahankan"))
    parser.add_argument("--reason", metavar=_("ALASAN"), help=_("alasannya; tercatat di jurnal"))
    parser.add_argument("--settled", action="store_true", help=_("yang sudah diputuskan"))


def conflicts(arguments: Arguments, context: Context) -> int:
    """List what waits for a decision; with `settle` decide first."""
    from wbs_tui.sync.conflicts.conflict_views import conflicts as found
    from wbs_tui.sync.conflicts.settling import settle

    with context.desk() as desk:
        if arguments.action == _SETTLE:
            if not (arguments.id and arguments.keep and arguments.reason):
                raise WrongUse(_("Tulis: wbs conflicts settle ID --keep CATATAN --reason TEKS"))
            case = settle(desk, arguments.id, arguments.keep, arguments.reason)
            context.output.say(_("Kasus {register}: sudah diputuskan.").format(register=case))
        listed = found(desk, settled=arguments.settled)
        zone = desk.office.zone
    context.output.result(
        [_document(each) for each in listed], (line for each in listed for line in _lines(each, zone))
    )
    if not listed and not arguments.settled:
        context.output.say(_("Tidak ada perubahan yang bertabrakan."))
    return 0


def _document(each: "ConflictView") -> dict[str, Any]:
    return {
        "id": each.id,
        "register": each.register,
        "field": each.what,
        "found_at": each.found_at,
        "before": dict(each.before),
        "sides": [
            {
                "entry": side.entry,
                "account": side.account,
                "station": side.station,
                "at": side.at,
                "value": dict(side.values),
                "stands": side.stands,
            }
            for side in each.sides
        ],
        "settled_at": each.settled_at,
        "settled_by": each.settled_by,
        "kept": each.kept,
    }


def _lines(each: "ConflictView", zone: "ZoneInfo") -> Iterator[str]:
    yield f"{each.id}  {each.register}  {each.what}"
    yield from indented(_("Semula: {value}").format(value=_value(each.before)), 4)
    for side in each.sides:
        yield from indented(_side(side, zone, kept=side.entry == each.kept), 4)


def _side(side: "Side", zone: "ZoneInfo", *, kept: bool) -> str:
    said = f"{side.entry}  {moment(side.at, zone)}  {side.account} ({side.station}): {_value(side.values)}"
    if kept:
        return _("{side} [dipertahankan]").format(side=said)
    return _("{side} [berlaku]").format(side=said) if side.stands else said


def _value(values: tuple[tuple[str, str], ...]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in values) or "–"
