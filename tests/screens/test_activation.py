"""Activation from the log-in screen: a code becomes an account whose password nobody else has typed."""

from pathlib import Path
from zoneinfo import ZoneInfo

from textual.pilot import Pilot
from textual.widgets import Input

from models.words.office import Office
from models.words.reports import IdentityPolicy
from models.words.roles import Role
from screens.activation import ActivationScreen
from screens.unlock import UnlockScreen
from tests.conftest import CHEAP, PASSWORD, TestOffice, TickingClock
from tests.screens.at_recovery import confirm, copied
from tests.screens.quiet import running
from tests.screens.seated import at_unlock, press, seen, settled, unlock
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.birth import Founding, found_office
from wbs_tui.app import WbsApp
from wbs_tui.store.location import FileStore

NEW = "empat kata acak sekali"


def fill(pilot: Pilot[None], name: str, code: str, password: str = NEW, again: str = NEW) -> None:
    fields = {"name": name, "code": code, "new-password": password, "new-password-again": again}
    for field, value in fields.items():
        pilot.app.screen.query_one(f"#{field}", Input).value = value


async def test_a_code_typed_carelessly_activates_and_leads_to_the_log_in(office: TestOffice) -> None:
    code = invite(office.desk("admin"), "siti", Role.OFFICER).code
    async with at_unlock(office) as pilot:
        await press(pilot, "ctrl+n")
        fill(pilot, "siti", f"  {code.lower().replace('-', ' ')} ")
        await settled(pilot)
        assert "kode terbaca" in seen(pilot)
        await press(pilot, "ctrl+s")
        shown = " ".join(seen(pilot).split())
        assert "Akun siti aktif" in shown
        assert "Hubungi Inspektur" in shown
        assert NEW not in shown
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, UnlockScreen)
        assert pilot.app.screen.query_one("#account", Input).value == "siti"
        await unlock(pilot, NEW)
        assert "belum diberi akses" in " ".join(seen(pilot).split())


async def test_what_is_wrong_is_said_and_the_rest_stays(office: TestOffice) -> None:
    code = invite(office.desk("admin"), "siti", Role.OFFICER).code
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    async with at_unlock(office) as pilot:
        await press(pilot, "ctrl+n")
        for name, typed, again, said in (
            ("siti", code, "lain sama sekali", "tidak sama"),
            ("siti", wrong, NEW, "salah ketik"),
            ("petugas", code, NEW, "tidak berlaku atau sudah dipakai"),
            ("", code, NEW, "Ketik nama akun"),
        ):
            fill(pilot, name, typed, again=again)
            await press(pilot, "ctrl+s")
            assert said in seen(pilot)
            assert isinstance(pilot.app.screen, ActivationScreen)
            assert pilot.app.screen.query_one("#new-password", Input).value == NEW
        fill(pilot, "siti", code, "pendek", "pendek")
        await settled(pilot)
        assert "6 huruf. Kata sandi terlalu pendek" in seen(pilot)


async def test_the_office_is_born_in_the_inspekturs_activation(tmp_path: Path) -> None:
    clock, location = TickingClock(), FileStore(tmp_path / "kantor" / "office.wbs")
    office = Office(
        "0" * 31 + "1", "16", "Inspektorat", ZoneInfo("Asia/Jakarta"), IdentityPolicy.CONFIDENTIAL
    )
    founding = Founding(office, "admin", "SK-1", "2026-01-05", "inspektur")
    code = found_office(location, founding, PASSWORD, clock, CHEAP).code
    app = WbsApp(str(location), clock=clock)
    async with running(app, notifications=False) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+n")
        fill(pilot, "inspektur", code)
        await press(pilot, "ctrl+s")
        await confirm(pilot, copied(pilot))
        assert "Bagian kustodian" in seen(pilot)
        await press(pilot, "escape", "escape")
        assert "Kantor ini lahir" in " ".join(seen(pilot).split())


async def test_where_there_is_no_store_the_screen_says_how_to_begin(tmp_path: Path) -> None:
    app = WbsApp(f"sqlite:///{tmp_path}/office.wbs", clock=TickingClock())
    async with running(app, notifications=False) as pilot:
        await settled(pilot)
        assert "wbs init" in seen(pilot)
        assert "wbs demo" in seen(pilot)
        await press(pilot, "ctrl+n")
        fill(pilot, "siti", "0" * 30)
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, ActivationScreen)


async def test_the_language_changes_and_leads_back_to_the_log_in(office: TestOffice) -> None:
    async with at_unlock(office) as pilot:
        await press(pilot, "ctrl+n", "f9")
        assert isinstance(pilot.app.screen, UnlockScreen)
        assert "Activate account" in seen(pilot)
        await press(pilot, "ctrl+n")
        assert "Invitation code" in seen(pilot)


async def test_activation_fits_the_smallest_terminal(office: TestOffice) -> None:
    code = invite(office.desk("admin"), "siti", Role.OFFICER).code
    app = WbsApp(str(office.location), clock=office.clock)
    async with running(app, (40, 10), notifications=False) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+n")
        fill(pilot, "siti", code)
        await press(pilot, "ctrl+s")
        assert "Hubungi Inspektur" in " ".join(seen(pilot).split())
