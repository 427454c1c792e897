"""What the words of a command may be; each says in a sentence what it wants instead."""

import argparse
import re
from collections.abc import Callable
from datetime import date

from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import clean
from wbs_tui.text.formats import parse_date

_OFFICE_CODE = re.compile(r"[0-9A-Za-z.]{1,10}")


def day(text: str) -> date:
    """A day, ISO or as Indonesians write it."""
    found = parse_date(text)
    if found is None:
        raise argparse.ArgumentTypeError(
            _("bukan tanggal. Tulis misalnya 2026-08-31 atau '31 Agustus 2026'.")
        )
    return found


def office_code(text: str) -> str:
    """The first part of register numbers."""
    if not _OFFICE_CODE.fullmatch(text):
        raise argparse.ArgumentTypeError(
            _("kode kantor terdiri atas 1 sampai 10 angka, huruf, atau titik, misalnya 16.")
        )
    return text


def one_line(longest: int) -> Callable[[str], str]:
    """A line of text from outside, cleaned, not empty and not longer than `longest` characters."""

    def line(text: str) -> str:
        cleaned = clean(text, single_line=True)
        if not 1 <= len(cleaned) <= longest:
            raise argparse.ArgumentTypeError(
                _("harus berisi 1 sampai {longest} huruf.").format(longest=longest)
            )
        return cleaned

    return line


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """A number between two bounds, both allowed."""

    def number(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 12 and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(
                _("harus bilangan bulat {least} sampai {most}.").format(least=least, most=most)
            )
        return int(text)

    return number
