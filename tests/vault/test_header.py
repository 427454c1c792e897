"""The header file: read whole or not at all, written by one process at a time."""

import json
import os
import stat
import sys
from pathlib import Path

import msgspec
import pytest

from tests.warm import start
from wbs_tui.text.errors import CannotUnlock, StoreTrouble
from wbs_tui.vault import header as module
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.codes import new_code
from wbs_tui.vault.errors import DamagedHeader, NewerStore, NoStore
from wbs_tui.vault.header import Header, header_lock, header_path, read_header, write_header
from wbs_tui.vault.passwords import Argon2Parameters
from wbs_tui.vault.slots import make_invitation_slot, make_password_slot

STORE, SLOT, ACCOUNT = (f"{n:02d}" * 16 for n in range(1, 4))

ADD_SLOTS = """
import sys
from pathlib import Path
import msgspec
from wbs_tui.vault.header import header_lock, read_header, write_header
path, first = Path(sys.argv[1]), int(sys.argv[2])
for number in range(first, first + 15):
    with header_lock(path):
        old = read_header(path)
        slot = msgspec.structs.replace(old.slots[0], id=f"{number:032x}")
        write_header(path, msgspec.structs.replace(old, slots=(*old.slots, slot)))
"""

WRITE_FOR_EVER = """
import sys
from pathlib import Path
import msgspec
from wbs_tui.vault.header import read_header, write_header
path = Path(sys.argv[1])
old = read_header(path)
print("ready", flush=True)
while True:
    for schema in ("satu", "dua" * 2000):
        write_header(path, msgspec.structs.replace(old, schema=schema))
"""


def sample() -> Header:
    slot = make_invitation_slot(
        store_id=STORE,
        slot_id=SLOT,
        account_id=ACCOUNT,
        account_name='Sari "Wulan" | Ñoño',
        code=new_code(),
        store_key=bytes(32),
        created_at=1,
        expires_at=2,
    )
    return Header(store_id=STORE, office_code="16", schema="0001", slots=(slot,))


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = header_path(tmp_path / "kantor.db")
    write_header(path, sample())
    return path


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path, header = header_path(tmp_path / "kantor.db"), sample()
    write_header(path, header)
    assert path.name == "kantor.db.header"
    assert msgspec.structs.replace(read_header(path), checksum="") == header


def test_only_its_owner_may_read_it(written: Path) -> None:
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert [entry.name for entry in written.parent.iterdir()] == [written.name]


def test_every_truncation_is_damage(written: Path) -> None:
    whole = written.read_bytes()
    for length in range(len(whole)):
        written.write_bytes(whole[:length])
        with pytest.raises(DamagedHeader):
            read_header(written)


def test_every_flipped_bit_is_noticed(written: Path) -> None:
    whole = written.read_bytes()
    for place in range(len(whole)):
        for bit in range(8):
            broken = bytearray(whole)
            broken[place] ^= 1 << bit
            written.write_bytes(broken)
            with pytest.raises((DamagedHeader, NewerStore)):
                read_header(written)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[" * 100_000, b"\xff\xfe", b"null\n", b"SQLite format 3\0"]
)
def test_another_file_is_damage_in_one_clear_message(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.header"
    path.write_bytes(content)
    with pytest.raises(DamagedHeader, match="cadangan") as refusal:
        read_header(path)
    assert isinstance(refusal.value, CannotUnlock)


def test_what_follows_the_document_is_damage(written: Path) -> None:
    written.write_bytes(written.read_bytes() + b" ")
    with pytest.raises(DamagedHeader):
        read_header(written)


def test_a_header_of_a_newer_version_says_so(written: Path) -> None:
    document = json.loads(written.read_bytes()) | {"version": 3, "slots": {"in": "another form"}}
    written.write_text(json.dumps(document))
    with pytest.raises(NewerStore, match="lebih baru") as refusal:
        read_header(written)
    assert refusal.value.exit_code == 5


def test_a_slot_with_a_lowered_cost_is_damage(tmp_path: Path) -> None:
    weak = make_password_slot(
        store_id=STORE,
        slot_id=SLOT,
        account_id=ACCOUNT,
        account_name="Sari",
        password="kuda baterai stapel",
        store_key=bytes(32),
        account_keys=AccountKeys.generate(),
        created_at=1,
        parameters=Argon2Parameters(memory_kib=8192, iterations=1, lanes=1),
    )
    lowered = msgspec.structs.replace(weak, argon2=Argon2Parameters(memory_kib=64, iterations=1, lanes=1))
    write_header(tmp_path / "h", Header(store_id=STORE, office_code="16", slots=(lowered,)))
    with pytest.raises(DamagedHeader):
        read_header(tmp_path / "h")


def test_no_header_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(NoStore, match="wbs init"):
        read_header(tmp_path / "x.header")


def test_a_header_that_cannot_be_read_or_written_says_why(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="tidak dapat dibaca"):
        read_header(tmp_path)
    with pytest.raises(StoreTrouble, match="tidak dapat ditulis"):
        write_header(tmp_path / "tidak ada" / "h", sample())


def test_many_processes_lose_no_slot(written: Path) -> None:
    writers = [start([sys.executable, "-c", ADD_SLOTS, written, first]) for first in (1000, 2000, 3000, 4000)]
    assert [writer.communicate()[1] for writer in writers] == [b""] * 4
    added = {slot.id for slot in read_header(written).slots} - {SLOT}
    assert added == {f"{n:032x}" for first in (1000, 2000, 3000, 4000) for n in range(first, first + 15)}


def test_a_killed_writer_leaves_a_whole_header(written: Path) -> None:
    for _attempt in range(3):
        writer = start([sys.executable, "-c", WRITE_FOR_EVER, written])
        writer.stdout.readline()
        seen = {read_header(written).schema for _read in range(50)}
        writer.kill()
        writer.communicate()
        assert seen <= {"0001", "satu", "dua" * 2000}
        assert read_header(written).store_id == STORE


def test_a_lock_that_is_never_given_up_ends_in_a_message(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOCK_WAIT", 0.0)
    with header_lock(written), pytest.raises(StoreTrouble, match="proses lain"), header_lock(written):
        pytest.fail("two held one lock")
    with header_lock(written):
        assert os.access(written, os.R_OK)
