"""What is decided on the exchange screen: each asks in dialogs and calls one service."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from models.words.clock import from_millis
from models.words.exchange import DeadReason, MatchState, PeerStatus
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.confirm_peer import ConfirmPeerDialog
from screens.dialogs.conflict import ConflictDialog
from screens.dialogs.match import MatchDialog, side_text
from screens.dialogs.pick import PickDialog
from screens.dialogs.read_bundle import ReadBundleDialog
from screens.dialogs.reason import ReasonDialog
from screens.dialogs.said import SaidDialog
from screens.dialogs.save_as import SaveAsDialog
from screens.sync_lines import MATCH_STATES, PEER_STATUS
from screens.widgets.figures import figure
from screens.widgets.picker import Choice
from wbs_tui.policy.operations import Operation
from wbs_tui.sync.bundles.brought import brought_lines
from wbs_tui.sync.bundles.courier import BundleRead, BundleWritten, write_bundle
from wbs_tui.sync.conflicts.settling import settle
from wbs_tui.sync.desks.leases import end_lease
from wbs_tui.sync.desks.ruling import rule
from wbs_tui.sync.offices.closures import closure_text
from wbs_tui.sync.offices.deciding import block_peer
from wbs_tui.sync.offices.peers import Peer, kind_text
from wbs_tui.sync.parcels.dead import DeadLetter, retry, why_text
from wbs_tui.text.catalogue import _, n_
from wbs_tui.text.counted import cases, evidence_files, parcels
from wbs_tui.text.formats import date_long, moment

if TYPE_CHECKING:
    from screens.base import DeskScreen
    from wbs_tui.sync.conflicts.conflict_views import ConflictView
    from wbs_tui.sync.desks.lease_views import LeaseView
    from wbs_tui.sync.duplicates.matches import MatchView
    from wbs_tui.sync.exchanging.overview import Overview

_AGAIN, _ACCEPT, _REFUSE = "again", "accept", "refuse"


async def decide_conflict(screen: "DeskScreen", conflict: "ConflictView") -> None:
    """Show what crossed, and let one stand."""
    desk = screen.desk
    kept = await screen.app.push_screen_wait(ConflictDialog(conflict, desk.office.zone))
    if kept is not None:
        await screen.call(partial(settle, desk, conflict.id, kept.entry, kept.reason))
        screen.tell(_("Diputuskan; yang dipertahankan berlaku di semua meja."))


async def look_at_letter(screen: "DeskScreen", letter: DeadLetter) -> None:
    """Say why it waits; try it again, or decide on what a rule has refused."""
    desk = screen.desk
    choices = [Choice(_AGAIN, _("Coba terapkan lagi"))] if desk.may(Operation.EXCHANGE_RETRY) else []
    if letter.reason is DeadReason.OVER_LIMIT and desk.may(Operation.EXCHANGE_RULE):
        choices.append(Choice(_ACCEPT, _("Terima"), _("dengan alasan; batas pengirimnya naik")))
    if letter.reason is DeadReason.REFUSED and desk.may(Operation.EXCHANGE_RULE):
        choices += [
            Choice(_ACCEPT, _("Terima catatan meja itu"), _("dengan alasan; berlaku seperti biasa")),
            Choice(_REFUSE, _("Simpan tanpa berlaku"), _("dengan alasan; yang sesudahnya tidak tertahan")),
        ]
    title = _("Kiriman tertahan dari {office}").format(office=letter.office or _("pengirim tidak dikenal"))
    if not choices:
        await screen.app.push_screen_wait(SaidDialog(title, _about_letter(screen, letter)))
        return
    chosen = await screen.app.push_screen_wait(PickDialog(title, choices, _about_letter(screen, letter)))
    if chosen == _AGAIN:
        done = await screen.call(partial(retry, desk, letter.id))
        screen.tell(_("Kini diterapkan.") if done else _("Masih tertahan; alasannya ada di daftar."))
    elif chosen is not None:
        accepts = _accept_more if letter.reason is DeadReason.OVER_LIMIT else _rule
        await accepts(screen, letter, accept=chosen == _ACCEPT)


def _about_letter(screen: "DeskScreen", letter: DeadLetter) -> str:
    zone = screen.desk.office.zone
    told = n_("Tiba {arrived}; {tries} kali dicoba, terakhir {tried}. {size} byte.", letter.tries).format(
        arrived=moment(from_millis(letter.arrived_at), zone),
        tries=letter.tries,
        tried=moment(from_millis(letter.tried_at), zone),
        size=figure(letter.size),
    )
    why = why_text(letter)
    return f"{why[:1].upper()}{why[1:]}\n{told}"


async def _accept_more(screen: "DeskScreen", letter: DeadLetter, *, accept: bool) -> None:
    reason = await screen.app.push_screen_wait(ReasonDialog(_("Terima yang melampaui batas")))
    if reason is not None:
        await screen.call(lambda: rule(screen.desk, letter.id, accept=accept, reason=reason))
        screen.tell(_("Diterima; batas pengirimnya naik."))


async def _rule(screen: "DeskScreen", letter: DeadLetter, *, accept: bool) -> None:
    title = _("Terima catatan meja itu") if accept else _("Simpan tanpa berlaku")
    reason = await screen.app.push_screen_wait(ReasonDialog(title))
    if reason is not None:
        ruled = await screen.call(lambda: rule(screen.desk, letter.id, accept=accept, reason=reason))
        screen.tell(n_("{count} catatan diputuskan.", len(ruled)).format(count=figure(len(ruled))))


async def decide_match(screen: "DeskScreen", match: "MatchView") -> None:
    """Decide whom to tell, or say what was decided."""
    if match.state is MatchState.WAITING and screen.desk.may(Operation.MATCH_DECIDE):
        if await screen.app.push_screen_wait(MatchDialog(screen.desk, match)):
            screen.tell(_("Keputusan dicatat."))
        return
    lines = (side_text(match.first), side_text(match.second), _(MATCH_STATES[match.state]), match.reason)
    await screen.app.push_screen_wait(
        SaidDialog(_("Mungkin perkara yang sama"), "\n".join(line for line in lines if line))
    )


async def look_at_peer(screen: "DeskScreen", peer: Peer) -> None:
    """Compare the fingerprint of an office that nobody has confirmed; show that of another."""
    if (peer.status != PeerStatus.CONFIRMED or peer.new_name) and screen.desk.may(Operation.PEER_CONFIRM):
        shown = replace(peer, fingerprint=peer.new_fingerprint or peer.fingerprint)
        confirmed = await screen.app.push_screen_wait(ConfirmPeerDialog(screen.desk, shown))
        if confirmed is not None:
            screen.tell(_("{code} dipastikan.").format(code=confirmed.code))
        return
    zone = screen.desk.office.zone
    groups = peer.fingerprint.split()
    half = len(groups) // 2
    since = ""
    if peer.confirmed_at is not None:
        at = moment(from_millis(peer.confirmed_at), zone)
        since = _("Dipastikan {at} menurut surat {letter}.").format(at=at, letter=peer.letter or "-")
    closed = peer.status == PeerStatus.CLOSED
    state = closure_text(peer.closure, zone) if closed else _(PEER_STATUS[PeerStatus(peer.status)])
    lines = (
        f"{kind_text(peer.kind)} · {state}",
        "",
        "   ".join(groups[:half]),
        "   ".join(groups[half:]),
        "",
        since,
    )
    await screen.app.push_screen_wait(SaidDialog(f"{peer.code} {peer.name}", "\n".join(lines).rstrip()))


async def block(screen: "DeskScreen", peer: Peer) -> None:
    """Trust an office's keys no more."""
    confirm = ConfirmDialog(
        _("Blokir {code} {name}?").format(code=peer.code, name=peer.name),
        _(
            "Tidak ada lagi yang disegel untuknya atau diterima darinya, sampai sidik kuncinya dipastikan "
            "lagi. Yang sudah terkirim tidak dapat ditarik."
        ),
    )
    if await screen.app.push_screen_wait(confirm):
        await screen.call(partial(block_peer, screen.desk, peer.code))
        screen.tell(_("{code} diblokir.").format(code=peer.code))


async def look_at_lease(screen: "DeskScreen", lease: "LeaseView") -> None:
    """Say what is there; end a lease that runs."""
    title = _("Meja {mark} {name}").format(mark=lease.mark, name=lease.name)
    lines = [
        _("Dibawa {at} oleh {by}, sampai {until}.").format(
            at=moment(lease.made_at, screen.desk.office.zone),
            by=lease.made_by,
            until=date_long(lease.ends_at.date()),
        ),
        _("Akun: {names}").format(names=", ".join(lease.accounts)),
        cases(lease.cases) + ": " + ", ".join(lease.registers[:12]),
        _("Kunci identitas ikut dibawa.") if lease.identity else _("Kunci identitas tidak dibawa."),
    ]
    if lease.ended_at is not None or not screen.desk.may(Operation.LEASE_MAKE):
        await screen.app.push_screen_wait(SaidDialog(title, "\n".join(lines)))
        return
    lines.append(
        _(
            "Untuk mengakhirinya, tulis alasannya (mejanya kembali, atau hilang). Yang dibawa stasiunnya "
            "sesudah ini menunggu putusan Inspektur: baca dahulu bundel terakhirnya."
        )
    )
    reason = await screen.app.push_screen_wait(ReasonDialog(title, "\n".join(lines)))
    if reason is not None:
        await screen.call(partial(end_lease, screen.desk, lease.mark, reason))
        screen.tell(_("Masa meja {mark} diakhiri.").format(mark=lease.mark))


async def write_to(screen: "DeskScreen", seen: "Overview") -> None:
    """Write a bundle for one office or one desk."""
    desk = screen.desk
    choices = list(_recipients(screen, seen))
    if not choices:
        screen.tell(_("Belum ada penerima: pastikan dahulu sidik kunci suatu instansi."))
        return
    to = await screen.app.push_screen_wait(PickDialog(_("Bundel untuk siapa?"), choices))
    if to is None:
        return
    made: list[BundleWritten] = []
    day = desk.calendar.local_date(desk.clock()).isoformat()
    name = f"wbs-{to.replace('/', '-')}-{day}.age"
    title = _("Tulis bundel untuk {to}").format(to=to)
    dialog = SaveAsDialog(title, name, lambda path: made.append(write_bundle(desk, path, to)))
    if await screen.app.push_screen_wait(dialog) is not None:
        screen.tell(_written(made[-1]))


def _recipients(screen: "DeskScreen", seen: "Overview") -> list[Choice]:
    """The confirmed offices and the desks that are out; of such a desk its own office."""
    office = screen.desk.office
    if screen.desk.lease is not None:
        return [Choice(office.code, f"{office.code} {office.name}")]
    desks = [
        Choice(f"{office.code}/{lease.mark}", f"{lease.mark} {lease.name}", group=_("Meja di luar"))
        for lease in seen.leases
        if lease.ended_at is None
    ]
    offices = [
        Choice(peer.code, f"{peer.code} {peer.name}", group=_("Instansi"))
        for peer in seen.peers
        if peer.status == PeerStatus.CONFIRMED
    ]
    return desks + offices


def _written(made: BundleWritten) -> str:
    return _("Bundel {number} untuk {to} ditulis ke {path}: {parcels}, {files}.").format(
        number=made.number,
        to=made.to,
        path=Path(made.path),
        parcels=parcels(made.parcels),
        files=evidence_files(made.files),
    )


async def read_one(screen: "DeskScreen") -> None:
    """Take in a bundle, and say what it brought."""
    found = await screen.app.push_screen_wait(ReadBundleDialog(screen.desk))
    if found is not None:
        await screen.app.push_screen_wait(SaidDialog(_("Bundel dibaca"), "\n".join(_brought(screen, found))))


def _brought(screen: "DeskScreen", found: BundleRead) -> list[str]:
    made = moment(from_millis(found.made_at), screen.desk.office.zone)
    lines = [
        _("Bundel nomor {number} dari {sender}, ditulis {made}.").format(
            number=found.number, sender=found.sender, made=made
        ),
        _("Diterima {taken} dan {files}; {again} sudah ada.").format(
            taken=parcels(found.taken), files=evidence_files(found.files), again=parcels(found.again)
        ),
    ]
    if found.repeated:
        lines.append(_("Bundel ini sudah pernah dibaca di sini; tidak ada yang dihitung dua kali."))
    if found.missing:
        lines.append(
            _(
                "Bundel nomor {numbers} dari pengirim ini belum pernah dibaca di sini. Bila hilang, minta "
                "bundel baru: semua yang belum diterima ikut lagi di dalamnya."
            ).format(numbers=", ".join(map(str, found.missing)))
        )
    lines += brought_lines(found.conflicts, found.numbered)
    lines += [_("Menunggu: {why}").format(why=why) for why in found.waiting]
    return [*lines, *found.notices]


async def retry_all(screen: "DeskScreen") -> None:
    """Try everything again whose cause may be gone."""
    done = await screen.call(partial(retry, screen.desk))
    screen.tell(n_("{count} kiriman kini diterapkan.", done).format(count=figure(done)))
