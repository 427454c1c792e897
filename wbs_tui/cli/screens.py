"""`wbs` alone: the screens, loaded only then."""

from wbs_tui.cli.context import Context


def open_screens(context: Context) -> int:
    """Open the screens; gives the exit code."""
    from wbs_tui.app import run

    return run(context.store, context.user or context.environment.get("WBS_USER", ""))
