"""Why a step is refused, in words that say what would be done instead."""

from collections.abc import Iterable

from wbs_tui.journal.desk import Desk
from wbs_tui.policy.stages import Edge
from wbs_tui.text.catalogue import N_, _, language
from wbs_tui.text.clean import clean
from wbs_tui.text.errors import Refused

_OPERATIONS = {
    "merge": N_("Kasus hanya dapat digabung melalui penggabungan, bukan dengan memindahkan tahap."),
    "unmerge": N_("Kasus yang digabung hanya kembali melalui pembatalan penggabungan."),
    "refer": N_("Kasus hanya dapat dilimpahkan melalui pelimpahan, bukan dengan memindahkan tahap."),
}


class StepNotInGraph(Refused):
    """The graph has no such step from here."""

    def __init__(self, desk: Desk, stage: str, to_stage: str) -> None:
        possible = [edge.to for edge in desk.policy.stages.next_from(stage)]
        super().__init__(
            _("Dari tahap {stage} tidak ada langkah ke {to}. Langkah yang ada: {possible}.").format(
                stage=_stage(desk, stage), to=_stage(desk, to_stage), possible=_stages(desk, possible)
            )
        )


class OnlyByOwnOperation(Refused):
    """The step belongs to merging or referring."""

    def __init__(self, edge: Edge) -> None:
        super().__init__(_(_OPERATIONS[edge.by]))


class OnlyBackThere(Refused):
    """A reopened case returns to the stage from which it was closed."""

    def __init__(self, desk: Desk, origin: str) -> None:
        super().__init__(
            _("Kasus yang dibuka kembali pulang ke tahap asalnya: {stage}.").format(
                stage=_stage(desk, origin)
            )
        )


class NotForThisRole(Refused):
    """The account's role may neither take nor propose the step."""

    def __init__(self, desk: Desk, edge: Edge) -> None:
        super().__init__(
            _("Langkah ke {stage} hanya diputuskan oleh: {roles}.").format(
                stage=_stage(desk, edge.to), roles=_roles(desk, edge.roles)
            )
        )


class MayOnlyPropose(Refused):
    """The account's role may propose the step, and did not ask for that."""

    def __init__(self, desk: Desk, edge: Edge) -> None:
        super().__init__(
            _(
                "Langkah ke {stage} hanya diputuskan oleh: {roles}. Anda dapat mengusulkannya dengan alasan."
            ).format(stage=_stage(desk, edge.to), roles=_roles(desk, edge.roles))
        )


class GatesClosed(Refused):
    """The step's conditions are not met; the message says what would meet each."""

    def __init__(self, sentences: Iterable[str]) -> None:
        super().__init__(" ".join(sentences))


def _stage(desk: Desk, stage: str) -> str:
    return desk.policy.stages.label(clean(stage, single_line=True), language())


def _stages(desk: Desk, stages: Iterable[str]) -> str:
    return ", ".join(f"{_stage(desk, stage)} ({stage})" for stage in stages) or "-"


def _roles(desk: Desk, roles: Iterable[str]) -> str:
    return ", ".join(desk.policy.label("role", role, language()) for role in roles)
