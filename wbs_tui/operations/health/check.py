"""How one thing that the doctor looks at came out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import Connection

from wbs_tui.journal.desk import Desk
from wbs_tui.text.catalogue import N_, _


class Health(StrEnum):
    """How a check came out."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `id` for scripts, the rest for people."""

    id: str
    health: Health
    found: str
    do: str = ""


Look = Callable[[Desk, Connection], Iterator[Check]]
"""Looks at one thing, in a view of the store of its own; only reads."""

_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "integrity": N_("keutuhan"),
        "log_file": N_("berkas log"),
        "permissions": N_("izin berkas"),
        "policy_files": N_("izin kebijakan"),
        "disk": N_("ruang disk"),
        "network_disk": N_("jenis disk"),
        "versions": N_("versi"),
        "header": N_("kepala berkas"),
        "chain": N_("rantai jurnal"),
        "verified": N_("pembuktian"),
        "clock": N_("jam"),
        "keys": N_("kunci"),
        "remembered": N_("yang pernah dilihat"),
        "invitations": N_("undangan"),
        "lease": N_("masa meja"),
        "recovery": N_("pemulihan"),
        "backup": N_("cadangan"),
        "trial": N_("uji coba"),
        "numbers": N_("nomor register"),
        "evidence": N_("bukti"),
        "orphans": N_("sisa impor"),
        "destroyed": N_("pemusnahan"),
        "presence": N_("tanda hadir"),
        "policy": N_("kebijakan"),
        "calendar": N_("kalender"),
        "server_disk": N_("ukuran di server"),
        "server_version": N_("versi server"),
        "server_clock": N_("jam server"),
        "server_link": N_("sambungan"),
        "server_durability": N_("ketahanan server"),
        "server_checksums": N_("halaman server"),
        "server_text": N_("huruf dan urutan"),
        "server_limits": N_("batas waktu server"),
        "server_room": N_("jatah sambungan"),
        "server_age": N_("umur transaksi"),
        "server_archive": N_("arsip server"),
        "server_rights": N_("hak peran meja"),
        "server_owner": N_("pemilik tabel"),
        "server_public": N_("hak orang lain"),
        "server_triggers": N_("pemicu tabel"),
    }
)


def label(check_id: str) -> str:
    """What a person reads in place of an id."""
    return _(_LABELS[check_id])


def good(check_id: str, found: str) -> Check:
    """Nothing is wrong."""
    return Check(check_id, Health.GOOD, found)


def note(check_id: str, found: str, do: str = "") -> Check:
    """Worth knowing; the work can go on."""
    return Check(check_id, Health.NOTE, found, do)


def bad(check_id: str, found: str, do: str) -> Check:
    """Something must be put right."""
    return Check(check_id, Health.BAD, found, do)
