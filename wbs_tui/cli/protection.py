"""Keeps what is in memory in memory: no core files, and new files for their owner alone."""

import os
import sys


def protect_process() -> None:
    """Call before anything secret is read."""
    os.umask(0o077)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
