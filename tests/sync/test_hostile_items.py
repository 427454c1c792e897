"""Items of every odd shape from a confirmed office: each waits or is taken, and breaks nothing."""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from itertools import count
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.tables.exchange import foreign_cases
from tests.sync.at_work import at_disposition, new_case, proved
from tests.sync.offices import World, hand_over, outgoing
from wbs_tui.journal.desk import Desk
from wbs_tui.sync.exchanging.overview import overview
from wbs_tui.sync.foreign_cases.foreign_views import foreign_case, handed_to_us
from wbs_tui.sync.foreign_cases.monitored_figures import figures
from wbs_tui.sync.foreign_cases.monitoring import ForeignQuery, ForeignSource
from wbs_tui.sync.offices.keys import station_signer
from wbs_tui.sync.offices.peers import recipient
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.parcels.taking import Fate, take
from wbs_tui.sync.talks.case_offices import case_offices
from wbs_tui.sync.talks.referral import refer_case
from wbs_tui.sync.talks.remarks import foreign_remarks
from wbs_tui.sync.wire import PARCEL_CONTEXT, SignedParcel, Summaries, encode, read_parcel, read_signed
from wbs_tui.text.clean import clean
from wbs_tui.text.formats import moment
from wbs_tui.vault.cells import padded
from wbs_tui.vault.sealing import seal_to

OURS = "the id of a case of ours"
CASE, OTHER = "a" * 32, "b" * 32
SUMMARY = {
    **{"case": CASE, "register": "16-2026-000001", "ref": b"r" * 16, "clock": 5, "stage": "received"},
    **{"stage_entered_at": 1, "category": "bribery", "severity": "high", "jurisdiction": "", "region": ""},
    **{"received_at": 1, "due_at": None, "ended_at": None, "answered_at": None, "result": None},
    **{"closure": None, "open_recommendations": 0, "late_recommendations": 0},
}
TEXT = {"kind": "note", "title": "", "at": 1, "by": "", "text": "Catatan."}
FILE = {
    **{"id": "c" * 32, "size": 10, "digest": b"d" * 32, "key": b"k" * 32, "number": 1, "name": "a.pdf"},
    **{"media_type": "application/pdf", "sha256": "0" * 64, "described_as": "", "received_at": 1},
}
SHAPES: tuple[dict[str, Any], ...] = (
    {"type": "summaries", "rows": [SUMMARY]},
    {
        **{"type": "case", "summary": SUMMARY, "referral": True, "reason": "Mohon.", "title": "Pungli"},
        **{"texts": [TEXT], "files": [FILE]},
    },
    {"type": "identity", "case": CASE, "epoch": 1, "sealed": b"x" * 1200},
    {"type": "share_ended", "case": CASE, "at": 1},
    {
        **{"type": "remark", "id": "e" * 32, "kind": "request", "case": CASE, "owner": OTHER},
        **{"reply_to": None, "at": 1, "by": "Pemantau", "text": "Mohon kabar."},
    },
    {
        **{"type": "referral_answer", "case": OURS, "state": "accepted", "at": 5, "register": "16-2026-1"},
        **{"stage": "verification", "result": None, "closure": None, "text": "Kami terima."},
    },
    {
        **{
            "type": "token_key",
            "id": "f" * 32,
            "quarter": "2026-Q3",
            "starts_at": 1_781_740_800_000,
            "ends_at": 1_792_022_400_000,
        },
        **{"secret": b"s" * 32},
    },
    {"type": "entries", "rows": [], "wraps": [], "number": 1},
    {"type": "receipt", "station": CASE, "up_to": 1, "beyond": [3]},
)
NUMBERS = (0, -1, 1, 7, 2**31 - 1, 2**31, 2**53, 2**62, 2**63 - 1, 2**64 - 1, -(2**63), 253_402_300_799_999)
WORDS = (
    *("", "\x00", "\u200b", "\x1b[2J", "\u202e", "\ufb2c" * 14, "x" * 300, "[red]x[/]", OURS, CASE, OTHER),
    *("A" * 32, "'; drop table peers; --", "e\u0301" * 200, "\U0001f600" * 40, "../../etc/passwd", "a\nb"),
    *("comment", "duplicate", "handled", "reply", "declined", "waiting", "2026-Q4", "0000-Q1", "follow_up"),
)
BYTES = (b"", b"\xff" * 16, b"r" * 15, b"\x00" * 32, b"\x00" * 4000)
LISTS: tuple[Any, ...] = ([], {}, [[]], [{}], {"": 0}, [1] * 500, [SUMMARY] * 3, [TEXT] * 3, [FILE, FILE])
ANY = (*NUMBERS, *WORDS, *BYTES, *LISTS, None, True, 1.5, float("nan"), float("inf"))
LIKE: dict[type, Any] = {int: NUMBERS, str: WORDS, bytes: BYTES, list: LISTS, type(None): (*NUMBERS, *WORDS)}


def _odd(value: Any) -> st.SearchStrategy[Any]:
    """Something else than a value, most often of its kind."""
    return st.sampled_from((*LIKE.get(type(value), ANY) * 3, *ANY)).map(deepcopy)


@st.composite
def items(draw: Callable[..., Any]) -> dict[str, Any]:
    """An item of one of the types, with up to three of its values, at any depth, replaced or left out."""
    item = msgspec.msgpack.decode(msgspec.msgpack.encode(draw(st.sampled_from(SHAPES))))
    for _change in range(draw(st.integers(0, 3))):
        place, name = draw(st.sampled_from(list(_places(item))))
        if draw(st.integers(0, 9)) == 0 and isinstance(place, dict) and name != "type":
            place.pop(name)
        elif name != "type":
            place[name] = draw(_odd(place[name]))
    return dict(item)


def _places(value: Any) -> Any:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in list(pairs):
        yield value, name
        yield from _places(inner)


class Hostile:
    """A station of a confirmed office that signs whatever it likes."""

    def __init__(self, desk: Desk, to: Desk) -> None:
        with desk.transaction() as transaction:
            queue(desk, transaction, to.office.id, [Summaries(())])
        self._parcel = read_parcel(read_signed(outgoing(desk, to.office.id)[-1]).statement)
        with desk.reading() as connection:
            self._signer = station_signer(desk, connection)
            self._to = recipient(desk, connection, to.office.id)
        self._numbers = count(self._parcel.number)

    def parcel(self, contents: Any) -> bytes:
        """Sealed and signed as every parcel is, and numbered on."""
        number = next(self._numbers)
        parcel = msgspec.structs.replace(self._parcel, id=f"{number + 2**64:032x}", number=number)
        plain = padded(msgspec.msgpack.encode(contents))
        sealed = seal_to(self._to.seal_public, plain, parcel.place())
        statement = msgspec.msgpack.encode(msgspec.structs.replace(parcel, sealed=sealed))
        return encode(SignedParcel(statement, self._signer.sign(PARCEL_CONTEXT, statement)))


def test_no_item_of_a_confirmed_office_breaks_a_desk(office_world: World) -> None:
    ours, kpk = office_world("inspectorate", "kpk")
    register = new_case(ours.desk("petugas"))
    at_disposition(ours.desk("petugas"), register)
    refer_case(ours.head, register, kpk.code, "bukan kewenangan kami")
    hand_over(ours.head, kpk.head)
    [case_id] = _ids(kpk.head)
    hostile = Hostile(kpk.head, ours.head)

    @settings(
        max_examples=120,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(st.lists(items(), min_size=1, max_size=3))
    def everything(said: list[dict[str, Any]]) -> None:
        said = [_with_ids(each, case_id, kpk.id) for each in said]
        assert take(ours.head, hostile.parcel({"version": 1, "items": said})).fate is not Fate.REPEATED

    everything()
    honest = {**SUMMARY, "case": "9" * 32}
    told = hostile.parcel({"version": 1, "items": [{"type": "summaries", "rows": [honest]}]})
    assert take(ours.head, told).fate is Fate.TAKEN
    assert _shown_clean(ours.head, register)
    assert proved(ours.head)


def _with_ids(item: dict[str, Any], case_id: str, office: str) -> dict[str, Any]:
    """With the real ids, so that what is said of cases of ours gets far."""
    known = {OURS: case_id, OTHER: office}
    return {
        name: known.get(value, value) if isinstance(value, str) else value for name, value in item.items()
    }


def _ids(desk: Desk) -> list[str]:
    with desk.reading() as connection:
        return list(connection.execute(select(foreign_cases.c.id)).scalars())


def _shown_clean(desk: Desk, register: str) -> bool:
    """Everything that shows what other offices said still does, and none of it commands a terminal."""
    rows = ForeignSource(desk, ForeignQuery()).first(1000).rows
    views = [foreign_case(desk, each) for each in _ids(desk)]
    said = [each for case_id in _ids(desk) for each in foreign_remarks(desk, case_id)]
    about = case_offices(desk, register)
    said += about.remarks
    assert len(rows) == len(views) == figures(desk).total.received > 1
    assert overview(desk).dead
    handed_to_us(desk)
    shown = [text for each in (*views, *said, *about.referrals) for text in _strings(each)]
    assert all(
        moment(each, desk.office.zone) for view in (*rows, *views, *about.referrals) for each in _times(view)
    )
    return all(clean(text) == text for text in shown)


def _times(value: Any) -> Any:
    for name in value.__dataclass_fields__:
        if isinstance(each := getattr(value, name), datetime):
            yield each


def _strings(value: Any) -> Any:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _strings(each)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from _strings(getattr(value, name))
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _strings(getattr(value, name))
