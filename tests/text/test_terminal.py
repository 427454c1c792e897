"""Attacks on the terminal of an officer, judged by a terminal emulator."""

from pathlib import Path
from quopri import decodestring

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from wbs_tui.text.terminal import clean_cell, printable

ATTACKS = [
    *(
        "\x1b[2J",
        "\x1b[H",
        "\x1b[5A",
        "\x1b[?25l",
        "\x1b[?1049h",
        "\x1b[6n",
        "\x1b[c",
        "\x1b[1;3r",
        "\x1b[31;7m",
    ),
    *(
        "\x1b]0;palsu\x07",
        "\x1b]2;palsu\x1b\\",
        "\x1b]52;c;eA==\x07",
        "\x1bc",
        "\x1b(0",
        "\x0e",
        "\x1bM",
        "\x1bD",
    ),
    *(
        "\x9b2J",
        "\x9d0;palsu\x9c",
        "\x9b6n",
        "\x84",
        "\x8d",
        "\x08\x08\x08",
        "\r",
        "\x0b",
        "\x1b",
        "[2J",
        "]0;x\x07",
    ),
]
attacks = st.lists(st.one_of(st.sampled_from(ATTACKS), st.text(max_size=4)), max_size=12).map("".join)


class Terminal(pyte.Screen):
    """An emulated terminal that also records what it would have typed back."""

    def __init__(self) -> None:
        self.typed: list[str] = []
        super().__init__(400, 100)

    def write_process_input(self, data: str) -> None:
        self.typed.append(data)

    def state(self) -> tuple[object, ...]:
        """All that text alone must not change."""
        looks = {cell._replace(data="") for row in self.buffer.values() for cell in row.values()}
        return (
            (self.title, self.icon_name, self.typed, self.margins, self.charset, frozenset(self.mode)),
            (
                frozenset(self.tabstops),
                self.cursor.hidden,
                self.cursor.attrs,
                looks - {pyte.screens.Char("")},
            ),
        )


def shown(text: str) -> Terminal:
    """A terminal after the text, line ends as a tty sends them."""
    terminal = Terminal()
    pyte.Stream(terminal).feed(text.replace("\n", "\r\n"))
    return terminal


@given(attacks)
@settings(deadline=None, max_examples=300)
def test_a_terminal_shows_printable_text_and_obeys_none_of_it(text: str) -> None:
    safe = printable(text)
    terminal = shown(safe)
    assert terminal.state() == Terminal().state()
    assert terminal.cursor.y == safe.count("\n")


def test_the_hostile_mail_titles_a_terminal_only_when_it_is_not_filtered() -> None:
    mail = decodestring(Path(__file__).with_name("hostile.eml").read_bytes()).decode()
    assert shown(mail).title == "judul palsu"
    assert not shown(printable(mail)).title


def test_tabs_and_line_ends_stay() -> None:
    assert printable("a\tb\r\nc\n") == "a\tb\nc\n"


def test_a_terminal_that_knows_less_gets_question_marks_not_an_error() -> None:
    assert printable("pungli \u2013 Rp5 juta", "ascii") == "pungli ? Rp5 juta"
    assert printable("caf\xe9", "cp1252") == "caf\xe9"
    assert printable("\u2713", None) == "\u2713"


@given(attacks)
@settings(deadline=None, max_examples=300)
def test_a_cell_obeys_nothing_and_keeps_its_number_of_characters(text: str) -> None:
    cell = clean_cell(text)
    assert len(cell) == len(text)
    assert shown(cell).state() == Terminal().state()
    assert shown(cell).cursor.y == 0


@pytest.mark.parametrize(
    "text",
    ["Laporan 12", "\u2502 tepi \u2500\u2500", "\U0001f469\u200d\U0001f4bb \u2764\ufe0f", "m\xe9ja\xa0x"],
)
def test_a_harmless_cell_is_left_as_it_is(text: str) -> None:
    assert clean_cell(text) == text
    assert cell_len(clean_cell(text)) == cell_len(text)


def test_hidden_and_turning_characters_become_visible_in_a_cell() -> None:
    assert clean_cell("a\u202eb\u200bc\x1bd\te\ud800") == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffd"
