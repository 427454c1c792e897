"""Each test begins and ends in Indonesian."""

from collections.abc import Iterator

import pytest

from wbs_tui.text.catalogue import use_language


@pytest.fixture(autouse=True)
def _indonesian() -> Iterator[None]:
    use_language("id")
    yield
    use_language("id")
