"""An empty mail, and one of 30 MB: listed with the reason, kept whole, and given back byte for byte."""

import json
import random

from commands import WBS, environment

from tests import warm
from tests.cases.at_work import journal_is_sound

MIB = 1024 * 1024


def run(office, user, password, *words):
    return warm.run([WBS, *words], environment(office.location, user, password))


def given_back(office, password, tmp_path):
    """What `wbs kept` gives back: the bytes of every message that has no number."""
    listed = json.loads(run(office, "irban", password, "kept", "list", "--json").stdout)
    contents = []
    for number, kept in enumerate(listed):
        target = tmp_path / f"kembali{number}"
        ran = run(
            office, "irban", password, "kept", "export", kept["id"], "--to", target, "--reason", "periksa"
        )
        assert ran.returncode == 0, ran.stderr
        contents.append(target.read_bytes())
    return listed, contents


def test_a_mail_of_30_megabytes(office, password, tmp_path):
    noise = random.Random(30).randbytes(30 * MIB)
    mail = b"From: a@surel.contoh\nMessage-ID: <besar@contoh>\nSubject: Besar\n\n" + noise
    (tmp_path / "besar.eml").write_bytes(mail)
    ran = run(office, "petugas", password, "import", tmp_path / "besar.eml", "--json")
    assert ran.returncode == 4, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["imported"], told["cases"]) == (0, [])
    assert [line["source"].rpartition("/")[2] for line in told["rejected"]] == ["besar.eml"]
    assert "25 M" in told["rejected"][0]["reason"]
    again = run(office, "petugas", password, "import", tmp_path / "besar.eml", "--json")
    assert again.returncode == 4
    listed, contents = given_back(office, password, tmp_path)
    assert contents == [mail]
    assert "25 M" in listed[0]["reason"]
    assert "besar" not in run(office, "petugas", password, "kept", "list", "--json").stdout
    stolen = ("--to", tmp_path / "curi", "--reason", "ingin tahu")
    refused = run(office, "petugas", password, "kept", "export", listed[0]["id"], *stolen)
    assert refused.returncode == 1
    assert not (tmp_path / "curi").exists()
    assert journal_is_sound(office.desk("petugas"))


def test_empty_mails(office, password, tmp_path):
    """A file of nothing, white space, headers alone: none gets a number, each is told of, none is lost."""
    box = tmp_path / "surel"
    box.mkdir()
    (box / "nol.eml").write_bytes(b"")
    (box / "spasi.eml").write_bytes(b" \r\n\r\n\t")
    (box / "kepala.eml").write_bytes(b"From: a@surel.contoh\r\nMessage-ID: <k@contoh>\r\n\r\n")
    (box / "bukan.eml").write_bytes(b"\0\1\2 bukan surel")
    ran = run(office, "petugas", password, "import", box, "--json")
    told = json.loads(ran.stdout)
    assert ran.returncode == 4
    assert told["imported"] == 0
    assert told["set_aside"] + len(told["rejected"]) == 4, told
    assert all(line["reason"] for line in told["rejected"])
    assert json.loads(run(office, "petugas", password, "inbox", "--json").stdout) == []
    _listed, contents = given_back(office, password, tmp_path)
    assert sorted(contents) == sorted(path.read_bytes() for path in box.iterdir())
    assert journal_is_sound(office.desk("petugas"))
