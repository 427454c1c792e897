"""The real program: what it refuses to serve, how it ends, what it logs and counts, what memory it takes."""

import hashlib
import io
import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from models.words.clock import system_clock
from models.words.exchange import OfficeKind
from tests.hub.raw_client import RawOffice, new_id, pack
from tests.hub.test_pressure import ASK, answered, half_asked
from tests.hubs import RunningHub, certificate, loopback_only
from tests.warm import run
from wbs_tui.hub.core import Hub
from wbs_tui.hub.database import open_database
from wbs_tui.hub.limits import MIB, Limits
from wbs_tui.store.location import locate

WBS = Path(sys.executable).with_name("wbs")


@dataclass
class Program:
    """`wbs hub serve` in a process of its own."""

    process: subprocess.Popen[bytes]
    hub: RunningHub
    metrics: str
    log: Path

    def figures(self) -> dict[str, str]:
        """What /metrics says, by name."""
        with httpx.Client(trust_env=False) as client:
            lines = client.get(f"http://{self.metrics}/metrics").text.splitlines()
        return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))


def environ_for(store):
    """The hub's own variable; that of an office is not for it."""
    told = {"WBS_LANG": "en", "WBS_STORE": "sqlite:////nowhere/office.wbs", "WBS_HUB_STORE": str(store)}
    return os.environ | told


def wbs(store, *words):
    return run([WBS, "hub", *words], environ_for(store))


@pytest.fixture
def program(place, tmp_path) -> Iterator[Program]:
    with started(place.store, tmp_path / "log") as running:
        yield running


@contextmanager
def started(store: str, log: Path) -> Iterator[Program]:
    files = certificate()
    with loopback_only(), log.open("wb") as errors:
        with socket.create_server(("127.0.0.1", 0)) as free:
            metrics = f"127.0.0.1:{free.getsockname()[1]}"
        process = subprocess.Popen(
            [
                *(WBS, "hub", "serve", "--store", store, "--listen", "127.0.0.1:0", "--metrics", metrics),
                *("--tls-cert", files.certificate, "--tls-key", files.key),
            ],
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        assert process.stdout is not None
        url = process.stdout.readline().decode().strip()
        assert url, log.read_text()
        engine = open_database(locate(store))
        hub = RunningHub(
            url, files.certificate.with_name("ca.pem"), Hub(engine, system_clock, Limits()), io.StringIO()
        )
        try:
            yield Program(process, hub, metrics, log)
        finally:
            engine.dispose()
            if process.poll() is None:
                process.terminate()
            process.wait()
            process.stdout.close()


def test_told_to_stop_it_finishes_what_it_has_begun(program):
    office = RawOffice(program.hub, "16").enrol()
    with half_asked(program.hub, office) as line:
        program.process.send_signal(signal.SIGTERM)
        refuses_new(program.hub.url)
        got = answered(line)
        assert b" 200 " in got
    assert program.process.wait(timeout=30) == 0
    last = json.loads(program.log.read_text().splitlines()[-1])
    assert last["event"] == "stopped"


def refuses_new(url):
    """Come back when it listens no more."""
    parts = httpx.URL(url)
    while True:
        try:
            socket.create_connection((parts.host, parts.port), timeout=5).close()
        except (ConnectionRefusedError, TimeoutError):
            return


def test_killed_it_has_kept_what_it_acknowledged(place, tmp_path):
    with started(place.store, tmp_path / "log1") as program:
        one = RawOffice(program.hub, "16").enrol()
        other = RawOffice(program.hub, "17").enrol()
        parcel = one.parcel(other)
        request = one.request("PUT", "/v1/parcels", pack({"parcels": [parcel]}))
        with httpx.Client(verify=program.hub.ca_context(), trust_env=False) as client:
            assert client.send(request).status_code == 200
        program.process.kill()
    with started(place.store, tmp_path / "log2") as program:
        one.hub = other.hub = program.hub
        assert [row[1] for row in other.exchange()["parcels"]] == [parcel]


def test_it_logs_a_line_for_each_request_and_nothing_secret(program, place):
    office = RawOffice(program.hub, "16").enrol()
    office.exchange()
    office.send("GET", "/v1/matches?after=0&rahasia=kenari", ASK)
    office.send("GET", "/kenari", b"kenari")
    program.process.terminate()
    program.process.wait()
    lines = [json.loads(line) for line in program.log.read_text().splitlines()]
    asked = [line for line in lines if line["event"] == "request"]
    assert f"Started server process [{program.process.pid}]" in [line.get("message") for line in lines]
    assert [line["store"] for line in lines if line["event"] == "store"] == [place.store]
    seen = [(line["method"], line["route"], line["status"], line["office"]) for line in asked]
    assert seen == [
        ("POST", "/v1/enrol", 200, None),
        ("POST", "/v1/exchange", 200, "16"),
        ("GET", "/v1/matches", 403, "16"),
        ("GET", "other", 404, None),
    ]
    assert asked[2]["code"] == "not_allowed"
    whole = program.log.read_text()
    for word in ("kenari", "nonce", "signature", "keyid", "sha-256"):
        assert word not in whole


def test_it_counts_and_tells_only_this_computer(program):
    one, other = (RawOffice(program.hub, each).enrol() for each in ("16", "17"))
    parcel = one.parcel(other)
    one.put_parcels(parcel)
    figures = program.figures()
    assert figures["wbs_hub_offices"] == "2"
    assert figures["wbs_hub_parcels_waiting"] == "1"
    assert figures["wbs_hub_held_bytes"] == str(len(parcel))
    assert figures['wbs_hub_requests_total{route="/v1/parcels",method="PUT",status="200"}'] == "1"
    assert one.send("GET", "/metrics").status_code == 404
    with httpx.Client(verify=program.hub.ca_context(), trust_env=False) as client:
        assert client.get(program.hub.url + "/health").json() == {"status": "ok"}


def test_a_large_file_takes_no_large_memory(program):
    """Read by name from the kernel: the most that the process ever had in memory."""
    one, other = (RawOffice(program.hub, each).enrol() for each in ("16", "17"))
    piece = os.urandom(4 * MIB)
    id_, size, pieces = new_id(), 25 * len(piece), [piece] * 25
    digest = hashlib.sha256(b"".join(pieces)).digest()
    other.exchange()
    one.put_parcels(one.parcel(other, files=[[id_, size, digest]]))
    before = peak(program.process.pid)
    for number, data in enumerate(pieces):
        headers = {"upload-offset": str(number * len(data)), "upload-length": str(size)}
        assert one.send("PUT", f"/v1/files/{id_}", data, headers=headers).status_code == 204
    got = other.send("GET", f"/v1/files/{id_}")
    assert hashlib.sha256(got.content).digest() == digest
    assert peak(program.process.pid) - before < 60 * MIB


def peak(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--tls-cert", "{cert}"),
        ("--tls-cert", "{cert}", "--tls-key", "{cert}"),
        ("--tls-cert", "{none}", "--tls-key", "{key}"),
        ("--tls-cert", "{ca}", "--tls-key", "{key}"),
        ("--tls-cert", "{cert}", "--tls-key", "{key}", "--without-tls"),
        ("--without-tls", "--listen", "0.0.0.0:0"),
        ("--without-tls", "--metrics", "0.0.0.0:0"),
        ("--listen", "8443"),
    ],
    ids=" ".join,
)
def test_what_is_not_safe_is_not_served(tmp_path, words):
    files = certificate()
    places = {"cert": files.certificate, "key": files.key, "none": tmp_path / "none"}
    places["ca"] = files.certificate.with_name("ca.pem")
    ran = wbs(f"sqlite:///{tmp_path}/hub.db", "serve", *(word.format(**places) for word in words))
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert "Traceback" not in ran.stderr


def test_offices_are_added_and_listed(place, tmp_path):
    code = tmp_path / "kode"
    added = wbs(
        place.store, "office", "add", "32", "Jawa Barat", "--kind", "province", "--token-to", str(code)
    )
    assert (added.returncode, added.stdout) == (0, "")
    assert stat.S_IMODE(code.stat().st_mode) == 0o600
    assert code.read_text().strip() not in added.stderr
    below = tmp_path / "kode2"
    assert "wbs enrol --hub URL --token-file F --kind province" in added.stderr
    bogor = wbs(place.store, "office", "add", "3201", "Bogor", "--under", "32", "--token-to", str(below))
    assert "wbs enrol --hub URL --token-file F --under 32" in bogor.stderr
    listed = wbs(place.store, "office", "list", "--json")
    rows = json.loads(listed.stdout)
    assert [(row["code"], row["kind"], row["under"], row["office"]) for row in rows] == [
        ("32", OfficeKind.PROVINCE, "", None),
        ("3201", OfficeKind.INSPECTORATE, "32", None),
    ]
    again = wbs(place.store, "office", "add", "33", "Jawa Tengah", "--token-to", str(code))
    assert again.returncode == 1
    orphan = wbs(place.store, "office", "add", "9", "Y", "--under", "99", "--token-to", str(tmp_path / "x"))
    assert orphan.returncode == 1
    assert not (tmp_path / "x").exists()


def test_a_password_in_the_address_is_refused():
    ran = wbs("postgresql://wbs:rahasia@localhost/hub", "office", "list")
    assert ran.returncode == 2
    assert "rahasia" not in ran.stderr


def test_no_empty_hub_is_made_where_none_was_meant(tmp_path):
    """Without --store and WBS_HUB_STORE the hub would be in the user's folder."""
    folder, code = tmp_path / "data", tmp_path / "kode"
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(folder), "WBS_HUB_STORE": "", "WBS_LANG": "id"}
    for words in (("list",), ("add", "16", "Sumsel", "--token-to", str(code))):
        ran = run([WBS, "hub", "office", *words], os.environ | home)
        assert ran.returncode == 1
        assert "hub.db" in ran.stderr
        assert "--store" in ran.stderr
    assert not code.exists()
    assert list(tmp_path.rglob("*.db*")) == []
    nowhere = wbs(f"sqlite:///{tmp_path}/salah.db", "office", "list")
    assert (nowhere.returncode, (tmp_path / "salah.db").exists()) == (1, False)
