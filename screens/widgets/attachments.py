"""The files of a form: a path is typed or dropped, Enter attaches it, Delete lets it go again."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from screens.widgets.form_field import FormField
from screens.widgets.path_input import PathInput
from wbs_tui.intake.attaching import FoundFile, find_file
from wbs_tui.intake.sizes import size_in_words
from wbs_tui.text.catalogue import _, n_
from wbs_tui.text.errors import Refused
from wbs_tui.text.terminal import clean_cell

if TYPE_CHECKING:
    from wbs_tui.policy.limits import Limits


class Attachments(Vertical):
    """Gives the paths of the attached files, and what is typed but not attached yet as one more."""

    DEFAULT_CSS = """
    Attachments {
        height: auto;
        & > OptionList {
            display: none; height: auto; max-height: 6; border: none; padding: 0; margin-left: 15;
            background: $background; text-wrap: nowrap; text-overflow: ellipsis;
        }
        &.-some > OptionList { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("delete", "let_go", show=False)]

    @dataclass
    class Changed(Message):
        """A file was attached or let go."""

    def __init__(self, limits: "Limits", id: str) -> None:
        super().__init__(id=id)
        self._limits = limits
        self._found: dict[str, FoundFile] = {}
        self._missing: dict[str, str] = {}
        """Why a file of a draft cannot be attached any more."""

    def compose(self) -> ComposeResult:
        """The path's field above the list."""
        path = PathInput(placeholder=_("letak berkas, misalnya ~/pindaian/surat.pdf"), id="path")
        yield FormField(_("Berkas"), path, id="field-files")
        yield OptionList(markup=False, compact=True)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path."""
        pending = self.query_one(PathInput).value.strip()
        return tuple(dict.fromkeys([*self._found, *self._missing, *([pending] if pending else [])]))

    async def attach(self, typed: Iterable[str]) -> None:
        """Attach the files of a draft; one that is not there any more stays in the list, with the reason."""
        for path in typed:
            try:
                await self._find(path)
            except Refused as error:
                self._missing[path] = error.message
        self._show()

    @on(Input.Submitted)
    def _take(self, submitted: Input.Submitted) -> None:
        submitted.stop()
        if submitted.value.strip():
            self.run_worker(self._take_in(submitted.value.strip()), group="attach")
        else:
            self.screen.focus_next()

    async def _take_in(self, typed: str) -> None:
        field, line = self.query_one(FormField), self.query_one(PathInput)
        try:
            await self._find(typed)
        except Refused as error:
            field.refuse(error.message)
            return
        if line.value.strip() == typed:
            line.value = ""
        self._show()

    async def _find(self, typed: str) -> None:
        others = sum(file.size for file in self._found.values())
        found = await asyncio.to_thread(find_file, typed, self._limits, others)
        self._found[str(found.path)] = found

    def _show(self) -> None:
        there = [
            (path, f"{file.path.name} · {size_in_words(file.size)}") for path, file in self._found.items()
        ]
        gone = [(path, f"✗ {reason}") for path, reason in self._missing.items()]
        self.set_class(bool(there or gone), "-some")
        self.query_one(OptionList).set_options(
            Option(Text(clean_cell(said)), id=path) for path, said in (*there, *gone)
        )
        total = sum(file.size for file in self._found.values())
        said = n_("{count} berkas, {size} dari {limit} · del pada daftar melepas", len(self._found)).format(
            count=len(self._found),
            size=size_in_words(total),
            limit=size_in_words(self._limits.message_bytes.value),
        )
        self.query_one(FormField).remark(said if self._found or self._missing else "")
        self.post_message(self.Changed())

    def action_let_go(self) -> None:
        """Take the highlighted file off the list; the file itself stays where it is."""
        option = self.query_one(OptionList).highlighted_option
        if option is None or option.id is None:
            return
        self._found.pop(option.id, None)
        self._missing.pop(option.id, None)
        self._show()
        if not (self._found or self._missing):
            self.query_one(PathInput).focus()
