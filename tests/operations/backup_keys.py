"""The store keys that slots lead to: what leaves a server has another than its desks work with."""

from tests.conftest import PASSWORD
from wbs_tui.vault.slots import open_slot


def key_in(header, name="inspektur"):
    """The key in the slot of an account."""
    slot = next(each for each in header.slots if each.kind == "password" and each.account_name == name)
    return open_slot(header.store_id, slot, PASSWORD).store_key
