"""Every message of the program stands in English too, and the compiled catalogue is that of the area files.

Alone: `pytest tests/text/test_catalogue.py`. When it fails: add the English to the .po file of the area, then
run `make messages`.
"""

import gettext
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from wbs_tui.text import catalogue, messages
from wbs_tui.text.catalogue import LANGUAGES, language, language_from_environment, use_language

HEADER = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def problems_of(source: str, po: str) -> list[str]:
    return messages.problems(
        list(messages.marks(source, "a.py")), messages.entries(HEADER + po.encode(), "a.po")
    )


def test_every_message_has_its_english_and_every_english_its_message() -> None:
    found = messages.problems(messages.all_marks(), messages.all_entries())
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_the_compiled_catalogue_is_that_of_the_area_files() -> None:
    current = messages.COMPILED.read_bytes() == messages.compiled(messages.all_entries())
    assert current, "an area file has changed; run: make messages"


def test_the_program_reads_what_was_compiled() -> None:
    use_language("en")
    assert catalogue._("hari ini") == "today"
    assert catalogue._("kalimat yang tidak ada di katalog") == "kalimat yang tidak ada di katalog"
    assert catalogue._("") == ""


def test_english_counts_one_and_many_and_indonesian_needs_one_form() -> None:
    use_language("en")
    counted = [catalogue.n_("{count} kasus", count).format(count=count) for count in (0, 1, 2)]
    assert counted == ["0 cases", "1 case", "2 cases"]
    use_language("id")
    assert catalogue.n_("{count} kasus", 2) == "{count} kasus"


@pytest.mark.parametrize(
    ("source", "po", "problem"),
    [
        ("def f(): n_('satu', 1)", 'msgid "satu"\nmsgstr "one"\n', "a form for one and one for many wanted"),
        (
            "def f(): _('satu')",
            'msgid "satu"\nmsgid_plural "satu"\nmsgstr[0] "one"\nmsgstr[1] "ones"\n',
            "one form wanted",
        ),
        (
            "def f(): n_('{x}', 1)",
            'msgid "{x}"\nmsgid_plural "{x}"\nmsgstr[0] "one"\nmsgstr[1] "{x}"\n',
            "other placeholders",
        ),
    ],
)
def test_a_counted_message_without_its_two_forms_is_named(source: str, po: str, problem: str) -> None:
    assert problem in "\n".join(problems_of(source, po))


def test_compiling_gives_the_same_bytes_for_any_order_of_files() -> None:
    first = messages.entries(HEADER + b'msgid "satu"\nmsgstr "one"\n', "a.po")
    second = messages.entries(HEADER + b'msgid "dua {n}"\nmsgstr "two {n}"\n', "b.po")
    assert messages.compiled(first + second) == messages.compiled(second + first)
    read = gettext.GNUTranslations(io.BytesIO(messages.compiled(first + second)))
    assert (read.gettext("satu"), read.gettext("dua {n}")) == ("one", "two {n}")


@pytest.mark.parametrize(
    ("source", "po", "problem"),
    [
        ("def f(): _('satu')", "", "a.py:1: no English for 'satu'"),
        ("X = N_('sa' 'tu')", "", "a.py:1: no English for 'satu'"),
        ("def f(): return f\"{_('satu')}\"", "", "a.py:1: no English for 'satu'"),
        ("def f(): _('satu')", 'msgid "satu"\nmsgstr ""\n', "a.py:1: no English for 'satu'"),
        ("", 'msgid "satu"\nmsgstr "one"\n', "a.po: not used in the code: 'satu'"),
        (
            "def f(): _('satu')",
            'msgid "satu"\nmsgstr "one"\n\nmsgid "satu"\nmsgstr "1"\n',
            "a.po: 'satu' has several translations: a.po 'one', a.po '1'",
        ),
        (
            "def f(): _('ke {x}')",
            'msgid "ke {x}"\nmsgstr "to {y}"\n',
            "a.po: other placeholders in 'to {y}' than in 'ke {x}'",
        ),
        (
            "def f(): _('ke {x}')",
            'msgid "ke {x}"\nmsgstr "to {x"\n',
            "a.po: other placeholders in 'to {x' than in 'ke {x}'",
        ),
    ],
)
def test_a_gap_in_the_catalogue_is_listed(source: str, po: str, problem: str) -> None:
    assert problems_of(source, po) == [problem]


@pytest.mark.parametrize(
    "source",
    [
        "X = _('satu')",
        "class X:\n    y = _('satu')",
        "def f(x=_('satu')): ...",
        "def f(x): return _(f'ke {x}')",
        "def f(x): return _('ke {x}'.format(x=x))",
        "def f(x): return _('ke ' + x)",
    ],
)
def test_a_message_that_no_catalogue_can_translate_is_listed(source: str) -> None:
    assert any(
        "mark it with N_()" in line or "give _() a literal" in line for line in problems_of(source, "")
    )


def test_a_marked_message_may_be_translated_where_it_is_shown() -> None:
    source = "X = N_('satu')\ndef f(): return _(X)\ng = lambda: _('satu')"
    assert problems_of(source, 'msgid "satu"\nmsgstr "one"\n') == []


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "id"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "id"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "id_ID.UTF-8"}, "id"),
        ({"LANG": "id_ID.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": ""}, "en"),
        ({"WBS_LANG": "EN", "LC_ALL": "id_ID.UTF-8"}, "en"),
        ({"WBS_LANG": "id", "LC_ALL": "en_US.UTF-8"}, "id"),
        ({"WBS_LANG": "nl"}, "id"),
    ],
)
def test_the_language_comes_from_the_environment(environment: dict[str, str], expected: str) -> None:
    assert language_from_environment(environment) == expected


def test_an_unknown_language_is_indonesian() -> None:
    use_language("nl")
    assert language() == "id"
    assert set(LANGUAGES) == {"id", "en"}


def test_the_wheel_carries_the_compiled_catalogue_and_nothing_that_needs_babel(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=messages.ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as files:
        carried = files.namelist()
        read = gettext.GNUTranslations(io.BytesIO(files.read("wbs_tui/text/locale/en/LC_MESSAGES/wbs.mo")))
    assert read.gettext("hari ini") == "today"
    assert "wbs_tui/text/catalogue.py" in carried
    assert not [name for name in carried if name == "wbs_tui/text/messages.py" or name.endswith(".po")]
