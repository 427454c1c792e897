"""Keeps what is in memory in memory: no core files, no log of the screens, new files for the owner alone."""

import os
import sys

_TELLS = ("TEXTUAL", "TEXTUAL_LOG", "TEXTUAL_DEBUG", "TEXTUAL_DRIVER", "TEXTUAL_SCREENSHOT")
"""With these Textual writes down what is typed and shown: its log and its console would get the password."""


def protect_process() -> None:
    """Call before anything secret is read, and before Textual is imported."""
    os.umask(0o077)
    for name in _TELLS:
        os.environ.pop(name, None)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
