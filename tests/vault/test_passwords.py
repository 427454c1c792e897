"""What a password becomes, and which are refused."""

import pytest

from wbs_tui.text.errors import Refused
from wbs_tui.vault.errors import WeakPassword
from wbs_tui.vault.passwords import Argon2Parameters, check_new_password, derive

QUICK = Argon2Parameters(memory_kib=8192, iterations=1, lanes=1)
SALT = bytes(16)


def test_the_default_cost_is_the_second_choice_of_rfc_9106() -> None:
    default = Argon2Parameters()
    assert (default.memory_kib, default.iterations, default.lanes) == (64 * 1024, 3, 4)
    assert derive("kata sandi", SALT, default) != derive("kata sandi", SALT, QUICK)


@pytest.mark.parametrize(
    ("password", "salt", "parameters", "secret"),
    [
        ("Kata sandi", SALT, QUICK, None),
        ("kata sandi", b"\1" * 16, QUICK, None),
        ("kata sandi", SALT, Argon2Parameters(8192, 2, 1), None),
        ("kata sandi", SALT, QUICK, bytes(32)),
        ("kata sandi", SALT, QUICK, b"\1" * 32),
    ],
)
def test_anything_that_differs_gives_other_keys(
    password: str, salt: bytes, parameters: Argon2Parameters, secret: bytes | None
) -> None:
    plain = derive("kata sandi", SALT, QUICK)
    other = derive(password, salt, parameters, secret)
    assert len({plain.store_wrap, plain.account_wrap, other.store_wrap, other.account_wrap}) == 4


def test_keys_show_nothing_of_themselves() -> None:
    keys = derive("kata sandi", SALT, QUICK)
    shown = f"{keys!r} {keys}"
    assert shown == "<PasswordKeys> <PasswordKeys>"


@pytest.mark.parametrize(
    "password", ["", "rahasia", "sebelas.huu", "aaaaaaaaaaaaaaaa", "aAaAaAaAaAaA", "\ufb03\ufb03"]
)
def test_what_is_guessed_first_is_refused_with_advice(password: str) -> None:
    with pytest.raises(WeakPassword, match="empat kata acak") as refusal:
        check_new_password(password)
    assert isinstance(refusal.value, Refused)


@pytest.mark.parametrize("password", ["duabelas.huu", "kuda baterai stapel benar", "sandi 密码 panjang"])
def test_a_long_enough_password_is_accepted(password: str) -> None:
    check_new_password(password)
