"""What is said of another office's case: summary, remarks between the offices, texts and files."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from models.words.exchange import Direction, ReferralState
from models.words.stages import ENDED
from screens.case_parts.words import MUTED, at, due, heading, masked, muted, row, size, unwrapped
from wbs_tui.sync.words import DIRECTIONS, KINDS, STATES, TEXT_KINDS, referral_text
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import date_long

if TYPE_CHECKING:
    from screens.base import DeskScreen
    from wbs_tui.cases.sealed import ForeignText
    from wbs_tui.sync.foreign_cases.foreign_views import ForeignCaseView, ForeignFileView
    from wbs_tui.sync.talks.remarks import RemarkView


def summary(screen: "DeskScreen", case: "ForeignCaseView") -> Iterator[Content]:
    """What every office with a right to the summary knows."""
    desk = screen.desk
    office = f"{case.office} {case.office_name}".strip() or _("instansi tidak dikenal")
    yield Content.assemble((case.register, "bold"), f"  {office}")
    if case.title:
        yield Content(case.title)
    yield Content("")
    yield row(
        _("Tahap"),
        _("{stage}, sejak {at}").format(
            stage=screen.label("stage", case.stage), at=at(desk, case.stage_entered_at)
        ),
    )
    yield row(_("Kategori"), screen.label("category", case.category))
    yield row(_("Tingkat"), screen.label("severity", case.severity))
    if case.jurisdiction:
        yield row(_("Kewenangan"), screen.label("jurisdiction", case.jurisdiction))
    if case.region:
        yield row(_("Wilayah"), case.region)
    yield row(_("Diterima"), at(desk, case.received_at))
    if case.due_at is not None and case.stage not in ENDED:
        yield row(_("Tenggat"), due(desk, case.due_at, overdue=case.overdue))
    if case.result or case.closure:
        ended = [screen.label("result", case.result), screen.label("closure", case.closure)]
        yield row(_("Hasil"), ", ".join(word for word in ended if word))
    for label, when in ((_("Selesai"), case.ended_at), (_("Dijawab"), case.answered_at)):
        if when is not None:
            yield row(label, at(desk, when))
    if case.open_recommendations or case.late_recommendations:
        said = _("{open} belum selesai, {late} lewat batas").format(
            open=case.open_recommendations, late=case.late_recommendations
        )
        yield row(_("Tindak lanjut"), said)
    yield row(_("Kabar"), at(desk, case.told_at))
    if case.kept_until is not None:
        day = date_long(desk.calendar.local_date(case.kept_until))
        yield row(_("Salinan di sini"), _("disimpan sampai {day}").format(day=day))
    yield from _standing(case)


def _standing(case: "ForeignCaseView") -> Iterator[Content]:
    """What the case is here, beyond its summary."""
    if case.referral is not None:
        style = "bold $text-warning" if case.referral is ReferralState.WAITING else ""
        yield row(_("Pelimpahan"), referral_text(case.referral, case.accepted_register), style)
    if case.identity:
        yield row(_("Identitas"), _("dibagikan; terbuka hanya dengan alasan tertulis (i)"))
    if not case.texts:
        yield muted(
            _("Hanya ringkasannya yang ada di sini. Kasus utuh dibagikan dengan keputusan instansi itu.")
        )
    elif not case.shared:
        yield muted(_("Pembagiannya sudah berakhir: perubahan sesudahnya tidak sampai ke sini."))


def conversation(screen: "DeskScreen", remarks: "tuple[RemarkView, ...]") -> Iterator[Content]:
    """What the offices have said to each other, the oldest first."""
    yield heading(_("Pesan antarinstansi"))
    for each in remarks:
        kind = _(KINDS[each.kind])
        who = f"{_(DIRECTIONS[each.direction])} {each.office_name or each.office}"
        state = f" · {_(STATES[each.state])}" if each.direction is Direction.IN or each.answered_at else ""
        yield Content.assemble((f"{kind} {who}", "bold"), (f"  {at(screen.desk, each.at)}{state}", MUTED))
        yield muted(each.by)
        yield Content(each.text)
        yield Content("")
    if not remarks:
        yield muted(_("Belum ada."))


def evidence(files: "tuple[ForeignFileView, ...]") -> Iterator[Content]:
    """The files of a shared case."""
    if files:
        yield heading(_("Bukti"))
    for each in files:
        there = size(each.size) if each.here else _("belum tiba")
        yield Content.assemble((f"{each.number:>3}  {each.name}", ""), (f"  {there}", MUTED))


def text_head(screen: "DeskScreen", text: "ForeignText") -> Content:
    """What a text is, by whom and when."""
    kind = _(TEXT_KINDS[text.kind]) if text.kind in TEXT_KINDS else text.kind
    about = [at(screen.desk, _moment(text.at))] if text.at else []
    if text.by:
        about.append(text.by)
    head = Content.assemble((kind, "bold"), (f"  {' · '.join(about)}", MUTED))
    return Content.assemble(head, f"\n{text.title}") if text.title else head


def text_body(text: "ForeignText") -> Content:
    """The words, contacts marked as they were masked there."""
    return masked(unwrapped(text.text))


def _moment(millis: int) -> datetime:
    from models.words.clock import from_millis

    return from_millis(millis)
