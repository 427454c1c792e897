"""What officers write, made fit to be kept: cleaned, not empty, not too long."""

from wbs_tui.journal.desk import Desk
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.clean import clean
from wbs_tui.text.errors import Refused


class NothingWritten(Refused):
    """Words were wanted and none were given."""

    def __init__(self) -> None:
        super().__init__(_("Belum ada yang ditulis. Tuliskan isinya, lalu simpan lagi."))


class TooLong(Refused):
    """More was written than the policy lets through."""


class ReasonMissing(Refused):
    """A reason was wanted and none was given."""

    def __init__(self) -> None:
        super().__init__(_("Tuliskan alasannya."))


class UnknownCode(Refused):
    """A code that the office's policy does not offer."""

    def __init__(self, code: str, choices: tuple[str, ...]) -> None:
        super().__init__(
            _("Kode {code} tidak ada dalam kebijakan kantor. Pilihannya: {choices}.").format(
                code=code, choices=", ".join(choices)
            )
        )


def body(desk: Desk, written: str) -> str:
    """Several lines, cleaned; raises NothingWritten, TooLong."""
    cleaned = clean(written).strip()
    if not cleaned:
        raise NothingWritten
    return _fitting(desk, cleaned)


def reason(desk: Desk, written: str) -> str:
    """A reason that may be left out, cleaned; raises TooLong."""
    return _fitting(desk, clean(written).strip())


def required_reason(desk: Desk, written: str) -> str:
    """A reason that may not be left out; raises ReasonMissing, TooLong."""
    given = reason(desk, written)
    if not given:
        raise ReasonMissing
    return given


def checked_code(desk: Desk, kind: str, code: str) -> str:
    """The code, if the office's policy offers it; raises UnknownCode."""
    choices = desk.policy.choices(kind)
    if code not in choices:
        raise UnknownCode(clean(code, single_line=True), choices)
    return code


def _fitting(desk: Desk, cleaned: str) -> str:
    limit = desk.policy.limits.note_characters
    if len(cleaned) > limit.value:
        raise TooLong(limit.say(language()))
    return cleaned
