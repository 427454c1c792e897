"""`wbs recovery outside`: the office elsewhere that keeps the keys of cases about a holder of a share."""

from pathlib import Path

from wbs_tui.cli.arguments import Arguments, Commands, Parser
from wbs_tui.cli.context import Context
from wbs_tui.cli.invitations import refuse_taken
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused, WrongUse
from wbs_tui.text.system import system_reason

_LONGEST = 1024 * 1024


def register(group: Commands) -> None:
    """Add the commands."""
    outside = group.group(
        "outside", _("kantor luar (provinsi): penyimpan kunci kasus tentang pemegang bagian")
    )
    parser = outside.add("export", export, _("tulis kunci publik kantor ini untuk didaftarkan kantor lain"))
    _add_file(parser, "file", _("tulis ke sini"))
    parser = outside.add("add", add, _("daftarkan kantor luar dengan berkas kuncinya (Inspektur)"))
    _add_file(parser, "file", _("berkas kunci dari kantor itu"))
    parser.add_argument(
        "--fingerprint", metavar=_("ANGKA"), required=True, help=_("sidik jari dari surat resmi kantor itu")
    )
    parser = outside.add("request", request, _("minta akses ke satu kasus kepada kantor luar"))
    parser.add_argument("register", metavar="REG", help=_("nomor register"))
    _add_file(parser, "file", _("tulis permintaannya ke sini"))
    parser = outside.add("answer", answer, _("jawab permintaan kantor lain (di kantor luar)"))
    _add_file(parser, "file", _("berkas permintaan"))
    _add_file(parser, "to", _("tulis jawabannya ke sini"))
    parser.add_argument("--fingerprint", metavar=_("ANGKA"), help=_("sidik jari yang dibacakan peminta"))
    parser = outside.add("accept", accept, _("pakai jawaban kantor luar"))
    _add_file(parser, "file", _("berkas jawaban"))


def _add_file(parser: Parser, name: str, summary: str) -> None:
    parser.add_argument(name, metavar=_("BERKAS"), type=Path, help=summary)


def export(arguments: Arguments, context: Context) -> int:
    """The key file, and the fingerprint that goes by an official letter."""
    from wbs_tui.accounts.recovery.outside import export_key

    refuse_taken(arguments.file)
    with context.desk() as desk:
        text, known_as = export_key(desk)
    _write(arguments.file, text)
    context.output.lines([known_as])
    context.output.say(_("Kirim berkas itu, dan sidik jari ini lewat surat resmi."))
    return 0


def add(arguments: Arguments, context: Context) -> int:
    """Register the office elsewhere."""
    from wbs_tui.accounts.recovery.outside import add_outside

    text = _read(arguments.file)
    with context.desk() as desk:
        name = add_outside(desk, text, arguments.fingerprint)
    context.output.say(_("Kantor luar terdaftar: {name}.").format(name=name))
    return 0


def request(arguments: Arguments, context: Context) -> int:
    """Ask to be let into one case."""
    from wbs_tui.accounts.recovery.outside_requests import request_access

    refuse_taken(arguments.file)
    with context.desk() as desk:
        _write(arguments.file, request_access(desk, arguments.register))
    context.output.say(
        _(
            "Permintaan ditulis. Kirim ke kantor luar, dan bacakan sidik jari kunci Anda lewat telepon. "
            "Apakah kasusnya ada hanya diketahui kantor itu."
        )
    )
    return 0


def answer(arguments: Arguments, context: Context) -> int:
    """At the province: let the account in, once its fingerprint has been compared."""
    from wbs_tui.accounts.recovery.outside_requests import answer_request, read_request

    refuse_taken(arguments.to)
    text = _read(arguments.file)
    with context.desk() as desk:
        asked, _known_as = read_request(desk, text)
        context.output.say(
            _(
                "{office}: akun {account} meminta akses ke kasus {register}. Pastikan lewat telepon bahwa "
                "pemiliknya tidak terlibat dalam kasus itu."
            ).format(office=asked.office_name, account=asked.account_name, register=asked.register)
        )
        if arguments.fingerprint is None:
            raise Refused(
                _("Telepon pemilik akun itu, lalu tulis sidik jari yang dibacakannya: --fingerprint.")
            )
        _write(arguments.to, answer_request(desk, text, arguments.fingerprint))
    context.output.say(_("Jawaban ditulis dan dicatat di jurnal. Kirim kembali ke kantor itu."))
    return 0


def accept(arguments: Arguments, context: Context) -> int:
    """Take in the answer."""
    from wbs_tui.accounts.recovery.outside_requests import accept_answer
    from wbs_tui.cases.readers.kept_from import kept_from_account

    text = _read(arguments.file)
    with context.desk() as desk:
        accept_answer(desk, text, kept_from_account)
    context.output.say(_("Akses ke kasus itu diterima dari kantor luar. Dicatat di jurnal."))
    return 0


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST).decode("utf-8-sig", "replace")
    except OSError as error:
        raise WrongUse(
            _("Berkas {path} tidak dapat dibaca: {reason}.").format(path=path, reason=system_reason(error))
        ) from error


def _write(path: Path, text: str) -> None:
    from wbs_tui.vault.secret_files import write_secret_file

    write_secret_file(path, text)
