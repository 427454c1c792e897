"""What an office calls itself: its code stands beside it, and a confirmed name changes by a person alone."""

from typing import Any

from sqlalchemy import Row

from wbs_tui.sync.offices.records import OfficeRecord
from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import clean

_LONGEST_CODE = 10
_LONGEST_NAME = 120


def on_a_line(text: str) -> str:
    """As it is kept and shown."""
    return clean(text, single_line=True)


def reads(record: OfficeRecord) -> bool:
    """Whether code and name are there, and fit, when they are cleaned: composing can make them longer."""
    code, name = on_a_line(record.code), on_a_line(record.name)
    under = on_a_line(record.under)
    return 0 < len(code) <= _LONGEST_CODE >= len(under) and 0 < len(name) <= _LONGEST_NAME


def not_read() -> str:
    """What is said of a record whose code or name does not read."""
    return _("Direktori memuat instansi dengan kode atau nama yang tidak terbaca. Laporkan kepada KPK.")


def code_and_name(row: Row[Any]) -> str:
    """Of a row of `peers`: the code first, for a name is only what an office calls itself."""
    return f"{row.code} {row.name}"


def renaming(row: Row[Any], before: OfficeRecord, after: OfficeRecord) -> list[str]:
    """What is said when a confirmed office would be called otherwise from now on."""
    name = on_a_line(after.name)
    if name in (row.name, on_a_line(before.name)):
        return []
    sentence = _(
        "{office} ingin disebut {name}. Nama lamanya dipakai terus sampai yang baru dipastikan menurut "
        "suratnya."
    )
    return [sentence.format(office=code_and_name(row), name=name)]
