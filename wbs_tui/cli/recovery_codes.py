"""Recovery codes at the command line: typed or read from a file, shown or written into one."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from wbs_tui.cli.arguments import Parser
from wbs_tui.cli.invitations import refuse_taken
from wbs_tui.cli.output import Output
from wbs_tui.cli.passwords import asked
from wbs_tui.text.catalogue import _
from wbs_tui.vault.errors import DeviceSecretMissing
from wbs_tui.vault.secret_files import read_password_file, write_secret_file

RECOVERY_CODE_FILE = "WBS_RECOVERY_CODE_FILE"


def typed_code(environment: Mapping[str, str], missing: DeviceSecretMissing) -> str:
    """The recovery code; raises `missing` where there is neither a file nor somebody to type it."""
    named = environment.get(RECOVERY_CODE_FILE)
    if named:
        return read_password_file(Path(named))
    if not sys.stdin.isatty():
        raise missing
    return asked(_("Perangkat ini belum dikenal. Kode pemulihan: "), RECOVERY_CODE_FILE)


def add_code_option(parser: Parser) -> None:
    """`--recovery-code-to FILE`."""
    parser.add_argument(
        "--recovery-code-to",
        type=Path,
        metavar=_("BERKAS"),
        help=_("tulis kode pemulihan ke sini (tanpa ini: ditampilkan di terminal)"),
    )


def can_deliver(arguments: argparse.Namespace) -> bool:
    """Whether a code can reach its owner: into a file that is free, or onto a terminal. Raises Refused."""
    if arguments.recovery_code_to is not None:
        refuse_taken(arguments.recovery_code_to)
        return True
    return sys.stderr.isatty()


def deliver_code(arguments: argparse.Namespace, account: str, code: str, output: Output) -> None:
    """Write the code, or show it; and say what it is for."""
    path = arguments.recovery_code_to
    if path is None:
        output.say(_("Kode pemulihan {account}, ditampilkan sekali ini saja:").format(account=account))
        output.say(f"  {code}")
    else:
        write_secret_file(path, code)
        output.say(_("Kode pemulihan {account} ada di {path}.").format(account=account, path=path))
    output.say(
        _(
            "Dengan kata sandi dan kode itu Anda dapat masuk di perangkat lain. Simpan di kertas, terpisah "
            "dari perangkat ini. Hilang: buat yang baru dengan wbs device code."
        )
    )
