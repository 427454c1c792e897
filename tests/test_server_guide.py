"""What the guide for a server's administrator says is done word for word, and an office works by it."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from tests.cases.at_work import new_case
from tests.conftest import PASSWORD, TickingClock, found
from tests.postgres import running
from wbs_tui.accounts.session import unlock
from wbs_tui.store.errors import ServerRefuses
from wbs_tui.store.location import locate

GUIDE = Path(__file__).parents[1] / "docs" / "server.md"


def blocks():
    """The statements of each SQL block of the page."""
    text = GUIDE.read_text(encoding="utf-8")
    found_blocks = re.findall(r"```sql\n(.*?)```", text, re.S)
    return [[line for line in block.splitlines() if line] for block in found_blocks]


def test_an_office_is_set_up_by_the_page(monkeypatch, tmp_path):
    monkeypatch.setenv("WBS_KEYRING", "off")
    office, officer, leaves = blocks()
    with running(owner=None) as server:
        for statement in (*office, *officer):
            server.admin(statement)
        place = locate(server.address("kantor", "wbs_owner"))
        found(place, TickingClock())
        services = tmp_path / "services"
        services.write_text(f"[kantor]\nhost={server.folder}\ndbname=kantor\nuser=tono\n")
        monkeypatch.setenv("PGSERVICEFILE", str(services))
        his = locate("postgresql://?service=kantor")
        with closing(unlock(his, "petugas", PASSWORD, TickingClock()).desk) as desk:
            assert new_case(desk)
        for statement in leaves:
            server.admin(statement)
        with pytest.raises(ServerRefuses):
            unlock(his, "petugas", PASSWORD, TickingClock())
        server.admin("CREATE ROLE orang_lain LOGIN")
        with pytest.raises(ServerRefuses):
            unlock(locate(server.address("kantor", "orang_lain")), "petugas", PASSWORD, TickingClock())
