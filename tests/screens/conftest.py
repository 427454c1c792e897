"""Each test begins and ends in Indonesian; some have offices that exchange."""

from collections.abc import Iterator

import pytest

from tests.sync.offices import founded_linked, office_world
from wbs_tui.text.catalogue import use_language

__all__ = ["founded_linked", "office_world"]


@pytest.fixture(autouse=True)
def _indonesian() -> Iterator[None]:
    use_language("id")
    yield
    use_language("id")
