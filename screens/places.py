"""The main screens by name; loaded while the officer types his password."""

from pathlib import Path

from screens.accounts import AccountsScreen
from screens.base import DeskScreen
from screens.followups import FollowupsScreen
from screens.inbox import InboxScreen
from screens.new_report import NewReportScreen
from screens.today import TodayScreen

PLACES: dict[str, type[DeskScreen]] = {
    "inbox": InboxScreen,
    "today": TodayScreen,
    "followups": FollowupsScreen,
    "new_report": NewReportScreen,
    "accounts": AccountsScreen,
}

STYLES = [Path(__file__).with_name(str(screen.CSS_PATH)) for screen in PLACES.values()]
"""The files of their rules."""
