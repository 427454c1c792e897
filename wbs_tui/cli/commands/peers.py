"""`wbs office peers|confirm|block|renew-key`: other offices, and whose keys a person has compared."""

from typing import TYPE_CHECKING, Any

from models.words.clock import from_millis, nearest
from models.words.exchange import PeerStatus
from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.cli.values import office_code, one_line
from wbs_tui.text.catalogue import N_, _

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from wbs_tui.sync.offices.peers import Peer

_STATUS = {
    "seen": N_("belum dipastikan"),
    "confirmed": N_("dipastikan"),
    "blocked": N_("DIBLOKIR"),
}


def register(group: Commands) -> None:
    """Add to the commands of `wbs office`."""
    group.add("peers", show, _("instansi lain, sidik kuncinya, dan apakah sudah dipastikan"), lists=True)
    parser = group.add("confirm", confirm, _("pastikan sidik kunci instansi lain menurut surat resminya"))
    parser.add_argument("code", type=office_code, metavar=_("KODE"), help=_("kode instansi"))
    parser.add_argument(
        "--fingerprint", required=True, metavar=_("SIDIK"), help=_("40 angka yang tertulis dalam surat")
    )
    parser.add_argument(
        "--letter",
        required=True,
        type=one_line(120),
        metavar=_("NOMOR"),
        help=_("nomor dan tanggal surat resmi itu"),
    )
    parser = group.add("block", block, _("jangan menyegel untuk, atau menerima dari, suatu instansi"))
    parser.add_argument("code", type=office_code, metavar=_("KODE"), help=_("kode instansi"))
    group.add("renew-key", renew, _("ganti kunci kantor ini; yang baru ditandatangani yang lama"))


def show(_arguments: Arguments, context: Context) -> int:
    """List the other offices, and this one's own fingerprint."""
    from wbs_tui.sync.offices.peers import own_fingerprint, peers

    with context.desk() as desk:
        found, own, zone = peers(desk), own_fingerprint(desk), desk.office.zone
    document = {"fingerprint": own, "peers": [_document(each) for each in found]}
    context.output.result(document, (line for each in found for line in _lines(each, zone)))
    if own:
        context.output.say(_("Sidik kunci kantor ini: {fingerprint}").format(fingerprint=own))
    if not found:
        context.output.say(_("Belum ada instansi lain yang dikenal. Jalankan wbs sync."))
    return 0


def confirm(arguments: Arguments, context: Context) -> int:
    """Say that a fingerprint stands in an official letter."""
    from wbs_tui.sync.offices.deciding import confirm_peer
    from wbs_tui.sync.offices.peers import kind_text

    with context.desk() as desk:
        peer = confirm_peer(desk, arguments.code, arguments.fingerprint, arguments.letter)
    said = _("{office} ({kind}) dipastikan: mulai sekarang dapat dikirimi dan didengar.")
    context.output.say(said.format(office=f"{peer.code} {peer.name}", kind=kind_text(peer.kind)))
    return 0


def block(arguments: Arguments, context: Context) -> int:
    """Trust an office's keys no more."""
    from wbs_tui.sync.offices.deciding import block_peer

    with context.desk() as desk:
        peer = block_peer(desk, arguments.code)
    said = _("{office} diblokir: tidak ada yang disegel untuknya atau diterima darinya.")
    context.output.say(said.format(office=f"{peer.code} {peer.name}"))
    return 0


def renew(_arguments: Arguments, context: Context) -> int:
    """A new key of the office."""
    from wbs_tui.sync.link.enrolment import renew_office_key

    with context.desk() as desk:
        fingerprint = renew_office_key(desk)
    context.output.lines([fingerprint])
    context.output.say(
        _("Kunci kantor diganti. Jalankan wbs sync; surat-surat berikutnya memakai sidik kunci ini.")
    )
    return 0


def _document(peer: "Peer") -> dict[str, Any]:
    return {
        "code": peer.code,
        "name": peer.name,
        "new_name": peer.new_name,
        "kind": peer.kind,
        "under": peer.under,
        "status": peer.status,
        "fingerprint": peer.fingerprint,
        "new_fingerprint": peer.new_fingerprint,
        "letter": peer.letter,
        "closed_at": None if peer.closure is None else nearest(peer.closure.at),
        "closed_because": "" if peer.closure is None else peer.closure.reason,
        "confirmed_at": None if peer.confirmed_at is None else from_millis(peer.confirmed_at),
    }


def _lines(peer: "Peer", zone: "ZoneInfo") -> list[str]:
    from wbs_tui.sync.offices.closures import closure_text
    from wbs_tui.sync.offices.peers import kind_text

    letter = f" ({peer.letter})" if peer.letter else ""
    kind = kind_text(peer.kind)
    closed = peer.status == PeerStatus.CLOSED
    state = closure_text(peer.closure, zone) if closed else _(_STATUS[peer.status])
    lines = [
        f"{peer.code}  {peer.name} ({kind})  {state}{letter}",
        f"    {peer.fingerprint}",
    ]
    if peer.new_name:
        lines.append(f"    {_('ingin disebut {name}').format(name=peer.new_name)}")
    if peer.new_fingerprint:
        said = _("kunci baru tanpa tanda tangan kunci lama, cocokkan dengan suratnya: {fingerprint}")
        lines.append(f"    {said.format(fingerprint=peer.new_fingerprint)}")
    return lines
