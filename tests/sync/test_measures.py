"""A confirmed office whose desk was stolen: what it sends beyond measure waits, and stops nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from models.tables.exchange import dead_letters as letters_table
from models.tables.exchange import messages, received
from models.words.exchange import DeadReason
from tests.sync.at_work import proved
from tests.sync.crafted import counted, crafted_file, limited, resigned, sent, summary, waits
from tests.sync.offices import Linked, World, hand_over
from wbs_tui.accounts.administration import rename
from wbs_tui.cases.lookup import NoSuchCase, find
from wbs_tui.cases.traces.findings import TypedIdentity
from wbs_tui.journal.desk import Desk
from wbs_tui.store.engine import writing
from wbs_tui.sync.desks.ruling import rule
from wbs_tui.sync.foreign_cases.foreign_views import NoSuchForeign, SeveralForeign, foreign_case
from wbs_tui.sync.parcels import dead, letters, outbox
from wbs_tui.sync.parcels.dead import dead_letters, retry, retry_due
from wbs_tui.sync.parcels.receipts import MOST_AHEAD
from wbs_tui.sync.parcels.taking import Fate, take
from wbs_tui.sync.talks.answering import accept_referral
from wbs_tui.sync.talks.remarks import write_foreign_remark
from wbs_tui.sync.wire import (
    MOST_ITEMS,
    Remark,
    SharedCase,
    SharedIdentity,
    SharedText,
    ShareEnded,
    Summaries,
    read_parcel,
    read_signed,
)


def _remark(number: int, case: str, owner: str, text: str = "Mohon kabar.") -> Remark:
    return Remark(id=f"{number:032x}", kind="comment", case=case, owner=owner, at=1, by="Pemantau", text=text)


def test_cases_beyond_measure_wait_until_the_inspektur_lets_them_in(office_world: World) -> None:
    kpk, sumsel = office_world("kpk", "province")
    desk = limited(kpk.head, cases=3)
    assert take(desk, sent(sumsel.head, kpk.id, Summaries(tuple(map(summary, range(3)))))).fate is Fate.TAKEN
    more = sent(sumsel.head, kpk.id, Summaries((summary(3), summary(4))))
    assert waits(take(desk, more), DeadReason.OVER_LIMIT)
    assert counted(desk) == 3
    known = sent(sumsel.head, kpk.id, Summaries((summary(1, clock=9, stage="verification"),)))
    assert take(desk, known).fate is Fate.TAKEN  # of what is known already more may be said
    [letter] = dead_letters(desk)
    assert rule(desk, letter.id, accept=True, reason="kantor besar") == ()
    assert counted(desk) == 5
    assert dead_letters(desk) == ()
    assert proved(desk)


def test_the_measure_of_a_day_is_free_again_the_next(office_world: World) -> None:
    kpk, sumsel = office_world("kpk", "province")
    desk = limited(kpk.head, summaries_per_day=2, remarks_per_case_and_day=2, text_megabytes_per_day=1)
    assert take(desk, sent(sumsel.head, kpk.id, Summaries((summary(1), summary(2))))).fate is Fate.TAKEN
    over = sent(sumsel.head, kpk.id, Summaries((summary(1, clock=6),)))
    assert waits(take(desk, over), DeadReason.OVER_LIMIT)
    said = [_remark(number, summary(1).case, sumsel.id) for number in range(3)]
    assert waits(take(desk, sent(sumsel.head, kpk.id, *said)), DeadReason.OVER_LIMIT)
    assert counted(desk, messages) == 2
    kpk.clock.now += timedelta(days=2)
    long = SharedText(kind="note", at=1, text="x" * 600_000)
    for clock in (7, 8):
        whole = SharedCase(
            summary=summary(1, clock=clock), referral=False, reason="", title="", texts=(long,)
        )
        fate = take(desk, sent(sumsel.head, kpk.id, whole)).fate
    assert fate is Fate.WAITING
    retry(desk)
    assert counted(desk, messages) == 3
    kpk.clock.now += timedelta(days=2)
    retry(desk)
    assert dead_letters(desk) == ()


def test_parcels_without_end_in_which_nothing_is_leave_no_more_rows(
    office_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    kpk, sumsel = office_world("kpk", "province")
    desk = limited(kpk.head, parcels_per_day=3)
    monkeypatch.setattr(letters, "MOST_OF_ONE", 2)
    empty = [sent(sumsel.head, kpk.id, Summaries(())) for _each in range(6)]
    fates = [take(desk, data).fate for data in empty]
    assert fates == [Fate.TAKEN] * 3 + [Fate.WAITING] * 2 + [Fate.DROPPED]
    with desk.reading() as connection:
        assert connection.execute(select(func.count()).select_from(received)).scalar() == 5
    kpk.clock.now += timedelta(days=2)
    assert take(desk, empty[-1]).fate is Fate.TAKEN


def test_items_without_end_keep_nobody_from_the_store(
    office_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    kpk, sumsel = office_world("kpk", "province")
    assert take(kpk.head, sent(sumsel.head, kpk.id, *[Summaries(())] * (MOST_ITEMS + 1))).fate is Fate.TAKEN
    monkeypatch.setattr(outbox, "MOST_ITEMS", MOST_ITEMS + 1)
    many = sent(sumsel.head, kpk.id, *[Summaries(())] * (MOST_ITEMS + 1))
    assert waits(take(kpk.head, many), DeadReason.UNREADABLE)


def test_who_reported_without_end_waits(office_world: World) -> None:
    kpk, sumsel = office_world("kpk", "province")
    desk = limited(kpk.head, text_megabytes_per_day=1)
    case = SharedCase(summary=summary(1), referral=False, reason="", title="", texts=())
    nobody = SharedIdentity(case=summary(1).case, epoch=1, sealed=b"")
    assert take(desk, sent(sumsel.head, kpk.id, case, *[nobody] * 150)).fate is Fate.TAKEN
    assert waits(take(desk, sent(sumsel.head, kpk.id, *[nobody] * 150)), DeadReason.OVER_LIMIT)


def test_summaries_without_end_of_a_few_cases_wait(
    office_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wbs_tui.sync.parcels.measure._LEAST_CASES", 1)
    kpk, sumsel = office_world("kpk", "province")
    desk = limited(kpk.head, summaries_per_case=3, files_per_case=1)
    fates = [
        take(desk, sent(sumsel.head, kpk.id, Summaries((summary(1, clock=clock),)))).fate
        for clock in range(1, 6)
    ]
    assert fates == [Fate.TAKEN] * 3 + [Fate.WAITING] * 2
    files = tuple(crafted_file(number, "a.pdf") for number in range(2))
    shared = SharedCase(summary=summary(2), referral=False, reason="", title="", texts=(), files=files)
    assert waits(take(desk, sent(sumsel.head, kpk.id, shared)), DeadReason.OVER_LIMIT)


def _many_dead(desk: Desk, sender: Linked, count: int) -> list[str]:
    """One dead letter, and so many beside it that hold the same."""
    take(desk, sent(sender.head, desk.office.id, ShareEnded(case="f" * 32, at=0)))
    with writing(desk.engine) as connection:
        row = dict(connection.execute(select(letters_table)).mappings().one())
        more = [{**row, "id": f"{number:032x}", "tries": 9} for number in range(count)]
        connection.execute(letters_table.insert(), more)
    return [str(row["id"]), *(str(each["id"]) for each in more)]


def test_what_waits_in_vain_stops_no_exchange(office_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much of an office waits, an exchange tries a little of it, one letter at a time."""
    monkeypatch.setattr(dead, "MOST_IN_ONE_EXCHANGE", 3)
    kpk, sumsel = office_world("kpk", "province")
    _many_dead(kpk.head, sumsel, 20)
    tried: list[int] = []
    real = dead.take_again
    monkeypatch.setattr(
        dead, "take_again", lambda desk, data, pending: (tried.append(1), real(desk, data, pending))[1]
    )
    retry_due(kpk.head)
    assert len(tried) == 1  # the others were tried so often that they are left alone for a while
    tried.clear()
    retry_due(kpk.head, {sumsel.id})
    assert len(tried) == 3
    tried.clear()
    kpk.clock.now += timedelta(hours=2)
    retry_due(kpk.head, stop=lambda: len(tried) == 2)
    assert len(tried) == 2


def test_what_was_missing_is_applied_in_the_exchange_in_which_it_comes(office_world: World) -> None:
    kpk, sumsel = office_world("kpk", "province")
    case = summary(1).case
    take(kpk.head, sent(sumsel.head, kpk.id, ShareEnded(case=case, at=0)))
    for _each in range(5):
        retry_due(kpk.head)
    [waiting] = dead_letters(kpk.head)
    assert waiting.tries == 3
    whole = SharedCase(summary=summary(1), referral=False, reason="", title="", texts=())
    take(kpk.head, sent(sumsel.head, kpk.id, whole))
    assert retry_due(kpk.head, {sumsel.id}) == 1


def test_dead_letters_of_one_office_have_a_size(office_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "MOST_BYTES_OF_ONE", 1)
    kpk, sumsel = office_world("kpk", "province")
    fates = [
        take(kpk.head, sent(sumsel.head, kpk.id, ShareEnded(case=f"{number:032x}", at=0))).fate
        for number in range(2)
    ]
    assert fates == [Fate.WAITING, Fate.DROPPED]


def test_two_offices_may_choose_the_same_id_for_a_parcel(office_world: World) -> None:
    """Else one that learns the id from a hub would make the honest one contradict itself."""
    kpk, sumsel, ours = office_world("kpk", "province", "inspectorate")
    first = sent(sumsel.head, kpk.id, Summaries((summary(1),)))
    parcel_id = read_parcel(read_signed(first).statement).id
    empty = sent(ours.head, kpk.id, Summaries(()))
    squatted = resigned(ours.head, empty, id=parcel_id)
    assert take(kpk.head, squatted).doubt is not None  # its seal names another id: it waits, and is noted
    assert take(kpk.head, first).fate is Fate.TAKEN
    assert take(kpk.head, first).fate is Fate.REPEATED


def test_a_parcel_that_was_noted_before_is_still_known(office_world: World) -> None:
    """A store from before ids were derived."""
    kpk, sumsel = office_world("kpk", "province")
    data = sent(sumsel.head, kpk.id, Summaries((summary(1),)))
    take(kpk.head, data)
    with writing(kpk.head.engine) as connection:
        connection.execute(update(received).values(id=read_parcel(read_signed(data).statement).id))
    assert take(kpk.head, data).fate is Fate.REPEATED
    assert waits(take(kpk.head, resigned(sumsel.head, data, at=9)), DeadReason.EQUIVOCATION)


def test_a_number_that_leaps_leaves_no_gap_for_ever(office_world: World) -> None:
    kpk, sumsel = office_world("kpk", "province")
    data = sent(sumsel.head, kpk.id, Summaries((summary(1),)))
    leaping = take(kpk.head, resigned(sumsel.head, data, number=2**31 - 1))
    assert waits(leaping, DeadReason.MISSING_BEFORE)
    assert leaping.doubt is not None
    assert "16 Instansi 16" in leaping.doubt.detail
    assert take(kpk.head, data).fate is Fate.TAKEN
    retry(kpk.head)
    assert len(dead_letters(kpk.head)) == 1
    near = sent(sumsel.head, kpk.id, Summaries((summary(2),)))
    assert take(kpk.head, resigned(sumsel.head, near, number=MOST_AHEAD)).fate is Fate.TAKEN


def test_an_office_that_uses_anothers_numbers_hides_no_case(office_world: World) -> None:
    kpk, sumsel, ours = office_world("kpk", "province", "inspectorate")
    number = "1601-2026-000001"
    take(kpk.head, sent(ours.head, kpk.id, Summaries((summary(1, register=number),))))
    assert foreign_case(kpk.head, number).office == "1601"
    take(kpk.head, sent(sumsel.head, kpk.id, Summaries((summary(2, register=number),))))
    with pytest.raises(SeveralForeign) as several:
        foreign_case(kpk.head, number)
    assert "1601" in several.value.message
    assert foreign_case(kpk.head, f"1601:{number}").id == summary(1).case
    assert foreign_case(kpk.head, f"16:{number}").id == summary(2).case
    with pytest.raises(NoSuchForeign):
        foreign_case(kpk.head, f"1602:{number}")
    write_foreign_remark(kpk.head, number, "Mohon kabar.", office="1601")
    hand_over(kpk.head, ours.head)


HIDDEN = "\u200b\u200b"
ODD = (
    {"register": HIDDEN},
    {"stage": HIDDEN},
    {"register": "\ufb2c" * 20},
    {"category": "\ufb2c" * 30},
    {"stage": ""},
)


@pytest.mark.both_stores
@pytest.mark.parametrize("said", ODD, ids=str)
def test_what_is_nothing_or_too_long_when_it_is_cleaned_waits(
    said: dict[str, str], office_world: World
) -> None:
    kpk, sumsel = office_world("kpk", "province")
    data = sent(sumsel.head, kpk.id, Summaries((summary(1, **said),)))
    assert waits(take(kpk.head, data), DeadReason.REFUSED)
    assert counted(kpk.head) == 0


def test_who_uses_anothers_case_id_first_keeps_its_other_cases_from_nobody(office_world: World) -> None:
    kpk, sumsel, ours = office_world("kpk", "province", "inspectorate")
    take(kpk.head, sent(sumsel.head, kpk.id, Summaries((summary(1),))))
    taken = take(kpk.head, sent(ours.head, kpk.id, Summaries((summary(1), summary(2)))))
    assert waits(taken, DeadReason.REFUSED)
    assert foreign_case(kpk.head, summary(2).case).office == "1601"
    assert foreign_case(kpk.head, summary(1).case).office == "16"


def test_whom_a_later_text_or_a_files_name_implicates_does_not_learn_of_it(office_world: World) -> None:
    ours, kpk = office_world("inspectorate", "kpk")
    rename(ours.desk("admin"), "petugas", "Hendra Gunawan Saputra, S.H.")
    ours.close()
    filler = SharedText(kind="note", at=1, text="Pemeriksaan berjalan. " * 5000)
    late = SharedText(kind="note", at=2, text="Uang itu diterima Hendra Gunawan Saputra.")
    in_text = SharedCase(summary=summary(1), referral=False, reason="", title="Pungli", texts=(filler, late))
    in_name = SharedCase(
        summary=summary(2),
        referral=False,
        reason="",
        title="Pungli",
        texts=(),
        files=(crafted_file(1, "kuitansi_Hendra-Gunawan-Saputra.pdf"),),
    )
    nobody = SharedCase(summary=summary(3), referral=False, reason="", title="Pungli", texts=(filler,))
    assert take(ours.head, sent(kpk.head, ours.id, in_text, in_name, nobody)).fate is Fate.TAKEN
    for number in (1, 2):
        assert foreign_case(ours.head, summary(number).case).title == "Pungli"
        with pytest.raises(NoSuchForeign):
            foreign_case(ours.desk("petugas"), summary(number).case)
    assert foreign_case(ours.desk("petugas"), summary(3).case).title == "Pungli"


def test_words_to_another_office_about_its_case_are_held_against_identities(office_world: World) -> None:
    kpk, sumsel = office_world("kpk", "province")
    take(kpk.head, sent(sumsel.head, kpk.id, Summaries((summary(1),))))
    with pytest.raises(TypedIdentity):
        write_foreign_remark(kpk.head, summary(1).case, "Pelapornya 081234567890.")


def test_the_case_that_is_taken_over_is_kept_from_whom_a_file_names_too(office_world: World) -> None:
    ours, kpk = office_world("inspectorate", "kpk")
    rename(ours.desk("admin"), "petugas", "Hendra Gunawan Saputra, S.H.")
    ours.close()
    named = crafted_file(1, "kuitansi_Hendra-Gunawan-Saputra.pdf")
    handed = SharedCase(
        summary=summary(2), referral=True, reason="Mohon.", title="Pungli", texts=(), files=(named,)
    )
    assert take(ours.head, sent(kpk.head, ours.id, handed)).fate is Fate.TAKEN
    register = accept_referral(ours.head, summary(2).case).register
    assert register is not None
    with ours.head.reading() as connection:
        assert find(ours.head, connection, register).restricted
    with ours.desk("petugas").reading() as connection, pytest.raises(NoSuchCase):
        find(ours.desk("petugas"), connection, register)
