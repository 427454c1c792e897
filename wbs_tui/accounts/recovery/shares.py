"""The sheets of the three shares: who holds which, as words and as a page to print."""

import textwrap
from dataclasses import dataclass, field

from models.words.clock import from_millis
from models.words.office import Office
from models.words.recovery import SHARE_HOLDERS, SHARES, WORDS, ShareHolder
from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import clean
from wbs_tui.text.formats import date_long

_COLUMNS = 3
_ROWS = WORDS // _COLUMNS
_WIDTH = 76
"""Fits 80 columns, and A4 in any usual typewriter face."""


@dataclass(frozen=True, slots=True)
class ShareSheet:
    """One share for one holder."""

    office: Office
    generation: int
    number: int
    made_at: int
    """Milliseconds since 1970 UTC."""
    words: str = field(repr=False)
    """33, with single spaces."""

    @property
    def holder(self) -> ShareHolder:
        """Whose it is."""
        return SHARE_HOLDERS[self.number - 1]

    @property
    def file_name(self) -> str:
        """Under which name it is written out."""
        return f"bagian-{_FILE_NAMES[self.holder]}.txt"


_FILE_NAMES = {
    ShareHolder.INSPECTOR: "inspektur",
    ShareHolder.SUPER_ADMIN: "super-admin",
    ShareHolder.CUSTODIAN: "kustodian",
}


@dataclass(frozen=True, slots=True)
class ShareSheets:
    """What the Inspektur is given when the escrow is made. The Super Admin's is in no one's hands but his."""

    head: ShareSheet | None
    """None when it is sealed to a new Inspektur, who looks at it in his own session."""
    custodian: ShareSheet
    sealed_to_admin: bool
    """Whether there was a Super Admin with keys to seal his to; else nobody holds it."""

    @property
    def every(self) -> tuple[ShareSheet, ...]:
        """All that there are, in the order in which they are handed over."""
        return tuple(sheet for sheet in (self.head, self.custodian) if sheet is not None)


def holder_name(holder: ShareHolder) -> str:
    """As screens and pages call him."""
    return {
        ShareHolder.INSPECTOR: _("Inspektur"),
        ShareHolder.SUPER_ADMIN: _("Super Admin"),
        ShareHolder.CUSTODIAN: _("Kustodian"),
    }[holder]


def word_lines(words: str) -> list[str]:
    """The numbered words in three columns, read downwards."""
    numbered = [f"{place}.".ljust(4) + word for place, word in enumerate(words.split(), start=1)]
    return [
        "  ".join(f"{numbered[row + _ROWS * column]:20}" for column in range(_COLUMNS)).rstrip()
        for row in range(_ROWS)
    ]


def page(sheet: ShareSheet) -> str:
    """The page to print: plain text of at most 76 columns, one sheet of A4; `normalise` reads it back."""
    words = word_lines(sheet.words)
    lines = [*_heading(sheet), "", *words, "", *_advice(sheet.holder)]
    rule = "=" * _WIDTH
    return "\n".join((rule, *(piece for line in lines for piece in _wrapped(line)), rule))


def _heading(sheet: ShareSheet) -> list[str]:
    made = from_millis(sheet.made_at).astimezone(sheet.office.zone).date()
    return [
        _("BAGIAN KUNCI PEMULIHAN (RAHASIA)"),
        clean(sheet.office.name, single_line=True),
        _("Kode kantor {code}").format(code=sheet.office.code),
        _("Generasi {generation}, dibuat {day}").format(generation=sheet.generation, day=date_long(made)),
        _("Bagian ke-{number} dari {shares}, untuk {holder}").format(
            number=sheet.number, shares=SHARES, holder=holder_name(sheet.holder)
        ),
    ]


def _advice(holder: ShareHolder) -> list[str]:
    keeping = {
        ShareHolder.INSPECTOR: _("Disimpan Inspektur sendiri, terkunci, terpisah dari kata sandinya."),
        ShareHolder.SUPER_ADMIN: _("Disimpan Super Admin sendiri, terkunci, terpisah dari kata sandinya."),
        ShareHolder.CUSTODIAN: _(
            "Dibawa langsung kepada kustodian dalam amplop tertutup: orang yang bukan Inspektur, bukan Super "
            "Admin, dan bukan bawahan keduanya. Inspektur tidak menyimpan salinannya."
        ),
    }
    return [
        _(
            "Gunanya: dua dari tiga bagian bersama-sama memulihkan akses bila Inspektur atau Super Admin "
            "kehilangan kata sandi atau tidak ada lagi. Satu bagian saja tidak membuka apa pun."
        ),
        keeping[holder],
        _(
            "Jangan memotret, menyalin ke komputer atau pesan, membacakan lewat telepon, atau menyimpannya "
            "bersama bagian lain."
        ),
        _(
            "Diperiksa tiap bulan dengan `wbs recovery check`. Bila hilang atau terbaca orang lain, "
            "Inspektur membagi ulang dengan `wbs recovery renew`; lembar ini lalu tidak berlaku."
        ),
    ]


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, _WIDTH, break_on_hyphens=False) or [""]
