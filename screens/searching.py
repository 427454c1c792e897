"""What the inbox does when one looks for something: asks with every key, and shows what is found."""

from abc import abstractmethod
from functools import partial
from typing import TYPE_CHECKING

from textual import on

from models.words.rows import Key, RowSource
from screens.base import DeskScreen
from screens.indexing import KeepsSearch
from screens.widgets.case_list import CaseList
from screens.widgets.figures import figure
from screens.widgets.search_line import SearchLine
from wbs_tui.cases.finding.searching import SearchSource
from wbs_tui.cases.reading.inbox import InboxQuery
from wbs_tui.search.words import LEAST, Term
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WbsError

if TYPE_CHECKING:
    from wbs_tui.cases.finding.search_keeper import SearchKeeper
    from wbs_tui.journal.desk import Desk

KEYS_OF_THE_FIELD = frozenset({"open", "mark"})
"""Actions whose keys come before the focused widget, but not before a field that is typed in."""


class SearchingScreen(DeskScreen):
    """A screen with a search line over a list of cases."""

    def __init__(self, desk: "Desk", text: str) -> None:
        """`text` is what is looked for already."""
        super().__init__(desk)
        self._text = text
        self._terms: tuple[Term, ...] = ()
        self._found: SearchSource | None = None
        """What was found; None when the list shows all of its filter."""
        self._behind = False
        """Whether the list still shows what it did before, because what was asked for could not be read."""

    @abstractmethod
    def show_list(self, at: Key | None = None) -> None:
        """Show the list anew from its first row, or from this place."""

    @abstractmethod
    def show_source(self, source: RowSource) -> None:
        """Show these rows, and say what they are."""

    @property
    def cases(self) -> CaseList:
        """The list."""
        return self.query_one(CaseList)

    @property
    def line(self) -> SearchLine:
        """Where one types what to look for."""
        return self.query_one(SearchLine)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is typed into the field stays there."""
        if action in KEYS_OF_THE_FIELD and self.is_mounted and self.is_typed_in():
            return False
        return super().check_action(action, parameters)

    def is_typed_in(self) -> bool:
        """Whether what is typed now is what to look for."""
        return any(line.field.has_focus for line in self.query(SearchLine))

    def _keeper(self) -> "SearchKeeper | None":
        """Kept by the app, because it stays when screens change."""
        return self.app.search_keeper() if isinstance(self.app, KeepsSearch) else None

    def ask(self, query: InboxQuery, case_id: str | None = None, at: Key | None = None) -> bool:
        """Look for the text among the cases of the query, and show what is found from a case or a place on.

        False when nothing is looked for: then the list is the query's own.
        """
        keeper, text = self._keeper() if self._text else None, self._text
        if keeper is None or not keeper.index.asked(text):
            self._found, self._terms = None, ()
            self.line.say(_("Ketik sedikitnya {least} huruf.").format(least=LEAST) if text else "")
            return False

        def show(source: SearchSource | None) -> None:
            if source is not None and text == self._text:  # else a newer question is under way
                self._show_found(source, case_id, at)

        def fail(error: WbsError) -> None:
            self._behind = True
            self.show_error(error)

        find = partial(keeper.index.find, text, query, self.cases.body_height)
        self.serve(find, show, failed=fail, group="search", stale=True)
        return True

    def _show_found(self, source: SearchSource, case_id: str | None, at: Key | None) -> None:
        self._found, self._terms = source, source.asked.terms
        self.line.say("")
        self.show_source(source)
        row = source.find(case_id) if case_id is not None else None
        place = row.key if row is not None else at
        if place is not None:
            self.cases.goto(place)

    def index_changed(self) -> None:
        """The index holds more, or less: what was found is looked for again."""
        if self.is_current:
            self.search_again()

    def search_again(self) -> bool:
        """The same search where the cursor stands; False when nothing is looked for."""
        if self._behind:
            self.show_list()
            return True
        if self._found is None:
            return False
        row = self.cases.selected
        if self._found.is_live:
            self.cases.reload()
            return True
        return self.ask(self._found.query, row.id if row else None)

    @on(SearchLine.Typed)
    def _take_text(self, typed: SearchLine.Typed) -> None:
        self._text = typed.text
        self.show_list()

    @on(SearchLine.Left)
    def _to_the_list(self) -> None:
        self.cases.focus()
        if not self._text.strip():
            self.end_search()

    @on(SearchLine.Ended)
    def end_search(self) -> None:
        """All cases of the filter again."""
        searched, self._text = bool(self._text), ""
        self.line.close()
        self.cases.focus()
        if searched:
            self.show_list()

    def action_search(self) -> None:
        """Type what to look for; nobody waits for the index from now on."""
        keeper = self._keeper()
        if keeper is not None:
            self.line.open()
            keeper.wake()

    def not_found(self, words: list[str]) -> str:
        """Nothing holds what is looked for, or not yet."""
        said = _(
            "Tidak ada kasus dengan saringan: {words}. Kata dicari dari awalnya; esc mengakhiri pencarian."
        ).format(words=", ".join(words))
        keeper = self._keeper()
        progress = keeper.progress if keeper is not None else None
        if progress is None:
            return said
        return _(
            "{said} Indeks pencarian masih diisi ({done} dari {total} kasus); hasilnya bertambah sendiri."
        ).format(said=said, done=figure(progress.done), total=figure(progress.total))
