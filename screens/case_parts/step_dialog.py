"""Asks for the next stage: the steps, what each gate still wants, and what is given with the step."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label, OptionList, Select, Static
from textual.widgets.option_list import Option

from screens.case_parts.act_dialog import ActDialog
from screens.case_parts.words import MUTED, lines
from screens.widgets.keyed_list import KeyedList
from wbs_tui.cases.steps.stages import Before, advance
from wbs_tui.text.catalogue import _, language

if TYPE_CHECKING:
    from wbs_tui.cases.views import CaseView, ProposalView, StepView
    from wbs_tui.journal.desk import Desk


class StepDialog(ActDialog):
    """Takes the step, or proposes it where the role may only propose; a closed gate keeps the dialog open."""

    ENTER_DOES = False  # a step cannot be taken back

    def __init__(
        self,
        desk: "Desk",
        case: "CaseView",
        steps: Sequence["StepView"],
        assignees: Sequence[str],
        proposal: "ProposalView | None" = None,
    ) -> None:
        """`proposal` fills the fields with what somebody has proposed."""
        super().__init__()
        self._desk = desk
        self._case = case
        self._steps = steps
        self._assignees = assignees
        self._proposal = proposal

    def title_text(self) -> str:
        stage = self._desk.policy.label("stage", self._case.stage, language())
        return _("Langkah dari tahap {stage}").format(stage=stage)

    def keys_text(self) -> str:
        return _("↑ ↓ pilih · tab isian · ^s jalankan · esc batal")

    def compose_body(self) -> ComposeResult:
        """The steps, what the highlighted one wants, and its fields."""
        if self._proposal is not None:
            yield Static(self._proposed(self._proposal), classes="dialog-text", markup=False)
        yield KeyedList(id="steps")
        yield Static(id="step-wants", classes="dialog-text", markup=False)
        given = self._proposal
        yield self._row(
            "assign",
            _("Petugas"),
            [(name, name) for name in self._assignees],
            given.assign if given else None,
        )
        yield self._row("result", _("Hasil"), self._codes("result"), given.result if given else None)
        yield self._row(
            "closure", _("Penyelesaian"), self._codes("closure"), given.closure if given else None
        )
        yield from self.labelled(_("Alasan"), Input(id="step-reason", classes="dialog-field"))

    async def on_mount(self) -> None:
        """Stand on the proposed step, else on the first."""
        box = self.query_one(KeyedList)
        box.fill(Option(self._line(step), id=step.to_stage) for step in self._steps)
        if self._proposal is not None:
            box.stand_on(self._proposal.to_stage)
        box.focus()
        self._show_wants()

    @on(OptionList.OptionHighlighted, "#steps")
    def _show_wants(self) -> None:
        """Say what the step wants, and show the fields that it needs."""
        step = self._step
        if step is None:
            return
        self.refuse("")
        self.query_one("#step-wants", Static).update(_wants(step))
        needs = {"assign": step.needs_assignee, "result": step.needs_result, "closure": step.needs_closure}
        for name, needed in needs.items():
            self.query_one(f"#step-{name}-row").display = needed
        required = step.needs_reason or _only_proposed(step)
        said = _("Wajib") if required else _("boleh kosong")
        self.query_one("#step-reason", Input).placeholder = said

    @on(OptionList.OptionSelected, "#steps")
    def _to_fields(self) -> None:
        self.focus_next()

    def service(self) -> Callable[[], object]:
        """Take or propose the highlighted step with what stands in its fields."""
        step = self._step
        assert step is not None  # noqa: S101 - the dialog is opened with steps
        reason = self.value("step-reason")
        assign, result, closure = (self._value(name) for name in ("assign", "result", "closure"))
        return lambda: advance(
            self._desk,
            self._case.register,
            step.to_stage,
            reason,
            assign=assign,
            result=result,
            closure=closure,
            propose=_only_proposed(step),
            shown=Before(self._case.stage, self._case.assigned_to),
        )

    @property
    def _step(self) -> "StepView | None":
        current = self.query_one(KeyedList).current
        return next((step for step in self._steps if step.to_stage == current), None)

    def _value(self, name: str) -> str | None:
        """What is chosen in a field that the step needs."""
        if not self.query_one(f"#step-{name}-row").display:
            return None
        value = self.query_one(f"#step-{name}", Select).value
        return None if value is Select.NULL else str(value)

    def _codes(self, kind: str) -> list[tuple[str, str]]:
        policy = self._desk.policy
        return [(policy.label(kind, code, language()), code) for code in policy.choices(kind)]

    def _row(self, name: str, label: str, options: list[tuple[str, str]], value: str | None) -> Horizontal:
        known = value in {code for _label, code in options}
        field = Select(
            options,
            id=f"step-{name}",
            prompt=_("Pilih"),
            value=value if known and value is not None else Select.NULL,
            compact=True,
        )
        return Horizontal(Label(label, markup=False), field, id=f"step-{name}-row", classes="dialog-row")

    def _line(self, step: "StepView") -> Content:
        sign, style = ("✓", "$text-success") if not step.missing else ("✗", "$text-error")
        proposes = f"  {_('hanya dapat diusulkan')}" if _only_proposed(step) else ""
        return Content.assemble((f"{sign} ", style), (step.label, "bold"), (proposes, MUTED))

    def _proposed(self, proposal: "ProposalView") -> Content:
        said = _("{account} mengusulkan {stage}: {reason}").format(
            account=proposal.account,
            stage=self._desk.policy.label("stage", proposal.to_stage, language()),
            reason=proposal.reason,
        )
        return Content.styled(said, "$text-accent")


def _only_proposed(step: "StepView") -> bool:
    return step.may_propose and not step.may_decide


def _wants(step: "StepView") -> Content:
    """What holds the step, and what a reason stands in for."""
    held = [Content.styled(f"✗ {sentence}", "$text-error") for sentence in step.missing]
    excused = [
        Content.styled(f"! {sentence} {_('Alasan tertulis Anda menggantikannya.')}", "$text-warning")
        for sentence in step.excused
    ]
    if _only_proposed(step):
        decides = Content.styled(_("Peran Anda mengusulkan; yang berwenang memutuskan."), MUTED)
        return lines([*held, *excused, decides])
    if not held and not excused:
        asks = step.needs_assignee or step.needs_result or step.needs_closure or step.needs_reason
        said = (
            _("Lengkapi isian di bawah, lalu ^s.") if asks else _("Tidak ada yang kurang: ^s menjalankannya.")
        )
        return Content.styled(said, "$text-success")
    return lines([*held, *excused])
