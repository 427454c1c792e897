"""What KPK, a province or another office says comes into the case, is seen there, and can be answered."""

import pytest

from models.words.exchange import Direction, MessageKind, MessageState
from tests.sync.at_work import REPORTER, new_case, proved
from tests.sync.offices import World, exchanged, hand_over
from wbs_tui.cases.from_offices import remarks_waiting
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.readers.restriction import restrict
from wbs_tui.cases.reading.detail import load_case, mark_read
from wbs_tui.cases.reading.history import history
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.traces.findings import TypedIdentity
from wbs_tui.cases.words import NothingWritten
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.sync.foreign_cases.foreign_views import foreign_case
from wbs_tui.sync.outgoing.sharing import share_summary
from wbs_tui.sync.parcels.dead import dead_letters
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.talks.remarks import (
    NoSuchRemark,
    NotAKind,
    NotTold,
    foreign_remarks,
    mark_foreign_read,
    mark_remarks_read,
    remarks,
    write_foreign_remark,
    write_remark,
)
from wbs_tui.sync.wire import Remark


def test_a_request_comes_into_the_case_and_its_reply_goes_back(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    asked = write_foreign_remark(kpk.desk("pemantau"), register, "Mohon hasil telaah.", MessageKind.REQUEST)
    exchanged(kpk.head, ours.head)
    [came] = remarks(ours.desk("petugas"), register)
    assert (came.id, came.direction, came.kind, came.state) == (
        asked,
        Direction.IN,
        MessageKind.REQUEST,
        MessageState.WAITING,
    )
    assert (came.office, came.by, came.text) == ("00", "pemantau (Pemantau)", "Mohon hasil telaah.")
    write_remark(ours.desk("petugas"), register, "00", "Terlampir pekan depan.", reply_to=asked)
    exchanged(ours.head, kpk.head)
    question, reply = foreign_remarks(kpk.desk("pemantau"), register)
    assert (question.state, reply.kind, reply.text) == (
        MessageState.ANSWERED,
        MessageKind.REPLY,
        "Terlampir pekan depan.",
    )
    assert reply.by == "petugas (Petugas)"
    assert [each.state for each in remarks(ours.head, register)] == [
        MessageState.ANSWERED,
        MessageState.READ,
    ]
    assert mark_foreign_read(kpk.desk("pemantau"), register) == 1
    assert len(history(ours.head, register)) >= 3
    assert proved(ours.head)
    assert proved(kpk.head)


def test_what_comes_makes_the_case_unread_and_waits_in_the_list_of_the_day(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    officer = ours.desk("petugas")
    ours.clock.forward(minutes=1)
    mark_read(officer, load_case(officer, register).id)
    assert list_cases(officer, InboxQuery(unread=True)) == ()
    ours.clock.forward(minutes=1)
    write_foreign_remark(kpk.head, register, "Sudah kami tangani.", MessageKind.HANDLED)
    assert foreign_remarks(kpk.head, register)[0].delivered_at is None
    exchanged(kpk.head, ours.head)
    assert [row.register for row in list_cases(officer, InboxQuery(unread=True))] == [register]
    [told] = foreign_remarks(kpk.head, register)
    assert told.delivered_at is not None
    [line] = remarks_waiting(officer)
    assert (line.register, line.kind, line.text) == (register, MessageKind.HANDLED, "Sudah kami tangani.")
    assert mark_remarks_read(officer, register) == 1
    assert remarks_waiting(officer) == ()
    assert mark_remarks_read(officer, register) == 0
    assert proved(ours.head)


def test_a_request_waits_until_it_is_answered(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    asked = write_foreign_remark(kpk.head, register, "Mohon dijawab.", MessageKind.REQUEST)
    exchanged(kpk.head, ours.head)
    mark_remarks_read(ours.head, register)
    assert [line.state for line in remarks_waiting(ours.head)] == [MessageState.WAITING]
    write_remark(ours.head, register, "00", "Dijawab.", reply_to=asked)
    assert remarks_waiting(ours.head) == ()


def test_only_an_office_that_was_told_is_written_to_or_heard(office_world: World) -> None:
    kpk, ours, other = office_world("kpk", "inspectorate", "other")
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    with pytest.raises(NotTold):
        write_remark(ours.head, register, "1602", "Apakah di sana juga?")
    case_id = load_case(ours.head, register).id
    guess = Remark(
        id="1" * 32, kind="comment", case=case_id, owner=ours.id, at=1, by="siapa", text="Ada kasusnya?"
    )
    with other.head.transaction() as transaction:
        queue(other.head, transaction, ours.id, [guess])
    hand_over(other.head, ours.head)
    assert remarks(ours.head, register) == ()
    assert len(dead_letters(ours.head)) == 1


def test_of_a_restricted_case_nothing_is_said_without_a_decision(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    ours.clock.forward(minutes=1)
    restrict(ours.head, register, ("irban",), "disebut")
    with pytest.raises(NotTold):
        write_remark(ours.head, register, "00", "Kasus ini dibatasi.")
    share_summary(ours.head, register, "00", "KPK memantau")
    write_remark(ours.head, register, "00", "Kami lanjutkan.")
    exchanged(ours.head, kpk.head)
    assert [each.text for each in foreign_remarks(kpk.head, register)] == ["Kami lanjutkan."]


def test_who_is_kept_out_reads_no_remark(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    recuse(ours.desk("petugas"), register, "kerabat")
    write_foreign_remark(kpk.head, register, "Petugas itu kerabat terlapor.")
    exchanged(kpk.head, ours.desk("petugas"))
    assert remarks_waiting(ours.desk("petugas")) == ()
    with pytest.raises(NoSuchCase):
        remarks(ours.desk("petugas"), register)
    assert [line.text for line in remarks_waiting(ours.head)] == ["Petugas itu kerabat terlapor."]


@pytest.mark.either_store
def test_words_that_lead_to_the_reporter_are_warned_of_before_they_leave(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    with pytest.raises(TypedIdentity):
        write_remark(ours.desk("petugas"), register, "00", f"Pelapornya {REPORTER.name}.")
    assert remarks(ours.head, register) == ()


@pytest.mark.either_store
def test_what_is_refused(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    with pytest.raises(NothingWritten):
        write_remark(ours.head, register, "00", "  ")
    with pytest.raises(NotAKind):
        write_remark(ours.head, register, "00", "Sama.", MessageKind.DUPLICATE)
    with pytest.raises(NoSuchRemark):
        write_remark(ours.head, register, "00", "Jawaban.", reply_to="2" * 32)
    with pytest.raises(NotPermitted):
        write_remark(ours.desk("admin"), register, "00", "Halo.")


@pytest.mark.either_store
def test_words_of_another_office_command_no_terminal(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    case_id = foreign_case(kpk.head, register).id
    hostile = Remark(
        id="3" * 32,
        kind="comment",
        case=case_id,
        owner=ours.id,
        at=1,
        by="\x1b]0;judul\x07KPK\u202e",
        text="baris\x1b[2Jsatu\n[/b]",
    )
    with kpk.head.transaction() as transaction:
        queue(kpk.head, transaction, ours.id, [hostile])
    hand_over(kpk.head, ours.head)
    [came] = remarks(ours.head, register)
    assert (came.by, came.text) == ("KPK", "barissatu\n[/b]")
