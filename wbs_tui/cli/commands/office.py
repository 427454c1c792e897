"""`wbs office`: what the office has chosen, and the Inspektur may change."""

from models.words.reports import IdentityPolicy
from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.commands import peers
from wbs_tui.cli.context import Context
from wbs_tui.cli.labels import Labels
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WrongUse


def register(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("office", _("pengaturan kantor"))
    parser = group.add(
        "policy", policy, _("kebijakan identitas pelapor: lihat, atau ubah (Inspektur)"), lists=True
    )
    parser.add_argument(
        "policy",
        nargs="?",
        choices=[each.value for each in IdentityPolicy],
        metavar=_("KEBIJAKAN"),
        help=_("open, confidential, atau anonymous; tanpa ini tampilkan yang berlaku"),
    )
    parser.add_argument("--reason", default="", metavar=_("ALASAN"), help=_("alasan; tercatat di jurnal"))
    peers.register(group)


def policy(arguments: Arguments, context: Context) -> int:
    """Show what the office asks about a reporter's identity, or change it for the cases to come."""
    from wbs_tui.cases.identity.identity_policy import current_identity_policy, explained, set_identity_policy

    if arguments.reason and not arguments.policy:
        raise WrongUse(
            _("Sebutkan kebijakannya: wbs office policy open|confidential|anonymous --reason TEKS")
        )
    with context.desk() as desk:
        if arguments.policy:
            changed = set_identity_policy(desk, IdentityPolicy(arguments.policy), arguments.reason)
            said = (
                _("Kebijakan identitas diubah; berlaku bagi kasus baru, kasus yang ada tetap.")
                if changed
                else _("Itu kebijakan yang sudah berlaku.")
            )
            context.output.say(said)
        stands = current_identity_policy(desk)
        meaning = explained(desk, stands)
        value = {"identity_policy": stands, "meaning": meaning}
        context.output.result(value, [f"{Labels(desk).of('identity_policy', stands)}: {meaning}"])
    return 0
