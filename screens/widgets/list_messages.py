"""What a list of cases tells the screen it stands on; `control` is the list."""

from dataclasses import dataclass

from textual.message import Message
from textual.widget import Widget

from models.words.rows import CaseRow


@dataclass
class ListMessage(Message):
    """Something that happened in a list."""

    case_list: Widget

    @property
    def control(self) -> Widget:
        """The list that says so."""
        return self.case_list


@dataclass
class Highlighted(ListMessage, namespace="case_list"):
    """The cursor stands on another row, or on none."""

    row: CaseRow | None


@dataclass
class Opened(ListMessage, namespace="case_list"):
    """A row was chosen, with Enter or a double click."""

    row: CaseRow


@dataclass
class MarksChanged(ListMessage, namespace="case_list"):
    """Other cases are marked now."""

    marked: frozenset[str]


@dataclass
class Counted(ListMessage, namespace="case_list"):
    """The length of the list is known."""

    total: int


@dataclass
class SourceFailed(ListMessage, namespace="case_list"):
    """The source could not answer; the list stays as it was."""

    error: Exception
