"""One mail to one report, however the sender's program wrote it."""

import base64
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from models.words.reports import AttachmentKind, Incoming, IncomingReport, IntakeLimits, Rejected, SetAside
from wbs_tui.intake.mail import read_mail
from wbs_tui.text.catalogue import use_language

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
LIMITS = IntakeLimits()


def incoming(raw: bytes | EmailMessage, limits: IntakeLimits = LIMITS) -> Incoming:
    return read_mail(raw if isinstance(raw, bytes) else raw.as_bytes(), limits=limits, now=NOW)


def read(raw: bytes | EmailMessage, limits: IntakeLimits = LIMITS) -> IncomingReport:
    found = incoming(raw, limits)
    assert isinstance(found, IncomingReport)
    return found


def refused(raw: bytes, limits: IntakeLimits = LIMITS) -> Rejected:
    found = incoming(raw, limits)
    assert isinstance(found, Rejected)
    assert found.raw == raw
    return found


def mail(headers: bytes = b"", body: bytes = b"Isi laporan.") -> bytes:
    return b"From: a@b.contoh\r\n" + headers + b"\r\n" + body


def multipart(kind: str, *parts: bytes, boundary: str = "b") -> bytes:
    mark = f"--{boundary}".encode()
    inner = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts)
    return (
        f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode() + inner + mark + b"--\r\n"
    )


def part(kind: str, body: bytes, *headers: str) -> bytes:
    lines = [f"Content-Type: {kind}", *headers, ""]
    return "\r\n".join(lines).encode() + b"\r\n" + body


@pytest.mark.parametrize(
    ("value", "title"),
    [
        (b"Laporan biasa", "Laporan biasa"),
        (b"=?utf-8?B?TGFwb3JhbiDDqQ==?=", "Laporan é"),
        (b"=?utf-8?q?Laporan_=C3=A9?= =?utf-8?q?tunggal?=", "Laporan étunggal"),
        (b"=?utf-8?b?w6k?=", "é"),
        (b"=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "é"),
        (b"=?utf-8?b?ww==?=\r\n =?utf-8?b?qQ==?=", "é"),
        (b"=?tak-ada?q?abc_=C3=A9?=", "abc é"),
        (b"=?utf-8*id?q?bahasa?=", "bahasa"),
        (b"=?utf-8?b?A?= rusak", "=?utf-8?b?A?= rusak"),
        (b"=?unicode_escape?q?=5Cx41?=", "\\x41"),
        ("Laporan é mentah".encode(), "Laporan é mentah"),
        ("Laporan é mentah".encode("latin-1"), "Laporan é mentah"),
        (b"Laporan\r\n terlipat", "Laporan terlipat"),
        (b"Laporan \x1b[2J\x00palsu", "Laporan palsu"),
        (b"Re: RE: Fwd: Bls: Laporan", "Laporan"),
        (b"Re[2]: Laporan", "Laporan"),
        (b"Rekayasa lelang", "Rekayasa lelang"),
        (b"hubungi 0812-0000-0101", "hubungi [identitas 1]"),
    ],
)
def test_subjects(value: bytes, title: str) -> None:
    assert read(mail(b"Subject: " + value + b"\r\n")).title == title


def test_without_a_subject_the_first_words_are_the_title() -> None:
    text = b"Yth Inspektorat, jalan desa kami rusak, hubungi saya di a@b.contoh ya, terima kasih banyak."
    title = read(mail(b"Subject: Re:\r\n", text)).title
    assert title == "Yth Inspektorat, jalan desa kami rusak, hubungi saya di [identitas 1] ya,"


def test_an_endless_subject_is_shortened() -> None:
    assert len(read(mail(b"Subject: " + b"kata " * 5000 + b"\r\n")).title) == 200


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("utf-8", "é".encode(), "é"),
        ("iso-8859-1", b"\xe9", "é"),
        ("iso-8859-1", "é".encode(), "é"),
        ("us-ascii", "é".encode(), "é"),
        ("us-ascii", b"\x93kutip\x94", "“kutip”"),
        ("utf-8", b"\xe9 bukan utf-8", "é bukan utf-8"),
        ("tak-ada", "é".encode(), "é"),
        ("zlib", b"\xe9", "é"),
        ("punycode", b"abc-", "abc-"),
        ("utf-16", "é".encode("utf-16"), "é"),
        ("big5", "中".encode("big5"), "中"),
        ("x" * 200, b"abc", "abc"),
        ("utf-8", b"ab\x00c", "abc"),
    ],
)
def test_charsets(charset: str, body: bytes, text: str) -> None:
    assert read(part(f"text/plain; charset={charset}", body, "From: a@b.contoh")).text == text


def test_a_page_says_its_own_charset() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=big5"><p>中'.encode("big5")
    assert read(part("text/html", page, "From: a@b.contoh")).text == "中"


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Mon, 03 Aug 2026 09:12:00 +0700", datetime(2026, 8, 3, 2, 12, tzinfo=UTC)),
        ("Mon, 03 Aug 2026 09:12:00 -0000", datetime(2026, 8, 3, 9, 12, tzinfo=UTC)),
        ("3 Aug 2026 09:12 +0700", datetime(2026, 8, 3, 2, 12, tzinfo=UTC)),
        ("Wed, 02 Sep 2026 07:00:00 +0000", datetime(2026, 9, 2, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_believable_date_is_taken(date: str, expected: datetime) -> None:
    report = read(mail(f"Date: {date}\r\n".encode()))
    assert (report.received_at, report.warnings) == (expected, ())


@pytest.mark.parametrize(
    "date",
    [
        "Thu, 03 Sep 2026 09:12:00 +0000",
        "Fri, 31 Dec 1999 09:12:00 +0000",
        "Mon, 01 Jan 0100 00:00:00 +1400",
        "Fri, 31 Dec 9999 23:59:59 -1400",
        "Mon, 99 Aug 2026 09:12:00 +0700",
        "kemarin",
        "",
        "Mon, 03 Aug 2026 09:12:00 +99999999999999999999",
    ],
)
def test_any_other_date_gives_the_time_of_import_and_a_warning(date: str) -> None:
    report = read(mail(f"Date: {date}\r\n".encode()))
    assert report.received_at == NOW
    assert len(report.warnings) == 1


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ('"Rahmat H." <r@b.contoh>', "Rahmat H.", "r@b.contoh"),
        ("r@b.contoh (Rahmat)", "Rahmat", "r@b.contoh"),
        ("=?utf-8?q?Rahmat_=C3=A9?= <r@b.contoh>", "Rahmat é", "r@b.contoh"),
        ("r@b.contoh", None, "r@b.contoh"),
        ("<r@b.contoh", None, "r@b.contoh"),
        ("Rahmat, H. <r@b.contoh>", None, "r@b.contoh"),
        ("", None, None),
        ("(" * 3000, None, None),
    ],
)
def test_senders(value: str, name: str | None, address: str | None) -> None:
    reporter = read(f"To: x@y.contoh\r\nFrom: {value}\r\n\r\nIsi.".encode()).reporter
    assert (reporter.name, reporter.email) == (name, address)


def test_the_sender_is_compared_in_lower_case() -> None:
    assert read(b"From: <Rahmat@B.Contoh>\r\n\r\nIsi.").sender_key == "rahmat@b.contoh"


def test_the_name_of_the_sender_is_taken_out_of_the_text() -> None:
    report = read(
        b"From: Rahmat Hidayat <r@b.contoh>\r\nSubject: Dari Rahmat Hidayat\r\n\r\nSaya Rahmat  Hidayat."
    )
    assert (report.title, report.text) == ("Dari [identitas 1]", "Saya [identitas 2].")


def test_ids_and_references() -> None:
    raw = mail(
        b"Message-ID:  <Abc@Mail.Contoh> \r\nIn-Reply-To: <c@x.contoh>\r\n"
        b"References: <a@X.contoh>\r\n <b@x.contoh> <c@x.contoh>\r\n"
    )
    report = read(raw)
    assert report.external_id == "Abc@mail.contoh"
    assert report.in_reply_to == ("c@x.contoh", "b@x.contoh", "a@x.contoh")


@pytest.mark.parametrize("header", [b"", b"Message-ID: <>\r\n", b"Message-ID: <" + b"x" * 900 + b"@y>\r\n"])
def test_without_an_id_to_use_the_same_bytes_are_the_same_message(header: bytes) -> None:
    raw = mail(header)
    assert read(raw).external_id == read(raw).external_id
    assert read(raw).external_id != read(raw + b"x").external_id


def test_plain_text_is_taken_before_the_page() -> None:
    raw = b"From: a@b.contoh\r\n" + multipart(
        "alternative", part("text/plain", b"polos"), part("text/html", b"<b>halaman</b>")
    )
    assert read(raw).text == "polos"


def test_the_page_is_taken_where_the_plain_text_is_empty() -> None:
    raw = b"From: a@b.contoh\r\n" + multipart(
        "alternative", part("text/plain", b" \r\n"), part("text/html", b"<b>halaman</b>")
    )
    assert read(raw).text == "halaman"


def test_pictures_of_a_page_that_was_not_taken_are_still_files() -> None:
    related = multipart(
        "related",
        part("text/html", b"<img src='cid:1'>"),
        part("image/png", b"\x89PNG", "Content-ID: <1>"),
        boundary="r",
    )
    report = read(b"From: a@b.contoh\r\n" + multipart("alternative", part("text/plain", b"polos"), related))
    assert report.text == "polos"
    assert [(file.name, file.content) for file in report.attachments] == [("lampiran-1.png", b"\x89PNG")]


def test_text_around_a_file_is_all_text() -> None:
    raw = b"From: a@b.contoh\r\n" + multipart(
        "mixed",
        part("text/plain", b"sebelum"),
        part("application/pdf", b"%PDF", 'Content-Disposition: attachment; filename="a.pdf"'),
        part("text/plain", b"sesudah"),
    )
    assert read(raw).text == "sebelum\n\nsesudah"


def test_flowed_text_is_put_together() -> None:
    raw = part(
        "text/plain; format=flowed",
        b"Kepala desa \r\nmenerima.\r\n>> kutipan \r\n>> lama\r\n-- \r\nRahmat",
        "From: a@b.contoh",
    )
    assert read(raw).text == "Kepala desa menerima.\n>> kutipan lama\n-- \n[identitas 1]"


def test_flowed_text_with_delsp() -> None:
    raw = part("text/plain; format=flowed; delsp=yes", b"me- \r\nnerima", "From: a@b.contoh")
    assert read(raw).text == "me-nerima"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('filename="foto jalan.jpg"', "foto jalan.jpg"),
        ("filename*=utf-8''foto%20%C3%A9.jpg", "foto é.jpg"),
        ('filename*0="foto "; filename*1="jalan.jpg"', "foto jalan.jpg"),
        ('filename="=?utf-8?q?foto_=C3=A9.jpg?="', "foto é.jpg"),
        ('filename="foto é.jpg"', "foto é.jpg"),
        ("filename*=tak-ada''foto.jpg", "foto.jpg"),
        ('filename="C:\\\\Users\\\\rahmat\\\\foto.jpg"', "foto.jpg"),
        ('filename="foto 0812-0000-0101.jpg"', "foto [identitas 1].jpg"),
        ('filename="Rahmat Hidayat.jpg"', "[identitas 1].jpg"),
        ("x", "lampiran-1.jpg"),
    ],
)
def test_file_names(disposition: str, name: str) -> None:
    raw = b"From: Rahmat Hidayat <a@b.contoh>\r\n" + multipart(
        "mixed", part("image/jpeg", b"\xff\xd8", f"Content-Disposition: attachment; {disposition}")
    )
    (file,) = read(raw).attachments
    assert file.name == name


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("KTP.jpg", b"x", AttachmentKind.IDENTITY),
        ("scan_ktp_saya.pdf", b"x", AttachmentKind.IDENTITY),
        ("foto e-ktp.png", b"x", AttachmentKind.IDENTITY),
        ("Kartu Tanda Penduduk.jpeg", b"x", AttachmentKind.IDENTITY),
        ("KK.jpg", b"x", AttachmentKind.IDENTITY),
        ("paspor.jpg", b"x", AttachmentKind.IDENTITY),
        ("SIM A.jpg", b"x", AttachmentKind.IDENTITY),
        ("a.txt", b"NIK : 1504021203850002\nBerlaku Hingga : SEUMUR HIDUP", AttachmentKind.IDENTITY),
        ("SIMDA.pdf", b"x", AttachmentKind.EVIDENCE),
        ("simpeg.xlsx", b"x", AttachmentKind.EVIDENCE),
        ("KKP audit.pdf", b"x", AttachmentKind.EVIDENCE),
        ("daftar.txt", b"NIK : 1504021203850002 menerima bantuan", AttachmentKind.EVIDENCE),
        ("foto jalan.jpg", b"x", AttachmentKind.EVIDENCE),
    ],
)
def test_files_that_show_who_someone_is(name: str, content: bytes, kind: AttachmentKind) -> None:
    message = EmailMessage()
    message["From"] = "a@b.contoh"
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    assert [file.kind for file in read(message).attachments] == [kind]


def test_a_media_type_that_is_none_is_guessed_from_the_name() -> None:
    raw = b"From: a@b.contoh\r\n" + multipart(
        "mixed", part("x\x1b[2Jy/z", b"%PDF", 'Content-Disposition: attachment; filename="a.pdf"')
    )
    assert [file.media_type for file in read(raw).attachments] == ["application/pdf"]


def test_a_forwarded_mail_is_a_file() -> None:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "x@y.contoh", "Surat asli"
    inner.set_content("From here on: isi asli é")
    outer = EmailMessage()
    outer["From"] = "a@b.contoh"
    outer.set_content("Saya teruskan.")
    outer.add_attachment(inner)
    report = read(outer.as_bytes(policy=SMTP))
    (file,) = report.attachments
    assert report.text == "Saya teruskan."
    assert (file.name, file.media_type) == ("Surat asli.eml", "message/rfc822")
    assert read(file.content).text == "From here on: isi asli é"


def test_a_calendar_and_a_winmail_are_files() -> None:
    raw = b"From: a@b.contoh\r\n" + multipart(
        "mixed",
        part("text/plain", b"isi"),
        part("text/calendar; name=undangan.ics", b"BEGIN:VCALENDAR"),
        part("application/ms-tnef; name=winmail.dat", b"x"),
    )
    report = read(raw)
    assert report.text == "isi"
    assert [file.name for file in report.attachments] == ["undangan.ics", "winmail.dat"]


def test_broken_base64_is_kept_as_received_with_a_warning() -> None:
    raw = b"From: a@b.contoh\r\nDate: Mon, 03 Aug 2026 09:12:00 +0700\r\n" + multipart(
        "mixed",
        part("text/plain", b"isi"),
        part("image/png; name=a.png", b"AAAAA", "Content-Transfer-Encoding: base64"),
    )
    report = read(raw)
    assert [file.content for file in report.attachments] == [b"AAAAA"]
    assert report.warnings == ("Sebuah lampiran rusak saat dikirim; disimpan seperti diterima.",)


@pytest.mark.parametrize("subject", [b"", b"Subject: Re:\r\n", b"Subject: laporan\r\n"])
@pytest.mark.parametrize("body", [b"", b" \r\n\t\r\n", "\u200b\u202e".encode(), b"\x1b[2J"])
def test_a_mail_without_text_and_files_is_set_aside(subject: bytes, body: bytes) -> None:
    raw = b"From: a@b.contoh\r\nContent-Type: text/plain; charset=utf-8\r\n" + subject + b"\r\n" + body
    found = incoming(raw)
    assert isinstance(found, SetAside)
    assert found.raw == raw


def test_a_page_that_shows_nothing_is_set_aside() -> None:
    assert isinstance(incoming(part("text/html", b"<p>&nbsp;<img src=x>", "From: a@b.contoh")), SetAside)


def test_a_report_in_the_subject_alone_is_a_report() -> None:
    report = read(mail(b"Subject: Kepala desa X memotong bansos warga\r\n", b""))
    assert (report.title, report.text) == ("Kepala desa X memotong bansos warga", "")


def test_files_alone_are_a_report() -> None:
    raw = b"From: a@b.contoh\r\n" + multipart("mixed", part("image/png; name=a.png", b"x"))
    assert read(raw).title == "Laporan tanpa judul"


def test_a_mail_of_30_megabytes_names_the_limit_and_is_kept_whole() -> None:
    raw = mail(b"Subject: besar\r\n", b"x" * 30 * 1024 * 1024)
    found = refused(raw)
    assert "31 MB" in found.reason
    assert "25 MB" in found.reason
    assert found.size == len(raw)
    assert found.kept_whole


def test_a_mail_just_under_the_limit_is_read() -> None:
    raw = mail(b"", b"x" * 100)
    assert read(raw, IntakeLimits(message_bytes=len(raw))).text == "x" * 100


def test_a_long_text_is_cut_and_says_so() -> None:
    report = read(
        mail(b"Date: Mon, 03 Aug 2026 09:12:00 +0700\r\n", b"a" * 50), IntakeLimits(text_characters=10)
    )
    assert report.text == "a" * 10
    assert report.warnings == ("Teks melebihi batas 10 karakter dan dipotong; aslinya tersimpan utuh.",)


def test_more_parts_than_the_limit_are_refused() -> None:
    raw = b"From: a@b.contoh\r\n" + multipart("mixed", *[part("text/plain", b"x")] * 6)
    assert len(read(raw, IntakeLimits(parts=6)).text.split()) == 6
    assert "5 bagian" in refused(raw, IntakeLimits(parts=5)).reason


@pytest.mark.parametrize("depth", [21, 190, 5000])
def test_parts_nested_too_deep_are_refused(depth: int) -> None:
    nested = part("text/plain", b"x")
    for level in range(depth):
        nested = f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n'.encode() + nested
    refused(b"From: a@b.contoh\r\n" + nested, IntakeLimits())


def test_headers_beyond_reason_are_refused() -> None:
    assert read(mail(b"X: y\r\n" * 1_000)).text == "Isi laporan."
    refused(mail(b"X: y\r\n" * 3_000))


def test_forwarded_mails_within_forwarded_mails_are_refused_or_read() -> None:
    nested = b"From: a@b.contoh\r\n\r\ninti"
    for _level in range(300):
        nested = b"From: a@b.contoh\r\nContent-Type: message/rfc822\r\n\r\n" + nested
    refused(nested)


@pytest.mark.parametrize(
    "raw", [b"bukan surel", b"\x00\x01\x02" * 50, b"\n\nisi saja", b"PK\x03\x04 zip: ya"]
)
def test_what_is_no_mail_is_refused_and_kept_whole(raw: bytes) -> None:
    assert refused(raw).reason == "Ini bukan surel: tidak ada kepala surat di dalamnya."


def test_reasons_are_in_the_language_of_the_screen() -> None:
    use_language("en")
    try:
        assert refused(b"bukan surel").reason == "This is no e-mail: it has no headers."
    finally:
        use_language("id")


def test_a_byte_order_mark_does_not_hide_the_headers() -> None:
    assert read(b"\xef\xbb\xbf\r\nSubject: Judul\r\n\r\nIsi.").title == "Judul"


def test_a_repr_shows_nothing_that_was_sent() -> None:
    raw = b"From: Rahmat <r@b.contoh>\r\n" + multipart(
        "mixed",
        part("text/plain", b"rahasia"),
        part(
            "text/plain", base64.b64encode(b"sandi"), 'Content-Disposition: attachment; filename="rahmat.txt"'
        ),
    )
    shown = repr(read(raw))
    assert not [word for word in ("Rahmat", "r@b", "rahasia", "sandi") if word in shown]
