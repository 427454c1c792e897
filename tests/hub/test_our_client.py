"""Our own client understands what a real hub answers where an answer has no body."""

import pytest

from tests.hubs import running_hub
from tests.sync.offices import enrolled_at
from wbs_tui.hub.limits import Limits
from wbs_tui.sync.errors import HubBusy, HubRefused
from wbs_tui.sync.link.client import HubClient
from wbs_tui.sync.link.hub_place import our_hub
from wbs_tui.sync.offices.keys import station_signer


def client_of(office):
    with office.head.reading() as connection:
        place, signer = our_hub(connection), station_signer(office.head, connection)
    return HubClient(place, signer, office.clock, lambda _seconds: False)


def test_a_file_that_the_hub_has_forgotten_is_no_misbehaviour(office_world):
    """Then the parcel that names it goes out once more."""
    (ours,) = office_world("province")
    with running_hub(clock=ours.clock) as hub:
        enrolled_at(hub, ours)
        with client_of(ours) as client, pytest.raises(HubRefused) as refused:
            client.file_offset("a" * 32)
    assert refused.value.code == "not_found"


def test_a_hub_that_has_had_enough_is_busy_for_files_too(office_world):
    (ours,) = office_world("province")
    with running_hub(clock=ours.clock, limits=Limits(requests_a_minute=1)) as hub:
        enrolled_at(hub, ours)
        with client_of(ours) as client:
            with pytest.raises(HubRefused):
                client.file_offset("a" * 32)
            with pytest.raises(HubBusy):
                client.file_offset("a" * 32)
