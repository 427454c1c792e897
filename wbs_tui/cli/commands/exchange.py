"""`wbs enrol`, `wbs sync`, `wbs dead`: joining a hub, exchanging with it, and what could not be applied."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.words.clock import from_millis
from models.words.exchange import OfficeKind
from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.cli.output import indented
from wbs_tui.cli.progress import progress
from wbs_tui.cli.values import office_code
from wbs_tui.text.catalogue import N_, _, n_
from wbs_tui.text.counted import parcels
from wbs_tui.text.errors import WrongUse
from wbs_tui.text.formats import moment

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from wbs_tui.sync.desks.ruling import RuledEntry
    from wbs_tui.sync.exchanging.exchange import Synced
    from wbs_tui.sync.parcels.dead import DeadLetter

_RETRY = "retry"
_ACCEPT = "accept"
_REFUSE = "refuse"
_STEPS = {
    "publish": N_("mengumumkan kunci"),
    "pull": N_("menerima"),
    "collect": N_("menyiapkan kiriman"),
    "push": N_("mengirim"),
    "files": N_("berkas bukti"),
}


def register(commands: Commands) -> None:
    """Add the commands."""
    parser = commands.add("enrol", enrol, _("daftarkan kantor ini pada hub, sekali"), lists=True)
    parser.add_argument("--hub", metavar="URL", help=_("alamat hub, https://NAMA[:PORT]"))
    parser.add_argument(
        "--token-file",
        type=Path,
        metavar=_("BERKAS"),
        help=_("berkas dengan kode sekali pakai dari pengelola hub"),
    )
    parser.add_argument(
        "--kind",
        choices=[each.value for each in OfficeKind],
        default=OfficeKind.INSPECTORATE.value,
        metavar=_("JENIS"),
        help=_("inspectorate (bawaan), province, atau kpk"),
    )
    parser.add_argument(
        "--under", type=office_code, metavar=_("KODE"), help=_("kode provinsi yang membawahi")
    )
    parser.add_argument(
        "--ca",
        type=Path,
        metavar=_("BERKAS"),
        help=_(
            "sertifikat hub yang tidak dikenal sistem (PEM); tanpa --hub: yang baru bagi hub yang sudah "
            "terdaftar"
        ),
    )
    parser.add_argument(
        "--fingerprint",
        action="append",
        default=[],
        metavar="SHA256",
        help=_("sidik SHA-256 sertifikat baru itu, seperti yang dibacakan pengelola hub"),
    )
    parser.add_argument(
        "--new-key",
        action="store_true",
        help=_("kunci kantor yang dikenal hub hilang: kembali dengan kunci baru, yang harus disuratkan lagi"),
    )
    parser = commands.add("sync", sync, _("bertukar data dengan hub; boleh diulang kapan saja"), lists=True)
    parser.add_argument("--hub", metavar="URL", help=_("hub lain dari yang terdaftar"))
    parser = commands.add("dead", dead, _("kiriman yang belum dapat diterapkan, atau coba lagi"), lists=True)
    parser.add_argument(
        "action",
        nargs="?",
        choices=[_RETRY, _ACCEPT, _REFUSE],
        metavar=f"{_RETRY}|{_ACCEPT}|{_REFUSE}",
        help=_("coba terapkan lagi; atau Inspektur memutuskan catatan meja yang ditolak aturan"),
    )
    parser.add_argument("id", nargs="?", metavar="ID", help=_("satu kiriman saja; tanpa ini semuanya"))
    parser.add_argument("--reason", default="", metavar=_("ALASAN"), help=_("alasan keputusan; tercatat"))


def enrol(arguments: Arguments, context: Context) -> int:
    """Join a hub; the fingerprint that official letters should name goes to standard output."""
    from wbs_tui.sync.link.enrolment import enrol as join
    from wbs_tui.sync.link.hub_place import hub_place, is_our_hub
    from wbs_tui.vault.secret_files import read_password_file

    if arguments.hub is None and arguments.token_file is None and arguments.ca is not None:
        return _renew_authority(arguments, context)
    if arguments.hub is None or arguments.token_file is None:
        raise WrongUse(_("Sebutkan hubnya dan kodenya: --hub URL --token-file BERKAS."))
    place = hub_place(arguments.hub, arguments.ca)
    token = read_password_file(arguments.token_file)
    with context.desk() as desk:
        with desk.reading() as connection:
            before = is_our_hub(connection, place)
        fingerprint = join(
            desk, place, token, OfficeKind(arguments.kind), arguments.under or "", new_key=arguments.new_key
        )
        context.output.result({"hub": place.url, "fingerprint": fingerprint}, [fingerprint])
    if before and not arguments.new_key:
        again = _(
            "Kantor ini sudah terdaftar pada {hub} dan tetap terdaftar, dengan sidik kunci yang sama: "
            "instansi lain tidak perlu memastikannya lagi. Bila hub itu kehilangan datanya: jalankan wbs "
            "sync; yang belum dikonfirmasi penerimanya dikirim ulang."
        )
        context.output.say(again.format(hub=place.url))
        return 0
    context.output.say(
        _(
            "Kantor ini terdaftar pada {hub}. Cantumkan sidik kunci ini dalam surat resmi kepada instansi "
            "lain; sidik kunci mereka dipastikan dengan wbs office confirm sesudah wbs sync."
        ).format(hub=place.url)
    )
    return 0


def _renew_authority(arguments: Arguments, context: Context) -> int:
    """Trust another certificate for the office's hub, once its fingerprint was given."""
    from wbs_tui.sync.link.hub_place import renew_authority

    with context.desk() as desk:
        place = renew_authority(desk, arguments.ca, arguments.fingerprint)
    context.output.say(
        _("Sertifikat baru berlaku bagi {hub}. Cobalah sekarang: wbs sync.").format(hub=place.url)
    )
    return 0


def sync(arguments: Arguments, context: Context) -> int:
    """Exchange once with the hub."""
    from wbs_tui.sync.exchanging.exchange import last_that_brought
    from wbs_tui.sync.exchanging.exchange import sync as exchange

    with context.desk() as desk:
        with desk.reading() as connection:
            before = last_that_brought(connection)
        synced = exchange(desk, arguments.hub, tell=progress(_STEPS))
        zone = desk.office.zone
    for sentence in synced.notices:
        context.output.say(sentence)
    document = {name: getattr(synced, name) for name in ("pushed", "pulled", "conflicts", "dead", "cursor")}
    lines = [_synced(synced)]
    if before is not None and not synced.pushed and not synced.pulled:
        lines.append(_brought(before, zone))
    context.output.told({**document, "notices": synced.notices}, lines)
    return 0


def _synced(synced: "Synced") -> str:
    line = _("Dikirim {pushed}, diterima {pulled}. Perubahan bertabrakan: {conflicts}. Tertahan: {dead}.")
    return line.format(
        pushed=parcels(synced.pushed),
        pulled=parcels(synced.pulled),
        conflicts=synced.conflicts,
        dead=synced.dead,
    )


def _brought(before: tuple[int, int, int], zone: "ZoneInfo") -> str:
    """What the exchange before brought: an open screen exchanges by itself."""
    at, pushed, pulled = before
    said = _("Tidak ada yang baru sejak pertukaran {at}: dikirim {pushed}, diterima {pulled}.")
    return said.format(at=moment(from_millis(at), zone), pushed=parcels(pushed), pulled=parcels(pulled))


def dead(arguments: Arguments, context: Context) -> int:
    """List what waits; with `retry` try it again first, with `accept` or `refuse` decide on it."""
    from wbs_tui.sync.desks.ruling import rule
    from wbs_tui.sync.parcels.dead import dead_letters, retry

    with context.desk() as desk:
        if arguments.action == _RETRY:
            done = retry(desk, arguments.id)
            context.output.say(n_("{count} kiriman kini diterapkan.", done).format(count=done))
        elif arguments.action is not None:
            accepts = arguments.action == _ACCEPT
            ruled = rule(desk, arguments.id or "", accept=accepts, reason=arguments.reason)
            for each in ruled:
                context.output.say(_ruled(each, accepts, desk.office.zone))
            if not ruled:
                context.output.say(_("Diterima; batas pengirimnya naik."))
        letters = dead_letters(desk)
        zone = desk.office.zone
    context.output.result(
        [_document(letter) for letter in letters],
        (line for letter in letters for line in _lines(letter, zone)),
    )
    if not letters:
        context.output.say(_("Tidak ada kiriman yang tertahan."))
    return 0


def _ruled(each: "RuledEntry", accepted: bool, zone: "ZoneInfo") -> str:
    """An entry that was decided on: whose it is, and what became of it."""
    became = _("diterima") if accepted else _("disimpan tanpa berlaku")
    where = each.register or _("tanpa kasus")
    return f"{moment(each.at, zone)}  {each.account}  {where}  {each.kind}: {became} ({each.why})"


def _document(letter: "DeadLetter") -> dict[str, Any]:
    return {
        "id": letter.id,
        "office": letter.office,
        "station": letter.station,
        "number": letter.number,
        "reason": letter.reason,
        "detail": letter.detail,
        "size": letter.size,
        "parts": letter.parts,
        "arrived_at": from_millis(letter.arrived_at),
        "tried_at": from_millis(letter.tried_at),
        "tries": letter.tries,
    }


def _lines(letter: "DeadLetter", zone: "ZoneInfo") -> list[str]:
    from wbs_tui.sync.parcels.dead import why_text

    arrived = moment(from_millis(letter.arrived_at), zone)
    return [
        f"{letter.id}  {arrived}  {letter.office or _('pengirim tidak dikenal')}",
        *indented(why_text(letter), 4),
    ]
