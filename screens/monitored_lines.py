"""The figures of other offices as lines under headings: one office or one month in each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from textual.content import Content

from screens.widgets.columns import fit
from screens.widgets.figures import figure
from screens.widgets.grouped_list import LATE, QUIET, STRONG, Cell, Group, Line
from wbs_tui.sync.foreign_cases.monitored_figures import Figures, Sums
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.formats import month_name

_ROOMY = 110
"""Cells from which a name has all the room it may need."""
_NAME, _LONG_NAME = 22, 40
_NUMBER = 7
_HEADINGS = (N_("Jumlah"), N_("Terbuka"), N_("Lewat"), N_("Tindak"), N_("Selesai"))


@dataclass(frozen=True, slots=True)
class FigureLines:
    """Makes the lines for a screen so many cells wide."""

    labels: Callable[[str, str], str]
    width: int

    def headings(self) -> Content:
        """What stands above the figures."""
        numbers = " ".join(f"{fit(_(heading), _NUMBER).strip():>{_NUMBER}}" for heading in _HEADINGS)
        return Content.styled(f"{'':<{self._name}} {numbers}  {_('Hasil')}", QUIET)

    def groups(self, found: Figures) -> Iterator[Group]:
        """All, then by office, then by month of receipt."""
        yield Group(
            _("Semua"), [self._line("total|", _("semua instansi"), found.total)], total=found.total.received
        )
        yield Group(
            _("Per instansi"),
            [
                self._line(f"office|{each.code}", f"{each.code} {each.name}", each.sums)
                for each in found.offices
            ],
        )
        yield Group(
            _("Per bulan diterima"),
            [
                self._line(f"month|{each.month.isoformat()}", month_name(each.month), each.sums)
                if each.month
                else self._line("earlier|", _("sebelumnya"), each.sums)
                for each in found.months
            ],
        )

    @property
    def _name(self) -> int:
        return _LONG_NAME if self.width >= _ROOMY else _NAME

    def _line(self, id: str, name: str, sums: Sums) -> Line:
        late = LATE if sums.overdue else QUIET
        numbers = (
            (sums.received, ""),
            (sums.open, ""),
            (sums.overdue, late),
            (sums.followed_up, ""),
            (sums.ended, ""),
        )
        cells = [Cell(f"{figure(number):>{_NUMBER}}", _NUMBER, style) for number, style in numbers]
        return Line(id, (Cell(f"  {name}", self._name, STRONG), *cells, Cell(f" {self._results(sums)}")))

    def _results(self, sums: Sums) -> str:
        """How many ended with which result, the most frequent first."""
        return " · ".join(
            f"{figure(count)} {self.labels('result', code) if code else _('tanpa hasil')}"
            for code, count in sums.results.most_common()
        )
