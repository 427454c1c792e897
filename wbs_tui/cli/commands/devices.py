"""`wbs device`: where an account's password opens the store, and the code that lets in a new device."""

from typing import TYPE_CHECKING, Any

from models.words.clock import from_millis
from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.cli.output import table
from wbs_tui.cli.recovery_codes import add_code_option, can_deliver, deliver_code
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.errors import WrongUse

if TYPE_CHECKING:
    from wbs_tui.accounts.devices import DeviceView

_KINDS = {
    "device": N_("kata sandi di perangkat ini saja"),
    "password": N_("kata sandi saja, dari mana pun"),
    "recovery": N_("kode pemulihan dan kata sandi"),
}


def register(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("device", _("perangkat Anda dan kode pemulihan"))
    group.add("list", list_all, _("jalan masuk akun Anda (Super Admin: semua akun)"), lists=True)
    parser = group.add("add", add, _("kenali perangkat ini; di perangkat baru dengan kode pemulihan"))
    parser.add_argument(
        "--without-keyring",
        action="store_true",
        help=_("kata sandi saja, untuk komputer tanpa penyimpan kunci sistem"),
    )
    parser.add_argument("--label", default="", metavar=_("NAMA"), help=_("sebutan perangkat ini"))
    add_code_option(parser)
    parser = group.add("remove", remove, _("cabut satu perangkat atau kode pemulihan"))
    parser.add_argument("id", metavar=_("PENGENAL"), help=_("pengenal dari wbs device list"))
    add_code_option(group.add("code", code, _("kode pemulihan baru; yang lama tidak berlaku lagi")))


def list_all(_arguments: Arguments, context: Context) -> int:
    """One line for each way in."""
    from wbs_tui.accounts.devices import list_devices

    with context.desk() as desk:
        views = list_devices(desk)
        rows = [_row(view, desk.office.zone) for view in views]
        heads = (_("AKUN"), _("PERANGKAT"), _("CARA MASUK"), _("SEJAK"), _("PENGENAL"))
        context.output.result([_plain(view) for view in views], table(heads, rows, elastic=1))
    return 0


def _row(view: "DeviceView", zone: Any) -> tuple[str, ...]:
    since = from_millis(view.created_at).astimezone(zone).date().isoformat()
    label = f"{view.label} *" if view.here else view.label or "-"
    return view.account, label, _(_KINDS[view.kind]), since, view.slot_id


def _plain(view: "DeviceView") -> dict[str, Any]:
    return {
        "id": view.slot_id,
        "account": view.account,
        "label": view.label,
        "kind": view.kind,
        "created_at": from_millis(view.created_at),
        "here": view.here,
    }


def add(arguments: Arguments, context: Context) -> int:
    """Know this device from now on; the first one with a keyring brings a recovery code."""
    from wbs_tui.accounts.devices import add_device

    _refuse_undeliverable(arguments, needed=not arguments.without_keyring)
    with context.seat() as (desk, typed):
        added = add_device(desk, typed, alone=arguments.without_keyring, label=arguments.label)
        context.output.say(_("Perangkat ini dikenal sebagai {label}.").format(label=added.device.label))
        if added.recovery_code is not None:
            deliver_code(arguments, desk.actor.name, added.recovery_code, context.output)
    return 0


def remove(arguments: Arguments, context: Context) -> int:
    """Take one away."""
    from wbs_tui.accounts.devices import remove_device

    with context.desk() as desk:
        remove_device(desk, arguments.id)
    context.output.say(_("Dicabut. Kata sandi tidak lagi membuka penyimpanan lewat jalan itu."))
    return 0


def code(arguments: Arguments, context: Context) -> int:
    """Make a new recovery code."""
    from wbs_tui.accounts.devices import new_recovery_code

    _refuse_undeliverable(arguments, needed=True)
    with context.seat() as (desk, typed):
        made = new_recovery_code(desk, typed)
        deliver_code(arguments, desk.actor.name, made, context.output)
    return 0


def _refuse_undeliverable(arguments: Arguments, *, needed: bool) -> None:
    """Before anything is made: a code that nobody would see is no code."""
    if needed and not can_deliver(arguments):
        raise WrongUse(_("Tidak ada terminal untuk menampilkan kode. Sebutkan --recovery-code-to BERKAS."))
