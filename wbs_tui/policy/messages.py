"""What msgspec says about a file, in the words of an officer: where, and what is wrong there."""

import re
from collections.abc import Mapping
from typing import Any

from wbs_tui.policy.merging import identity
from wbs_tui.text.catalogue import N_

_KNOWN = (
    (r"Object contains unknown field `(?P<name>.+)`", N_("kunci {name} tidak dikenal")),
    (r"Object missing required field `(?P<name>.+)`", N_("kunci {name} belum diisi")),
    (r"Invalid enum value (?P<value>.*)", N_("nilai {value} tidak dikenal")),
    (r"Expected `(?P<wanted>.+)`, got `(?P<got>.+)`", N_("seharusnya {wanted}, tertulis {got}")),
    (r"Expected `int` (?P<bound>[<>]=? -?\d+)", N_("angkanya harus {bound}")),
    (r"Expected `(str|array)` of length >= 1", N_("tidak boleh kosong")),
    (r"Expected `str` matching regex .+", N_("kode hanya memuat huruf kecil, angka, titik, dan garis bawah")),
    (r"Invalid RFC3339 encoded date.*", N_("tanggal ditulis tanpa tanda petik, misalnya 2026-08-31")),
    (r"(?P<detail>.+)", N_("tidak dapat dibaca: {detail}")),
)

_TYPES = {
    "int": N_("bilangan bulat"),
    "float": N_("bilangan pecahan"),
    "str": N_("teks"),
    "bool": N_("true atau false"),
    "array": N_("daftar"),
    "object": N_("tabel"),
    "date": N_("tanggal"),
    "datetime": N_("tanggal dengan jam"),
}


def explained(message: str, table: Mapping[str, Any]) -> tuple[str, str, dict[str, str]]:
    """Key, message and its details for an error of msgspec.convert over this table."""
    what, _separator, path = message.partition(" - at `")
    template, details = next(
        (template, match.groupdict())
        for pattern, template in _KNOWN
        if (match := re.fullmatch(pattern, what, re.DOTALL))
    )
    return _key(path.removesuffix("`"), table), template, {n: _TYPES.get(v, v) for n, v in details.items()}


def _key(path: str, table: Any) -> str:
    """`$.clock[0].days` as `clock[verification].days`: an officer finds an id, not a position."""
    key, here = "", table
    for name, position in re.findall(r"\.([^.\[]+)|\[(\d+)\]", path.removeprefix("$")):
        here = here[int(position)] if position else here.get(name)
        key += f"[{identity(here) or position}]" if position else f".{name}"
    return key.removeprefix(".")
