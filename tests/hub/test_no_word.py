"""After the real traffic of real offices the hub holds no word of it: in no table, on no disk, in no log."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from models.words.reports import Reporter
from tests.attacks.scan import Scanner, planted
from tests.hubs import running_hub
from tests.postgres import Server
from tests.sync.at_work import new_case
from tests.sync.offices import enrolled_at
from wbs_tui.cases.steps import evidence
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.traces.findings import even_if_identity
from wbs_tui.sync.exchanging.exchange import sync
from wbs_tui.sync.foreign_cases.foreign_identity import reveal_foreign
from wbs_tui.sync.foreign_cases.foreign_views import foreign_case, foreign_content
from wbs_tui.sync.outgoing.sharing import share_case, share_identity


@contextmanager
def gathered(store: str, server: Server, into: Path) -> Iterator[Path]:
    """All that the hub and its database write while the block lasts; the database logs every value."""
    if store.startswith("sqlite"):
        yield into
        shutil.copytree(Path(store.removeprefix("sqlite:///")).parent, into)
        return
    name = urlsplit(store).path.removeprefix("/")
    with psycopg.connect(server.address(name, "postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET log_statement = 'all'")
        connection.execute(f"ALTER DATABASE {name} SET log_parameter_max_length = -1")
        yield into
        connection.execute("CHECKPOINT")
    shutil.copytree(server.folder, into, ignore=shutil.ignore_patterns(".s.*", "postmaster.pid"))


def test_no_word_of_a_case_is_at_the_hub(place, office_world, server, tmp_path, monkeypatch):
    words = planted("judul", "isi", "catatan", "nama", "telepon", "berkas", "bukti", "alasan")
    kpk, sumsel, ours = office_world("kpk", "province", "inspectorate")
    reporter = Reporter(name=words["nama"], phone=words["telepon"], nik="1601014107850001")
    monkeypatch.setattr("tests.sync.at_work.REPORTER", reporter)
    monkeypatch.setattr("tests.sync.at_work.TITLE", words["judul"])
    proof = tmp_path / f"{words['berkas']}.txt"
    proof.write_text(words["bukti"] * 30_000, encoding="utf-8")
    with (
        running_hub(place.store, clock=kpk.clock) as hub,
        gathered(place.store, server, tmp_path / "semua") as disk,
    ):
        enrolled_at(hub, kpk, sumsel, ours)
        register = new_case(ours.head, text=words["isi"])
        even_if_identity(lambda: write_note(ours.head, register, words["catatan"]))()
        even_if_identity(lambda: evidence.add(ours.head, register, [proof], words["berkas"]))()
        share_case(ours.head, register, "00", words["alasan"])
        share_identity(ours.head, register, "00", words["alasan"])
        for _round in range(3):
            for office in (ours, kpk, sumsel):
                sync(office.head)
        said = hub.said.getvalue()
    shown = foreign_case(kpk.head, register)
    told = " ".join([shown.title, shown.reason, *(text.text for text in shown.texts)])
    assert all(words[name] in told for name in ("judul", "isi", "catatan", "alasan")), "it really crossed"
    assert words["bukti"].encode() in b"".join(foreign_content(kpk.head, shown.files[0].id))
    assert reveal_foreign(kpk.head, register, "uji").reporters[0].name == words["nama"]
    scanner = Scanner({**words, "nomor": register})
    assert scanner.in_files(disk) == []
    assert scanner.in_bytes(said.encode(), "the log") == []
    assert scanner.bytes > 1_000_000
    print(f"{scanner.looks} files, {scanner.bytes} bytes of the hub's hold none of {len(words) + 1} words")
