"""A backup file is whole or refused: cut, changed, extended, spliced, another office's, a newer version's."""

import os
import random
import tracemalloc

import msgspec
import pytest

from wbs_tui.store.backup_file import (
    Begin,
    BrokenBackup,
    End,
    FileBegins,
    FileEnds,
    Piece,
    read_backup,
    write_backup,
)
from wbs_tui.store.dump import Rows
from wbs_tui.text.errors import Refused, StoreTrouble, Unreadable
from wbs_tui.vault import stream
from wbs_tui.vault.errors import NewerFormat
from wbs_tui.vault.header import Header

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
CHUNK = 64
BACKUP_ID = "07" * 16
HEADER = Header(store_id="01" * 16, office_code="16", schema="0003")
RECORDS = (
    Begin("08" * 16, "0003", "09" * 16, (), {"notes": 2}, 1),
    Rows("notes", ("id", "body"), [("a", b"satu"), ("b", b"\x00dua")]),
    FileBegins("0a" * 16),
    Piece(b"sepotong" * 20),
    FileEnds(160, b"d" * 32),
    End({}, 1, 0),
)


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(stream, "CHUNK_BYTES", CHUNK)


def written(folder, name="cadangan", records=RECORDS, header=HEADER, key=KEY, backup_id=BACKUP_ID):
    target = folder / name
    write_backup(target, backup_id, 1_786_000_000_000, header, key, records)
    return target


def read(path, *keys):
    with read_backup(path).records(keys or (KEY,)) as records:
        return tuple(records)


def refused(path, *keys):
    with pytest.raises((BrokenBackup, NewerFormat)):
        read(path, *keys)
    return True


def test_what_was_written_is_read(tmp_path):
    path = written(tmp_path)
    assert read(path) == RECORDS
    assert read(path, OTHER_KEY, KEY) == RECORDS
    assert read_backup(path).key_that_opens((OTHER_KEY, KEY)) == KEY
    assert read_backup(path).header.office_code == "16"
    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_of_it_stands_in_clear_but_who_can_open_it(tmp_path):
    clear, sealed = written(tmp_path).read_bytes().split(b"\n", 2)[:2], written(tmp_path, "dua").read_bytes()
    assert b"sepotong" not in sealed
    assert b"notes" not in sealed
    assert set(msgspec.json.decode(clear[0])) == {"format", "version", "id", "made_at", "salt"}


@pytest.mark.usefixtures("small_chunks")
def test_cut_anywhere_it_is_refused(tmp_path):
    """At every byte: so at every border of a chunk, of a record and of a line."""
    path = written(tmp_path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert refused(path), length


@pytest.mark.usefixtures("small_chunks")
def test_with_one_bit_changed_it_is_refused(tmp_path):
    path = written(tmp_path)
    whole = path.read_bytes()
    chance = random.Random(20261122)
    for place in range(len(whole)):
        broken = bytearray(whole)
        broken[place] ^= 1 << chance.randrange(8)
        path.write_bytes(broken)
        assert refused(path), place


@pytest.mark.usefixtures("small_chunks")
def test_extended_or_with_parts_of_another_it_is_refused(tmp_path):
    """Two backups of the same store under the same key: no part of one goes into the other."""
    one, two = written(tmp_path).read_bytes(), written(tmp_path, "dua", backup_id="06" * 16).read_bytes()
    start = one.index(b"\n", one.index(b"\n") + 1) + 1
    chunk = CHUNK + 16
    borders = range(start + 8, len(one), chunk)
    spliced = [one[:border] + two[border:] for border in (start, *borders)]
    reordered = one[: borders[1]] + one[borders[2] : borders[3]] + one[borders[1] : borders[2]]
    for attempt in (
        *spliced,
        reordered + one[borders[3] :],
        one[: borders[1]] + one[borders[2] :],
        one[: borders[2]] + one[borders[1] :],
        one + b"\0",
        one + one,
        one + one[start:],
        two[:start] + one[start:],
        two.split(b"\n", 1)[0] + b"\n" + one.split(b"\n", 1)[1],
    ):
        path = tmp_path / "percobaan"
        path.write_bytes(attempt)
        assert refused(path)


def test_another_stores_key_or_header_opens_nothing(tmp_path):
    assert refused(written(tmp_path), OTHER_KEY)
    other = msgspec.structs.replace(HEADER, store_id="02" * 16)
    mine, theirs = written(tmp_path, "satu").read_bytes(), written(tmp_path, "dua", header=other).read_bytes()
    first, _header, sealed = mine.split(b"\n", 2)
    swapped = tmp_path / "tukar"
    swapped.write_bytes(b"\n".join((first, theirs.split(b"\n", 2)[1], sealed)))
    assert refused(swapped)


def test_a_newer_version_says_so(tmp_path):
    path = written(tmp_path)
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":2', 1))
    with pytest.raises(NewerFormat, match="lebih baru"):
        read(path)
    path.write_bytes(
        written(tmp_path, "dua")
        .read_bytes()
        .replace(b'"wbs-backup","version":1', b'"wbs-backup","version":2,"more":1', 1)
    )
    with pytest.raises(NewerFormat, match="lebih baru"):
        read(path)


@pytest.mark.parametrize(
    "records",
    [
        (),
        RECORDS[:-1],
        (*RECORDS, RECORDS[-1]),
        (*RECORDS, Piece(b"lagi")),
    ],
    ids=["nothing", "no end", "two ends", "more after the end"],
)
def test_only_an_end_says_that_nothing_is_missing(tmp_path, records):
    """Whoever has the store's key can seal what he likes: half a backup is none all the same."""
    assert refused(written(tmp_path, records=records))


def test_what_is_no_backup_is_refused(tmp_path):
    for name, content in {
        "kosong": b"",
        "surat": b"Yth. Inspektur\n",
        "nol": bytes(1 << 20),
        "json": b'{"format":"wbs-header","version":1}\n',
        "baris": b'{"format":"wbs-backup","version":1}\n' * 3,
        "satu-baris": b"x" * (17 << 20),
    }.items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(BrokenBackup, match="bukan cadangan yang utuh"):
            read_backup(path)
    for path in (tmp_path, tmp_path / "tidak ada"):
        with pytest.raises(Unreadable, match="tidak dapat dibaca"):
            read_backup(path)


def test_a_target_that_is_there_in_any_way_is_left(tmp_path):
    there, link, dangling = tmp_path / "ada", tmp_path / "tautan", tmp_path / "buntu"
    there.write_bytes(b"milik orang lain")
    link.symlink_to(there)
    dangling.symlink_to(tmp_path / "belum ada")
    made = []
    for target in (there, link, dangling, tmp_path):
        with pytest.raises(Refused, match="sudah ada"):
            write_backup(target, BACKUP_ID, 1, HEADER, KEY, map(made.append, RECORDS))
    assert made == []
    assert there.read_bytes() == b"milik orang lain"
    assert not (tmp_path / "belum ada").exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt, StoreTrouble("x")])
def test_a_source_that_breaks_off_leaves_nothing(tmp_path, error):
    def records():
        yield from RECORDS[:2]
        raise error

    with pytest.raises(type(error) if isinstance(error, Exception) else error):
        written(tmp_path, records=records())
    assert list(tmp_path.iterdir()) == []


def test_it_needs_no_more_memory_for_more_bytes(tmp_path):
    def records():
        yield RECORDS[0]
        for _each in range(200):
            yield Piece(os.urandom(1 << 18))
        yield RECORDS[-1]

    tracemalloc.start()
    try:
        path = written(tmp_path, records=records())
        with read_backup(path).records((KEY,)) as found:
            count = sum(1 for _record in found)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 202
    assert peak < 6 << 20
