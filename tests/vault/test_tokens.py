"""Tokens are equal for equal values of one kind under one key, and for nothing else."""

from wbs_tui.vault.tokens import token


def test_equal_values_have_equal_tokens() -> None:
    assert token(bytes(32), "nik", "3201") == token(bytes(32), "nik", "3201")
    assert len(token(bytes(32), "nik", "3201")) == 16


def test_key_kind_and_value_all_count() -> None:
    made = {
        token(bytes(32), "nik", "3201"),
        token(b"\1" * 32, "nik", "3201"),
        token(bytes(32), "telepon", "3201"),
        token(bytes(32), "nik", "3202"),
        token(bytes(32), "nik3", "201"),
    }
    assert len(made) == 5


def test_a_value_that_was_never_valid_text_has_a_token_too() -> None:
    assert token(bytes(32), "message-id", "<\udcff@x>") != token(bytes(32), "message-id", "<@x>")
