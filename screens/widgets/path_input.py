"""A field for the path of a file, completed as a shell does: the rest is shown, Tab or → takes it."""

import asyncio
import os
from itertools import islice
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widgets import Input

_MOST = 5_000
"""Entries of a folder that are looked at."""


def completion(typed: str) -> str | None:
    """What the path can go on to: the first entry in order that begins so, a folder with its slash."""
    folder, slash, begun = typed.rpartition("/")
    if not typed.strip():
        return None
    try:
        with os.scandir(Path((folder + slash) or ".").expanduser()) as entries:
            found = sorted(
                entry.name + ("/" if entry.is_dir() else "")
                for entry in islice(entries, _MOST)
                if entry.name.startswith(begun or "") and entry.name.isprintable()
            )
    except (OSError, ValueError, RuntimeError):  # no such folder, or not a path yet
        return None
    shown = [name for name in found if begun or not name.startswith(".")]
    return f"{folder}{slash}{shown[0]}" if shown else None


class PathSuggester(Suggester):
    """Looks into the folder in a thread."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The completed path."""
        return await asyncio.to_thread(completion, value)


class PathInput(Input):
    """Tab completes while there is something to complete, and else leads to the next field."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", show=False)]

    def __init__(
        self, value: str = "", placeholder: str = "", id: str | None = None, *, select: bool = False
    ) -> None:
        """`select`: what stands in it is a proposal, and goes when something is typed."""
        super().__init__(
            value,
            placeholder=placeholder,
            suggester=PathSuggester(),
            compact=True,
            id=id,
            select_on_focus=select,
        )

    def action_complete(self) -> None:
        """Take the completion, or go on."""
        completed = None if self._is_file() else completion(self.value)
        if completed is None or completed == self.value:
            self.screen.focus_next()
            return
        self.value = completed
        self.cursor_position = len(completed)

    def _is_file(self) -> bool:
        try:
            return Path(self.value).expanduser().is_file()
        except (OSError, ValueError, RuntimeError):
            return False
