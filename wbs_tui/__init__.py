"""WBS TUI: the officers' desk for whistleblower reports."""

__version__ = "0.1.0"
