"""Every case's summary goes to KPK and the province, only what changed, and of restricted ones nothing."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select

from models.tables.exchange import foreign_cases, outbox
from models.words.exchange import DeadReason
from tests.sync.at_work import at_disposition, new_case, proved, report
from tests.sync.offices import Linked, World, exchanged, hand_over, outgoing
from wbs_tui.cases.readers.restriction import restrict
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps import followup
from wbs_tui.cases.steps.stages import advance
from wbs_tui.cases.words import ReasonMissing
from wbs_tui.intake.record import record
from wbs_tui.journal.desk import Desk
from wbs_tui.sync.foreign_cases.foreign_views import foreign_case
from wbs_tui.sync.outgoing.sharing import share_case, share_summary, shares_of
from wbs_tui.sync.parcels.collecting import collect
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.parcels.taking import take
from wbs_tui.sync.wire import Summaries, Summary


def told(desk: Desk) -> dict[str, str]:
    """By register number: the stage of each case that other offices have told."""
    with desk.reading() as connection:
        return {row.register: row.stage for row in connection.execute(select(foreign_cases))}


def parcels(desk: Desk, to: Linked) -> int:
    with desk.reading() as connection:
        return len(connection.execute(select(outbox.c.id).where(outbox.c.to_office == to.id)).all())


def test_a_summary_goes_to_kpk_and_the_own_province_and_to_nobody_else(office_world: World) -> None:
    kpk, sumsel, ours, other = office_world("kpk", "province", "inspectorate", "other")
    register = new_case(ours.desk("petugas"))
    collect(ours.desk("petugas"))
    assert parcels(ours.head, other) == 0
    for watching in (kpk, sumsel):
        hand_over(ours.desk("petugas"), watching.desk("pemantau"))
        assert told(watching.head) == {register: "received"}
        shown = foreign_case(watching.desk("pemantau"), register)
        assert (shown.office, shown.title, shown.texts, shown.shared) == ("1601", "", (), False)
        assert shown.jurisdiction == ""
    assert proved(ours.head)
    assert proved(kpk.head)


def test_only_what_changed_goes_again(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    first, second = new_case(ours.head, 1), new_case(ours.head, 2)
    exchanged(ours.head, kpk.head)
    before = parcels(ours.head, kpk)
    collect(ours.head)
    assert parcels(ours.head, kpk) == before
    at_disposition(ours.head, second)
    exchanged(ours.head, kpk.head)
    assert told(kpk.head) == {first: "received", second: "disposition"}


def test_a_recommendation_that_runs_late_is_told_although_nobody_wrote(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    due = (ours.clock.now + timedelta(days=5)).date()
    followup.add(ours.head, register, "Tata ulang loket.", due)
    exchanged(ours.head, kpk.head)
    assert foreign_case(kpk.head, register).late_recommendations == 0
    ours.clock.forward(days=10)
    hand_over(ours.head, kpk.head)
    shown = foreign_case(kpk.head, register)
    assert (shown.open_recommendations, shown.late_recommendations) == (1, 1)


def test_nothing_of_a_restricted_case_goes_without_a_decision_that_names_the_office(
    office_world: World,
) -> None:
    kpk, sumsel, ours = office_world("kpk", "province", "inspectorate")
    record(ours.head, report(ours.head, 1, "Inspektur menerima suap dari kontraktor."))
    register = new_case(ours.desk("petugas"), 2)
    restrict(ours.desk("petugas"), register, ("irban",), "disebut dalam laporan")
    collect(ours.head)
    collect(ours.desk("petugas"))
    assert parcels(ours.head, kpk) == parcels(ours.head, sumsel) == 0
    with pytest.raises(ReasonMissing):
        share_summary(ours.head, register, "00", " ")
    share_summary(ours.head, register, "00", "KPK memantau perkara ini")
    hand_over(ours.head, kpk.head)
    hand_over(ours.head, sumsel.head)
    assert told(kpk.head) == {register: "received"}
    assert told(sumsel.head) == {}
    assert proved(ours.head)


def test_a_summary_that_went_does_not_follow_a_case_into_its_restriction(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    restrict(ours.head, register, ("irban",), "disebut dalam laporan")
    advance(ours.head, register, "verification", "mulai")
    exchanged(ours.head, kpk.head)
    assert told(kpk.head) == {register: "received"}


def test_whose_matter_it_is_goes_only_by_a_decision(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    assert foreign_case(kpk.head, register).jurisdiction == ""
    share_case(ours.head, register, "00", "koordinasi")
    exchanged(ours.head, kpk.head)
    said = foreign_case(kpk.head, register).jurisdiction
    assert said == load_case(ours.head, register).jurisdiction
    followup.add(ours.head, register, "Tata ulang loket.", (ours.clock.now + timedelta(days=5)).date())
    ours.clock.forward(days=6)
    exchanged(ours.head, kpk.head)
    shown = foreign_case(kpk.head, register)
    assert (shown.jurisdiction, shown.late_recommendations) == (said, 1)


def test_a_decision_from_before_a_restriction_counts_no_more(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    share_case(ours.head, register, "00", "koordinasi")
    exchanged(ours.head, kpk.head)
    ours.clock.forward(minutes=1)
    restrict(ours.head, register, ("irban",), "disebut dalam laporan")
    advance(ours.head, register, "verification", "mulai")
    exchanged(ours.head, kpk.head)
    assert told(kpk.head) == {register: "received"}
    [share] = shares_of(ours.head, register)
    assert not share.counts
    share_case(ours.head, register, "00", "tetap koordinasi, kini dibatasi")
    exchanged(ours.head, kpk.head)
    assert told(kpk.head) == {register: "verification"}


@pytest.mark.either_store
def test_who_is_kept_out_of_a_case_does_not_send_its_summary(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    restrict(ours.head, register, ("petugas",), "disebut dalam laporan")
    share_summary(ours.head, register, "00", "KPK memantau")
    collect(ours.desk("petugas"))
    assert parcels(ours.head, kpk) == 0
    hand_over(ours.head, kpk.head)
    assert told(kpk.head) == {register: "received"}


@pytest.mark.either_store
def test_a_category_that_the_office_holds_back_waits_for_a_decision(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    policy = ours.location.policy
    policy.mkdir(parents=True)
    register = new_case(ours.head)
    category = load_case(ours.head, register).category
    (policy / "exchange.toml").write_text(f'[summary]\nwithheld_categories = ["{category}"]\n', "utf-8")
    ours.close()
    collect(ours.head)
    assert parcels(ours.head, kpk) == 0
    (policy / "exchange.toml").unlink()
    ours.close()
    hand_over(ours.head, kpk.head)
    assert told(kpk.head) == {register: "received"}


def test_an_older_summary_does_not_replace_a_newer_one(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    collect(ours.head)
    [early] = outgoing(ours.head, kpk.id)
    advance(ours.head, register, "verification", "mulai")
    collect(ours.head)
    late = outgoing(ours.head, kpk.id)[-1]
    take(kpk.head, late)
    take(kpk.head, early)
    assert told(kpk.head) == {register: "verification"}


@pytest.mark.either_store
@pytest.mark.parametrize(
    "wrong",
    [
        {"case": "bukan id"},
        {"received_at": 2**62},
        {"stage": "x" * 41},
        {"ref": b""},
        {"register": ""},
        {"open_recommendations": -1},
    ],
)
def test_what_makes_no_sense_waits_and_is_named(office_world: World, wrong: dict[str, object]) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    sound = Summary(
        case="0" * 31 + "a",
        register="1601-2026-000001",
        ref=bytes(16),
        clock=1,
        stage="received",
        stage_entered_at=0,
        category="pungli",
        severity="light",
        received_at=0,
    )
    with ours.head.transaction() as transaction:
        queue(ours.head, transaction, kpk.id, [Summaries((msgspec.structs.replace(sound, **wrong),))])
    [taken] = [take(kpk.head, data) for data in outgoing(ours.head, kpk.id)]
    assert taken.doubt is not None
    assert taken.doubt.reason is DeadReason.REFUSED
    assert told(kpk.head) == {}


def test_no_office_speaks_of_anothers_case(office_world: World) -> None:
    kpk, ours, other = office_world("kpk", "inspectorate", "other")
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    case_id = foreign_case(kpk.head, register).id
    forged = Summary(
        case=case_id,
        register=register,
        ref=bytes(16),
        clock=2**61,
        stage="closed",
        stage_entered_at=0,
        category="pungli",
        severity="light",
        received_at=0,
    )
    with other.head.transaction() as transaction:
        queue(other.head, transaction, kpk.id, [Summaries((forged,))])
    hand_over(other.head, kpk.head)
    assert told(kpk.head) == {register: "received"}


@pytest.mark.either_store
def test_words_from_elsewhere_are_cleaned(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    hostile = Summary(
        case="0" * 31 + "b",
        register="16\x1b[31m-1",
        ref=bytes(16),
        clock=1,
        stage="tahap\x1b]52;c;x\x07baru",
        stage_entered_at=0,
        category="pungli\u202e",
        severity="light",
        jurisdiction="\x9bkpk",
        received_at=0,
    )
    with ours.head.transaction() as transaction:
        queue(ours.head, transaction, kpk.id, [Summaries((hostile,))])
    hand_over(ours.head, kpk.head)
    shown = foreign_case(kpk.head, "0" * 31 + "b")
    said = (shown.register, shown.stage, shown.category, shown.jurisdiction)
    assert all(text.isprintable() for text in said)
    assert shown.stage == "tahapbaru"
