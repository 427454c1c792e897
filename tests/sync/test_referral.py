"""A case is handed over: the work moves, the answer and its progress come back, and silence shows."""

import re

import pytest

from models.words.exchange import ReferralState
from tests.sync.at_work import REPORTER, TEXT, TITLE, arrive, at_disposition, new_case, proved
from tests.sync.offices import Linked, World, exchanged
from wbs_tui.accounts.administration import rename
from wbs_tui.cases.from_offices import referrals_waiting
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.kept.destruction import destroy, what_is_back
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.history import history
from wbs_tui.cases.steps import evidence
from wbs_tui.cases.steps.refusals import GatesClosed, MayOnlyPropose, NotForThisRole, StepNotInGraph
from wbs_tui.cases.steps.stages import advance
from wbs_tui.cases.words import ReasonMissing
from wbs_tui.journal.desk import Desk, NotPermitted
from wbs_tui.sync.foreign_cases.foreign_views import foreign_case, handed_to_us
from wbs_tui.sync.outgoing.sharing import share_identity, share_summary
from wbs_tui.sync.parcels.dead import dead_letters
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.talks.answering import NotWaiting, accept_referral, decline_referral
from wbs_tui.sync.talks.referral import ReferralView, refer_case, referrals_of
from wbs_tui.sync.talks.remarks import write_foreign_remark
from wbs_tui.sync.wire import ReferralAnswer


def referral(desk: Desk, register: str) -> ReferralView:
    """The last one."""
    return referrals_of(desk, register)[-1]


def handed_over(ours: Linked, theirs: Linked, reason: str = "Bukan wilayah kami.") -> str:
    """A case in disposition that goes to another office."""
    register = new_case(ours.head)
    at_disposition(ours.head, register)
    refer_case(ours.head, register, theirs.code, reason)
    exchanged(ours.head, theirs.head)
    return register


def test_the_receiver_takes_it_under_a_number_of_its_own(office_world: World) -> None:
    ours, other = office_world("inspectorate", "other")
    register = handed_over(ours, other)
    assert load_case(ours.head, register).stage == "referred"
    [waiting] = handed_to_us(other.desk("irban"))
    assert (waiting.register, waiting.title, waiting.reason) == (register, TITLE, "Bukan wilayah kami.")
    taken = accept_referral(other.desk("irban"), waiting.id, "Kami tangani.")
    assert taken.register == "1602-2026-000001"
    case = load_case(other.head, taken.register)
    assert (case.title, case.channel, case.stage) == (TITLE, "referral", "received")
    assert case.reports[0].text == TEXT
    assert f"Dari {ours.code} " in case.notes[0].body
    assert f"nomor {register} di sana" in case.notes[0].body
    assert "Alasan pelimpahan: Bukan wilayah kami." in case.notes[0].body
    assert re.search(r"Langkah · 20 Agu 2026 [0-9.]+ WIB · .*\n.* → ", case.notes[0].body)
    assert handed_to_us(other.head) == ()
    exchanged(other.head, ours.head)
    answered = referral(ours.desk("petugas"), register)
    assert (answered.state, answered.register, answered.answer) == (
        ReferralState.ACCEPTED,
        taken.register,
        "Kami tangani.",
    )
    assert proved(ours.head)
    assert proved(other.head)


def test_how_it_goes_on_shows_where_it_came_from(office_world: World) -> None:
    ours, other = office_world("inspectorate", "other")
    register = handed_over(ours, other)
    own = accept_referral(other.head, handed_to_us(other.head)[0].id).register
    assert own is not None
    advance(other.head, own, "verification", "mulai")
    exchanged(other.head, ours.head)
    assert referral(ours.head, register).stage == "verification"
    advance(other.head, own, "archived", "tidak cukup", closure="insufficient_evidence")
    exchanged(other.desk("petugas"), ours.head)
    ended = referral(ours.head, register)
    assert (ended.stage, ended.closure) == ("archived", "insufficient_evidence")
    assert any("1602-2026-000001" in line.sentence for line in history(ours.head, register))
    assert proved(ours.head)


def test_what_is_declined_comes_back_to_be_decided(office_world: World) -> None:
    ours, other = office_world("inspectorate", "other")
    register = handed_over(ours, other)
    with pytest.raises(GatesClosed):
        advance(ours.head, register, "disposition")
    [waiting] = handed_to_us(other.head)
    with pytest.raises(ReasonMissing):
        decline_referral(other.head, waiting.id, "")
    decline_referral(other.head, waiting.id, "Bukan wilayah kami juga.")
    with pytest.raises(NotWaiting):
        accept_referral(other.head, waiting.id)
    exchanged(other.head, ours.head)
    declined = referral(ours.head, register)
    assert (declined.state, declined.answer) == (ReferralState.DECLINED, "Bukan wilayah kami juga.")
    advance(ours.head, register, "disposition", "ditolak")
    refer_case(ours.head, register, other.code, "Lokusnya di sana; lihat peta.")
    exchanged(ours.head, other.head)
    assert [case.reason for case in handed_to_us(other.head)] == ["Lokusnya di sana; lihat peta."]
    assert [each.state for each in referrals_of(ours.head, register)] == [
        ReferralState.DECLINED,
        ReferralState.WAITING,
    ]
    assert proved(ours.head)
    assert proved(other.head)


def test_a_referral_that_nobody_answers_is_seen_at_both_ends(office_world: World) -> None:
    ours, other = office_world("inspectorate", "other")
    register = handed_over(ours, other)
    [out] = referrals_waiting(ours.desk("irban"))
    [came] = referrals_waiting(other.desk("irban"))
    assert (out.register, out.incoming, out.late) == (register, False, False)
    assert (came.register, came.incoming, came.late) == (register, True, False)
    ours.clock.forward(days=15)
    assert [each.late for each in referrals_waiting(ours.head)] == [True]
    assert referral(ours.head, register).late
    assert referrals_waiting(ours.desk("petugas")) == ()


def test_evidence_goes_along_also_what_arrives_after_it_was_taken(office_world: World, tmp_path) -> None:
    ours, other = office_world("inspectorate", "other")
    register = new_case(ours.head)
    paths = [tmp_path / "satu.pdf", tmp_path / "dua.pdf"]
    for path in paths:
        path.write_bytes(path.name.encode() * 100_000)
    evidence.add(ours.head, register, paths[:1])
    at_disposition(ours.head, register)
    refer_case(ours.head, register, other.code, "Bukan wilayah kami.")
    evidence.add(ours.head, register, paths[1:])
    exchanged(ours.head, other.head)
    own = accept_referral(other.head, handed_to_us(other.head)[0].id).register
    assert own is not None
    assert load_case(other.head, own).evidence == ()
    arrive(ours.head, other.head)
    exchanged(other.desk("petugas"), ours.head)
    exchanged(other.head, ours.head)
    files = load_case(other.head, own).evidence
    assert [file.name for file in files] == ["satu.pdf", "dua.pdf"]
    assert [b"".join(evidence.content(other.head, file.id)) for file in files] == [
        path.read_bytes() for path in paths
    ]


@pytest.mark.either_store
def test_the_reporter_is_known_there_only_by_the_second_decision(office_world: World) -> None:
    ours, other = office_world("inspectorate", "other")
    register = handed_over(ours, other)
    share_identity(ours.head, register, other.code, "perlu dihubungi")
    exchanged(ours.head, other.head)
    own = accept_referral(other.head, handed_to_us(other.head)[0].id).register
    assert own is not None
    [reporter] = reveal(other.head, own, "menghubungi").reports
    assert (reporter.name, reporter.phone) == (REPORTER.name, REPORTER.phone)


@pytest.mark.either_store
def test_who_may_refer_and_who_may_answer(office_world: World) -> None:
    ours, other = office_world("inspectorate", "other")
    register = new_case(ours.head)
    with pytest.raises(StepNotInGraph):
        refer_case(ours.head, register, other.code, "terlalu dini")
    at_disposition(ours.head, register)
    with pytest.raises(NotForThisRole):
        refer_case(ours.desk("petugas"), register, other.code, "ingin")
    with pytest.raises(MayOnlyPropose):
        refer_case(ours.desk("irban"), register, other.code, "ingin")
    with pytest.raises(GatesClosed):
        refer_case(ours.head, register, other.code, "")
    refer_case(ours.desk("irban"), register, other.code, "bukan wilayah kami", propose=True)
    assert [each.to_stage for each in load_case(ours.head, register).proposals] == ["referred"]
    refer_case(ours.head, register, other.code, "setuju")
    exchanged(ours.head, other.head)
    [waiting] = handed_to_us(other.head)
    for name in ("petugas", "pemantau"):
        with pytest.raises(NotPermitted):
            accept_referral(other.desk(name), waiting.id)
        with pytest.raises(NotPermitted):
            decline_referral(other.desk(name), waiting.id, "tidak")


@pytest.mark.either_store
def test_a_case_taken_over_from_kpk_says_so(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    handed_over(kpk, ours)
    own = accept_referral(ours.head, handed_to_us(ours.head)[0].id).register
    assert own is not None
    assert load_case(ours.head, own).channel == "kpk"


@pytest.mark.either_store
def test_an_office_that_got_nothing_answers_nothing(office_world: World) -> None:
    kpk, ours, other = office_world("kpk", "inspectorate", "other")
    register = handed_over(ours, other)
    case_id = foreign_case(other.head, register).id
    with kpk.head.transaction() as transaction:
        answer = ReferralAnswer(case=case_id, state="accepted", at=1, register="00-2026-000001")
        queue(kpk.head, transaction, ours.id, [answer])
    exchanged(kpk.head, ours.head)
    assert referral(ours.head, register).state is ReferralState.WAITING
    assert len(dead_letters(ours.head)) == 1


def test_a_referral_about_an_account_here_becomes_a_case_that_is_kept_from_it(office_world: World) -> None:
    ours, other = office_world("inspectorate", "other")
    rename(other.desk("admin"), "petugas", "Hendra Wijayakusuma")
    register = new_case(ours.head, text="Hendra Wijayakusuma meminta uang kepada kontraktor.")
    at_disposition(ours.head, register)
    refer_case(ours.head, register, other.code, "Menyangkut pegawai Anda.")
    exchanged(ours.head, other.desk("petugas"))
    assert handed_to_us(other.desk("petugas")) == ()
    assert referrals_waiting(other.desk("petugas")) == ()
    own = accept_referral(other.head, handed_to_us(other.head)[0].id).register
    assert own is not None
    assert load_case(other.head, own).restricted
    with pytest.raises(NoSuchCase):
        load_case(other.desk("petugas"), own)
    exchanged(other.head, ours.head)
    assert referral(ours.head, register).register == own
    advance(other.head, own, "verification", "mulai")
    exchanged(other.head, ours.head)
    assert referral(ours.head, register).stage == "received"
    share_summary(other.head, own, ours.code, "instansi asal memantau")
    exchanged(other.head, ours.head)
    assert referral(ours.head, register).stage == "verification"
    assert proved(other.head)


def test_words_about_a_destroyed_case_bring_nothing_of_it_back(office_world: World) -> None:
    ours, other = office_world("inspectorate", "other")
    register = handed_over(ours, other)
    accept_referral(other.head, handed_to_us(other.head)[0].id)
    exchanged(other.head, ours.head)
    advance(ours.head, register, "closed", "ditangani instansi lain", closure="referred")
    ours.clock.forward(days=366 * 11)
    destroy(ours.head, register, "masa simpan lewat")
    own = "1602-2026-000001"
    advance(other.head, own, "verification", "mulai")
    write_foreign_remark(other.head, register, "Kami lanjutkan.")
    exchanged(other.head, ours.head)
    assert len(dead_letters(ours.head)) == 2
    assert proved(ours.head)
    with ours.head.reading() as connection:
        assert not what_is_back(connection, ours.head.evidence_files)
