"""The formats are what docs/formats.md says: answers made without the program's code (make_vectors.py)."""

import json
from pathlib import Path

import msgspec
import pytest

from wbs_tui.journal.entries import FORMAT, SIGNING_CONTEXT, Entry, RowEffect, decode, encode, entry_hash
from wbs_tui.journal.heads import HEAD_CONTEXT, HeadStatement, SignedHead, read_head
from wbs_tui.journal.trails import Point, places
from wbs_tui.journal.transaction import signed_row
from wbs_tui.vault.account_keys import AccountKeys, verify
from wbs_tui.vault.epochs import EPOCH_CONTEXT, read_epoch

ANSWERS = json.loads((Path(__file__).parent / "vectors" / "journal.json").read_text(encoding="utf-8"))
FIRST, SECOND = ({name: bytes.fromhex(value) for name, value in each.items()} for each in ANSWERS["entries"])
KEYS = AccountKeys(bytes.fromhex(ANSWERS["sign_seed"]), bytes(96))
OFFICE, STATION, FIRST_ID, SECOND_ID, CASE, ACTOR, KEY, ROW = (f"{n:02d}" * 16 for n in range(11, 19))
MILLIS = 1_782_000_000_123


def written():
    first = decode(FIRST["signed"])
    return Entry(
        format=FORMAT,
        id=SECOND_ID,
        office=OFFICE,
        station=STATION,
        sequence=2,
        clock=(MILLIS << 16) + 2,
        kind="note.written",
        case_id=None,
        actor=ACTOR,
        actor_key=KEY,
        previous=entry_hash(FIRST["signed"], FIRST["signature"]),
        replaces=(first.id,),
        effects=(RowEffect("update", "notes", ROW, {"kind": "telaah"}),),
    )


def test_an_entry_is_written_as_the_page_says():
    row = signed_row(written(), KEYS)
    assert (row["signed"], row["signature"], row["hash"]) == (
        SECOND["signed"],
        SECOND["signature"],
        SECOND["hash"],
    )


def test_an_entry_is_read_as_the_page_says():
    entry = decode(FIRST["signed"])
    assert encode(entry) == FIRST["signed"]
    assert (entry.id, entry.sequence, entry.clock) == (FIRST_ID, 1, (MILLIS << 16) + 1)
    assert entry.effects[0].values["case_id"] == CASE
    assert len(entry.effects[0].values["body"]) == 125
    assert entry_hash(FIRST["signed"], FIRST["signature"]) == FIRST["hash"]
    public = bytes.fromhex(ANSWERS["sign_public"])
    assert verify(public, SIGNING_CONTEXT, FIRST["signed"], FIRST["signature"])
    assert not verify(public, SIGNING_CONTEXT, SECOND["signed"], FIRST["signature"])


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_an_entry_that_was_cut_or_extended_is_none(cut):
    for changed in (FIRST["signed"][:-cut], FIRST["signed"] + bytes(cut)):
        with pytest.raises(msgspec.DecodeError):
            decode(changed)


def test_a_head_is_signed_as_the_page_says():
    answer = {name: bytes.fromhex(value) for name, value in ANSWERS["head"].items()}
    said = read_head(SignedHead(answer["statement"], answer["signature"]))
    assert said == HeadStatement(
        office=OFFICE,
        station=STATION,
        points=(
            Point(2, entry_hash(SECOND["signed"], SECOND["signature"])),
            Point(1, entry_hash(FIRST["signed"], FIRST["signature"])),
        ),
        account=ACTOR,
        account_key=KEY,
        at=MILLIS,
    )
    assert msgspec.msgpack.encode(said) == answer["statement"]
    assert KEYS.sign(HEAD_CONTEXT, answer["statement"]) == answer["signature"]


def test_a_trail_has_the_points_that_the_page_says():
    assert list(places(100)) == [*range(100, 83, -1), 80, 75, 69, 62, 53, 42, 28, 10, 1]


def test_an_epoch_is_signed_as_the_page_says():
    answer = {name: bytes.fromhex(value) for name, value in ANSWERS["epoch"].items()}
    statement = read_epoch(answer["statement"])
    assert (statement.office, statement.compartment, statement.number, statement.at) == (
        OFFICE,
        CASE,
        2,
        MILLIS,
    )
    assert verify(KEYS.public().sign, EPOCH_CONTEXT, answer["statement"], answer["signature"])
