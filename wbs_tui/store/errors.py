"""What can go wrong with a store, and how a database's errors become one of these."""

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError, NoResultFound

from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import clean
from wbs_tui.text.errors import CannotUnlock, Refused, StoreTrouble
from wbs_tui.vault.errors import CannotWrite

_LONGEST = 200
"""Characters of what a database says that stand in a message."""


def _one_line(said: object) -> str:
    return clean(str(said), single_line=True)[:_LONGEST]


class StoreExists(StoreTrouble):
    """A new store was asked for where one is."""

    def __init__(self) -> None:
        super().__init__(_("Di alamat ini sudah ada penyimpanan. Pilih alamat lain (--store)."))


class UnfinishedStore(StoreTrouble):
    """`wbs init` was cut off: nothing is in the store yet, and nobody has been told how to open it."""

    def __init__(self) -> None:
        super().__init__(_("Pembuatan kantor ini terputus sebelum selesai. Jalankan wbs init sekali lagi."))


class UnfinishedRestore(StoreTrouble):
    """`wbs restore` or `wbs lease open` was cut off: what is here is no store yet."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Pemulihan dari cadangan, atau pembukaan berkas meja, terputus sebelum selesai; di sini "
                "belum ada apa-apa. Jalankan wbs restore, atau wbs lease open, sekali lagi dengan berkas "
                "yang sama."
            )
        )


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


class StoreInUse(StoreTrouble):
    """Somebody has the store open, whose program knows the tables as they are now."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Penyimpanan sedang dibuka di tempat lain, jadi belum diubah. Tutup program di semua "
                "komputer yang membukanya, lalu ulangi."
            )
        )


class StoreMoved(StoreTrouble):
    """The office is at another address; here nothing is written any more.

    Whoever can write to the database says which, and is not believed to have written an address.
    """

    def __init__(self, address: str) -> None:
        super().__init__(
            _(
                "Kantor ini sudah pindah ke {address}. Penyimpanan lama ditutup dan tidak berubah lagi. "
                "Masuklah di alamat baru (--store atau WBS_STORE); yang belum tersimpan dicatat lagi di sana."
            ).format(address=_one_line(address))
        )


class UnfinishedMove(StoreTrouble):
    """`wbs store copy` is under way, or was cut off: the office is not here yet."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Pemindahan kantor ke sini belum selesai. Tunggu, atau bila terputus: jalankan wbs store "
                "copy sekali lagi dengan kedua alamat yang sama."
            )
        )


class DiskFull(StoreTrouble):
    """There is no room left; nothing of the change was kept."""

    def __init__(self) -> None:
        super().__init__(_("Disk penuh; perubahan terakhir tidak disimpan. Kosongkan ruang, lalu ulangi."))


class StoreUnreachable(StoreTrouble):
    """The file system refuses: permissions, a read-only disk, a lost network folder."""

    def __init__(self) -> None:
        super().__init__(_("Penyimpanan tidak dapat dibaca atau ditulis. Periksa izin berkas dan disk."))


class ServerUnreachable(StoreUnreachable):
    """The server does not answer, or let go of the connection; nothing of what was asked for is kept."""

    def __init__(self) -> None:
        StoreTrouble.__init__(
            self,
            _(
                "Server basis data tidak terjangkau. Periksa jaringan, lalu ulangi; bila tetap begini, "
                "hubungi pengelola server."
            ),
        )


class CommitInDoubt(ServerUnreachable):
    """The server was lost while it kept a change: it is there whole or not at all, nobody can say which."""

    def __init__(self) -> None:
        StoreTrouble.__init__(
            self,
            _(
                "Server basis data tidak terjangkau; perubahan terakhir mungkin belum tersimpan. Periksa "
                "jaringan dan lihat apakah perubahan itu sudah ada, lalu ulangi; bila tetap begini, hubungi "
                "pengelola server."
            ),
        )


class ReadOnlyServer(StoreTrouble):
    """The server lets nobody write: a copy that follows another, or one that was set so."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Server ini hanya dapat dibaca: salinan siaga, atau disetel begitu. Tidak ada yang disimpan. "
                "Periksa alamat (--store), atau hubungi pengelola server."
            )
        )


class ServerRefuses(StoreTrouble):
    """The server knows neither account nor password, or does not let this account do what it has to."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Server basis data menolak akun ini. Periksa alamat (--store), ~/.pgpass, dan hak akun itu "
                "bersama pengelola server."
            )
        )


class NoSuchDatabase(StoreTrouble):
    """The server has no database of that name."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Basis data di alamat --store tidak ada di server itu. Periksa namanya, atau mintalah "
                "pengelola server membuatnya."
            )
        )


class UnknownService(StoreTrouble):
    """The address names a service that no service file on this computer describes."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Layanan (service) di alamat --store tidak ada di ~/.pg_service.conf komputer ini. Periksa "
                "namanya, atau mintalah berkas layanan kepada pengelola server."
            )
        )


class UnprovenServer(StoreTrouble):
    """The address asks for TLS, and the server has none or cannot prove who it is."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Server basis data tidak memakai TLS, atau tidak dapat dibuktikan sebagai server yang benar. "
                "Periksa sslmode dan sslrootcert di alamat (--store) bersama pengelola server."
            )
        )


class NotADesk(StoreTrouble):
    """The server's account is not a member of the desks' role."""

    def __init__(self, role: str) -> None:
        super().__init__(
            _(
                "Akun basis data ini bukan anggota peran meja petugas. Mintalah pengelola server "
                "memasukkannya: GRANT {role} TO akun ini; lalu ulangi."
            ).format(role=_one_line(role))
        )


class NoDeskRole(StoreTrouble):
    """The role for desks is not there, and the server's account may not make it."""

    def __init__(self, role: str) -> None:
        super().__init__(
            _(
                "Peran basis data {role} belum ada atau belum dimiliki akun ini. Mintalah pengelola server: "
                "CREATE ROLE {role} NOLOGIN; GRANT {role} TO akun ini; lalu ulangi."
            ).format(role=role)
        )


class CannotFound(StoreTrouble):
    """The database cannot hold our texts."""

    def __init__(self) -> None:
        super().__init__(
            _("Basis data harus berkode UTF-8. Mintalah pengelola server membuatnya dengan ENCODING 'UTF8'.")
        )


class StrangeContents(StoreTrouble):
    """A row holds what this program does not write there: somebody changed it, or the program has a fault."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            _(
                "Isi penyimpanan tidak seperti yang ditulis program ini ({kind}). Jalankan `wbs verify`: "
                "bila ada temuan, pulihkan dari cadangan; bila tidak ada, laporkan sebagai kesalahan program."
            ).format(kind=kind)
        )


class UnstorableText(Refused):
    """A text that no database takes, not even to look for it: with a NUL, or with half of a character."""

    def __init__(self) -> None:
        super().__init__(
            _("Teks ini memuat karakter yang tidak dapat disimpan atau dicari. Ketik ulang, lalu ulangi.")
        )


class NotActive(CannotUnlock):
    """The account has been disabled, or its owner has not made its keys yet."""

    def __init__(self) -> None:
        super().__init__(_("Akun ini tidak aktif. Hubungi Super Admin."))


MOVED = "wbs-moved: "
"""What a database says before the address that the office has moved to."""
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


_BY_STATE: tuple[tuple[str, Callable[[], StoreTrouble]], ...] = (
    ("53100", DiskFull),
    ("08", ServerUnreachable),
    ("25P03", ServerUnreachable),
    ("53", ServerUnreachable),
    ("57P", ServerUnreachable),
    ("55P03", StoreBusy),
    ("40", StoreBusy),
    ("28", ServerRefuses),
    ("3D000", NoSuchDatabase),
    ("42501", ServerRefuses),
    ("25006", ReadOnlyServer),
    ("22", DamagedStore),
    ("23", DamagedStore),
    ("42P01", DamagedStore),
    ("42703", DamagedStore),
)


_WHEN_CONNECTING: tuple[tuple[str, Callable[[], StoreTrouble]], ...] = (
    ("definition of service", UnknownService),
    ("authentication", ServerRefuses),
    ("password", ServerRefuses),
    ("pg_hba", ServerRefuses),
    ('role "', ServerRefuses),
    ("does not exist", NoSuchDatabase),
    ("permission denied for database", ServerRefuses),
    ("not permitted to log in", ServerRefuses),
    ("certificate", UnprovenServer),
    ("ssl", UnprovenServer),
)


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the database or the disk says into an error that tells the officer what to do.

    A code, a time or a zone that means nothing ends the act, not the program: whoever holds the store key can
    write any value into any column, and the officer must still be able to run `wbs verify`.
    """
    try:
        yield
    except UnicodeEncodeError:
        raise UnstorableText from None
    except (ValueError, TypeError, LookupError, OverflowError, NoResultFound) as error:
        raise StrangeContents(type(error).__name__) from error
    except (DBAPIError, sqlcipher.Error, *_errors_of_servers()) as error:
        trouble = _named(getattr(error, "orig", error))
        if trouble is None:
            raise
        raise trouble from None


@contextmanager
def when_kept() -> Iterator[None]:
    """Where a transaction is kept: a server that is lost just then raises CommitInDoubt."""
    try:
        with translated():
            yield
    except ServerUnreachable:
        raise CommitInDoubt from None


@contextmanager
def disk_errors_named() -> Iterator[None]:
    """Turn what the disk says about the store's own files into DiskFull or StoreUnreachable."""
    try:
        yield
    except (OSError, CannotWrite) as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise (DiskFull() if full else StoreUnreachable()) from error


def _errors_of_servers() -> tuple[type[Exception], ...]:
    """Its driver takes a fifth of a second to load: who opens files alone never does."""
    driver = sys.modules.get("psycopg")
    return (driver.Error,) if driver is not None else ()


def _named(error: object) -> StoreTrouble | UnstorableText | None:
    before, mark, address = str(error).partition(MOVED)
    if mark and not before:
        return StoreMoved(address.partition("\n")[0])
    kinds = _of_server(error) if isinstance(error, _errors_of_servers()) else _of_file(error)
    return next((kind() for kind in kinds), None)


def _of_file(error: object) -> Iterator[Callable[[], StoreTrouble]]:
    folded = str(error).casefold()
    return (kind for fragment, kind in _BY_WORDS if fragment in folded)


def _of_server(error: Any) -> Iterator[Callable[[], StoreTrouble | UnstorableText]]:
    """By SQLSTATE; without one it comes from the connection itself, from the driver, or from our fault."""
    state = error.sqlstate or ""
    driver = sys.modules["psycopg"]
    if not state and isinstance(error, (driver.OperationalError, driver.InterfaceError)):
        yield _of_connection(str(error).casefold())
    if not state and isinstance(error, driver.DataError):
        yield UnstorableText
    yield from (kind for beginning, kind in _BY_STATE if state and state.startswith(beginning))


def _of_connection(words: str) -> Callable[[], StoreTrouble]:
    found = (kind for fragment, kind in _WHEN_CONNECTING if fragment in words)
    return next(found, ServerUnreachable)
