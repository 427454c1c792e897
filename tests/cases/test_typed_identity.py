"""Who reported is not written down unawares: the warning comes before anything is kept, for every account."""

import hashlib
import hmac
from datetime import date
from functools import partial

import msgspec
import pytest

from models.words.reports import IncomingReport, Reporter
from tests.cases.at_work import journal_is_sound
from tests.store.kept_files import kept
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.history import history
from wbs_tui.cases.sealed import ReportContent, ReportIdentity
from wbs_tui.cases.steps.answers import answer
from wbs_tui.cases.steps.assignment import assign_one
from wbs_tui.cases.steps.classification import Decision, decide
from wbs_tui.cases.steps.evidence import add as add_evidence
from wbs_tui.cases.steps.followup import add as recommend
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.steps.stages import advance
from wbs_tui.cases.steps.verification import answer_item
from wbs_tui.cases.traces.findings import TypedIdentity, even_if_identity
from wbs_tui.cases.traces.guard import guard_of, knows
from wbs_tui.cases.traces.traces import find, traces_of
from wbs_tui.intake.record import record
from wbs_tui.vault.ids import new_id

REPORTER = Reporter(
    name="Hj. Rosmawati Tanjung, S.Pd.",
    phone="0812-7001-4455",
    nik="1671055208900003",
    email="ros.tanjung@surel.contoh",
    address="Jl. Kenanga Raya No. 12 RT 03 RW 05, Kel. Sukajaya, Palembang",
)
TYPED = [
    "Sudah dihubungi: Rosmawati Tanjung.",
    "menurut rosmawati tanjung, uangnya dipotong",
    "Tanjung Rosmawati mengaku menyerahkan kuitansi.",
    "Ibu Rosmawati datang ke kantor.",
    "ROSMAWATI",
    "telepon +62 812 7001 4455 pagi hari",
    "hubungi 081270014455",
    "0812.7001.4455",
    "nol delapan satu dua tujuh nol nol satu empat empat lima lima",
    "٠٨١٢٧٠٠١٤٤٥٥",
    "NIK 1671055208900003",
    "1671 0552 0890 0003 sudah dicek",
    "kirim ke ROS.Tanjung@surel.contoh",
    "rumahnya di Kenanga Raya 12",
    "tinggal di jalan kenanga raya nomor 12",
]
HARMLESS = [
    "Kepala desa memotong dana desa tahun 2025 sebesar Rp12.000.000.",
    "Pelapor memberi kuitansi bernomor 12/03/2025.",
    "Raya Idul Fitri tanggal 12, kegiatan di Tanjung tidak ada.".replace("Tanjung", "balai"),
    "Sukajaya adalah nama kelurahan.",
    "",
]


def reported(desk, reporter=REPORTER, **given):
    fields = {"title": "Dana desa dipotong", "text": "Dana desa dipotong.", "masked": (), "attachments": ()}
    incoming = IncomingReport(
        channel="web",
        external_id=new_id(desk.clock),
        received_at=desk.clock(),
        raw=b"mentah",
        reporter=reporter,
        **{**fields, **given},
    )
    return record(desk, incoming).register


@pytest.fixture(params=["petugas", "irban"])
def desk(request, office):
    """One without the identity grant, who is warned by the guard; and one with it."""
    return office.desk(request.param)


@pytest.mark.parametrize("text", TYPED)
def test_a_note_that_names_the_reporter_is_not_kept_unasked(desk, text):
    register = reported(desk)
    body = f"Telaah awal.\n\n{text}\n"
    with pytest.raises(TypedIdentity) as warned:
        write_note(desk, register, body)
    assert load_case(desk, register).notes == ()
    place = warned.value.places[0]
    assert place.line == 3
    assert place.found in text
    assert place.found not in warned.value.message
    assert place.found not in repr(warned.value.places)
    even_if_identity(lambda: write_note(desk, register, body))()
    assert len(load_case(desk, register).notes) == 1


@pytest.mark.parametrize("text", HARMLESS)
def test_what_names_nobody_is_kept_without_a_word(office, text):
    desk = office.desk("irban")
    register = reported(desk)
    write_note(desk, register, f"Telaah. {text}")
    assert len(load_case(desk, register).notes) == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda desk, case, words, _: answer(desk, case, words),
        lambda desk, case, words, _: advance(desk, case, "verification", words),
        lambda desk, case, words, _: decide(desk, case, Decision(reason=words)),
        lambda desk, case, words, _: answer_item(desk, case, "nik", "yes", words),
        lambda desk, case, words, _: recommend(desk, case, words, date(2027, 1, 1)),
        lambda desk, case, words, _: assign_one(desk, case, "petugas", words),
        lambda desk, case, words, _: reveal(desk, case, words),
        lambda desk, case, words, tmp: add_evidence(desk, case, [file(tmp, "a.txt")], words),
        lambda desk, case, words, tmp: add_evidence(desk, case, [file(tmp, f"{words}.txt")]),
    ],
    ids=["answer", "step", "classify", "check", "recommend", "assign", "reveal", "evidence", "file"],
)
def test_every_word_that_is_kept_on_a_case_is_looked_at(office, tmp_path, act):
    desk = office.desk("irban")
    register = reported(desk)
    before = history(desk, register)
    files = kept(desk)
    with pytest.raises(TypedIdentity):
        act(desk, register, "sudah bertemu Rosmawati Tanjung", tmp_path)
    assert history(desk, register) == before
    assert kept(desk) == files
    even_if_identity(lambda: act(desk, register, "sudah bertemu Rosmawati Tanjung", tmp_path))()
    assert len(history(desk, register)) == len(before) + 1
    assert journal_is_sound(desk)


def file(folder, name):
    path = folder / name
    path.write_text("isi")
    return path


def test_a_guess_by_somebody_without_the_grant_is_kept_for_the_inspektur(office):
    officer, head = office.desk("petugas"), office.desk("inspektur")
    register = reported(officer)
    with pytest.raises(TypedIdentity):
        write_note(officer, register, "Apakah ini Rosmawati Tanjung?")
    line = history(head, register)[-1]
    assert (line.kind, line.account) == ("identity.typed", "petugas")
    assert "Rosmawati" not in f"{line.sentence} {line.detail}"
    with pytest.raises(TypedIdentity):
        write_note(office.desk("irban"), register, "Rosmawati Tanjung")
    with pytest.raises(TypedIdentity):
        write_note(officer, register, "telepon kantor camat 0711-312345")
    assert len(history(head, register)) == 2
    assert journal_is_sound(head)


def test_another_cases_reporter_is_not_asked_about(office):
    desk = office.desk("petugas")
    reported(desk)
    other = reported(desk, Reporter(name="Bonar Simanjuntak"))
    write_note(desk, other, "Rosmawati Tanjung adalah bendahara desa.")
    with pytest.raises(TypedIdentity):
        write_note(desk, other, "Simanjuntak")


def test_a_signature_that_was_masked_counts_too(office):
    desk = office.desk("petugas")
    register = reported(
        desk,
        Reporter(),
        text="Isi. Salam, [identitas 1]",
        masked=("Bonar Simanjuntak", "Dusun Tiga, Desa Suka"),
    )
    with pytest.raises(TypedIdentity):
        write_note(desk, register, "Pak Bonar Simanjuntak")
    write_note(desk, register, "Di Dusun Tiga, Desa Suka jalan rusak.")


def test_of_an_anonymous_report_nothing_is_guarded():
    assert guard_of(ReportIdentity()) is None
    assert guard_of(ReportIdentity(name="Warga Peduli")) is None


def test_a_guard_says_too_little_to_find_a_number_by_trying():
    guards = [guard_of(ReportIdentity(phone="081270014455")) for _ in range(5)]
    assert all(knows(guard)("number", "81270014455") for guard in guards)
    tried = [str(81200000000 + n) for n in range(40_000)]
    matching = [sum(map(partial(knows(guard), "number"), tried)) for guard in guards]
    # About ten each: the middle one of five keys is never far from that.
    assert 2 <= sorted(matching)[2] <= 40


def test_a_guard_is_what_the_page_of_formats_says():
    """The first bits of HMAC-SHA256 under the guard's own key, of the label, the kind and the piece."""
    guard = guard_of(ReportIdentity(name="Rosmawati", phone="0812-7001-4455"))
    for kind, value, bits in (("word", "rosmawati", 14), ("number", "81270014455", 12)):
        label = f"wbs-guard-v1|{kind}|{value}".encode()
        digest = hmac.new(guard.key, label, hashlib.sha256).digest()
        assert guard.tokens[kind] == (int.from_bytes(digest[:2], "big") >> (16 - bits),)
    assert len(guard.key) == 16


def test_a_report_from_before_there_were_guards_is_still_read():
    old = msgspec.msgpack.encode({"title": "Dana desa", "text": "Isi."})
    assert msgspec.msgpack.decode(old, type=ReportContent).guard is None


def test_two_guards_of_one_person_have_nothing_in_common():
    identity = ReportIdentity(name="Rosmawati Tanjung", phone="081270014455", email="a@b.contoh")
    one, other = guard_of(identity), guard_of(identity)
    assert one.key != other.key
    assert one.tokens != other.tokens


@pytest.mark.parametrize("name", ["Budi", "Rosmawati", "Siti Rosmawati", "Muhammad Ali", "Dr. Ir. H. Umar"])
def test_a_whole_name_is_found_however_common_its_words(name):
    known = traces_of(ReportIdentity(name=name))
    assert find(f"kata {name} kemarin", lambda kind, value: (kind, value) in known)


def test_a_common_word_of_a_longer_name_alone_is_not():
    known = traces_of(ReportIdentity(name="Siti Indah Lestari"))
    assert not find("Siti bendahara desa; Indah sekali.", lambda kind, value: (kind, value) in known)
