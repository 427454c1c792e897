"""A disk of a few megabytes for one command: a tmpfs in a user namespace of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"]


def on_small_disk(folder: Path, megabytes: int, line: str, environ: dict[str, str]) -> str:
    """Run a shell line while `folder` is such a disk; gives what it printed, errors included."""
    if sys.platform != "linux" or subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode:
        pytest.fail("this test needs Linux user namespaces (unshare --user --mount)")
    folder.mkdir(exist_ok=True)
    mounted = f"mount -t tmpfs -o size={megabytes}m tmpfs {folder} && {line}"
    ran = subprocess.run([*NAMESPACE, "sh", "-c", mounted], env=environ, capture_output=True, text=True)
    return ran.stdout + ran.stderr
