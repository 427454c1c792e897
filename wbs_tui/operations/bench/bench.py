"""What one run of the benchmark is made of: how large, where, how often."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from wbs_tui.operations.bench.peers import write_maildir
from wbs_tui.operations.bench.report import Measure
from wbs_tui.operations.bench.stores import case_store, make_room
from wbs_tui.store.location import FileStore
from wbs_tui.text.catalogue import _

SMALL = 1_000
PEER_MAILS = 100_000
"""What the mail programs open, whatever we open."""
FULL = 1_000_000
_BYTES_A_MAIL = 4_096


@dataclass(frozen=True, slots=True)
class Bench:
    """One run. `kept` holds stores and mailboxes for later runs, `scratch` what ends with this one."""

    cases: int
    kept: Path
    scratch: Path
    tell: Callable[[str], None] = field(repr=False, default=lambda _sentence: None)
    rounds: int = 5

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many cases the inboxes hold that are opened, the largest last."""
        return tuple(sorted({min(SMALL, self.cases), min(PEER_MAILS, self.cases), self.cases}))

    def store(self, count: int) -> FileStore:
        """A store of so many cases."""
        return case_store(self.kept, count, self.tell)

    def mailbox(self) -> Path:
        """The folder whose `INBOX` holds the mails that the mail programs open."""
        folder = self.kept / f"mails-{PEER_MAILS}"
        if not folder.exists():
            make_room(self.kept, PEER_MAILS * _BYTES_A_MAIL)
            self.tell(_("Menulis {count} surel untuk program pembanding").format(count=PEER_MAILS))
            write_maildir(folder, PEER_MAILS)
        return folder

    def home(self, name: str) -> Path:
        """The home folder of a peer for this run."""
        folder = self.scratch / name
        folder.mkdir(exist_ok=True)
        return folder


Measurement = Callable[[Bench], Iterator[Measure]]
