"""Our list alone in a small app, over argv[1] made-up cases: run as a program of its own, to be measured."""

import gc
import sys
from typing import ClassVar

from textual.app import App, ComposeResult

from screens.widgets.case_list import CaseList
from wbs_tui.operations.bench.synthetic import SyntheticSource


class ListApp(App[None]):
    """One list and nothing else."""

    BINDINGS: ClassVar = [("q", "quit")]

    def compose(self) -> ComposeResult:
        """The list, filled."""
        cases = CaseList(lambda _kind, code: code, empty_message="-")
        cases.set_source(SyntheticSource(int(sys.argv[1])))
        yield cases

    def on_mount(self) -> None:
        """Once it is painted, keep the collector out of the way of the keys."""
        self.call_after_refresh(self.settle)

    def settle(self) -> None:
        """What the desk itself does after its first paint."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(700, 10, 1_000_000)


ListApp().run()
