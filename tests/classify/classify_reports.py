"""The made-up reports that these tests classify."""

import tomllib
from pathlib import Path
from typing import Any


def reports(name: str) -> list[dict[str, Any]]:
    """The reports of `samples`, `tuning` or `held_out`."""
    text = (Path(__file__).parent / f"{name}.toml").read_text("utf-8")
    return list(tomllib.loads(text)["report"])
