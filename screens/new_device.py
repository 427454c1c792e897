"""After the recovery code let somebody in: this device becomes one of the account's, if its owner wants."""

import asyncio
from typing import TYPE_CHECKING, Any

from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.first_code import FirstCodeDialog
from wbs_tui.accounts.devices import DeviceAdded, add_device
from wbs_tui.accounts.errors import NoKeyring
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WbsError

if TYPE_CHECKING:
    from textual.app import App

    from wbs_tui.journal.desk import Desk


async def know_device(app: "App[Any]", desk: "Desk", password: str) -> None:
    """Make the device known; where its system keeps no secrets, only when the officer says so."""
    try:
        added = await _added(app, desk, password)
    except WbsError as error:
        app.notify(error.message, severity="error", markup=False, timeout=12)
        return
    if added is None:
        app.notify(_("Perangkat ini tetap belum dikenal; kodenya diminta lagi lain kali."), markup=False)
        return
    app.notify(_("Perangkat ini dikenal sebagai {label}.").format(label=added.device.label), markup=False)
    if added.recovery_code is not None:
        await app.push_screen_wait(FirstCodeDialog(desk.actor.name, added.recovery_code))


async def _added(app: "App[Any]", desk: "Desk", password: str) -> DeviceAdded | None:
    try:
        return await asyncio.to_thread(add_device, desk, password)
    except NoKeyring:
        asked = ConfirmDialog(
            _("Masuk dengan kata sandi saja?"),
            _(
                "Perangkat ini tidak punya penyimpan kunci yang terbuka (keyring). Bila ya, kata sandi "
                "Anda saja membuka penyimpanan, di sini dan di komputer lain yang memegang salinannya. "
                "Bila tidak, kode pemulihan diminta setiap kali."
            ),
        )
        if not await app.push_screen_wait(asked):
            return None
    return await asyncio.to_thread(lambda: add_device(desk, password, alone=True))
