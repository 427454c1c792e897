"""What can keep an exchange from happening; each message says what to do."""

from wbs_tui.text.catalogue import N_, _, n_
from wbs_tui.text.errors import Refused, StoreTrouble


class NotEnrolled(Refused):
    """This office has no keys for the exchange yet."""

    def __init__(self) -> None:
        super().__init__(
            _("Kantor ini belum terdaftar pada hub. Jalankan dahulu `wbs enrol --hub URL --token-file F`.")
        )


class DeskByCourier(Refused):
    """A desk elsewhere that reaches no hub."""

    def __init__(self, mark: str, office: str) -> None:
        super().__init__(
            _(
                "Ini meja {mark}: ia bertukar dengan kantornya lewat bundel kurir, bukan lewat hub. Jalankan "
                "`wbs bundle write BERKAS --to {office}`, lalu bawa berkasnya ke kantor."
            ).format(mark=mark, office=office)
        )


class OfficeKeyLost(Refused):
    """The hub knows this office under a key that is not here."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Kunci kantor yang dikenal hub tidak ada lagi di sini. Minta pengelola hub menutup kantor "
                "ini dan menambahkannya lagi, lalu jalankan `wbs enrol` dengan kode baru dan --new-key; "
                "setiap instansi lain harus mencocokkan sidik kunci yang baru dengan surat resmi."
            )
        )


class OtherKind(Refused):
    """A hub's operator and other offices know this one as another kind of office."""

    def __init__(self, kind: str) -> None:
        super().__init__(_("Kantor ini sudah terdaftar sebagai {kind}; jenisnya tetap.").format(kind=kind))


class NotConfirmed(Refused):
    """Nobody has compared the other office's fingerprint, or its keys contradict each other."""

    def __init__(self, name: str, said: str = "") -> None:
        super().__init__(
            said
            or _(
                "Sidik kunci {office} belum dipastikan, jadi tidak ada yang disegel untuknya. Cocokkan "
                "dengan surat resminya: `wbs office confirm KODE --fingerprint F --letter NOMOR`."
            ).format(office=name)
        )
        self.office = name


class ClosedAtHub(NotConfirmed):
    """The hub has closed the other office: nothing is sealed to it until a person confirms it anew."""

    def __init__(self, name: str, closure: str) -> None:
        said = _(
            "{office} {closure}. Tidak ada lagi yang disegel untuknya, kecuali sidik kuncinya dipastikan "
            "lagi menurut surat resminya yang baru."
        )
        super().__init__(name, said.format(office=name, closure=closure))


class NoSuchOffice(Refused):
    """No office of this code, or none with this fingerprint, is in the directory."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _(
                "Instansi {code} tidak ada di direktori. Lihat `wbs office peers`, atau sinkronkan dahulu."
            ).format(code=code)
        )


class OtherFingerprint(Refused):
    """What was typed is not the fingerprint of the office's key."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _(
                "Sidik kunci {code} di direktori TIDAK sama dengan yang diketik. Periksa ketikan dan "
                "suratnya; bila tetap berbeda, jangan pastikan, dan hubungi instansi itu lewat jalan lain."
            ).format(code=code)
        )


class ConfirmedAlready(Refused):
    """Another office stands where this one would: KPK, or the office of its code."""

    def __init__(self, office: str) -> None:
        super().__init__(
            _(
                "{office} sudah dipastikan di tempat itu. Bila memang diganti, blokir dahulu yang lama, "
                "lalu pastikan yang baru."
            ).format(office=office)
        )


class StationOfAnother(Refused):
    """The office names a station that another office, or this one, writes at."""

    def __init__(self, office: str) -> None:
        super().__init__(
            _(
                "{office} menyebut stasiun milik instansi lain sebagai miliknya, jadi tidak dapat "
                "dipastikan. Laporkan kepada KPK."
            ).format(office=office)
        )


class TooLargeToSend(Refused):
    """One thing is larger than a parcel may be."""

    def __init__(self) -> None:
        super().__init__(
            _("Isi kasus ini terlalu besar untuk satu paket. Kirim sebagian sebagai bukti berkas.")
        )


class Offline(StoreTrouble):
    """The hub cannot be reached now: a normal state."""

    def __init__(self, hub: str) -> None:
        super().__init__(
            _(
                "Hub {hub} tidak terjangkau. Pekerjaan tetap jalan; yang belum terkirim menunggu, dan "
                "`wbs sync` boleh diulang kapan saja."
            ).format(hub=hub)
        )


_REFUSALS = {
    "unknown_station": N_(
        "Hub {hub} tidak mengenal stasiun ini: hub itu kehilangan datanya, kunci kantor hilang bersama "
        "penyimpanan lama, atau kantor ini ditutup pengelolanya. Mintalah kode baru kepada "
        "pengelolanya, lalu `wbs enrol` sekali lagi. Bila sidik "
        "kunci kantor berubah karenanya, instansi lain memastikannya dari surat yang baru."
    ),
    "not_allowed": N_(
        "Hub {hub} tidak mengizinkan ini. KPK dan provinsi menulis `--kind kpk|province`, dan yang "
        "dibawahi provinsi `--under KODE`, seperti yang didaftarkan pengelolanya. Bila itu sudah benar: kode "
        "kantornya lain, atau kode sekali pakainya salah, sudah dipakai, atau lewat masanya. Mintalah kode "
        "baru kepadanya."
    ),
}


class HubRefused(StoreTrouble):
    """The hub said no, in words that it may say; `code` is that of its Problem."""

    def __init__(self, hub: str, code: str) -> None:
        other = N_("Hub {hub} menolak permintaan ini ({code}). Hubungi pengelola hub bila berulang.")
        super().__init__(_(_REFUSALS.get(code, other)).format(hub=hub, code=code))
        self.code = code


class HubMisbehaves(StoreTrouble):
    """The hub's answer is none that a hub may give: nothing of it was taken."""

    def __init__(self, hub: str, what: str) -> None:
        super().__init__(
            _(
                "Hub {hub} memberi jawaban yang tidak sah ({what}). Tidak ada yang hilang di sini; laporkan "
                "kepada pengelola hub dan KPK, lalu ulangi."
            ).format(hub=hub, what=_(what))
        )


class HubNotTrusted(StoreTrouble):
    """Who answers at the hub's address has no certificate for it."""

    def __init__(self, hub: str) -> None:
        super().__init__(
            _(
                "Sertifikat hub {hub} tidak dapat dipercaya, jadi tidak ada yang dikirim. Tanyakan kepada "
                "pengelola hub. Bila ia memakai sertifikat sendiri, mintalah berkasnya: `wbs enrol --ca "
                "BERKAS` memasangnya bagi hub yang sudah terdaftar, sesudah sidiknya dicocokkan; saat "
                "mendaftar, tambahkan `--ca BERKAS`."
            ).format(hub=hub)
        )


class HubBusy(StoreTrouble):
    """The hub has too much to do, or has had too many requests of this office."""

    def __init__(self, hub: str) -> None:
        super().__init__(
            _("Hub {hub} sedang sibuk. Yang belum terkirim menunggu; ulangi beberapa menit lagi.").format(
                hub=hub
            )
        )


class ClockApart(StoreTrouble):
    """The clocks here and at the hub differ too much."""

    def __init__(self, hub: str, minutes: int | None) -> None:
        by = (
            _("lebih dari 5 menit") if minutes is None else n_("{count} menit", minutes).format(count=minutes)
        )
        super().__init__(
            _("Jam komputer ini berbeda {by} dari jam hub {hub}. Setel jamnya, lalu ulangi.").format(
                by=by, hub=hub
            )
        )
