"""The role of desks on a server: an option of every command that makes a store there."""

import argparse
from typing import TYPE_CHECKING

from wbs_tui.cli.arguments import Parser
from wbs_tui.cli.values import one_line
from wbs_tui.store.desk_role import DESK_ROLE
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WrongUse

if TYPE_CHECKING:
    from wbs_tui.store.location import StoreLocation

_LONGEST = 63
"""Of a name in PostgreSQL, in bytes."""


def add_desk_role_option(parser: Parser) -> None:
    """`--desk-role NAME`."""
    parser.add_argument(
        "--desk-role",
        type=one_line(_LONGEST),
        metavar=_("PERAN"),
        help=_("peran PostgreSQL untuk meja petugas (bawaan: {role})").format(role=DESK_ROLE),
    )


def desk_role(arguments: argparse.Namespace, location: "StoreLocation") -> str:
    """The role that was asked for, or the usual one; raises WrongUse for a store in a file."""
    if arguments.desk_role is None:
        return DESK_ROLE
    from wbs_tui.store.location import ServerStore

    if not isinstance(location, ServerStore):
        raise WrongUse(_("--desk-role hanya berlaku untuk penyimpanan di server PostgreSQL."))
    return str(arguments.desk_role)
