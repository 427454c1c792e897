"""Help is whole in both languages: every command and every word of it is explained."""

import argparse

import pytest

from wbs_tui.cli.arguments import in_our_language
from wbs_tui.cli.words import parser
from wbs_tui.text.catalogue import use_language

OF_THIS_VERSION = {
    *("init", "activate", "account", "passwd", "demo", "import", "inbox", "show", "reveal", "classify"),
    *("checklist", "note", "evidence", "advance", "answer", "followup", "due", "verify", "migrate"),
    *("device", "doctor", "bench", "kept", "recuse", "restrict", "head", "recovery", "live"),
    *("retention", "hold", "destroy", "disclosures", "office", "backup", "restore"),
    *("number", "store"),
    *("hub", "bundle", "matches"),
    *("enrol", "sync", "dead"),
    *("lease",),
    *("conflicts",),
    *("refer", "referral", "remark", "share", "monitor", "adapter"),
}


def built(language):
    use_language(language)
    with in_our_language():
        return parser()


def explained(whole, name="wbs"):
    """Every explanation by the place where it stands, of this parser and of those below it."""
    places = {}
    for action in whole._actions:
        if isinstance(action, argparse._SubParsersAction):
            places |= {f"{name} {choice.dest}": choice.help for choice in action._choices_actions}
            for below, sub_parser in action.choices.items():
                places |= explained(sub_parser, f"{name} {below}")
        else:
            places[f"{name} {'/'.join(action.option_strings) or action.dest}"] = action.help
    return places


def test_every_word_is_explained_in_both_languages():
    indonesian, english = explained(built("id")), explained(built("en"))
    assert {place for place, words in indonesian.items() if not words} == set()
    assert {place for place, words in english.items() if words == indonesian[place]} == set()


def test_the_commands_are_those_of_this_version():
    places = explained(built("id"))
    assert {
        place.split()[1] for place in places if len(place.split()) == 2 and "-" not in place
    } == OF_THIS_VERSION


@pytest.mark.parametrize(("language", "said"), [("id", "pemakaian: wbs due"), ("en", "usage: wbs due")])
def test_help_is_printed_in_the_language_of_the_officer(bare_wbs, monkeypatch, language, said):
    monkeypatch.setenv("WBS_LANG", language)
    assert bare_wbs.done("due", "--help").out.startswith(said)


def test_no_message_of_argparse_escapes_the_catalogue(bare_wbs, monkeypatch):
    """The words of the two languages differ in every sentence that wrong use brings out."""
    wrong = (
        *(("due", "--days"), ("due", "--days", "-1"), ("due", "--days", "x"), ("show",), ("show", "1", "2")),
        *(
            ("import",),
            ("followup", "add", "1", "--text", "x", "--due", "besok-besok"),
            ("show", "1", "--json=x"),
        ),
        *(("advance", "1", "nirwana"), ("followup", "set", "1", "1", "--status", "9")),
        *(("followup", "set", "1", "1", "--status", "x"),),
    )
    for words in wrong:
        said = []
        for language in ("id", "en"):
            monkeypatch.setenv("WBS_LANG", language)
            ran = bare_wbs.run(*words)
            assert ran.code == 2, words
            said.append(set(ran.err.splitlines()[-1].replace(":", " ").split()) - set(words))
        assert "error" in said[1]
        assert "error" not in said[0]
        assert not {"argument", "invalid", "expected", "required", "value", "the"} & said[0], words


def test_the_help_of_classify_lists_the_codes(bare_wbs):
    told = " ".join(bare_wbs.done("classify", "--help").out.split())
    for code in ("bribery", "village_funds", "higher_inspectorate", "village_apparatus"):
        assert code in told
