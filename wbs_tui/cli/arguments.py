"""Command lines: argparse in the language in use, with the options that every command has."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.terminal import printable

if TYPE_CHECKING:
    from wbs_tui.cli.context import Context

Arguments = argparse.Namespace
Run = Callable[[Arguments, "Context"], int]

_OF_ARGPARSE = {
    "usage: ": N_("pemakaian: "),
    "positional arguments": N_("yang ditulis berurutan"),
    "options": N_("pilihan"),
    "show this help message and exit": N_("tampilkan bantuan ini"),
    "%(prog)s: error: %(message)s\n": N_("%(prog)s: salah tulis: %(message)s\n"),
    "argument %(argument_name)s: %(message)s": N_("%(argument_name)s: %(message)s"),
    "the following arguments are required: %s": N_("yang wajib ditulis belum ada: %s"),
    "unrecognized arguments: %s": N_("tidak dikenal: %s"),
    "invalid choice: %(value)r (choose from %(choices)s)": N_("%(value)r bukan pilihan (pilih: %(choices)s)"),
    "expected one argument": N_("harus diikuti satu nilai"),
    "expected at least one argument": N_("harus diikuti sedikitnya satu nilai"),
    "expected at most one argument": N_("paling banyak diikuti satu nilai"),
    "not allowed with argument %s": N_("tidak boleh bersama %s"),
    "ignored explicit argument %r": N_("tidak menerima nilai %r"),
    "one of the arguments %s is required": N_("salah satu dari %s wajib ditulis"),
}
"""The sentences of argparse that an officer can meet, in Indonesian."""


def _translated(message: str) -> str:
    return _(_OF_ARGPARSE[message]) if message in _OF_ARGPARSE else message


@contextmanager
def in_our_language() -> Iterator[None]:
    """Let argparse speak through the catalogue; it asks the module's own `_` and can be given no other."""
    theirs = vars(argparse)["_"]
    vars(argparse)["_"] = _translated
    try:
        yield
    finally:
        vars(argparse)["_"] = theirs


class Parser(argparse.ArgumentParser):
    """A parser without abbreviations (a script must not break when an option is added)."""

    def __init__(self, **options: object) -> None:
        super().__init__(**{"allow_abbrev": False, **options})  # type: ignore[arg-type]
        self.closing: Callable[[], str] | None = None
        """What its help ends with, made when the help is asked for."""

    def format_help(self) -> str:
        """The help of argparse, and what it ends with."""
        if self.closing is not None:
            self.epilog = self.closing()
        return super().format_help()

    def _print_message(self, message: str, file: Any = None) -> None:
        stream = file or sys.stderr
        stream.write(printable(message, getattr(stream, "encoding", None)))


class Commands:
    """A place where commands are registered, each with the function that runs it."""

    def __init__(self, parser: Parser, title: str) -> None:
        self._parsers = parser.add_subparsers(title=title, metavar=_("PERINTAH"), required=False)

    def add(
        self,
        name: str,
        run: Run,
        summary: str,
        *,
        signed_in: bool = True,
        lists: bool = False,
        writes: bool = False,
        store: str = "",
    ) -> Parser:
        """A command; `signed_in` ones take --user, those that list --json, those that keep words on a case
        --even-if-identity."""
        parser: Parser = self._parsers.add_parser(name, help=summary, description=summary)
        parser.set_defaults(run=run, json=False, even_if_identity=False)
        add_common(parser, signed_in=signed_in, default=argparse.SUPPRESS, store=store)
        if lists:
            parser.add_argument("--json", action="store_true", help=_("satu dokumen JSON di keluaran baku"))
        if writes:
            parser.add_argument(
                "--even-if-identity",
                action="store_true",
                help=_("simpan juga bila tulisannya tampak memuat identitas pelapor"),
            )
        return parser

    def group(self, name: str, summary: str) -> "Commands":
        """A command of several, such as `wbs account`."""
        parser: Parser = self._parsers.add_parser(name, help=summary, description=summary)
        parser.set_defaults(run=_needs_more(parser))
        return Commands(parser, _("perintah"))


def _needs_more(parser: Parser) -> Run:
    def refuse(_arguments: Arguments, _context: "Context") -> NoReturn:
        with in_our_language():
            parser.error(_("tulis salah satu perintahnya; lihat --help"))

    return refuse


def add_common(
    parser: Parser, *, signed_in: bool = True, default: str | None = None, store: str = ""
) -> None:
    """The options --store (its help, where it is no office's) and --user, before the command or after it."""
    told = store or _("penyimpanan, misalnya sqlite:///LETAK (WBS_STORE)")
    parser.add_argument("--store", metavar="URL", default=default, help=told)
    if signed_in:
        parser.add_argument("--user", metavar=_("NAMA"), default=default, help=_("nama akun (WBS_USER)"))
