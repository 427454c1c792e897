"""A list that stays where it is when its lines are made anew: the highlight by identity, and the scroll."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class KeyedList(OptionList):
    """An OptionList whose options are named by id."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
    ]

    def __init__(self, id: str) -> None:
        super().__init__(id=id, markup=False, compact=True)

    @property
    def current(self) -> str | None:
        """The id of the highlighted option."""
        option = self.highlighted_option
        return option.id if option else None

    def fill(self, options: Iterable[Option]) -> None:
        """Show other options; the highlighted one stays highlighted, else the next that is still there."""
        stood = self.highlighted or 0
        following = [option.id for option in self.options[stood:] if option.id and not option.disabled]
        scroll = self.scroll_y
        self.set_options(options)
        if not any(self.stand_on(option_id) for option_id in following):
            step = self.action_last if stood else self.action_first
            step()
        self.scroll_to(y=scroll, animate=False, immediate=True)

    def stand_on(self, option_id: str) -> bool:
        """Highlight an option; gives whether there is such a one."""
        index = next((n for n, option in enumerate(self.options) if option.id == option_id), None)
        if index is None:
            return False
        self.highlighted = index
        return True
