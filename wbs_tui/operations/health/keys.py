"""Keys: what this account opens, what it remembers of the store, who may come in, and the way back."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from models.tables.accounts import accounts
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.recovery.status import advice, read_status
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.health.check import Check, bad, good, note
from wbs_tui.store.keyring import IDENTITY, OFFICE
from wbs_tui.text.catalogue import _


def keys(desk: Desk, _connection: Connection) -> Iterator[Check]:
    """Grants that nobody may give, and compartments whose keys do not open."""
    keyring = desk.keyring
    if keyring.authority.findings:
        yield bad(
            "keys",
            _("Ada pemberian akses yang tidak ditandatangani pemberi akses: {count}.").format(
                count=len(keyring.authority.findings)
            ),
            _("Jangan dipakai dahulu; laporkan kepada Inspektur dan jalankan wbs verify."),
        )
    elif keyring.unopened:
        yield bad(
            "keys",
            _("Kunci kompartemen yang tidak terbuka bagi akun ini: {count}.").format(
                count=len(keyring.unopened)
            ),
            _("Mintalah Inspektur mencabut lalu memberi lagi akses akun ini, dan jalankan wbs verify."),
        )
    else:
        held = [kind for kind in (OFFICE, IDENTITY) if keyring.may_open(kind)]
        yield good("keys", _("Kompartemen yang terbuka bagi akun ini: {count}.").format(count=len(held)))


def remembered(desk: Desk, _connection: Connection) -> Iterator[Check]:
    """The account's own notes of what it has seen: without them a store that was put back is not told."""
    refusal = desk.refusal
    if refusal is not None:
        yield bad(
            "remembered",
            _("Penyimpanan ini tidak sejalan dengan yang pernah dilihat akun ini."),
            str(refusal),
        )
    elif desk.keyring.unpinned or desk.anchored.failed:
        yield note(
            "remembered",
            _("Riwayat akses yang dilihat akun ini tidak dapat dicatat di komputer ini."),
            _("Pastikan folder catatan (WBS_STATE) dapat ditulis."),
        )
    else:
        yield good("remembered", _("Penyimpanan sejalan dengan yang pernah dilihat akun ini."))


def invitations(desk: Desk, connection: Connection) -> Iterator[Check]:
    """An invitation of an account that is active already is a way in that nobody should have."""
    active = set(
        connection.execute(select(accounts.c.id).where(accounts.c.status != AccountStatus.INVITED)).scalars()
    )
    slots = desk.location.header.read().slots
    left = [slot.account_name for slot in slots if slot.kind == "invitation" and slot.account_id in active]
    if left:
        yield bad(
            "invitations",
            _("Undangan terpakai masih tersimpan: {names}.").format(names=", ".join(left)),
            _("Minta Super Admin menonaktifkan dan mengundang ulang akun itu."),
        )
    else:
        yield good("invitations", _("Tidak ada undangan terpakai yang tersisa."))


def recovery(desk: Desk, connection: Connection) -> Iterator[Check]:
    """Whether two shares would bring the office back."""
    status = read_status(connection, desk)
    if status.generation is None:
        yield bad(
            "recovery",
            _("Kantor ini belum punya kunci pemulihan."),
            _("Inspektur membuatnya dengan wbs recovery renew."),
        )
        return
    slots = desk.location.header.read().slots
    if status.escrow_id not in {slot.account_id for slot in slots if slot.kind == "escrow"}:
        yield bad(
            "recovery",
            _("Kunci pemulihan tidak dapat membuka penyimpanan ini."),
            _("Inspektur membuat yang baru dengan wbs recovery renew."),
        )
        return
    due = (*advice(status, Role.INSPECTOR), *advice(status, Role.SUPER_ADMIN))
    if due:
        yield note("recovery", " ".join(due))
    else:
        found = _("Kunci pemulihan generasi {generation} terjaga.").format(generation=status.generation)
        yield good("recovery", found)
