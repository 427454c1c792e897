"""A report's whole life by commands alone, from the mail that brought it to the closed case."""

import json
from pathlib import Path

import pytest

import wbs_tui.operations
from wbs_tui.accounts.access import revoke
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases

SAMPLES = Path(wbs_tui.operations.__file__).parent / "samples"
ROADS = SAMPLES / "mail"
REG = "16-2026-000001"


@pytest.fixture
def mails(wbs, tmp_path):
    """The first report with its attachments, and the reply that joins it, imported."""
    folder = tmp_path / "surel"
    folder.mkdir()
    for name in sorted(ROADS.glob("*.eml")):
        if name.name.startswith(("0001", "0007")):
            (folder / name.name).write_bytes(name.read_bytes())
    document = wbs.done("import", folder, "--json", user="petugas").document
    assert (document["imported"], document["cases"]) == (2, [REG])
    return wbs


def show(wbs, *words):
    return wbs.done("show", REG, "--json", *words, user="auditor").document


@pytest.mark.both_stores
def test_the_whole_life_of_a_case(mails, tmp_path):
    wbs, text = mails, tmp_path / "teks"
    text.write_text("## Telaah\n\nVolume tidak sesuai kontrak.")
    photo = tmp_path / "lapangan.jpg"
    photo.write_bytes(b"\xff\xd8\xff gambar")

    wbs.done("advance", REG, "verification", "--reason", "Layak", user="petugas")
    suggested = wbs.done("classify", REG, "--json", user="petugas").document
    assert [each["origin"] for each in suggested] == ["system"]
    assert suggested[0]["reasons"]
    wbs.done(
        "classify",
        REG,
        "--category",
        "procurement",
        "--severity",
        "heavy",
        "--reason",
        "Kontrak",
        user="petugas",
    )
    for item in wbs.done("checklist", REG, "--json", user="petugas").document:
        if item["mandatory"]:
            wbs.done(
                "checklist", REG, item["id"], "--answer", "yes", "--note", "Ada di laporan", user="petugas"
            )
    wbs.done("evidence", "release", REG, "1", "2", user="irban")
    added = wbs.done("evidence", "add", REG, photo, "--json", user="petugas").document["ids"][0]
    wbs.done("advance", REG, "disposition", "--reason", "Lengkap", user="petugas")

    proposed = wbs.run(
        "advance", REG, "analysis", "--reason", "Usul", "--assign", "petugas2", "--propose", user="irban"
    )
    assert (proposed.code, show(wbs)["stage"]) == (0, "disposition")
    wbs.done("advance", REG, "analysis", "--reason", "Setuju", "--assign", "petugas2", user="inspektur")
    wbs.done("note", REG, "--text-file", text, user="petugas2")
    for stage in ("examination", "audit_report"):
        wbs.done("advance", REG, stage, "--reason", "Lanjut", user="petugas2")
    wbs.done("advance", REG, "follow_up", "--reason", "LHP terbit", user="irban")
    recommended = wbs.done(
        "followup", "add", REG, "--text", "Setor kembali", "--due", "1 Oktober 2026", "--json", user="irban"
    )
    number = recommended.document["number"]
    close = ("advance", REG, "closed", "--result", "proven", "--closure", "repayment")
    assert "rekomendasi" in wbs.run(*close, user="inspektur").err
    wbs.done("followup", "set", REG, number, "--status", 1, "--note", "Lunas", user="petugas2")
    wbs.done("answer", REG, "--text-file", text, user="petugas2")
    wbs.done(*close, user="inspektur")

    case = show(wbs, "--journal")
    assert (case["stage"], case["result"], case["closure"], case["due_at"]) == (
        "closed",
        "proven",
        "repayment",
        None,
    )
    assert (case["category"], case["severity"], case["assigned_to"]) == ("procurement", "heavy", "petugas2")
    assert [report["joined"] for report in case["reports"]] == ["first", "reply"]
    assert case["recommendations"][0]["status"] == 1
    assert added in [file["id"] for file in case["evidence"]]
    kinds = [line["kind"] for line in case["journal"]]
    assert kinds[:3] == ["report.received", "report.joined", "case.advanced"]
    assert {"evidence.released", "case.proposed", "answer.recorded"} <= set(kinds)
    assert wbs.done("verify", "--json", user="auditor").document["bad"] == []


def test_an_export_is_a_copy_and_stands_in_the_journal(mails, tmp_path):
    photo = tmp_path / "lapangan.jpg"
    photo.write_bytes(b"\xff\xd8\xff gambar")
    evidence_id = mails.done("evidence", "add", REG, photo, "--json", user="petugas").document["ids"][0]
    copy = tmp_path / "salinan.jpg"
    assert mails.done(
        "evidence", "export", REG, evidence_id, "--to", copy, user="petugas"
    ).out.strip() == str(copy)
    assert copy.read_bytes() == photo.read_bytes()
    assert mails.run("evidence", "export", REG, evidence_id, "--to", copy, user="petugas").code == 1
    assert [line["kind"] for line in show(mails, "--journal")["journal"]][-1] == "evidence.exported"


@pytest.mark.both_stores
def test_identity_is_shown_by_reveal_alone_and_leaves_its_reason(mails):
    for words in (("show", REG, "--journal"), ("inbox",), ("classify", REG), ("due",), ("checklist", REG)):
        for options in ((), ("--json",)):
            shown = mails.done(*words, *options, user="irban").out
            assert "rahmat.contoh" not in shown
            assert "1504021203850002" not in shown
    assert mails.run("reveal", REG, "--reason", "Konfirmasi", user="petugas").code == 1
    assert mails.run("reveal", REG, user="irban").code == 2
    revealed = mails.done(
        "reveal", REG, "--reason", "Konfirmasi lewat telepon", "--json", user="irban"
    ).document
    assert revealed["reports"][0]["email"] == "rahmat.contoh@mail.contoh"
    assert show(mails, "--journal")["journal"][-1]["detail"] == "Konfirmasi lewat telepon"
    assert "rahmat.contoh" in mails.done("reveal", REG, "--reason", "Sekali lagi", user="irban").out


def test_no_such_case_and_not_yours_get_the_same_words(mails, tmp_path):
    text = tmp_path / "teks"
    text.write_text("isi")
    mails.done("account", "revoke", "office", "petugas2", user="inspektur")
    for words in (
        ("show",),
        ("classify",),
        ("checklist",),
        ("note", "--text-file", text),
        ("answer", "--text-file", text),
    ):
        command, *options = words
        there = mails.run(command, REG, *options, user="petugas2")
        nowhere = mails.run(command, "16-2026-999999", *options, user="petugas2")
        assert (there.code, nowhere.code) == (1, 1)
        assert there.err == nowhere.err
        assert there.out == nowhere.out == ""


def test_the_calendar_says_no_more_than_it_must(mails, tmp_path):
    calendar = tmp_path / "tenggat.ics"
    mails.done("due", "--ics", calendar, user="petugas")
    content = calendar.read_bytes().decode()
    assert content.startswith("BEGIN:VCALENDAR\r\n")
    assert REG in content
    assert "jalan" not in content.lower()
    assert mails.run("due", "--ics", calendar, user="petugas").code == 1
    assert mails.done("due", "--ics", "-", user="petugas").out == content
    assert mails.run("due", "--ics", "-", "--json", user="petugas").code == 2
    listed = mails.done("due", "--json", user="petugas").document
    assert [line["register"] for line in listed] == [REG]
    assert mails.done("due", "--days", 0, "--json", user="petugas").document == listed


@pytest.mark.both_stores
def test_the_samples_come_out_as_their_readme_says(wbs):
    ran = wbs.run("import", SAMPLES / "mail", SAMPLES / "web", "--json", user="petugas")
    assert ran.code == 4
    counted = {name: ran.document[name] for name in ("imported", "duplicates", "set_aside")}
    assert counted == {"imported": 14, "duplicates": 0, "set_aside": 1}
    assert len(ran.document["rejected"]) == 1
    assert set(ran.document["rejected"][0]) == {"source", "reason"}
    assert len(ran.document["cases"]) == 13
    again = wbs.run("import", SAMPLES / "mail", SAMPLES / "web", user="petugas")
    assert (again.code, "Dicatat 0" in again.out) == (4, True)
    assert len(wbs.done("inbox", "--json", user="petugas").document) == 13


def test_what_has_no_number_is_listed_and_given_back_as_it_came(wbs, tmp_path):
    assert "Tidak ada pesan" in wbs.done("kept", "list", user="irban").err
    wbs.run("import", SAMPLES / "web", user="petugas")
    kept = wbs.done("kept", "list", "--json", user="irban").document
    assert [message["state"] for message in kept] == ["rejected"]
    listed = wbs.done("kept", "list", user="irban").out
    assert kept[0]["id"] in listed
    said = " ".join(listed.split())
    assert "tidak terbaca: Bukan isian formulir" in said
    assert said.endswith(", baris 4")
    assert max(len(line) for line in listed.splitlines()) <= 80
    export = ("kept", "export", kept[0]["id"], "--to", tmp_path / "baris", "--reason", "Diperiksa")
    assert wbs.run(*export, user="petugas").code == 1
    wbs.done(*export, user="irban")
    [form] = (SAMPLES / "web").glob("*.jsonl")
    assert (tmp_path / "baris").read_bytes().strip() in form.read_bytes()
    without_identity = wbs.done("kept", "list", user="petugas").out
    assert "bukan isian" not in without_identity
    assert "tidak terbaca: alasannya hanya tampak dengan akses identitas" in without_identity


def test_what_is_printed_commands_no_terminal(wbs):
    wbs.run("import", SAMPLES / "mail", user="petugas")
    listed = wbs.done("inbox", "--json", user="petugas").document
    for words in (("inbox",), ("inbox", "--json"), *(("show", row["register"]) for row in listed), ("due",)):
        out = wbs.done(*words, user="petugas").out
        assert not [character for character in out if not character.isprintable() and character != "\n"]
        assert max(len(line) for line in out.splitlines()) <= 80 or "--json" in words


@pytest.mark.both_stores
def test_the_inbox_is_filtered(mails):
    def registers(*words):
        return [row["register"] for row in mails.done("inbox", "--json", *words, user="petugas").document]

    row = mails.done("inbox", "--json", user="petugas").document[0]
    assert set(row) == {
        *("register", "title", "stage", "category", "severity", "jurisdiction", "received_at", "due_at"),
        *("overdue", "assigned_to", "reports", "evidence"),
    }
    assert registers("--stage", "received", "--category", row["category"], "--severity", row["severity"]) == [
        REG
    ]
    assert registers("--stage", "closed") == []
    assert registers("--assigned-to", "petugas2") == []
    assert registers("--limit", "0") == []
    assert mails.run("inbox", "--category", "tidak_ada", user="petugas").code == 2
    assert mails.run("inbox", "--stage", "tidak_ada", user="petugas").code == 2
    assert mails.run("inbox", "--assigned-to", "tidak-ada", user="petugas").code == 1
    assert mails.run("inbox", user="admin").code == 1


def test_texts_come_from_files_or_standard_input_within_limits(mails, tmp_path, monkeypatch):
    class Stdin:
        buffer = (tmp_path / "masukan").open("w+b")

    Stdin.buffer.write(b"Catatan dari pipa")
    Stdin.buffer.seek(0)
    monkeypatch.setattr("sys.stdin", Stdin)
    mails.done("note", REG, "--kind", "note", "--text-file", "-", user="petugas")
    Stdin.buffer.close()
    assert show(mails)["notes"][-1]["body"] == "Catatan dari pipa"
    broken, long = tmp_path / "latin1", tmp_path / "panjang"
    broken.write_bytes(b"caf\xe9")
    long.write_text("a" * 5_000_000)
    assert mails.run("note", REG, "--text-file", broken, user="petugas").code == 4
    assert mails.run("note", REG, "--text-file", long, user="petugas").code == 1
    assert mails.run("note", REG, "--text-file", tmp_path / "tidak-ada", user="petugas").code == 2
    assert mails.run("note", REG, "--kind", "puisi", "--text-file", broken, user="petugas").code == 4


def test_a_gate_says_what_would_open_it_in_the_language_of_the_officer(mails, monkeypatch):
    mails.done("advance", REG, "verification", "--reason", "Layak", user="petugas")
    monkeypatch.setenv("WBS_LANG", "en")
    ran = mails.run("advance", REG, "disposition", "--reason", "Enough", user="petugas")
    assert ran.code == 1
    assert "Answer every mandatory item" in ran.err
    assert mails.run("advance", REG, "examination", user="petugas").code == 1


def test_a_channel_of_a_later_version_is_named_as_such(wbs):
    ran = wbs.run("import", SAMPLES / "whatsapp", "--channel", "whatsapp", "--json", user="petugas")
    assert ran.code == 4
    assert json.loads(ran.out)["imported"] == 0
    assert "WhatsApp" in ran.document["rejected"][0]["reason"]


def test_who_is_not_let_in_is_told_so_and_not_that_nothing_matches(wbs, office):
    revoke(office.desk("inspektur"), "office", "petugas")
    said = " ".join(wbs.done("inbox", user="petugas").err.split())
    assert "kuncinya belum diberi akses" in said
    assert "sidik kunci Anda" in said
    assert "Tidak ada kasus" not in said
    assert "Tidak ada kasus yang cocok" in " ".join(wbs.done("inbox", user="irban").err.split())


def test_an_import_that_is_cut_off_says_how_far_it_has_come(wbs, office, tmp_path):
    """Control-C after the first batch: what it recorded stays."""
    [mail] = (SAMPLES / "mail").glob("0001*")
    folder = tmp_path / "banyak"
    folder.mkdir()
    for number in range(100):
        body = mail.read_bytes().replace(b"Message-ID: <", b"Message-ID: <%03d" % number)
        (folder / f"{number:03}.eml").write_bytes(body)
    desk = office.desk("irban")
    pressed = []

    def clock():
        if not pressed and list_cases(desk, InboxQuery(), 1):
            pressed.append(True)
            raise KeyboardInterrupt
        return office.clock()

    wbs.clock = clock
    ran = wbs.run("import", folder, user="petugas")
    assert pressed
    assert ran.code == 130
    wbs.clock = office.clock
    recorded = len(wbs.done("inbox", "--json", user="petugas").document)
    assert f"Sudah dicatat {recorded}, " in " ".join(ran.err.split())
