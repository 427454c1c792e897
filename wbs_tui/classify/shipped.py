"""The data this program ships for classification, read once and kept."""

from functools import cache
from importlib.resources import files

import msgspec

from wbs_tui.classify.lexicon import Lexicon, LexiconFile
from wbs_tui.classify.phrases import Phrases
from wbs_tui.classify.rulebook import RuleBook
from wbs_tui.text.records import ready


def _shipped(name: str) -> bytes:
    return (files("wbs_tui.classify") / "data" / name).read_bytes()


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon; the first call takes some tens of milliseconds."""
    return Lexicon(msgspec.toml.decode(_shipped("lexicon.toml"), type=ready(LexiconFile)))


@cache
def rule_book() -> RuleBook:
    """The shipped rules on severity, jurisdiction and supervisory content."""
    return msgspec.toml.decode(_shipped("rules.toml"), type=ready(RuleBook))


@cache
def position_phrases() -> Phrases[str]:
    """The positions that rules know, each with its class; empty for what only looks like a position."""
    classes = rule_book().positions.items()
    return Phrases(
        (phrase, "" if name == "none" else name) for name, phrases in classes for phrase in phrases
    )
