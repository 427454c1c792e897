"""Shares at the terminal: typed unseen or read from a file, never an argument; new ones written or shown."""

import getpass
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models.words.recovery import WORDS
from wbs_tui.cli.arguments import Parser
from wbs_tui.cli.invitations import refuse_taken
from wbs_tui.cli.output import Output
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import CannotUnlock, WrongUse
from wbs_tui.text.terminal import printable

if TYPE_CHECKING:
    from wbs_tui.accounts.recovery.escrow import Deliver
    from wbs_tui.accounts.recovery.shares import ShareSheets

STANDARD_INPUT = "-"
_FILES = ("bagian-inspektur.txt", "bagian-kustodian.txt")
_LONGEST_INPUT = 64 * 1024
_WIPE = "\x1b[2J\x1b[3J\x1b[H"
"""Clears the terminal, with what has been scrolled away."""


def add_share_option(parser: Parser) -> None:
    """The option for shares that are not typed."""
    parser.add_argument(
        "--share",
        action="append",
        default=[],
        metavar=_("BERKAS"),
        help=_("berkas berisi satu bagian, - untuk masukan baku; tanpa ini diketik di terminal"),
    )


def add_sheets_option(parser: Parser) -> None:
    """The option for where new shares go."""
    parser.add_argument(
        "--shares-to",
        type=Path,
        metavar=_("FOLDER"),
        help=_("tulis bagian Inspektur dan bagian kustodian ke sini; tanpa ini ditampilkan"),
    )


def read_shares(sources: Sequence[str], count: int, output: Output) -> list[str]:
    """As many shares as are needed: from the files named, the others typed one after the other.

    Raises WrongUse, Refused (a file that others can read), WrongShare, CannotUnlock without a terminal.
    """
    if len(sources) > count or sources.count(STANDARD_INPUT) > 1:
        raise WrongUse(_("Terlalu banyak --share: perintah ini memakai {count}.").format(count=count))
    given = [_from(source) for source in sources]
    return given + [_typed(place, count, output) for place in range(len(given) + 1, count + 1)]


def _from(source: str) -> str:
    from wbs_tui.vault.secret_files import read_secret_page

    if source == STANDARD_INPUT:
        return sys.stdin.read(_LONGEST_INPUT)
    return read_secret_page(Path(source))


def _typed(place: int, count: int, output: Output) -> str:
    """Line by line until there are enough words; a line with an unknown word is typed again."""
    from wbs_tui.vault.shares import UnknownWord, read_words

    output.say(
        _(
            "Bagian {place} dari {count}: pemegangnya mengetik kata-katanya, beberapa kata per baris; yang "
            "diketik tidak tampak. Empat huruf pertama cukup."
        ).format(place=place, count=count)
    )
    words: list[str] = []
    while len(words) < WORDS:
        prompt = _("Kata {first} dan seterusnya: ").format(first=len(words) + 1)
        try:
            words += read_words(_unseen(prompt), len(words))
        except UnknownWord as error:
            output.say(error.message)
    return " ".join(words)


def _unseen(prompt: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(printable(prompt))
    except (getpass.GetPassWarning, EOFError, OSError) as error:
        raise CannotUnlock(
            _("Tidak ada terminal untuk mengetik bagian. Simpan dalam berkas (chmod 600): --share BERKAS.")
        ) from error


def deliver_sheets(folder: Path | None, output: Output) -> "Deliver":
    """What writes the new sheets, or nothing where they are shown later. Raises Refused, WrongUse."""
    if folder is None:
        return lambda _sheets: None
    if folder.parent.is_dir():
        folder.mkdir(mode=0o700, exist_ok=True)
    for name in _FILES:
        refuse_taken(folder / name)

    def write(sheets: "ShareSheets") -> None:
        from wbs_tui.accounts.recovery.shares import page
        from wbs_tui.vault.secret_files import write_secret_file

        for sheet in sheets.every:
            path = folder / sheet.file_name
            write_secret_file(path, page(sheet))
            output.say(_("Bagian ke-{number} ada di {path}.").format(number=sheet.number, path=path))

    return write


def show_sheets(folder: Path | None, sheets: "ShareSheets | None", output: Output) -> None:
    """Show what was not written into files, one sheet after the other, and say what comes next."""
    if sheets is None:
        return
    if folder is None:
        from wbs_tui.accounts.recovery.shares import page

        for sheet in sheets.every:
            output.say(page(sheet))
            _wait_and_wipe(output)
    elif sheets.head is None:
        output.say(_("Cetak berkas itu, serahkan kepada kustodian, lalu hapus berkasnya."))
    else:
        output.say(_("Cetak kedua berkas itu, serahkan yang kedua kepada kustodian, lalu hapus keduanya."))
    if sheets.sealed_to_admin:
        output.say(_("Bagian Super Admin tersegel untuknya: ia melihatnya dengan `wbs recovery share`."))
    else:
        output.say(
            _(
                "Bagian Super Admin belum ada pada siapa pun: setelah ia mengaktifkan akunnya, jalankan "
                "`wbs recovery renew`."
            )
        )
    output.say(_("Setelah disimpan, periksa setiap bagian dengan `wbs recovery check`."))


def _wait_and_wipe(output: Output) -> None:
    if sys.stdin.isatty() and sys.stderr.isatty():
        output.say(_("Salin atau cetak lembar ini, lalu tekan Enter; layar dibersihkan."))
        sys.stdin.readline()
        sys.stderr.write(_WIPE)
        sys.stderr.flush()
