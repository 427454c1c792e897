"""Slots open with their own password or code, in their own store, and in no other way."""

from typing import Any

import msgspec
import pytest

from wbs_tui.text.errors import WbsError
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.account_slots import find_slots, open_account
from wbs_tui.vault.codes import new_code
from wbs_tui.vault.errors import Damaged, DeviceSecretMissing, NewerFormat, WrongCode, WrongPassword
from wbs_tui.vault.passwords import Argon2Parameters
from wbs_tui.vault.slots import (
    Slot,
    make_invitation_slot,
    make_password_slot,
    open_slot,
)

QUICK = Argon2Parameters(memory_kib=8192, iterations=1, lanes=1)
STORE, OTHER_STORE, SLOT, ACCOUNT = (f"{n:02d}" * 16 for n in range(1, 5))
STORE_KEY = b"k" * 32
PASSWORD = "kuda baterai stapel"
KEYS = AccountKeys.generate()


def password_slot(**changes: Any) -> Slot:
    given: dict[str, Any] = {
        "store_id": STORE,
        "slot_id": SLOT,
        "account_id": ACCOUNT,
        "account_name": "Sari Wulandari",
        "password": PASSWORD,
        "store_key": STORE_KEY,
        "account_keys": KEYS,
        "created_at": 1_790_000_000_000,
        "parameters": QUICK,
    }
    return make_password_slot(**given | changes)


def invitation(code: str, **changes: Any) -> Slot:
    given: dict[str, Any] = {
        "store_id": STORE,
        "slot_id": SLOT,
        "account_id": ACCOUNT,
        "account_name": "Sari Wulandari",
        "code": code,
        "store_key": STORE_KEY,
        "created_at": 1_790_000_000_000,
        "expires_at": 1_790_600_000_000,
    }
    return make_invitation_slot(**given | changes)


def test_a_password_opens_what_was_put_in() -> None:
    opened = open_slot(STORE, password_slot(), PASSWORD)
    assert opened.store_key == STORE_KEY
    assert opened.account_keys is not None
    assert opened.account_keys.to_bytes() == KEYS.to_bytes()


def test_on_postgresql_a_slot_wraps_no_store_key() -> None:
    slot = password_slot(store_key=None)
    assert slot.sealed_store_key is None
    assert open_slot(STORE, slot, PASSWORD).store_keys == ()


def test_an_invitation_opens_the_store_and_holds_no_account_keys() -> None:
    code = new_code()
    opened = open_slot(STORE, invitation(code), code.lower())
    assert (opened.store_key, opened.account_keys) == (STORE_KEY, None)


def test_an_invitation_ends() -> None:
    slot = invitation(new_code(), expires_at=1000)
    assert [slot.expired(now) for now in (999, 1000, 1001)] == [False, True, True]
    assert not invitation(new_code(), expires_at=None).expired(10**15)


def test_a_wrong_password_and_an_unknown_account_get_the_same_words() -> None:
    slots = (password_slot(),)
    with pytest.raises(WrongPassword) as wrong:
        open_account(STORE, slots, "Sari Wulandari", PASSWORD + "!")
    with pytest.raises(WrongPassword) as unknown:
        open_account(STORE, slots, "Tono", PASSWORD)
    assert wrong.value.message == unknown.value.message
    assert wrong.value.exit_code == 3


def test_an_unknown_account_costs_a_derivation_too(monkeypatch: pytest.MonkeyPatch) -> None:
    import wbs_tui.vault.slots as module

    costs: list[Argon2Parameters] = []
    stretch = module.stretch

    def counted(*given: Any) -> Any:
        costs.append(given[2])
        return stretch(*given)

    monkeypatch.setattr(module, "stretch", counted)
    for name in ("Tono", "Sari Wulandari"):
        with pytest.raises(WrongPassword):
            open_account(STORE, (password_slot(),), name, "salah sama sekali")
    assert costs[0] == costs[-1] == QUICK
    assert len(costs) == 4  # two slots were made, two attempts were paid for


def test_the_right_slot_of_several_devices_is_found() -> None:
    slots = (
        password_slot(slot_id="05" * 16, password="kata sandi yang lain"),
        password_slot(slot_id="06" * 16, device_secret=b"s" * 32),
        password_slot(),
    )
    slot, opened = open_account(STORE, slots, " sari WULANDARI ", PASSWORD)
    assert slot.id == SLOT
    assert opened.store_key == STORE_KEY
    assert find_slots(slots, "sari wulandari") == slots


def test_a_device_secret_is_needed_where_the_slot_says_so() -> None:
    slot = password_slot(device_secret=b"s" * 32)
    assert open_slot(STORE, slot, PASSWORD, b"s" * 32).store_key == STORE_KEY
    with pytest.raises(DeviceSecretMissing):
        open_slot(STORE, slot, PASSWORD)
    with pytest.raises(DeviceSecretMissing):
        open_account(STORE, (slot,), "Sari Wulandari", PASSWORD)
    with pytest.raises(WrongPassword):
        open_slot(STORE, slot, PASSWORD, b"t" * 32)


def test_a_device_secret_is_not_used_where_the_slot_does_not_say_so() -> None:
    assert open_slot(STORE, password_slot(), PASSWORD, b"s" * 32).store_key == STORE_KEY


@pytest.mark.parametrize(
    "change",
    [
        {"id": "09" * 16},
        {"account_id": "09" * 16},
        {"created_at": 1},
        {"expires_at": 1_800_000_000_000},
        {"salt": b"x" * 16},
        {"argon2": Argon2Parameters(8192, 2, 1)},
    ],
)
def test_a_slot_that_was_altered_does_not_open(change: dict[str, Any]) -> None:
    with pytest.raises(WrongPassword):
        open_slot(STORE, msgspec.structs.replace(password_slot(), **change), PASSWORD)


def test_a_slot_of_another_store_or_kind_does_not_open() -> None:
    code = new_code()
    with pytest.raises(WrongPassword):
        open_slot(OTHER_STORE, password_slot(), PASSWORD)
    with pytest.raises(WrongPassword):
        open_slot(STORE, msgspec.structs.replace(invitation(code), kind="recovery"), code)
    with pytest.raises(WrongPassword):
        open_slot(STORE, invitation(code), new_code())


def test_an_invitation_cannot_be_lengthened() -> None:
    code = new_code()
    longer = msgspec.structs.replace(invitation(code), expires_at=None)
    with pytest.raises(WrongPassword):
        open_slot(STORE, longer, code)


def test_contents_cannot_change_places() -> None:
    slot, other = password_slot(), password_slot(slot_id="09" * 16)
    for moved in (
        {"wrapped_store_key": slot.wrapped_account_keys},
        {"sealed_store_key": other.sealed_store_key},
        {"next_store_key": other.sealed_store_key},
        {"wrapped_account_keys": other.wrapped_account_keys},
    ):
        with pytest.raises((WrongPassword, Damaged)):
            open_slot(STORE, msgspec.structs.replace(slot, **moved), PASSWORD)


def test_every_flipped_byte_of_the_wraps_is_noticed() -> None:
    code = new_code()  # a code, because a password would take a derivation for each byte
    slot = invitation(code)
    assert slot.sealed_store_key is not None
    for place in range(len(slot.sealed_store_key)):
        broken = bytearray(slot.sealed_store_key)
        broken[place] ^= 0x01
        with pytest.raises(WbsError) as refusal:
            open_slot(STORE, msgspec.structs.replace(slot, sealed_store_key=bytes(broken)), code)
        assert isinstance(refusal.value, WrongPassword | Damaged | NewerFormat)


def test_a_wrap_of_a_newer_version_says_so() -> None:
    code = new_code()
    slot = invitation(code)
    assert slot.sealed_store_key is not None
    newer = msgspec.structs.replace(slot, sealed_store_key=b"\2" + slot.sealed_store_key[1:])
    with pytest.raises(NewerFormat, match="lebih baru"):
        open_slot(STORE, newer, code)


@pytest.mark.parametrize(
    "cost",
    [
        None,
        Argon2Parameters(8191, 1, 1),
        Argon2Parameters(8192, 0, 1),
        Argon2Parameters(2**31, 1, 1),
        Argon2Parameters(8192, 10**9, 1),
        Argon2Parameters(8192, 1, 1, version=0x10),
    ],
)
def test_a_cost_that_was_lowered_or_never_ends_is_damage(cost: Argon2Parameters | None) -> None:
    with pytest.raises(Damaged):
        open_slot(STORE, msgspec.structs.replace(password_slot(), argon2=cost), PASSWORD)


def test_a_mistyped_code_is_told_apart_from_a_wrong_one() -> None:
    with pytest.raises(WrongCode):
        open_slot(STORE, invitation(new_code()), "bukan kode")


def test_nothing_secret_is_shown() -> None:
    slot = password_slot()
    opened = open_slot(STORE, slot, PASSWORD)
    shown = repr((slot, opened, opened.account_keys))
    for secret in (STORE_KEY, KEYS.to_bytes()[1:33], PASSWORD.encode()):
        assert repr(secret)[2:-1] not in shown
        assert secret.hex() not in shown
