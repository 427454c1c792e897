"""A list of any number of made-up cases that is computed and not held."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from models.words.classification import Severity
from models.words.rows import CaseRow, Key, Page
from models.words.stages import Stage

START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
_STAGES = tuple(Stage)
_SEVERITIES = tuple(Severity)
_CATEGORIES = ("village_funds", "procurement", "pungli", "gratification", "nepotism")
_MATTERS = ("Pungutan di kantor desa", "Pengadaan fiktif", "Dana desa tidak sampai", "Suap perizinan usaha")


def synthetic_row(number: int) -> CaseRow:
    """The case that stands at this place, from 0."""
    received = START + timedelta(minutes=number % 400_000)
    due = received + timedelta(days=3 + number % 60) if number % 7 else None
    return CaseRow(
        id=f"case-{number}",
        register=f"16-2026-{number + 1:06}",
        title=f"{_MATTERS[number % len(_MATTERS)]} di Kecamatan {number % 97 + 1}",
        stage=_STAGES[number % len(_STAGES)],
        category=_CATEGORIES[number % len(_CATEGORIES)],
        severity=_SEVERITIES[number % len(_SEVERITIES)],
        jurisdiction="inspectorate",
        received_at=received,
        due_at=due,
        overdue=due is not None and number % 5 == 0,
        assigned_to=f"petugas{number % 9}" if number % 3 else None,
        reports=number % 4 + 1,
        evidence=number % 6,
        unread=number % 4 == 0,
        key=(number,),
    )


class SyntheticSource:
    """A `RowSource` with anchors over `total` made-up rows."""

    def __init__(self, total: int) -> None:
        self.total = total

    def first(self, n: int) -> Page:
        """The first `n` rows."""
        return self._page(0, n)

    def last(self, n: int) -> Page:
        """The last `n` rows."""
        return self._page(self.total - n, self.total)

    def after(self, key: Key, n: int) -> Page:
        """The `n` rows behind a place."""
        return self._page(key[0] + 1, key[0] + 1 + n)

    def before(self, key: Key, n: int) -> Page:
        """The `n` rows before a place."""
        return self._page(key[0] - n, key[0])

    def count(self) -> int:
        """How many rows there are."""
        return self.total

    def anchors(self, every: int, cancelled: Callable[[], bool]) -> Sequence[Key]:
        """Places at even distances."""
        return [] if cancelled() else [(number,) for number in range(0, self.total, every)]

    def _page(self, low: int, high: int) -> Page:
        return Page(tuple(map(synthetic_row, range(max(0, low), min(self.total, high)))))
