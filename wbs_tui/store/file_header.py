"""The key slots of a store in a file: a header file beside it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from wbs_tui.vault.header import Header, header_lock, read_header, write_header


@dataclass(frozen=True, slots=True)
class FileHeader:
    """The header file of one store."""

    path: Path

    def exists(self) -> bool:
        """Whether there is a header, whatever is in it."""
        return self.path.exists()

    def read(self) -> Header:
        """Raises NoStore, NewerStore, DamagedHeader, StoreTrouble."""
        return read_header(self.path)

    def write(self, header: Header) -> None:
        """Replace it whole; raises StoreTrouble."""
        write_header(self.path, header)

    def lock(self) -> AbstractContextManager[None]:
        """Hold the right to change it, between processes; raises StoreTrouble after 10 seconds."""
        return header_lock(self.path)
