"""The lines of the exchange screen: its state in words, and one line for each thing that waits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from models.words.clock import from_millis
from models.words.exchange import DeadReason, MatchState, PeerStatus
from screens.dialogs.match import side_text
from screens.widgets.figures import figure
from screens.widgets.grouped_list import LATE, QUIET, SOON, STRONG, Cell, Line
from wbs_tui.sync.duplicates.minhash import BANDS
from wbs_tui.sync.exchanging.background import ExchangeStatus, Link
from wbs_tui.sync.exchanging.exchange import Step
from wbs_tui.sync.offices.closures import closure_text
from wbs_tui.sync.offices.peers import Peer, kind_text
from wbs_tui.sync.parcels.dead import DeadLetter, why_text
from wbs_tui.text.catalogue import N_, _, n_
from wbs_tui.text.counted import cases, entries, parcels
from wbs_tui.text.formats import date_short, moment

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk
    from wbs_tui.journal.leased import Lease
    from wbs_tui.sync.conflicts.conflict_views import ConflictView, Values
    from wbs_tui.sync.desks.lease_views import LeaseView
    from wbs_tui.sync.duplicates.matches import MatchView
    from wbs_tui.sync.exchanging.overview import Overview

_STEPS = {
    Step.PUBLISH: N_("mengumumkan kunci"),
    Step.PULL: N_("menerima"),
    Step.COLLECT: N_("menyiapkan kiriman"),
    Step.PUSH: N_("mengirim"),
    Step.FILES: N_("berkas bukti"),
}
_LINKS = {
    Link.IDLE: (N_("Siap"), STRONG),
    Link.BUSY: (N_("Sedang bertukar"), STRONG),
    Link.OFFLINE: (N_("Luring"), SOON),
    Link.TROUBLE: (N_("Perlu perhatian"), LATE),
}
PEER_STATUS = {
    PeerStatus.SEEN: N_("belum dipastikan"),
    PeerStatus.CONFIRMED: N_("dipastikan"),
    PeerStatus.BLOCKED: N_("DIBLOKIR"),
    PeerStatus.CLOSED: N_("ditutup hub"),
}
MATCH_STATES = {
    MatchState.WAITING: N_("menunggu keputusan"),
    MatchState.TOLD: N_("diberitahukan"),
    MatchState.DISMISSED: N_("diabaikan"),
}
Told = tuple[int, int, int]
"""When an exchange ended (UTC milliseconds), how many parcels it sent, how many came."""
_CODE, _REGISTER, _DAY, _WHAT, _KIND, _MARK = 6, 17, 12, 28, 23, 4


def state_lines(desk: "Desk", seen: "Overview", status: ExchangeStatus) -> Iterator[Content]:
    """How the exchange stands: with which hub, since when, what waits, and the office's own fingerprint."""
    yield from _link(desk, seen, status)
    if seen.last is not None:
        yield Content.styled(_last(desk, seen.last, seen.brought), QUIET)
    for notice in status.synced.notices if status.synced is not None else ():
        yield Content.styled(notice, SOON)
    if seen.fingerprint:
        own = _("Sidik kunci kantor ini: {fingerprint}").format(fingerprint=seen.fingerprint)
        yield Content.styled(own, QUIET)


def _last(desk: "Desk", last: Told, brought: Told | None) -> str:
    """When the last exchange was, and what it brought; of one that brought nothing, when one did."""
    nothing = not any(last[1:])
    at = moment(from_millis(last[0]), desk.office.zone)
    if nothing and brought is not None:
        said = _(
            "Terakhir {at}: tidak ada yang baru. Sebelumnya {before}: diterima {pulled}, dikirim {pushed}."
        )
    else:
        said = _("Terakhir {at}: diterima {pulled}, dikirim {pushed}.")
    then, pushed, pulled = brought if nothing and brought is not None else last
    before = moment(from_millis(then), desk.office.zone)
    return said.format(at=at, before=before, pulled=parcels(pulled), pushed=parcels(pushed))


def _link(desk: "Desk", seen: "Overview", status: ExchangeStatus) -> Iterator[Content]:
    if status.link is Link.OFF or not status.hub:
        yield Content(_without_hub(seen) if desk.lease is None else _of_desk(desk, desk.lease))
        if desk.lease is not None:
            yield Content(_goes_home(seen, status))
        return
    name, style = _LINKS[status.link]
    waiting = (
        n_("{count} paket menunggu dikirim", status.waiting).format(count=figure(status.waiting))
        if status.waiting
        else _("tidak ada yang menunggu dikirim")
    )
    yield Content.assemble((_(name), style), (f"  {status.hub} · {waiting}", ""))
    if status.link is Link.BUSY and status.step is not None:
        yield Content.styled(_progress(status), QUIET)
    if status.link is Link.OFFLINE:
        yield Content.styled(status.sentence, QUIET)
        yield Content.styled(_("Dicoba lagi dengan sendirinya."), QUIET)
    if status.link is Link.TROUBLE:
        yield Content(status.sentence)


def _of_desk(desk: "Desk", lease: "Lease") -> str:
    """How a desk elsewhere exchanges, and how long it works."""
    day = date_short(desk.calendar.local_date(from_millis(lease.ends_at)))
    until = _("Masanya sampai {day}.") if desk.now() < lease.ends_at else _("Masanya berakhir {day}.")
    said = _("Meja {mark} bertukar dengan kantornya lewat bundel kurir.").format(mark=lease.mark)
    return f"{said} {until.format(day=day)}"


def _goes_home(seen: "Overview", status: ExchangeStatus) -> str:
    """What the office has not, as far as the desk knows."""
    if not seen.unsent and not status.waiting:
        return _("Semua hasil kerjanya sudah diterima kantor.")
    return _("Belum dibundel: {entries}. Belum dikonfirmasi kantor: {parcels}.").format(
        entries=entries(seen.unsent), parcels=parcels(status.waiting)
    )


def _without_hub(seen: "Overview") -> str:
    if seen.enrolled:
        return _("Kantor ini bertukar tanpa hub, lewat bundel kurir saja.")
    return _("Kantor ini belum terdaftar pada hub: wbs enrol --hub URL --token-file BERKAS.")


def _progress(status: ExchangeStatus) -> str:
    assert status.step is not None  # noqa: S101 - looked at by the caller
    done = figure(status.done) if not status.of else f"{figure(status.done)}/{figure(status.of)}"
    return f"{_(_STEPS[status.step])} {done}"


@dataclass(frozen=True, slots=True)
class SyncLines:
    """Makes the lines of one desk's screen."""

    desk: "Desk"

    def conflict(self, conflict: "ConflictView") -> Line:
        """A field that was changed at several places at once."""
        said = " ≠ ".join(f"{side.station} {words(side.values)}" for side in conflict.sides)
        cells = (
            Cell("  " + conflict.register, _REGISTER + 2),
            Cell(conflict.what, _WHAT, STRONG),
            Cell(said, style=QUIET),
        )
        return Line(f"conflict|{conflict.id}", cells)

    def dead(self, letter: DeadLetter) -> Line:
        """What arrived and waits."""
        style = LATE if letter.reason in (DeadReason.EQUIVOCATION, DeadReason.BAD_SIGNATURE) else STRONG
        cells = (
            Cell(f"  {self.day(from_millis(letter.arrived_at))}", _DAY + 2, QUIET),
            Cell(letter.office or _("pengirim tidak dikenal"), _KIND),
            Cell(why_text(letter), style=style),
        )
        return Line(f"dead|{letter.id}", cells)

    def match(self, match: "MatchView") -> Line:
        """Two cases that look the same."""
        state = [] if match.state is MatchState.WAITING else [Cell(_(MATCH_STATES[match.state]), 14, QUIET)]
        cells = (
            Cell(f"  {match.bands}/{BANDS}", 7, STRONG),
            *state,
            Cell(f"{side_text(match.first)} = {side_text(match.second)}"),
        )
        return Line(f"match|{match.id}", cells)

    def peer(self, peer: Peer) -> Line:
        """Another office."""
        letter = "" if peer.closure is not None else peer.letter  # why it was closed is to fit
        cells = (
            Cell(f"  {peer.code}", _CODE + 2),
            Cell(kind_text(peer.kind), _KIND, QUIET),
            Cell(
                " · ".join(part for part in (peer.name, _renamed(peer), self._closed(peer), letter) if part)
            ),
        )
        return Line(f"peer|{peer.id}", cells)

    def _closed(self, peer: Peer) -> str:
        """When and why the hub closed it."""
        return "" if peer.closure is None else closure_text(peer.closure, self.desk.office.zone)

    def lease(self, lease: "LeaseView") -> Line:
        """A desk elsewhere."""
        until = _("s.d. {day}").format(day=date_short(lease.ends_at.date()))
        state = until if lease.running else _("selesai") if lease.ended_at else _("habis masanya")
        cells = (
            Cell(f"  {lease.mark}", _MARK + 2, STRONG),
            Cell(state, _DAY + 5, "" if lease.running else QUIET),
            Cell(cases(lease.cases), 10),
            Cell(f"{lease.name} · {', '.join(lease.accounts)}"),
        )
        return Line(f"lease|{lease.id}", cells)

    def day(self, when: datetime) -> str:
        """The day in the office's zone."""
        return date_short(self.desk.calendar.local_date(when))


def words(values: "Values") -> str:
    """What one of the edits says, on one line."""
    return ", ".join(f"{name} {value}" for name, value in values) or _("kosong")


def _renamed(peer: Peer) -> str:
    """What a confirmed office calls itself since, until somebody confirms that."""
    return _("ingin disebut {name}").format(name=peer.new_name) if peer.new_name else ""
