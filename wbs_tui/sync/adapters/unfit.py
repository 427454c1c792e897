"""Why a document of the other system is no answer, in the words of whoever looks after that system."""

import re

import msgspec

from wbs_tui.text.catalogue import N_, _

_KNOWN = (
    (r"Object missing required field `(?P<name>.+)`", N_("isian {name} tidak ada")),
    (r"Object contains unknown field `(?P<name>.+)`", N_("isian {name} tidak dikenal")),
    (r"Invalid enum value (?P<value>.*)", N_("{name}: nilai {value} tidak dikenal")),
    (r"Expected `(?P<wanted>[a-z]+)( \| null)?`, got `.+`", N_("{name}: seharusnya {wanted}")),
    (r"Expected `str` of length <= (?P<most>\d+)", N_("{name}: lebih dari {most} karakter")),
    (r"Expected `str` of length >= 1", N_("{name}: kosong")),
    (r"Expected `str` matching regex .+", N_("{name}: bentuknya tidak sesuai")),
)
_TYPES = {"int": N_("bilangan bulat"), "str": N_("teks"), "object": N_("objek JSON")}


def why_unfit(error: Exception) -> str:
    """What is wrong and in which field, for an error of reading it. Sources: docs/kpk-adapter.md."""
    if not isinstance(error, msgspec.ValidationError):
        return _("bukan JSON yang terbaca")
    what, _separator, path = str(error).partition(" - at `")
    field = path.removesuffix("`").removeprefix("$.") or _("dokumen")
    for pattern, template in _KNOWN:
        if match := re.fullmatch(pattern, what, re.DOTALL):
            found = {
                name: _(_TYPES[value]) if value in _TYPES else value
                for name, value in match.groupdict().items()
            }
            return _(template).format(**{"name": field, **found})
    return _("{name}: tidak sesuai").format(name=field)
