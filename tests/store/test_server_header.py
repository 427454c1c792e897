"""The header on a server: as the page of formats says, whole at every moment, and damage is said."""

import json
import threading

import msgspec
import psycopg
import pytest

from wbs_tui.store.errors import DamagedStore
from wbs_tui.vault.errors import DamagedHeader, NewerStore, WrongPassword
from wbs_tui.vault.header import read_header, write_header

pytestmark = pytest.mark.server_store


@pytest.fixture
def rows(office):
    """A connection of the owner's to the rows themselves."""
    with psycopg.connect(office.location.address, autocommit=True) as connection:
        yield connection


def fact(rows):
    return json.loads(rows.execute("SELECT value FROM store_facts WHERE name = 'header'").fetchone()[0])


def put_fact(rows, **changes):
    written = json.dumps(fact(rows) | changes)
    rows.execute("UPDATE store_facts SET value = %s WHERE name = 'header'", (written,))


def test_its_rows_say_what_a_file_would(office, rows, tmp_path):
    header = office.location.header.read()
    path = tmp_path / "header"
    write_header(path, header)
    in_file = json.loads(path.read_text())
    slots = rows.execute("SELECT id, account_id, position, body FROM slots ORDER BY position").fetchall()
    assert [json.loads(bytes(body)) for *_place, body in slots] == in_file["slots"]
    assert [row[:3] for row in slots] == [
        (slot["id"], slot["account_id"], place) for place, slot in enumerate(in_file["slots"])
    ]
    about = ("version", "store_id", "office_code", "schema", "store_key_number", "rekey_due")
    assert fact(rows) == {name: in_file[name] for name in about}
    assert read_header(path).slots == header.slots


def test_it_is_replaced_whole_or_not_at_all(office):
    header = office.location.header.read()
    twice = msgspec.structs.replace(header, slots=(*header.slots, header.slots[0]), rekey_due=True)
    with pytest.raises(DamagedStore):
        office.location.header.write(twice)
    assert office.location.header.read() == header


def test_whoever_reads_while_it_is_replaced_sees_one_of_the_two(office):
    first = office.location.header.read()
    second = msgspec.structs.replace(first, slots=first.slots[:2], rekey_due=True)
    over = threading.Event()

    def replace():
        for _time in range(15):
            office.location.header.write(second)
            office.location.header.write(first)
        over.set()

    writer = threading.Thread(target=replace)
    writer.start()
    seen = []
    while not over.is_set():
        seen.append(office.location.header.read())
    writer.join()
    assert len(seen) > 5
    assert all(header in (first, second) for header in seen)


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"\xff", b"[" * 100_000, b'{"id": 1}', None],
    ids=["empty", "bare", "no text", "deep", "of other types", "with a field too many"],
)
def test_a_slot_that_is_none_is_damage_and_is_said(office, rows, body):
    [slot_id, written] = rows.execute("SELECT id, body FROM slots LIMIT 1").fetchone()
    spoilt = bytes(written)[:-1] + b',"lain":1}' if body is None else body
    rows.execute("UPDATE slots SET body = %s WHERE id = %s", (spoilt, slot_id))
    with pytest.raises(DamagedHeader, match="cadangan"):
        office.desk("petugas")
    rows.execute("UPDATE slots SET body = %s WHERE id = %s", (written, slot_id))
    assert office.desk("petugas")


def test_a_cost_that_was_lowered_is_damage(office, rows):
    statement = "UPDATE slots SET body = replace(convert_from(body, 'UTF8'), '\"iterations\":1', %s)::bytea"
    rows.execute(statement, ('"iterations":0',))
    with pytest.raises(DamagedHeader):
        office.desk("petugas")


def test_a_header_of_a_newer_program_is_left_alone(office, rows):
    put_fact(rows, version=3)
    with pytest.raises(NewerStore):
        office.desk("petugas")


@pytest.mark.parametrize("changes", [{"store_id": 7}, {"lain": 1}, {"rekey_due": "ya"}])
def test_facts_that_are_none_are_damage(office, rows, changes):
    put_fact(rows, **changes)
    with pytest.raises(DamagedHeader):
        office.desk("petugas")


def test_without_its_slots_nobody_comes_in(office, rows):
    rows.execute("DELETE FROM slots")
    with pytest.raises(WrongPassword):
        office.desk("petugas")
