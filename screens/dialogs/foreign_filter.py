"""Asks which cases of other offices to show: every facet is one line, found by typing a few letters of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from screens.dialogs.dialog import Dialog
from screens.widgets.picker import Choice, Picker
from wbs_tui.sync.foreign_cases.monitoring import ForeignQuery
from wbs_tui.text.catalogue import N_, _, language
from wbs_tui.text.formats import month_name

if TYPE_CHECKING:
    from wbs_tui.policy.book import Policy

_LISTS = (
    ("stage", N_("Tahap")),
    ("result", N_("Hasil")),
    ("severity", N_("Tingkat")),
    ("category", N_("Kategori")),
)
_FLAGS = (
    ("overdue", N_("Lewat tenggat"), N_("yang harinya sudah lewat")),
    ("referred", N_("Limpahan"), N_("dilimpahkan ke sini dan menunggu jawaban")),
    ("shared", N_("Utuh"), N_("yang dibagikan utuh")),
)
FLAG_NAMES = {name: label for name, label, _note in _FLAGS}


class ForeignFilterDialog(Dialog[ForeignQuery]):
    """Gives the query; Enter chooses and closes, Tab chooses and stays for the next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "choose", show=False, priority=True),
        Binding("ctrl+x", "show_all", show=False, priority=True),
    ]

    def __init__(
        self,
        policy: "Policy",
        query: ForeignQuery,
        offices: Sequence[tuple[str, str]],
        months: Sequence[date],
    ) -> None:
        """`offices` by code and name; `months` by their first days."""
        super().__init__()
        self._policy = policy
        self._query = query
        self._offices = offices
        self._months = months

    def title_text(self) -> str:
        """What is asked."""
        return _("Saring kasus instansi lain")

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("enter pilih · tab pilih beberapa · ^x semua kasus · esc batal")

    def compose_body(self) -> ComposeResult:
        """Every facet there is."""
        yield Picker(self._choices(), _("Ketik instansi, tahap, hasil, bulan, …"))

    def _choices(self) -> Iterator[Choice]:
        for name, label, note in _FLAGS:
            yield self._choice(name, "yes", _(label), _(note), _("Keadaan"))
        for code, named in self._offices:
            yield self._choice("office", code, f"{code} {named}", "", _("Instansi"))
        for name, group in _LISTS:
            for code in self._policy.choices(name):
                yield self._choice(name, code, self._policy.label(name, code, language()), "", _(group))
        for month in self._months:
            yield self._choice("month", month.isoformat(), month_name(month), "", _("Bulan diterima"))

    def _choice(self, name: str, value: str, label: str, note: str, group: str) -> Choice:
        stands = getattr(self._query, name)
        chosen = bool(stands) if value == "yes" else str(stands) == value
        return Choice(f"{name} {value}", label, note, group, chosen=chosen)

    @on(Picker.Picked)
    def _take(self, picked: Picker.Picked) -> None:
        self.dismiss(self._with(picked.choice))

    def action_choose(self) -> None:
        """Choose what is highlighted, and stay."""
        picker = self.query_one(Picker)
        if picker.current is not None:
            self._query = self._with(picker.current)
            picker.put(self._choices())

    def action_show_all(self) -> None:
        """Show all cases again."""
        self.dismiss(ForeignQuery())

    def _with(self, choice: Choice) -> ForeignQuery:
        """The query with this choice; one that is chosen is taken away."""
        name, _space, value = choice.id.partition(" ")
        new: Any = date.fromisoformat(value) if name == "month" else value
        if value == "yes":
            new = not choice.chosen
        elif choice.chosen:
            new = None
        changes: dict[str, Any] = {name: new}
        return replace(self._query, **changes)
