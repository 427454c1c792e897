"""A request that was heard is not heard again, whatever happens to the hub meanwhile."""

from tests.hub.raw_client import Signing, code
from tests.hub.test_signatures import asked


def test_a_nonce_is_remembered_over_a_restart_for_as_long_as_the_request_would_hold(place, joined):
    """A request of a station whose clock is five minutes ahead holds for ten."""
    with place.running() as hub:
        office = joined(hub)
        ahead = Signing(nonce="n" * 32, created=int(place.clock.now.timestamp()) + 300)
        assert asked(office, signing=ahead).status_code == 200
    place.clock.forward(seconds=599)
    with place.running() as hub:
        office.hub = hub
        hub.upkeep()
        assert code(asked(office, signing=ahead)) == (401, "replayed")
        place.clock.forward(seconds=2)
        hub.upkeep()
        assert code(asked(office, signing=ahead)) == (401, "clock")
