"""The way to a server, what it is, and its clock beside this computer's."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from wbs_tui.journal.desk import Desk
from wbs_tui.operations.health.check import Check, bad, good, note
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import date_short

MOST_APART = timedelta(minutes=2)
_OLDEST = 13
_SUPPORT_ENDS = {
    13: date(2025, 11, 13),
    14: date(2026, 11, 12),
    15: date(2027, 11, 11),
    16: date(2028, 11, 9),
    17: date(2029, 11, 8),
    18: date(2030, 11, 14),
}
"""The last release of each major version (PostgreSQL's versioning policy)."""
_VERIFYING = ("verify-ca", "verify-full")
_OF_THIS_COMPUTER = ("localhost", "127.0.0.1", "::1")


def link(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """Who sits on the wire reads and changes the columns in clear, unless TLS is on and the server proved."""
    driver = _driver(connection)
    host = driver.info.host
    if host.startswith(("/", "@")) or driver.info.hostaddr in _OF_THIS_COMPUTER:
        yield good(
            "server_link", _("Server basis data ada di komputer ini; tidak ada jaringan di antaranya.")
        )
    elif not driver.pgconn.ssl_in_use:
        yield bad(
            "server_link",
            _("Sambungan ke {host} tidak disandikan (tanpa TLS).").format(host=host),
            _("Pasang TLS di server, lalu tambahkan ?sslmode=verify-full pada alamat (--store)."),
        )
    elif _setting_of(driver, b"sslmode") not in _VERIFYING:
        yield bad(
            "server_link",
            _("Sambungan ke {host} disandikan, tetapi server itu tidak dibuktikan keasliannya.").format(
                host=host
            ),
            _("Tambahkan ?sslmode=verify-full&sslrootcert=BERKAS pada alamat (--store)."),
        )
    else:
        yield good(
            "server_link", _("Sambungan ke {host} disandikan dan servernya terbukti.").format(host=host)
        )


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _setting_of(driver: Any, name: bytes) -> str:
    """What is in force, whether it was said in the address, the environment or a service file."""
    values = {option.keyword: option.val for option in driver.pgconn.info}
    return (values.get(name) or b"").decode()


def version(desk: Desk, connection: Connection) -> Iterator[Check]:
    """A server out of support gets no more repairs."""
    driver = _driver(connection)
    major = driver.info.server_version // 10_000
    ends = _SUPPORT_ENDS.get(major)
    ended = major < _OLDEST or (ends is not None and ends < desk.clock().date())
    found = _("PostgreSQL {version}.").format(version=driver.info.parameter_status("server_version"))
    if ended:
        yield bad(
            "server_version",
            found,
            _("Versi ini tidak lagi mendapat perbaikan keamanan. Minta pengelola server memperbaruinya."),
        )
    elif ends is not None and ends - desk.clock().date() < timedelta(days=180):
        yield note(
            "server_version",
            found,
            _("Dukungannya berakhir {day}; rencanakan pembaruannya.").format(day=date_short(ends)),
        )
    else:
        yield good("server_version", found)


def clock(desk: Desk, connection: Connection) -> Iterator[Check]:
    """All desks of a server look at one journal: a clock that goes wrong shows beside the server's."""
    there: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    apart = desk.clock() - there
    if abs(apart) > MOST_APART:
        words = (
            _("Jam komputer ini {minutes} menit di depan jam server.")
            if apart > timedelta()
            else _("Jam komputer ini {minutes} menit di belakang jam server.")
        )
        yield bad(
            "server_clock",
            words.format(minutes=abs(apart) // timedelta(minutes=1)),
            _("Betulkan yang salah; nyalakan penyesuaian jam otomatis (NTP) di keduanya."),
        )
    else:
        yield good("server_clock", _("Jam komputer sejalan dengan jam server."))
