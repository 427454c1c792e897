"""`wbs adapter`: what connects the desk of KPK or a province with that office's own systems."""

from typing import TYPE_CHECKING

from wbs_tui.cli.arguments import Arguments, Commands, Parser
from wbs_tui.cli.context import Context
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.sync.adapters.choosing import Decision


def register(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("adapter", _("sambungan KPK atau provinsi dengan sistemnya sendiri"))
    group.add("show", show, _("adaptor yang berlaku"), lists=True)
    parser = group.add("set", put, _("sambungkan (keputusan kepala instansi): isi kasus keluar tanpa segel"))
    parser.add_argument("name", metavar=_("ADAPTOR"), help=_("folder: dokumen JSON di satu folder"))
    parser.add_argument("place", metavar=_("LETAK"), help=_("letak lengkap folder itu di komputer ini"))
    _add_reason(parser)
    _add_reason(group.add("stop", stop, _("akhiri sambungannya (keputusan kepala instansi)")))
    group.add(
        "run", run, _("ambil jawaban sistem itu dan serahkan yang berubah; juga saat wbs sync"), lists=True
    )


def _add_reason(parser: Parser) -> None:
    parser.add_argument("--reason", required=True, metavar=_("ALASAN"), help=_("alasan; tercatat di jurnal"))


def show(_arguments: Arguments, context: Context) -> int:
    """Which adapter the office's head has decided on."""
    from wbs_tui.policy.operations import Operation
    from wbs_tui.sync.adapters.choosing import adapter_in_force

    with context.desk() as desk, desk.reading() as connection:
        desk.require(Operation.MONITOR_READ)
        decided = adapter_in_force(desk, connection)
    if decided is None:
        context.output.result(None, [])
        context.output.say(_("Tidak ada adaptor yang berlaku."))
        return 0
    _id, said = decided
    document = {"adapter": said.adapter, "place": said.place, "computer": said.computer}
    context.output.result(document, _lines(said))
    return 0


def _lines(said: "Decision") -> list[str]:
    computer = _("di komputer {name}").format(name=said.computer)
    return [f"{said.adapter}  {said.place}  {computer}"]


def put(arguments: Arguments, context: Context) -> int:
    """The head connects the office with a system of its own."""
    from wbs_tui.sync.adapters.choosing import set_adapter

    with context.desk() as desk:
        set_adapter(desk, arguments.name, arguments.place, arguments.reason)
    context.output.say(
        _(
            "Sejak sekarang kasus instansi lain yang ada di sini keluar tanpa segel ke {place} setiap "
            "sinkronisasi di komputer ini, dan jawaban dari sana dikirim atas nama akun yang menjalankannya. "
            "Jaga folder itu."
        ).format(place=arguments.place)
    )
    return 0


def stop(arguments: Arguments, context: Context) -> int:
    """The head ends it; what is in the folder stays there."""
    from wbs_tui.sync.adapters.choosing import stop_adapter

    with context.desk() as desk:
        stop_adapter(desk, arguments.reason)
    context.output.say(_("Adaptor dihentikan. Yang sudah ada di luar tetap di sana: hapus sendiri."))
    return 0


def run(_arguments: Arguments, context: Context) -> int:
    """One run of the adapter."""
    from wbs_tui.sync.adapters.running import run_adapter

    with context.desk() as desk:
        ran = run_adapter(desk)
    line = _(
        "Diserahkan {delivered} kasus. Jawaban: diterima {taken}, ditolak {refused}, menunggu {waiting}."
    )
    document = {name: getattr(ran, name) for name in ("delivered", "taken", "refused", "waiting")}
    context.output.result(document, [line.format(**document)])
    return 0
