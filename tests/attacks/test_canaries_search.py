"""An account's search index holds the words it may read, sealed, and nothing that leads to a reporter."""

from contextlib import closing

import pytest
from sqlalchemy import text

from models.words.reports import Attachment, AttachmentKind, IncomingReport, Reporter
from tests.attacks.scan import Scanner, planted
from wbs_tui.cases.finding.search_index import SearchIndex, search_cases
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.reading.inbox import InboxQuery
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.intake.record import record
from wbs_tui.search.cache import cache, cache_path
from wbs_tui.search.layout import SEARCH
from wbs_tui.search.words import words_in
from wbs_tui.store.engine import writing
from wbs_tui.vault.ids import new_id

ACCOUNTS = ("petugas", "irban", "inspektur", "auditor")


@pytest.fixture
def identity():
    """What leads to the reporter."""
    return planted("nama", "alamat", "pekerjaan", "ktp", "tanda", "surel", "pengirim", "berkas") | {
        "nik": "1671055208" + "900003",
        "telepon": "081298765432",
    }


@pytest.fixture
def contents():
    """What officers read."""
    return planted("perihal", "isi", "keterangan", "catatan")


@pytest.fixture
def register(office, identity, contents):
    desk = office.desk("petugas")
    report = IncomingReport(
        channel="web",
        external_id=new_id(desk.clock),
        received_at=desk.clock(),
        title=contents["perihal"],
        text=f"{contents['isi']} [identitas 1]",
        facts=(("where", contents["keterangan"]),),
        masked=(identity["tanda"],),
        reporter=Reporter(
            name=identity["nama"],
            phone=identity["telepon"],
            nik=identity["nik"],
            address=identity["alamat"],
            occupation=identity["pekerjaan"],
            email=f"{identity['surel']}@surel.contoh",
        ),
        sender_key=f"{identity['pengirim']}@surel.contoh",
        raw=f"mentah {identity['nama']}".encode(),
        attachments=(
            Attachment(
                f"{identity['berkas']}.pdf", f"{identity['nama']}.pdf", "application/pdf", b"kuitansi"
            ),
            Attachment("ktp.jpg", f"{identity['ktp']}.jpg", "image/jpeg", b"foto", AttachmentKind.IDENTITY),
        ),
    )
    register = record(desk, report).register
    write_note(desk, register, contents["catatan"])
    return register


def vocabulary(desk):
    with cache(desk, SEARCH) as engine, writing(engine) as connection:
        connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, documents, row)")
        return set(connection.execute(text("SELECT term FROM temp.words")).scalars())


def filled(desk):
    with closing(SearchIndex(desk)) as index:
        index.refresh()
    return desk


def test_every_account_finds_what_it_reads_and_no_index_knows_who_reported(
    office, register, identity, contents
):
    reveal(office.desk("irban"), register, "uji")
    for name in ACCOUNTS:
        desk = filled(office.desk(name))
        for word in contents.values():
            assert [row.register for row in search_cases(desk, word, InboxQuery())] == [register]
        known = vocabulary(desk)
        assert words_in(contents["isi"])[0] in known
        for kind, word in identity.items():
            parts = [part for part in words_in(word) if len(part) > 3]
            assert known.isdisjoint(parts), (name, kind)
            assert search_cases(desk, word, InboxQuery()) == (), (name, kind)


def test_no_index_lies_in_the_clear(office, register, identity, contents, tmp_path):
    for name in ACCOUNTS:
        desk = filled(office.desk(name))
        assert cache_path(desk, SEARCH).stat().st_size > 4096
    scanner = Scanner(identity | contents)
    folders = {tmp_path, cache_path(office.desk("petugas"), SEARCH).parent}
    assert scanner.in_files(*folders) == []
    raw = cache_path(office.desk("petugas"), SEARCH).read_bytes()
    assert b"SQLite format" not in raw
    assert b"documents" not in raw
    assert register.encode() not in raw
    print(f"looked {scanner.looks} times at {scanner.bytes >> 10} KiB")


def test_one_accounts_index_opens_for_no_other(office, register):
    """A colleague who copies it into his own place has it made anew, from what he may read himself."""
    del register
    theirs, mine = filled(office.desk("inspektur")), filled(office.desk("petugas"))
    stolen = cache_path(theirs, SEARCH).read_bytes()
    cache_path(mine, SEARCH).write_bytes(stolen)
    assert vocabulary(mine) == set()
    assert cache_path(mine, SEARCH).read_bytes() != stolen
