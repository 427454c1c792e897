"""The exchange screen: its state, offices to confirm, what waits for somebody, bundles, the wire."""

from contextlib import ExitStack
from pathlib import Path

from textual.widgets import Input, Select

from models.words.exchange import MessageKind, OfficeKind, PeerStatus
from screens.exchanging import exchanging_of
from screens.sync import SyncScreen
from screens.unlock import UnlockScreen
from tests.conftest import PASSWORD, TestOffice
from tests.hubs import loopback_only, running_hub
from tests.screens.quiet import running
from tests.screens.seated import press, seated, seen, settled, until
from tests.sync.at_work import new_case
from tests.sync.desks_apart import apart
from tests.sync.offices import World, enrolled_at, hand_over
from wbs_tui.app import WbsApp
from wbs_tui.cases.steps.verification import answer_item, checklist
from wbs_tui.sync.bundles.courier import write_bundle
from wbs_tui.sync.conflicts.conflict_views import conflicts
from wbs_tui.sync.exchanging.exchange import sync
from wbs_tui.sync.link.enrolment import prepare
from wbs_tui.sync.offices.deciding import block_peer, confirm_peer
from wbs_tui.sync.offices.peers import peers
from wbs_tui.sync.parcels.dead import dead_letters
from wbs_tui.sync.talks.remarks import remarks

ROAD = (
    "Kepala dinas menerima uang dari rekanan proyek jalan lingkar selatan tahun 2025, pekerjaan tidak sesuai "
    "kontrak, aspal hanya tiga sentimeter, dan pembayaran seratus persen dilakukan sebelum serah terima "
    "pekerjaan. Saksi melihat penyerahan uang di rumah makan dekat kantor bupati pada bulan Maret."
)


async def test_an_office_is_confirmed_by_the_fingerprint_in_its_letter_alone(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    block_peer(ours.head, kpk.code)
    [seen_there] = peers(ours.head)
    async with seated(ours.desk("irban"), "sync") as pilot:
        assert "Diblokir" in seen(pilot)
        await press(pilot, "enter")
        heard, letter = pilot.app.screen.query(Input)
        heard.value, letter.value = "00000 " * 8, "B/7/2026"
        await press(pilot, "ctrl+s")
        assert "TIDAK sama" in seen(pilot)
        heard.value = seen_there.fingerprint
        await press(pilot, "ctrl+s")
        assert "Instansi yang dipastikan" in seen(pilot)
        [confirmed] = peers(ours.head)
        assert (confirmed.status, confirmed.letter) == (PeerStatus.CONFIRMED, "B/7/2026")
        await press(pilot, "x", "y")
        assert "Diblokir" in seen(pilot)


async def test_the_fingerprint_cannot_be_typed_off_the_screen(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    block_peer(ours.head, kpk.code)
    [known] = peers(ours.head)
    async with seated(ours.head, "sync") as pilot:
        await press(pilot, "enter")
        shown = [group for group in known.fingerprint.split() if group in seen(pilot)]
        assert len(shown) < 8


async def test_what_is_held_up_says_why_and_is_tried_again(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    new_case(ours.head)
    block_peer(kpk.head, ours.code)
    hand_over(ours.head, kpk.head)
    assert dead_letters(kpk.head)
    async with seated(kpk.desk("pemantau"), "sync") as pilot:
        assert "Kiriman tertahan" in seen(pilot)
        assert "sidik kunci pengirim belum dipastikan" in seen(pilot)
        await press(pilot, "enter")
        assert "kali dicoba" in seen(pilot)
        await press(pilot, "escape")
        [known] = peers(kpk.head)
        confirm_peer(kpk.head, ours.code, known.fingerprint, "B/1/2026")
        await press(pilot, "u")
        assert dead_letters(kpk.head) == ()
        assert "Kiriman tertahan" not in seen(pilot)


async def test_a_bundle_is_written_for_one_office_and_read_there(office_world: World, tmp_path: Path) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    new_case(ours.head)
    file = tmp_path / "kurir.age"
    async with seated(ours.desk("petugas"), "sync") as pilot:
        await press(pilot, "t", "enter")
        pilot.app.screen.query_one("#save-path", Input).value = str(file)
        await press(pilot, "ctrl+s")
        assert "Bundel 1 untuk 00" in seen(pilot)
    async with seated(kpk.desk("pemantau"), "sync") as pilot:
        await press(pilot, "b")
        pilot.app.screen.query_one("#bundle-path", Input).value = str(file)
        await press(pilot, "ctrl+s")
        assert "Bundel nomor 1 dari 1601" in seen(pilot)
        await press(pilot, "escape", "ctrl+o")
        assert "1601-2026-000001" in seen(pilot)


async def test_who_is_told_of_the_same_matter_is_decided_on_the_screen(office_world: World) -> None:
    kpk, ours, other = office_world("kpk", "inspectorate", "other")
    with running_hub(clock=kpk.clock) as hub:
        enrolled_at(hub, kpk, ours, other)
        for office in (kpk, ours, other):
            sync(office.head)
        first = new_case(ours.head, 1, ROAD)
        new_case(other.head, 1, ROAD)
        for office in (ours, other, kpk):
            sync(office.head)
        async with seated(kpk.desk("irban"), "sync") as pilot:
            assert "Kasus yang tampak sama" in seen(pilot)
            await press(pilot, "enter")
            pilot.app.screen.query_one("#match-tell", Select).value = ours.code
            pilot.app.screen.query_one("#match-reason", Input).value = "teks yang sama"
            await press(pilot, "ctrl+s")
            assert "Kecocokan yang diputuskan" in seen(pilot)
        sync(kpk.head)
        sync(ours.head)
        [told] = remarks(ours.head, first)
        assert told.kind == MessageKind.DUPLICATE


async def test_edits_that_crossed_are_settled_and_a_desk_elsewhere_is_named(
    office: TestOffice, tmp_path: Path
) -> None:
    away = apart(office, tmp_path)
    answer_item(away.home, away.register, "what", "no", "dari kantor")
    office.clock.forward(minutes=5)
    answer_item(away.desk, away.register, "what", "yes", "dari lapangan")
    away.meet()
    async with seated(away.home, "sync", (80, 24)) as pilot:
        assert f"  {away.register} " in seen(pilot)
    async with seated(away.home, "sync", (120, 40)) as pilot:
        shown = seen(pilot)
        assert "Perubahan bertabrakan" in shown
        assert "Meja Batang" in shown
        await press(pilot, "enter", "1", *"saksi", "enter")
        assert conflicts(away.home) == ()
        assert "Perubahan bertabrakan" not in seen(pilot)
    [what] = [each for each in checklist(away.home, away.register) if each.id == "what"]
    assert what.answer == "no"


async def test_a_leased_desk_sees_what_waits_to_go_home_and_until_when_it_works(
    office: TestOffice, tmp_path: Path
) -> None:
    prepare(office.desk("inspektur"), OfficeKind.INSPECTORATE)
    away = apart(office, tmp_path)
    answer_item(away.desk, away.register, "what", "yes", "dari lapangan")
    async with seated(away.desk, "sync", (120, 40)) as pilot:
        shown = seen(pilot)
        assert "lewat bundel kurir. Masanya sampai 27 Agu 2026" in shown
        assert "Belum dibundel: 1 catatan jurnal" in shown
        assert "Meja Batang" in shown
        assert "belum diberi akses" not in shown
        write_bundle(away.desk, tmp_path / "pulang.age", office.desk("petugas").office.code)
        await press(pilot, "f2", "ctrl+r")
        assert "Belum dibundel: 0 catatan jurnal. Belum dikonfirmasi kantor: 1 paket" in seen(pilot)


async def test_an_exchange_runs_beside_the_screens_and_offline_is_no_dialog(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate", confirmed=False)
    with ExitStack() as hubs:
        hub = hubs.enter_context(running_hub(clock=kpk.clock))
        enrolled_at(hub, kpk, ours)
        async with seated(ours.head, "sync", (150, 30)) as pilot:
            assert hub.url in seen(pilot)
            await press(pilot, "s")
            await until(pilot, lambda: "Terakhir" in seen(pilot) and "Siap" in seen(pilot))
            assert "Sidik kunci yang belum dipastikan" in seen(pilot)
            assert "sinkron " in seen(pilot).splitlines()[0]
            hubs.close()
            with loopback_only():
                await press(pilot, "s")
                await until(pilot, lambda: "Luring" in seen(pilot))
            assert isinstance(pilot.app.screen, SyncScreen)
            assert "luring" in seen(pilot).splitlines()[0]


async def test_locking_ends_the_exchange_at_once(office_world: World) -> None:
    [ours] = office_world("inspectorate")
    app = WbsApp(str(ours.location), "inspektur", ours.clock)
    async with running(app, notifications=False) as pilot:
        await settled(pilot)
        app.screen.query_one("#password", Input).value = PASSWORD
        await press(pilot, "enter")
        exchanging = exchanging_of(app)
        assert exchanging is not None
        exchanging.begin()
        await press(pilot, "f10")
        assert isinstance(app.screen, UnlockScreen)
        assert app.background == ""
        assert not exchanging.runs
        assert exchanging_of(app) is None
