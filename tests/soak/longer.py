"""A pytest plugin: every random search goes on for twenty times as long as in `make test`."""

import os

import hypothesis
import pytest

TIMES = int(os.environ.get("SOAK_TIMES", "20"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the random searches alone, and raise the number of examples of each."""
    kept = [item for item in items if hasattr(getattr(item, "obj", None), "hypothesis")]
    for test in {item.obj for item in kept}:  # type: ignore[attr-defined]
        usual = getattr(test, "_hypothesis_internal_use_settings", hypothesis.settings.default)
        longer = hypothesis.settings(usual, max_examples=usual.max_examples * TIMES, deadline=None)
        test._hypothesis_internal_use_settings = longer
    items[:] = kept
