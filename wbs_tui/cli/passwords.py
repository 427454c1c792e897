"""Passwords: from a file that only its owner can read, else asked on the terminal without showing them."""

import getpass
import warnings
from collections.abc import Mapping
from pathlib import Path

from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import CannotUnlock, Refused
from wbs_tui.text.terminal import printable
from wbs_tui.vault.secret_files import read_password_file

PASSWORD_FILE = "WBS_PASSWORD_FILE"  # noqa: S105 - the name of a variable
NEW_PASSWORD_FILE = "WBS_NEW_PASSWORD_FILE"  # noqa: S105 - the name of a variable


def password(environment: Mapping[str, str], account: str) -> str:
    """The password of an account that exists. Raises CannotUnlock without file and terminal."""
    named = environment.get(PASSWORD_FILE)
    if named:
        return read_password_file(Path(named))
    return asked(_("Kata sandi {account}: ").format(account=account), PASSWORD_FILE)


def new_password(environment: Mapping[str, str], account: str, variable: str = PASSWORD_FILE) -> str:
    """A new password, typed twice on the terminal. Raises Refused when the two differ."""
    named = environment.get(variable)
    if named:
        return read_password_file(Path(named))
    first = asked(_("Kata sandi baru untuk {account}: ").format(account=account), variable)
    if asked(_("Ketik sekali lagi: "), variable) != first:
        raise Refused(_("Kedua kata sandi tidak sama. Ulangi perintahnya."))
    return first


def asked(prompt: str, variable: str) -> str:
    """What is typed on the terminal unseen; where nobody could, CannotUnlock says what to do instead."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(printable(prompt))
    except (getpass.GetPassWarning, EOFError, OSError) as error:
        raise CannotUnlock(
            _(
                "Tidak ada terminal untuk mengetik kata sandi. Simpan dalam berkas satu baris (chmod 600) "
                "dan sebutkan berkas itu di {variable}."
            ).format(variable=variable)
        ) from error
