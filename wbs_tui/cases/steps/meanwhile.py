"""Two officers change one field: the second sees what the first did, and decides which of the two stands."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Row

from models.words.clock import from_millis
from wbs_tui.cases.lookup import account_names
from wbs_tui.journal.desk import Desk
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.text.formats import moment

Result = TypeVar("Result")

_seen_since: ContextVar[frozenset[str | None]] = ContextVar("seen_since", default=frozenset())


@dataclass(frozen=True, slots=True)
class Shown:
    """What stood in a field when the officer began: its value or its row's id; None where there was none."""

    mark: str | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One value of a field in the three states that the second officer chooses between, as he reads it."""

    name: str
    before: str
    theirs: str
    mine: str


class ChangedMeanwhile(Refused):
    """Somebody else has changed the field since it was shown."""

    def __init__(
        self, what: str, account: str, when: str, values: tuple[Compared, ...], standing: str | None
    ) -> None:
        changed = "; ".join(
            _("{name}: {before} menjadi {after}").format(
                name=each.name, before=each.before or _("kosong"), after=each.theirs or _("kosong")
            )
            for each in values
            if each.before != each.theirs
        )
        said = _("Belum disimpan: {account} mengubah {what} pada {when}").format(
            account=account, what=what, when=when
        )
        asks = _("Lihat yang sekarang berlaku, lalu putuskan.")
        super().__init__(f"{said} ({changed}). {asks}" if changed else f"{said}. {asks}")
        self.what = what
        self.account = account
        self.when = when
        """In office time, as it is written."""
        self.values = values
        self.standing = standing
        """The mark of what stands now, which mine would replace."""


def has_changed(shown: Shown | None, standing: str | None) -> bool:
    """Whether the field was shown otherwise, and the officer has not seen since what stands now."""
    return shown is not None and standing != shown.mark and standing not in _seen_since.get()


def changed_by(
    desk: Desk,
    connection: Connection,
    row: Row[Any] | None,
    what: str,
    values: tuple[Compared, ...],
    standing: str | None,
    *,
    also_equal: bool = False,
) -> None:
    """Raise ChangedMeanwhile for a field that `row` (with `account_id`, `at`) has changed.

    Not where both officers want the same, as there is nothing to decide; but for `also_equal`.
    """
    if not also_equal and all(each.theirs == each.mine for each in values):
        return
    account, when = "", ""
    if row is not None:
        account = account_names(connection, [row.account_id]).get(row.account_id, "")
        when = moment(from_millis(row.at), desk.office.zone)
    raise ChangedMeanwhile(what, account, when, values, standing)


def in_its_place(changed: ChangedMeanwhile, service: Callable[[], Result]) -> Callable[[], Result]:
    """The service, for an officer who has seen what stands now and puts his own in its place."""

    def decided() -> Result:
        token = _seen_since.set(_seen_since.get() | {changed.standing})
        try:
            return service()
        finally:
            _seen_since.reset(token)

    return decided
