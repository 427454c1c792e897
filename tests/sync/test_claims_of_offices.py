"""What a confirmed office says of itself, of time, of files and of other offices is not simply believed."""

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from sqlalchemy import select, update

from models.tables.cases import cases
from models.tables.exchange import foreign_cases, messages, peers, sent_tokens, token_keys
from models.words.exchange import DeadReason, MessageKind, MessageState, PeerStatus
from tests.conftest import TestOffice
from tests.sync.at_work import REPORTER, at_disposition, new_case
from tests.sync.crafted import counted, crafted_file, sent, summary, waits
from tests.sync.desks_apart import apart
from tests.sync.offices import Linked, World, hand_over, outgoing
from wbs_tui.cases.from_offices import referrals_waiting
from wbs_tui.cases.traces.findings import TypedIdentity
from wbs_tui.journal.desk import Desk
from wbs_tui.store.engine import writing
from wbs_tui.store.statements import insert
from wbs_tui.sync.duplicates import matches as found_matches
from wbs_tui.sync.duplicates import twins
from wbs_tui.sync.link.client import HubClient
from wbs_tui.sync.offices.deciding import confirm_peer
from wbs_tui.sync.offices.directory import take_records
from wbs_tui.sync.offices.keys import office_signer
from wbs_tui.sync.offices.peers import find_peer
from wbs_tui.sync.offices.records import RECORD_CONTEXT, our_record, read_record, record_fingerprint
from wbs_tui.sync.parcels import files
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.parcels.taking import Fate, take
from wbs_tui.sync.protocol import Match, SignedRecord
from wbs_tui.sync.talks.referral import refer_case
from wbs_tui.sync.talks.remarks import write_remark
from wbs_tui.sync.wire import (
    Entries,
    NamedFile,
    ReferralAnswer,
    Remark,
    SharedCase,
    Summaries,
    TokenKey,
)

LAST_DAY = 253_402_300_799_999
"""In Jakarta it is the year 10000 already."""


def _calling_itself(office: Linked, **said: str) -> SignedRecord:
    """The office's next record, with something else said of itself."""
    last = our_record(office.head)
    record = read_record(last)
    more = msgspec.structs.replace(
        record, number=record.number + 1, previous=hashlib.sha256(last.statement).digest(), **said
    )
    statement = msgspec.msgpack.encode(more)
    with office.head.reading() as connection:
        signature = office_signer(office.head, connection).sign(RECORD_CONTEXT, statement)
    return SignedRecord(statement, signature, b"")


def test_a_confirmed_name_is_changed_by_a_person_alone(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    record = _calling_itself(ours, name="Komisi Pemberantasan Korupsi")
    (sentence,) = take_records(kpk.head, [record])
    assert "1601 Instansi 1601 ingin disebut Komisi" in sentence
    with kpk.head.reading() as connection:
        known = find_peer(connection, "1601")
    assert (known.name, known.new_name) == ("Instansi 1601", "Komisi Pemberantasan Korupsi")
    assert known.status == PeerStatus.CONFIRMED
    confirm_peer(kpk.head, "1601", record_fingerprint(read_record(record).sign), "B/2/2026")
    with kpk.head.reading() as connection:
        known = find_peer(connection, "1601")
    assert (known.name, known.new_name) == ("Komisi Pemberantasan Korupsi", "")


@pytest.mark.parametrize(
    "said",
    [{"name": "\u200b"}, {"name": "\ufb2c" * 100}, {"code": "\ufb2c" * 9}, {"under": "\ufb2c" * 9}],
    ids=str,
)
def test_an_office_whose_name_does_not_read_stops_no_exchange(
    said: dict[str, str], office_world: World
) -> None:
    kpk, ours = office_world("kpk", "inspectorate", confirmed=False)
    (sentence,) = take_records(kpk.head, [_calling_itself(ours, **said)])
    assert "tidak terbaca" in sentence
    assert counted(kpk.head, peers) == 0


def test_what_waits_between_offices_is_listed_by_code_and_name(office_world: World) -> None:
    ours, kpk = office_world("inspectorate", "kpk")
    whole = SharedCase(summary=summary(1), referral=True, reason="", title="Pungli", texts=())
    take(ours.head, sent(kpk.head, ours.id, whole))
    [line] = referrals_waiting(ours.head)
    assert line.office == "00 Instansi 00"


def test_a_moment_that_no_zone_can_show_waits(office_world: World) -> None:
    ours, kpk = office_world("inspectorate", "kpk")
    odd = Summaries((summary(1, received_at=LAST_DAY),))
    assert waits(take(ours.head, sent(kpk.head, ours.id, odd)), DeadReason.REFUSED)
    register = new_case(ours.desk("petugas"))
    at_disposition(ours.desk("petugas"), register)
    refer_case(ours.head, register, kpk.code, "bukan kewenangan kami")
    hand_over(ours.head, kpk.head)
    case_id = _only(kpk.head, foreign_cases.c.id)
    answer = ReferralAnswer(case=case_id, state="accepted", at=LAST_DAY, register="00-2026-000001")
    assert waits(take(ours.head, sent(kpk.head, ours.id, answer)), DeadReason.REFUSED)
    long = ReferralAnswer(case=case_id, state="accepted", at=9, register="\ufb2c" * 20)
    assert waits(take(ours.head, sent(kpk.head, ours.id, long)), DeadReason.REFUSED)


def _only(desk: Desk, column: Any) -> Any:
    with desk.reading() as connection:
        return connection.execute(select(column)).scalar_one()


def test_a_request_is_answered_by_whom_it_was_put_to_alone(office_world: World) -> None:
    ours, kpk, sumsel = office_world("inspectorate", "kpk", "province")
    register = new_case(ours.desk("petugas"))
    hand_over(ours.head, kpk.head)
    hand_over(ours.head, sumsel.head)
    asked = write_remark(ours.head, register, kpk.code, "Mohon pendapat.", MessageKind.REQUEST)
    case_id = _only(ours.head, cases.c.id)
    for by, state in ((sumsel, MessageState.WAITING), (kpk, MessageState.ANSWERED)):
        reply = Remark(
            id=hashlib.sha256(by.code.encode()).hexdigest()[:32],
            kind="reply",
            case=case_id,
            owner=ours.id,
            reply_to=asked,
            at=1,
            by="Pemantau",
            text="Sudah.",
        )
        assert take(ours.head, sent(by.head, ours.id, reply)).fate is Fate.TAKEN
        assert _only_where(ours.head, messages.c.state, messages.c.id == asked) == state


def _only_where(desk: Desk, column: Any, condition: Any) -> Any:
    with desk.reading() as connection:
        return connection.execute(select(column).where(condition)).scalar_one()


def test_kpk_gives_no_keys_without_end(office_world: World) -> None:
    ours, kpk = office_world("inspectorate", "kpk")
    starts, ends = 1_781_740_800_000, 1_792_022_400_000
    keys = [
        TokenKey(id=f"{n:032x}", quarter="2026-Q3", starts_at=starts, ends_at=ends, secret=bytes([n]) * 32)
        for n in range(6)
    ]
    taken = take(ours.head, sent(kpk.head, ours.id, *keys))
    assert waits(taken, DeadReason.OVER_LIMIT)
    assert counted(ours.head, token_keys) == 4
    year = 365 * 24 * 60 * 60 * 1000
    far = TokenKey(
        id="f" * 32,
        quarter="2036-Q3",
        starts_at=starts + 10 * year,
        ends_at=ends + 10 * year,
        secret=b"s" * 32,
    )
    assert take(ours.head, sent(kpk.head, ours.id, far)).fate is Fate.WAITING


def test_no_tokens_go_while_the_province_is_known_and_not_confirmed(office_world: World) -> None:
    ours, kpk, sumsel = office_world("inspectorate", "kpk", "province")
    new_case(ours.desk("petugas"))
    assert _gives_tokens(ours.head)
    with writing(ours.head.engine) as connection:
        connection.execute(update(peers).where(peers.c.id == sumsel.id).values(status=PeerStatus.SEEN))
    assert not _gives_tokens(ours.head)
    with writing(ours.head.engine) as connection:
        connection.execute(update(peers).where(peers.c.id == sumsel.id).values(status=PeerStatus.CONFIRMED))
        connection.execute(update(peers).where(peers.c.id == kpk.id).values(status=PeerStatus.BLOCKED))
    assert not _gives_tokens(ours.head)


def _gives_tokens(desk: Desk) -> bool:
    with desk.reading() as connection:
        row = connection.execute(select(cases)).one()
        return twins._Allowed(desk, connection).gives(row)


def test_what_is_said_of_a_match_is_held_against_who_reported_ours(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    take(kpk.head, sent(ours.head, kpk.id, Summaries((summary(1),))))
    new_case(kpk.desk("petugas"))
    case_id = _only(kpk.head, cases.c.id)
    mine = {"case_id": case_id, "key_id": "e" * 32, "ref": b"m" * 16, "digest": b"d" * 32, "at": 1}
    with writing(kpk.head.engine) as connection:
        insert(sent_tokens, connection.dialect).run(connection, mine)
    match = Match(1, "2026-Q3", kpk.id, b"m" * 16, ours.id, b"r" * 16, 20)
    with kpk.head.transaction() as transaction:
        found_matches._keep(transaction, [match])
    [found] = found_matches.matches(kpk.head)
    said = f"Pelapor kami {REPORTER.name} juga melapor kepada Anda."
    with pytest.raises(TypedIdentity):
        found_matches.decide_match(kpk.head, found.id, ["1601"], said, "perkara sama")
    assert outgoing(kpk.head, ours.id) == []


def test_a_desk_names_no_files_without_end(
    office: TestOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_AWAITED", 2)
    away = apart(office, tmp_path)
    fates = []
    for number in range(2):
        named = [NamedFile(f"{number * 2 + each:032x}", 10, b"d" * 32) for each in range(2)]
        with away.desk.transaction() as transaction:
            queue(away.desk, transaction, away.head.office.id, [Entries(rows=())], files=named)
        fates.append(take(away.head, outgoing(away.desk, away.head.office.id)[-1]).fate)
    assert fates == [Fate.TAKEN, Fate.WAITING]
    assert len(files.expected_files(away.head)) == 2


class _Empty:
    """A hub that has no file."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def get_chunk(self, _file_id: str, office: str, _offset: int, _size: int) -> None:
        self.asked[office] += 1


def test_files_that_never_come_cost_a_few_requests(
    office_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_IN_VAIN", 3)
    ours, kpk, sumsel = office_world("inspectorate", "kpk", "province")
    for number, by, many in ((1, kpk, 9), (2, sumsel, 1)):
        named = tuple(crafted_file(100 * number + each, "a.pdf") for each in range(many))
        whole = SharedCase(
            summary=summary(number), referral=False, reason="", title="", texts=(), files=named
        )
        assert take(ours.head, sent(by.head, ours.id, whole)).fate is Fate.TAKEN
    hub = _Empty()
    files.fetch_files(ours.head, cast(HubClient, hub), lambda: False, lambda _done, _of: None)
    assert hub.asked == {kpk.id: 3, sumsel.id: 1}
