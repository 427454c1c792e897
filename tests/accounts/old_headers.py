"""A header as version 1 wrote it, made of today's: what a store of an earlier version of the program has."""

import hashlib
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wbs_tui.vault.boxes import seal_box
from wbs_tui.vault.header import read_header
from wbs_tui.vault.header_v1 import HeaderV1, SlotV1
from wbs_tui.vault.passwords import derive
from wbs_tui.vault.slots import Slot, open_slot


def write_as_version_1(path: Path, password: str) -> None:
    """The password slots of this header with the store key under the password, and no others."""
    header = read_header(path)
    slots = tuple(_old(header.store_id, slot, password) for slot in header.slots if slot.kind == "password")
    old = HeaderV1(
        format="wbs-header", version=1, store_id=header.store_id, office_code=header.office_code,
        schema=header.schema, slots=slots,
    )  # fmt: skip
    body = msgspec.json.encode(old)
    checksum = hashlib.sha256(b"wbs-header-v1|" + body).hexdigest()
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(old, checksum=checksum)) + b"\n")


def _old(store_id: str, slot: Slot, password: str) -> SlotV1:
    opened = open_slot(store_id, slot, password)
    assert slot.argon2 is not None
    assert opened.store_key is not None
    wrap = AESGCM(derive(password, slot.salt, slot.argon2).store_wrap)
    fields = {name: getattr(slot, name) for name in SlotV1.__struct_fields__}
    place = slot.place(store_id, "store-key")
    return SlotV1(**{**fields, "wrapped_store_key": seal_box(wrap, opened.store_key, place)})
