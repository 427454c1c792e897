"""A grant counts when a grantor signed exactly these bytes."""

import msgspec
import pytest

from wbs_tui.vault.account_keys import AccountKeys, fingerprint
from wbs_tui.vault.errors import Damaged, NewerFormat
from wbs_tui.vault.grants import GrantStatement, sign_grant, statement_bytes, verify_grant

GRANTOR, OTHER = AccountKeys.generate(), AccountKeys.generate()
STATEMENT = GrantStatement(
    office="16",
    compartment="identity",
    account="03" * 16,
    fingerprint=fingerprint(OTHER.public()),
    can_grant=False,
    epoch=1,
    action="grant",
    at=1_790_000_000_000,
    previous=bytes(32),
    until=1_791_000_000_000,
)
WRITTEN = statement_bytes(STATEMENT)
SIGNATURE = sign_grant(GRANTOR, STATEMENT)
SIGN = GRANTOR.public().sign


def test_a_grantors_statement_is_read_back() -> None:
    assert verify_grant(SIGN, WRITTEN, SIGNATURE) == STATEMENT


def test_nobody_else_can_have_signed_it() -> None:
    with pytest.raises(Damaged):
        verify_grant(OTHER.public().sign, WRITTEN, SIGNATURE)


def test_a_signature_from_another_context_does_not_count() -> None:
    with pytest.raises(Damaged):
        verify_grant(SIGN, WRITTEN, GRANTOR.sign("journal-v1", WRITTEN))


@pytest.mark.parametrize("change", [{"can_grant": True}, {"action": "revoke"}, {"compartment": "office"}])
def test_a_changed_statement_does_not_count(change: dict[str, object]) -> None:
    with pytest.raises(Damaged):
        verify_grant(SIGN, statement_bytes(msgspec.structs.replace(STATEMENT, **change)), SIGNATURE)


def test_every_changed_byte_is_noticed() -> None:
    for place in range(len(WRITTEN)):
        broken = bytearray(WRITTEN)
        broken[place] ^= 0x01
        with pytest.raises(Damaged):
            verify_grant(SIGN, bytes(broken), SIGNATURE)


def test_a_signed_statement_of_a_newer_version_says_so() -> None:
    newer = msgspec.msgpack.encode({"version": 3, "anything": "else"})
    with pytest.raises(NewerFormat):
        verify_grant(SIGN, newer, GRANTOR.sign("grant-v1", newer))


@pytest.mark.parametrize("signed", [b"", b"\xc1", msgspec.msgpack.encode({"version": 1})])
def test_signed_bytes_that_are_no_statement_are_damage(signed: bytes) -> None:
    with pytest.raises(Damaged):
        verify_grant(SIGN, signed, GRANTOR.sign("grant-v1", signed))
