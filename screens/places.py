"""The main screens by name; loaded while the officer types his password, or when they are first opened.

What few open, or few open early, is not loaded for everybody: forms and accounts take four megabytes.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from screens.base import DeskScreen
from screens.followups import FollowupsScreen
from screens.inbox import InboxScreen
from screens.today import TodayScreen

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk


def _new_report(desk: "Desk") -> DeskScreen:
    from screens.new_report import NewReportScreen

    return NewReportScreen(desk)


def _accounts(desk: "Desk") -> DeskScreen:
    from screens.accounts import AccountsScreen

    return AccountsScreen(desk)


def _monitoring(desk: "Desk") -> DeskScreen:
    from screens.monitoring import MonitoringScreen

    return MonitoringScreen(desk)


def _sync(desk: "Desk") -> DeskScreen:
    from screens.sync import SyncScreen

    return SyncScreen(desk)


PLACES: dict[str, Callable[["Desk"], DeskScreen]] = {
    "inbox": InboxScreen,
    "today": TodayScreen,
    "followups": FollowupsScreen,
    "new_report": _new_report,
    "accounts": _accounts,
    "monitoring": _monitoring,
    "sync": _sync,
}

STYLES = [Path(__file__).with_name(f"{name}.tcss") for name in PLACES]
"""The files of their rules."""
