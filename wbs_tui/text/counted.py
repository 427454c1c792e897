"""How many there are of what an office counts, in the form that fits the number."""

from wbs_tui.text.catalogue import n_
from wbs_tui.text.formats import grouped


def cases(count: int) -> str:
    """`3 kasus`."""
    return n_("{count} kasus", count).format(count=grouped(count))


def evidence_files(count: int) -> str:
    """`3 berkas bukti`."""
    return n_("{count} berkas bukti", count).format(count=grouped(count))


def parcels(count: int) -> str:
    """`3 paket`."""
    return n_("{count} paket", count).format(count=grouped(count))


def entries(count: int) -> str:
    """`3 catatan jurnal`."""
    return n_("{count} catatan jurnal", count).format(count=grouped(count))


def findings(count: int) -> str:
    """`3 temuan`."""
    return n_("{count} temuan", count).format(count=grouped(count))
