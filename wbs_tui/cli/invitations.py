"""Invitations on disk: a file for its reader alone, that nothing overwrites."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from models.words.clock import from_millis
from wbs_tui.cli.output import Output
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused, WrongUse
from wbs_tui.text.formats import moment
from wbs_tui.vault.secret_files import write_secret_file

if TYPE_CHECKING:
    from wbs_tui.accounts.views import Invitation


def refuse_taken(path: Path) -> None:
    """Find out before anything is made whether the invitation can be written. Raises Refused, WrongUse."""
    if path.exists():
        raise Refused(_("{name} sudah ada dan tidak ditimpa. Pilih nama lain.").format(name=path.name))
    if not path.parent.is_dir():
        raise WrongUse(_("Folder {path} tidak ada.").format(path=path.parent))


def write_invitation(path: Path, invitation: "Invitation", zone: ZoneInfo, output: Output) -> None:
    """Write the code into the file and say what its owner does with it."""
    write_secret_file(path, invitation.code)
    output.say(
        _(
            "Undangan untuk {account} ada di {path}, berlaku sampai {until}. Serahkan langsung; "
            "pemiliknya menjalankan:"
        ).format(
            account=invitation.account, path=path, until=moment(from_millis(invitation.expires_at), zone)
        )
    )
    output.say(f"  wbs activate {invitation.account} --invite {shlex.quote(str(path))}")
