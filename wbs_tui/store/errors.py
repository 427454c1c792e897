"""What can go wrong with a store, and how a database's errors become one of these."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError

from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import CannotUnlock, StoreTrouble
from wbs_tui.vault.errors import CannotWrite


class StoreExists(StoreTrouble):
    """A new store was asked for where one is."""

    def __init__(self) -> None:
        super().__init__(_("Di alamat ini sudah ada penyimpanan. Pilih alamat lain (--store)."))


class UnfinishedStore(StoreTrouble):
    """`wbs init` was cut off: nothing is in the store yet, and nobody has been told how to open it."""

    def __init__(self) -> None:
        super().__init__(_("Pembuatan kantor ini terputus sebelum selesai. Jalankan wbs init sekali lagi."))


class DamagedStore(StoreTrouble):
    """The database does not open with the right key, or contradicts itself."""

    def __init__(self) -> None:
        super().__init__(
            _("Penyimpanan rusak atau bukan milik kepala berkas ini. Jangan diubah; pulihkan dari cadangan.")
        )


class OlderStore(StoreTrouble):
    """The store needs its migrations run."""

    def __init__(self) -> None:
        super().__init__(_("Penyimpanan ini dari versi lama. Jalankan wbs migrate, lalu ulangi."))


class StoreBusy(StoreTrouble):
    """Another process holds the store for longer than we wait."""

    def __init__(self) -> None:
        super().__init__(_("Penyimpanan sedang dipakai proses lain. Tunggu sebentar, lalu ulangi."))


class DiskFull(StoreTrouble):
    """There is no room left; nothing of the change was kept."""

    def __init__(self) -> None:
        super().__init__(_("Disk penuh; perubahan terakhir tidak disimpan. Kosongkan ruang, lalu ulangi."))


class StoreUnreachable(StoreTrouble):
    """The file system refuses: permissions, a read-only disk, a lost network folder."""

    def __init__(self) -> None:
        super().__init__(_("Penyimpanan tidak dapat dibaca atau ditulis. Periksa izin berkas dan disk."))


class StrangeContents(StoreTrouble):
    """A row holds what this program does not write there: somebody changed it, or the program has a fault."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            _(
                "Isi penyimpanan tidak seperti yang ditulis program ini ({kind}). Jalankan `wbs verify`: "
                "bila ada temuan, pulihkan dari cadangan; bila tidak ada, laporkan sebagai kesalahan program."
            ).format(kind=kind)
        )


class NotActive(CannotUnlock):
    """The account has been disabled, or its owner has not made its keys yet."""

    def __init__(self) -> None:
        super().__init__(_("Akun ini tidak aktif. Hubungi Super Admin."))


_BY_WORDS: tuple[tuple[str, Callable[[], StoreTrouble]], ...] = (
    ("disk is full", DiskFull),
    ("locked", StoreBusy),
    ("busy", StoreBusy),
    ("not a database", DamagedStore),
    ("malformed", DamagedStore),
    ("corrupt", DamagedStore),
    ("could not decode", DamagedStore),
    ("constraint failed", DamagedStore),
    ("no such table", DamagedStore),
    ("no such column", DamagedStore),
    ("readonly", StoreUnreachable),
    ("unable to open", StoreUnreachable),
    ("disk i/o", StoreUnreachable),
)


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the database or the disk says into an error that tells the officer what to do.

    A code, a time or a zone that means nothing ends the act, not the program: whoever holds the store key can
    write any value into any column, and the officer must still be able to run `wbs verify`.
    """
    try:
        yield
    except (ValueError, TypeError, LookupError, OverflowError) as error:
        raise StrangeContents(type(error).__name__) from error
    except (DBAPIError, sqlcipher.Error) as error:
        trouble = _named(str(getattr(error, "orig", error)))
        if trouble is None:
            raise
        raise trouble from None


@contextmanager
def disk_errors_named() -> Iterator[None]:
    """Turn what the disk says about the store's own files into DiskFull or StoreUnreachable."""
    try:
        yield
    except (OSError, CannotWrite) as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise (DiskFull() if full else StoreUnreachable()) from error


def _named(words: str) -> StoreTrouble | None:
    folded = words.casefold()
    return next((kind() for fragment, kind in _BY_WORDS if fragment in folded), None)
