"""What the shared compartments are called before people: one set of words for screens and commands."""

from collections.abc import Iterable

from wbs_tui.store.keyring import IDENTITY, OFFICE
from wbs_tui.text.catalogue import N_, _

_NAMES = {OFFICE: N_("kantor"), IDENTITY: N_("identitas")}


def access_name(kind: str) -> str:
    """What one of them is called; `kind` is `office` or `identity`."""
    return _(_NAMES[kind])


def access_names(kinds: Iterable[str]) -> str:
    """Several, always in the same order; empty for none."""
    those = set(kinds)
    return ", ".join(access_name(kind) for kind in _NAMES if kind in those)
