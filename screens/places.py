"""The main screens by name; loaded while the officer types his password."""

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
