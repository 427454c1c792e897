"""The list of other offices' cases: the inbox's list with the columns of a summary, and nothing to mark."""

from models.words.exchange import ReferralState
from models.words.rows import CaseRow, ForeignRow
from screens.widgets.case_list import CaseList
from screens.widgets.columns import (
    Column,
    Scene,
    category,
    due,
    due_days,
    due_style,
    received,
    running_number,
    severity_name,
    severity_sign,
    severity_style,
    stage,
)
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.terminal import clean_cell


def _register(row: CaseRow, _scene: Scene) -> str:
    return clean_cell(row.register)


def _result(row: CaseRow, scene: Scene) -> str:
    if not isinstance(row, ForeignRow) or not row.result:
        return "—"
    return clean_cell(scene.labels(row.result_kind, row.result))


def _office(row: CaseRow, _scene: Scene) -> str:
    """The office's name, after what makes its case more than a summary here."""
    assert isinstance(row, ForeignRow)  # noqa: S101 - the source gives no others
    name = clean_cell(row.title) or _("instansi tidak dikenal")
    if row.referral is ReferralState.WAITING:
        return f"{_('LIMPAHAN')}│{name}"
    return f"{_('UTUH')}│{name}" if row.shared else name


def _quiet(_row: CaseRow, _scene: Scene) -> str:
    return "muted"


def _stands_out(row: CaseRow, _scene: Scene) -> str:
    return "unread" if row.unread else "row"


_RUNNING = Column(N_("No."), 6, running_number)
_REGISTER = Column(N_("Register"), 16, _register)
_DAYS = Column(N_("Hari"), 4, due_days, due_style)
_DUE = Column(N_("Tenggat"), 13, due, due_style)
_SIGN = Column(N_("Tk"), 2, severity_sign, severity_style)
_SEVERITY = Column(N_("Tingkat"), 8, severity_name, severity_style)
_STAGE = Column(N_("Tahap"), 13, stage)
_CATEGORY = Column(N_("Kategori"), 16, category)
_RESULT = Column(N_("Hasil"), 12, _result)
_LONG_RESULT = Column(N_("Hasil"), 20, _result)
_RECEIVED = Column(N_("Diterima"), 8, received, _quiet)
_OFFICE = Column(N_("Instansi"), 0, _office, _stands_out)
_BY_WIDTH = (
    (140, (_REGISTER, _DUE, _SEVERITY, _STAGE, _CATEGORY, _LONG_RESULT, _RECEIVED, _OFFICE)),
    (100, (_REGISTER, _DUE, _SIGN, _STAGE, _RESULT, _RECEIVED, _OFFICE)),
    (60, (_REGISTER, _DUE, _SIGN, _STAGE, _OFFICE)),
    (0, (_RUNNING, _DAYS, _OFFICE)),
)


class ForeignList(CaseList):
    """Other offices' cases to look through and open."""

    def columns_for(self, width: int) -> tuple[Column, ...]:
        """What it shows in so many cells."""
        return next(columns for least, columns in _BY_WIDTH if width >= least)

    def _toggle(self, row: CaseRow) -> None:
        """Nothing is done to several of them at once."""
