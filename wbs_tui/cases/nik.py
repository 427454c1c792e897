"""What the form of a NIK says. It is no check of the population register, and the words say so."""

from stdnum.id import nik as form

from wbs_tui.text.catalogue import _


def nik_remark(nik: str) -> str:
    """A sentence about a NIK: 6 digits region, birth date (women: day + 40), 4 serial from 0001."""
    if not form.is_valid(nik) or form.compact(nik).endswith("0000"):
        return _("Bentuk NIK ini tidak lazim; periksa lagi angkanya.")
    return _(
        "Bentuk NIK sah; ini bukan pemeriksaan Dukcapil. Wilayahnya adalah wilayah pendaftaran pertama dan "
        "boleh berbeda dari alamat."
    )
