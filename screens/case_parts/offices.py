"""The tab with what goes between this office and the others about the case."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from models.words.exchange import Direction, MessageKind, MessageState, ReferralState
from screens.case_parts.office_acts import end_sharing, reply, share, write
from screens.case_parts.referring import refer
from screens.case_parts.tab import CaseTab
from screens.case_parts.words import HEADING, MUTED, at, by, lines, row
from screens.widgets.keyed_list import KeyedList
from screens.widgets.prose import Prose
from wbs_tui.sync.talks.case_offices import CaseOffices, case_offices
from wbs_tui.sync.talks.remarks import mark_remarks_read
from wbs_tui.sync.words import DIRECTIONS, KINDS, REFERRAL_STATES, SHARED, state_of
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import date_short

if TYPE_CHECKING:
    from wbs_tui.sync.outgoing.sharing import ShareView
    from wbs_tui.sync.talks.referral import ReferralView
    from wbs_tui.sync.talks.remarks import RemarkView

_OPEN = frozenset({MessageState.NEW, MessageState.WAITING})


class OfficesTab(CaseTab):
    """What is told without asking on top; messages, referrals and shares as a list, one in full beside it."""

    tab_id: ClassVar[str] = "offices"
    ACTS: ClassVar[frozenset[str]] = frozenset(
        {"write_remark", "reply_remark", "share", "end_share", "refer"}
    )
    _known: CaseOffices | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="offices-told", markup=False)
        yield KeyedList(id="offices-list")
        yield Prose(id="offices-about")

    def show(self) -> None:
        """Fetch it anew: what came from outside changes the case too."""
        self.serve(lambda: case_offices(self.desk, self.register), self._told, stale=True)

    def focus_inside(self) -> None:
        self.query_one(KeyedList).focus()

    def applies(self, act: str) -> bool:
        """Deciding is for few, replying needs a message, ending something that stands."""
        known = self._known
        if known is None:
            return False
        return {
            "write_remark": any(each.knows for each in known.offices),
            "reply_remark": self._chosen_remark is not None,
            "share": known.may_share and bool(known.offices),
            "end_share": known.may_share and any(each.has for each in known.offices),
            "refer": known.may_refer or known.may_propose,
        }[act]

    def hides(self, act: str) -> bool:
        """Only what this account can do as the case stands is told."""
        return not self.applies(act)

    def action_write_remark(self) -> None:
        """Write to an office that knows of the case."""
        if self._known is not None:
            self.over.flow(write(self, self._known))

    def action_reply_remark(self) -> None:
        """Answer the highlighted message."""
        chosen = self._chosen_remark
        if chosen is not None:
            self.over.flow(reply(self, chosen))

    def action_share(self) -> None:
        """Decide to share something of the case."""
        if self._known is not None:
            self.over.flow(share(self, self._known))

    def action_end_share(self) -> None:
        """End what is shared with an office."""
        if self._known is not None:
            self.over.flow(end_sharing(self, self._known))

    def action_refer(self) -> None:
        """Hand the case over, or propose it."""
        if self._known is not None:
            self.over.flow(refer(self, self._known))

    # --- what is shown ---------------------------------------------------------------------------

    def _told(self, known: CaseOffices) -> None:
        self._known = known
        self.query_one("#offices-told", Static).update(self._automatic(known))
        self.query_one(KeyedList).fill(self._options(known))
        self._show_about()
        self.over.refresh_bindings()
        new = any(_is_new(each) for each in known.remarks)
        if new and self.display and self.desk.may("case.comment"):
            self.serve(lambda: mark_remarks_read(self.desk, self.register))

    def _automatic(self, known: CaseOffices) -> Content:
        """What goes without a decision, and where the case came from."""
        parts = []
        if known.came_from:
            said = _("Dilimpahkan ke sini oleh {office}.").format(office=known.came_from)
            parts.append(Content.styled(said, "bold"))
        if known.restricted:
            said = _("Kasus dibatasi: tidak ada yang terkirim sendiri. Setiap penerima perlu keputusan.")
            parts.append(Content.styled(said, "bold $text-error"))
        elif known.held_back:
            parts.append(Content(_("Kategori ini ditahan kebijakan kantor: ringkasannya tidak terkirim.")))
        elif known.automatic:
            names = ", ".join(known.automatic)
            said = _("Ringkasan terkirim sendiri kepada: {names}.").format(names=names)
            parts.append(Content.styled(said, MUTED))
        elif known.offices:
            said = _("Belum ada instansi pemantau yang dipastikan: ringkasan tidak terkirim sendiri.")
            parts.append(Content.styled(said, MUTED))
        else:
            said = _("Belum ada instansi lain yang dipastikan sidik kuncinya (layar Sinkronisasi).")
            parts.append(Content.styled(said, MUTED))
        return lines(parts)

    def _options(self, known: CaseOffices) -> Iterator[Option]:
        for remark in reversed(known.remarks):
            yield Option(self._remark_line(remark), id=remark.id)
        for referral in reversed(known.referrals):
            yield Option(self._referral_line(referral), id=referral.id)
        for each in reversed(known.shares):
            yield Option(self._share_line(each), id=each.id)

    def _day(self, when: datetime) -> str:
        return date_short(self.desk.calendar.local_date(when))

    def _remark_line(self, remark: "RemarkView") -> Content:
        arrow = "←" if remark.direction is Direction.IN else "→"
        style = "bold $text-accent" if remark.direction is Direction.IN and _waits(remark) else ""
        first = " ".join(remark.text.split())
        return Content.assemble(
            (f"{arrow} {remark.office_name} ", "bold"),
            (f"{_(KINDS[remark.kind])} · {_(_state(remark))}", style or MUTED),
            (f" · {self._day(remark.at)} · ", MUTED),
            (first, style),
        )

    def _referral_line(self, referral: "ReferralView") -> Content:
        late = referral.state is ReferralState.WAITING and referral.late
        state = _(REFERRAL_STATES[referral.state])
        where = f" {referral.register}" if referral.register else ""
        stage = f", {self.label('stage', referral.stage)}" if referral.stage else ""
        return Content.assemble(
            (f"⇒ {referral.office_name} ", "bold"),
            (f"{_('pelimpahan')} · ", MUTED),
            (("! " if late else "") + state, "bold $text-error" if late else "$text-warning"),
            (f"{where}{stage} · {self._day(referral.at)}", MUTED),
        )

    def _share_line(self, each: "ShareView") -> Content:
        stands = _("berlaku") if each.counts else _("gugur")
        state = stands if each.ended_at is None else _("berakhir {day}").format(day=self._day(each.ended_at))
        return Content.assemble(
            (f"⇢ {each.office_name} ", "bold"),
            (f"{_(SHARED[each.what])} · ", MUTED),
            (state, "$text-success" if each.counts else MUTED),
            (f" · {self._day(each.at)}", MUTED),
        )

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self._show_about()
        self.over.refresh_bindings()

    @property
    def _chosen_remark(self) -> "RemarkView | None":
        """The highlighted message, if it came from elsewhere."""
        known, current = self._known, self.query_one(KeyedList).current
        came = (each for each in (known.remarks if known else ()) if each.direction is Direction.IN)
        return next((each for each in came if each.id == current), None)

    def _show_about(self) -> None:
        self.query_one(Prose).show(self._about())

    def _about(self) -> Content:
        known, current = self._known, self.query_one(KeyedList).current
        if known is None:
            return Content("")
        for remark in known.remarks:
            if remark.id == current:
                return lines(self._about_remark(remark))
        for referral in known.referrals:
            if referral.id == current:
                return lines(self._about_referral(referral))
        for each in known.shares:
            if each.id == current:
                return lines(self._about_share(each))
        told = self.case.handed_over
        if told is not None and told.state is None:
            said = _("Dilimpahkan dengan surat {letter} kepada {office}: di luar pertukaran ini.")
            return Content(said.format(letter=told.letter, office=told.to))
        return Content.styled(_("Belum ada yang dibagikan, dilimpahkan, atau dikatakan."), MUTED)

    def _about_remark(self, remark: "RemarkView") -> Iterator[Content]:
        direction = _(DIRECTIONS[remark.direction])
        said = f"{_(KINDS[remark.kind]).capitalize()} {direction} {remark.office_name}"
        yield Content.styled(said, HEADING)
        when = by(self.desk, remark.at, remark.by)
        if remark.direction is Direction.IN:
            when = _("diterima {at}").format(at=when)
        yield Content.styled(when, MUTED)
        if remark.kind is MessageKind.REQUEST and remark.answered_at is None:
            waits = _("menunggu jawaban kantor ini") if remark.direction is Direction.IN else ""
            yield Content.styled(waits or _("menunggu jawaban instansi itu"), "$text-warning")
        yield Content("")
        yield Content(remark.text)

    def _about_referral(self, referral: "ReferralView") -> Iterator[Content]:
        said = _("Pelimpahan kepada {office}").format(office=referral.office_name)
        yield Content.styled(said, HEADING)
        yield Content.styled(by(self.desk, referral.at, referral.account), MUTED)
        yield row(_("Keadaan"), _(REFERRAL_STATES[referral.state]))
        if referral.late:
            yield Content.styled(
                _("Sudah terlalu lama tidak dijawab; hubungi instansinya."), "bold $text-error"
            )
        for name, value in (
            (_("Nomor"), referral.register),
            (_("Tahap"), self.label("stage", referral.stage) if referral.stage else ""),
            (_("Hasil"), self.label("result", referral.result) if referral.result else ""),
            (_("Penyelesaian"), self.label("closure", referral.closure) if referral.closure else ""),
            (_("Kabar"), at(self.desk, referral.told_at) if referral.told_at else ""),
        ):
            if value:
                yield row(name, value)
        yield row(_("Alasan"), referral.reason)
        if referral.answer:
            yield row(_("Jawaban"), referral.answer)

    def _about_share(self, each: "ShareView") -> Iterator[Content]:
        said = _("{what} dibagikan kepada {office}").format(
            what=_(SHARED[each.what]).capitalize(), office=each.office_name
        )
        yield Content.styled(said, HEADING)
        yield Content.styled(by(self.desk, each.at, each.account), MUTED)
        yield row(_("Alasan"), each.reason)
        if each.ended_at is not None:
            yield row(_("Diakhiri"), by(self.desk, each.ended_at, each.ended_by))
        elif not each.counts:
            gone = _("Gugur: kasusnya dibatasi sesudah keputusan ini, atau pelimpahannya ditolak.")
            yield Content.styled(gone, "$text-warning")


def _is_new(remark: "RemarkView") -> bool:
    return remark.direction is Direction.IN and remark.state is MessageState.NEW


def _waits(remark: "RemarkView") -> bool:
    return remark.direction is Direction.IN and remark.state in _OPEN


def _state(remark: "RemarkView") -> str:
    return state_of(remark.direction, remark.state, delivered=remark.delivered_at is not None)
