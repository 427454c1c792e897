"""Header files of version 1, which are still read: the store key is wrapped under each password or code."""

import hashlib

import msgspec

from wbs_tui.vault.passwords import Argon2Parameters
from wbs_tui.vault.slots import Slot, SlotKind


class SlotV1(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A slot as version 1 wrote it."""

    id: str
    account_id: str
    account_name: str
    kind: SlotKind
    device: str = ""
    salt: bytes
    argon2: Argon2Parameters | None = None
    uses_device_secret: bool = False
    wrapped_store_key: bytes | None = None
    wrapped_account_keys: bytes | None = None
    created_at: int
    expires_at: int | None = None


class HeaderV1(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A header as version 1 wrote it."""

    format: str
    version: int
    store_id: str
    office_code: str
    schema: str = ""
    slots: tuple[SlotV1, ...] = ()
    checksum: str = ""

    def encoded(self) -> bytes:
        """The bytes that version 1 wrote for this content."""
        body = msgspec.json.encode(msgspec.structs.replace(self, checksum=""))
        checksum = hashlib.sha256(b"wbs-header-v1|" + body).hexdigest()
        return msgspec.json.encode(msgspec.structs.replace(self, checksum=checksum)) + b"\n"

    def current_slots(self) -> tuple[Slot, ...]:
        """The slots in today's form; they open as they did."""
        return tuple(Slot(**msgspec.structs.asdict(slot)) for slot in self.slots)
