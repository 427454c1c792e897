"""The four top-level packages are ours alone and lie side by side."""

import importlib
import importlib.metadata
from pathlib import Path

OURS = {"wbs_tui", "screens", "models", "migrations"}


def test_no_dependency_ships_a_top_level_name_of_ours() -> None:
    owners = importlib.metadata.packages_distributions()
    assert {name: owners[name] for name in OURS & owners.keys() if set(owners[name]) != {"wbs-tui"}} == {}


def test_the_four_packages_lie_side_by_side() -> None:
    homes = {Path(importlib.import_module(name).__path__[0]).parent for name in OURS}
    assert len(homes) == 1
