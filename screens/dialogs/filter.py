"""Asks which cases to show: every facet is one line, found by typing a few letters of it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from screens.dialogs.dialog import Dialog
from screens.widgets.picker import Choice, Picker
from wbs_tui.cases.reading.inbox import InboxQuery
from wbs_tui.text.catalogue import N_, _, language

if TYPE_CHECKING:
    from wbs_tui.policy.book import Policy

_LISTS = (("stage", N_("Tahap")), ("severity", N_("Tingkat")), ("category", N_("Kategori")))
_FLAGS = (
    ("mine", N_("Milik saya"), N_("yang ditugaskan kepada saya")),
    ("overdue", N_("Lewat tenggat"), N_("yang harinya sudah lewat")),
    ("unread", N_("Belum dibaca"), N_("yang belum saya buka")),
)


class FilterDialog(Dialog[InboxQuery]):
    """Gives the query; Enter chooses and closes, Tab chooses and stays for the next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "choose", show=False, priority=True),
        Binding("ctrl+x", "show_all", show=False, priority=True),
    ]

    def __init__(self, policy: "Policy", query: InboxQuery, assignees: tuple[str, ...] = ()) -> None:
        """`assignees` are the names of accounts that work cases."""
        super().__init__()
        self._policy = policy
        self._query = query
        self._assignees = assignees

    def title_text(self) -> str:
        """What is asked."""
        return _("Saring kasus")

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("enter pilih · tab pilih beberapa · ^x semua kasus · esc batal")

    def compose_body(self) -> ComposeResult:
        """Every facet that the policy knows."""
        yield Picker(self._choices(), _("Ketik tahap, kategori, tingkat, nama, …"))

    def _choices(self) -> Iterator[Choice]:
        for name, label, note in _FLAGS:
            yield self._choice(name, "yes", _(label), _(note), _("Keadaan"))
        for name, group in _LISTS:
            for code in self._policy.choices(name):
                yield self._choice(name, code, self._policy.label(name, code, language()), "", _(group))
        for account in self._assignees:
            yield self._choice("assigned_to", account, account, "", _("Petugas"))

    def _choice(self, name: str, value: str, label: str, note: str, group: str) -> Choice:
        stands: Any = getattr(self._query, name)
        chosen = bool(stands) if value == "yes" else stands == value
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
        self.dismiss(InboxQuery(sort=self._query.sort))

    def _with(self, choice: Choice) -> InboxQuery:
        """The query with this choice; one that is chosen is taken away."""
        name, _space, value = choice.id.partition(" ")
        new: Any = not choice.chosen if value == "yes" else None if choice.chosen else value
        changes: dict[str, Any] = {name: new}
        return replace(self._query, **changes)
