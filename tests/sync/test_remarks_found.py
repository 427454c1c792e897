"""What offices say to each other about a case is found by its words, by who may read the case alone."""

from models.words.exchange import MessageKind
from tests.sync.at_work import at_disposition, new_case
from tests.sync.offices import World, exchanged
from wbs_tui.cases.finding.search_index import search_cases
from wbs_tui.cases.readers.restriction import restrict
from wbs_tui.cases.reading.inbox import InboxQuery
from wbs_tui.journal.desk import Desk
from wbs_tui.sync.foreign_cases.foreign_views import handed_to_us
from wbs_tui.sync.talks.answering import decline_referral
from wbs_tui.sync.talks.referral import refer_case
from wbs_tui.sync.talks.remarks import write_foreign_remark, write_remark


def found(desk: Desk, text: str) -> list[str]:
    return [row.register for row in search_cases(desk, text, InboxQuery())]


def test_remarks_of_both_sides_are_found_and_gone_for_who_is_kept_out(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register, _other = new_case(ours.head), new_case(ours.head, 2)
    exchanged(ours.head, kpk.head)
    officer = ours.desk("petugas")
    assert found(officer, "koordinasi") == []
    write_foreign_remark(kpk.head, register, "Mohon koordinasi dahulu.", MessageKind.REQUEST)
    exchanged(kpk.head, ours.head)
    assert found(officer, "koordinasi") == [register]
    write_remark(officer, register, "00", "Terlampir berita acaranya.")
    assert found(officer, "berita acara") == [register]
    restrict(ours.head, register, ["petugas"], "disebut dalam laporan")
    assert found(officer, "koordinasi") == []
    assert found(ours.head, "koordinasi") == [register]


def test_the_answer_to_a_referral_is_found(office_world: World) -> None:
    ours, other = office_world("inspectorate", "other")
    register = new_case(ours.head)
    at_disposition(ours.head, register)
    refer_case(ours.head, register, other.code, "Bukan wilayah kami.")
    exchanged(ours.head, other.head)
    [waiting] = handed_to_us(other.head)
    decline_referral(other.head, waiting.id, "Bendungan itu milik provinsi.")
    exchanged(other.head, ours.head)
    assert found(ours.head, "bendungan") == [register]
