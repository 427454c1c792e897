"""The contents of a store, copied to another place as they are, and compared: sealed files, then all rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Connection, Engine, delete

from models.tables.journal import store_facts
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.findings import Report
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.steps import Step, Tell
from wbs_tui.store.dump import (
    Tally,
    carried_tables,
    count_rows,
    dump_rows,
    load_rows,
    named_files,
    tally,
)
from wbs_tui.store.engine import owning, reading
from wbs_tui.store.evidence_place import EvidencePlace, evidence_place
from wbs_tui.store.evidence_rows import PIECE_BYTES
from wbs_tui.store.location import StoreLocation
from wbs_tui.store.place_facts import OF_THE_PLACE
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.stream import Source

_WHENEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Nobody else writes at the new place: what no row names is of a copy that was cut off."""


class CopyDiffers(StoreTrouble):
    """What was written at the new place is not what stands at the old one."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Salinan di alamat baru tidak sama dengan aslinya, jadi kantor tidak dipindahkan; "
                "penyimpanan lama tetap dipakai. Periksa disk atau server di alamat baru, lalu ulangi."
            )
        )


@contextmanager
def alone_writing(engine: Engine) -> Iterator[Connection]:
    """One transaction as the tables' owner in which others wait, for as long as it takes."""
    with owning(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield connection


@dataclass(slots=True)
class StoreCopy:
    """A copy in the making, from a desk at the old store into tables at the new place."""

    desk: Desk
    target: StoreLocation
    engine: Engine
    tell: Tell
    lost: set[str] = field(default_factory=set)
    """Sealed files that rows name and that are not there any more."""
    _place: EvidencePlace = field(init=False)
    _equal: set[str] = field(default_factory=set)
    """Sealed files that stand at both places and were compared."""

    def __post_init__(self) -> None:
        self._place = evidence_place(self.target, self.engine)

    @property
    def files(self) -> int:
        """How many sealed files went over."""
        return len(self._equal)

    def take_files(self) -> None:
        """All sealed files that there are by now, while others write. Raises CopyDiffers."""
        with reading(self.desk.engine) as connection:
            names = list(named_files(connection))
        for done, file_id in enumerate(names, start=1):
            with reading(self.desk.engine) as connection:
                self._take_file(connection, file_id)
            self.tell(Step.FILES, done, len(names))

    def take_new_files(self, connection: Connection) -> None:
        """Those that have come since; those that have been destroyed since go. Raises CopyDiffers."""
        names = set(named_files(connection))
        self._equal &= names
        self.lost.clear()
        for file_id in sorted(names - self._equal):
            self._take_file(connection, file_id)
        self._place.sweep(names, _WHENEVER)

    def _take_file(self, connection: Connection, file_id: str) -> None:
        with self.desk.evidence_files.sealed(connection, file_id) as original:
            if original is None:
                self.lost.add(file_id)
                return
            pieces = _Pieces(original)
            if self._place.held([file_id]):
                pieces.read_all()
            else:
                self._place.take(file_id, pieces)
        with reading(self.engine) as there, self._place.sealed(there, file_id) as copy:
            written = _Pieces(copy) if copy is not None else None
            if written is None or written.read_all() != pieces.digest.digest():
                raise CopyDiffers
        self._equal.add(file_id)

    def take_rows(self, connection: Connection) -> int:
        """Every row, in one transaction at the new place; how many. Raises CopyDiffers."""
        counted, every = Tally(), sum(count_rows(connection).values())
        with alone_writing(self.engine) as new:
            _empty(new)
            for batch in dump_rows(connection):
                load_rows(new, batch)
                counted.add(batch)
                self.tell(Step.ROWS, counted.rows, every)
            if tally(new) != counted.totals():
                raise CopyDiffers
        return counted.rows

    def prove(self, connection: Connection) -> Report:
        """Replay at the new place; what does not prove there did not before. Raises CopyDiffers."""
        with reading(self.engine) as new:
            report = verify_journal(new, lambda _step, done, of: self.tell(Step.PROOF, done, of))
        if not report.sound and verify_journal(connection).bad != report.bad:
            raise CopyDiffers
        return report


def _empty(new: Connection) -> None:
    """Rows that a copy left that was cut off; what is said of the place itself stays."""
    for each in carried_tables():
        if each is store_facts:
            new.execute(delete(each).where(each.c.name.not_in(OF_THE_PLACE)))
        else:
            new.execute(delete(each))


class _Pieces:
    """A sealed file, read once, and what its bytes come to."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.digest = sha256()

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._source.read(PIECE_BYTES):
            self.digest.update(piece)
            yield piece

    def read_all(self) -> bytes:
        """SHA-256 of all of it."""
        for _piece in self:
            pass
        return self.digest.digest()
