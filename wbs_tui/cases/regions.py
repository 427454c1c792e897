"""The names of Indonesia's regions by their code: the shipped list, read when the first code is looked up.

Licence and source stand in `data/regions.NOTICE.txt`.
"""

import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PACKED = Path(__file__).parent / "data" / "regions.txt.xz"
_KIND = re.compile(r"^(?:kabupaten|kab|kota|provinsi|propinsi|prov)\b[.\s]*", re.IGNORECASE)
_SAID = re.compile(r"\b(?:kabupaten|kab|kota|provinsi|propinsi|prov)\b[.\s]+", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;/\n]|\s-\s")
_WORD = re.compile(r"\w+")
_MOST_WORDS = 5  # of a region's name

# Codes that numbers given out before a province was split still carry, with today's code. Not in the list.
_FORMER = {
    **{"6404": "6501", "6405": "6503", "6406": "6502", "6410": "6504", "6473": "6571"},  # UU 20/2012
    **{"9101": "9301", "9116": "9302", "9117": "9303", "9118": "9304"},  # UU 14/2022
    **{"9104": "9401", "9107": "9402", "9108": "9403", "9109": "9404"},  # UU 15/2022
    **{"9125": "9405", "9126": "9406", "9127": "9407", "9128": "9408"},
    **{"9102": "9501", "9112": "9502", "9113": "9503", "9114": "9504"},  # UU 16/2022
    **{"9121": "9505", "9122": "9506", "9123": "9507", "9124": "9508"},
    **{
        "9201": "9601",
        "9204": "9602",
        "9205": "9603",
        "9209": "9604",
        "9210": "9605",
        "9271": "9671",
    },  # UU 29/2022
}


@dataclass(frozen=True, slots=True)
class Region:
    """What the first six digits of a NIK say; the parts that are not known are None."""

    province: str
    regency: str | None
    district: str | None
    former: bool = False
    """Whether the code is one from before a province was split; the names are today's."""

    @property
    def name(self) -> str:
        """From the district to the province."""
        return ", ".join(part for part in (self.district, self.regency, self.province) if part)


def region(code: str) -> Region | None:
    """The region of a code of six digits; None when not even its province is known."""
    province = _name(code[:2])
    if province is None:
        return None
    today = _FORMER.get(code[:4])
    if today is not None:
        return Region(_name(today[:2]) or province, _name(today), None, former=True)
    return Region(province, _name(code[:4]), _name(code))


def home_code(office_code: str) -> str | None:
    """The code of the province, or of the regency or city, that an office's code begins with."""
    digits = re.sub(r"\D", "", office_code)
    return next(
        (digits[:length] for length in (4, 2) if len(digits) >= length and _name(digits[:length])), None
    )


def bare(name: str) -> str:
    """A region's name without what it is: `Kabupaten Ogan Ilir` and `Kab. Ogan Ilir` are `ogan ilir`."""
    return " ".join(_WORD.findall(_KIND.sub("", name.strip()).casefold()))


def mentioned(address: str) -> frozenset[str]:
    """The provinces, regencies and cities that an address says it lies in, by their bare names."""
    return frozenset(name for name in _candidates(address) if name in _bare_names())


def _candidates(address: str) -> Iterator[str]:
    """A whole part between commas, and the words after "kabupaten", "kota", "provinsi"."""
    for part in _BETWEEN.split(address):
        yield bare(part)
        for said in _SAID.finditer(part):
            words = _WORD.findall(part[said.end() :].casefold())[:_MOST_WORDS]
            yield from (" ".join(words[:count]) for count in range(1, len(words) + 1))


def _name(code: str) -> str | None:
    listed = _listed()
    at = listed.find(f"\n{code} ")
    return None if at < 0 else listed[at + len(code) + 2 : listed.index("\n", at + 1)]


@cache
def _listed() -> str:
    """A line `code name` for each region, between line feeds: looked through, a dictionary takes longer."""
    return "\n" + lzma.decompress(_PACKED.read_bytes()).decode()


@cache
def _bare_names() -> frozenset[str]:
    lines = (line.partition(" ") for line in _listed().splitlines())
    return frozenset(bare(name) for code, _space, name in lines if len(code) in (2, 4))
