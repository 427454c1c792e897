"""Asks for the officer's classification, value by value, and why it differs."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input, Select

from screens.case_parts.act_dialog import ActDialog
from wbs_tui.cases.steps.classification import Decision, decide
from wbs_tui.cases.steps.meanwhile import Shown
from wbs_tui.text.catalogue import N_, _, language

if TYPE_CHECKING:
    from wbs_tui.cases.views import CaseView
    from wbs_tui.journal.desk import Desk

_FIELDS = {
    "category": N_("Kategori"),
    "severity": N_("Tingkat"),
    "jurisdiction": N_("Kewenangan"),
    "supervisory": N_("Kadar"),
    "subject_class": N_("Golongan terlapor"),
}


class ClassifyDialog(ActDialog):
    """The fields hold what stands; a letter typed on a list jumps to the entries that begin with it."""

    def __init__(self, desk: "Desk", case: "CaseView") -> None:
        super().__init__()
        self._desk = desk
        self._case = case

    def title_text(self) -> str:
        """What is asked."""
        return _("Klasifikasi {register}").format(register=self._case.register)

    def compose_body(self) -> ComposeResult:
        """One list for each value, and the reason."""
        for kind, label in _FIELDS.items():
            yield from self.labelled(_(label), self._select(kind))
        reason = Input(
            id="classify-reason", classes="dialog-field", placeholder=_("Wajib bila ada yang diubah")
        )
        yield from self.labelled(_("Alasan"), reason)

    def _select(self, kind: str) -> Select[str]:
        policy = self._desk.policy
        options = [(policy.label(kind, code, language()), code) for code in policy.choices(kind)]
        stands = getattr(self._case, kind)
        known = stands in policy.choices(kind)
        return Select(
            options,
            id=f"classify-{kind}",
            prompt=_("Belum ditentukan"),
            allow_blank=not known,
            value=stands if known else Select.NULL,
            compact=True,
        )

    def service(self) -> Callable[[], object]:
        """Decide what stands in the fields."""
        decision = Decision(
            **{kind: self._chosen(kind) for kind in _FIELDS},
            reason=self.value("classify-reason"),
        )
        shown = Shown(self._case.classifications[-1].id)
        return lambda: decide(self._desk, self._case.register, decision, shown)

    def _chosen(self, kind: str) -> str | None:
        value = self.query_one(f"#classify-{kind}", Select).value
        return None if value is Select.NULL else str(value)
