"""Programs in a pseudo-terminal: what they ask is answered, what they paint is seen, how they end is told."""

import shutil
import sys
from itertools import takewhile

import pytest

from wbs_tui.operations.bench.emulator import Chunk, Emulator, first_paint, key_to_paint
from wbs_tui.operations.bench.peers import list_app, minimal_app
from wbs_tui.operations.bench.queries import answers
from wbs_tui.operations.bench.terminal import ProgramEnded, Terminal


def python(source: str) -> list[str]:
    return [sys.executable, "-c", source]


def test_a_textual_app_is_typed_to_resized_and_measured() -> None:
    with Terminal(minimal_app(), columns=60, rows=10) as terminal:
        painted = terminal.wait_for("Minimal 9.")
        terminal.settle()
        presses = []
        for count in (1, 2, 3):
            pressed = terminal.press_and_settle(b"j")
            presses.append((pressed, lambda lines, count=count: lines[0].startswith(f"Minimal {count}.")))
        times = key_to_paint(terminal.chunks, presses)
        terminal.resize(70, 12)
        terminal.press(b"j")
        terminal.wait_until(lambda lines: len(lines) == 12 and lines[11].startswith("Minimal 15."))
        assert terminal.rss_bytes() > 10_000_000 or sys.platform != "linux"
        terminal.press(b"q")
        assert terminal.wait_exit() == 0
    assert first_paint(terminal.chunks, "Minimal 9.") == painted > 0
    assert all(0 < time < 10 for time in times)


def test_a_million_cases_end_to_end_without_colours() -> None:
    with Terminal(list_app(999_999), columns=80, rows=24, env={"NO_COLOR": "1"}) as terminal:
        terminal.wait_until(lambda lines: lines[1].startswith("› ● 2026-000001"))
        terminal.press(b"G")
        terminal.wait_until(lambda lines: lines[23].startswith("›   2026-999999"))
        terminal.press(b"\x1b[5~")
        terminal.wait_until(lambda lines: lines[23].startswith("› ● 2026-999977"))
        terminal.press(b"q")
        assert terminal.wait_exit() == 0


def test_a_password_is_asked_on_the_controlling_terminal() -> None:
    with Terminal(python("import getpass; print('len', len(getpass.getpass('Sandi: ')))")) as terminal:
        terminal.wait_for("Sandi:")
        terminal.press(b"rahasia\n")
        terminal.wait_for("len 7")
        assert terminal.wait_exit() == 0
    assert b"rahasia" not in terminal.output


def test_a_program_that_asks_where_the_cursor_is_gets_the_truth() -> None:
    ask = (
        "import sys, tty; tty.setraw(0); sys.stdout.write('\\x1b[5;7H\\x1b[6n'); sys.stdout.flush();"
        "answer = sys.stdin.buffer.raw.read(6); sys.stdout.write(repr(answer)); sys.exit(3)"
    )
    with Terminal(python(ask)) as terminal:
        terminal.wait_for(r"b'\x1b[5;7R'")
        assert terminal.wait_exit() == 3


def test_how_a_program_ends_is_told() -> None:
    with Terminal(python("print('bye')")) as terminal, pytest.raises(ProgramEnded, match="bye"):
        terminal.wait_for("never")
    with Terminal([shutil.which("cat") or "cat"]) as terminal:
        with pytest.raises(TimeoutError, match="never"):
            terminal.wait_for("never", timeout=0.05)
        assert terminal.kill() == -9
    stubborn = "import signal; signal.signal(signal.SIGTERM, lambda *_: exit(4)); print('up'); signal.pause()"
    with Terminal(python(stubborn)) as terminal:
        terminal.wait_for("up")
        assert terminal.close() == 4


def test_queries_are_answered_as_terminals_do() -> None:
    asked = b"x\x1b[c\x1b[?2026$p\x1b[?2048$p\x1b[>0q\x1b]11;?\x07\x1b]10;?\x1b\\"
    asked += b"\x1b[5n\x1b[?u\x1b[18t\x1bP+q544e\x1b\\"
    said = answers(asked, 90, 33)
    assert said == (
        b"\x1b[?62;22c\x1b[?2026;2$y\x1b[?2048;0$y\x1bP>|wbs bench\x1b\\"
        b"\x1b]11;rgb:1212/1212/1212\x07\x1b]10;rgb:e0e0/e0e0/e0e0\x1b\\\x1b[0n\x1b[?0u\x1b[8;33;90t\x1bP0+r\x1b\\"
    )


def test_sequences_cut_between_reads_leave_no_rubbish_on_the_screen() -> None:
    written = (
        "\x1b[?1049h\x1b[>1u\x1b[?2026h\x1b]2;judul\x07\x1b[1;31mmerah — 賄賂\x1b[0m"
        "\x1b[?2026$p\x1bP+q54\x1b\\\x1b[<u|"
    ).encode()
    whole = Emulator(40, 3)
    whole.feed(Chunk(0, written, 40, 3))
    bit_by_bit = Emulator(40, 3)
    for byte in written:
        bit_by_bit.feed(Chunk(0, bytes([byte]), 40, 3))
    assert "".join(whole.lines()[0].split()) == "merah—賄賂|"
    assert bit_by_bit.lines() == whole.lines()


def test_first_paint_is_the_first_chunk_after_which_it_all_stands() -> None:
    chunks = [
        Chunk(0.1, b"\x1b[2;1Hdua"),
        Chunk(0.2, b"\x1b[1;1Hsa"),
        Chunk(0.3, b"tu"),
        Chunk(0.4, b"\x1b[2J"),
    ]
    assert first_paint(chunks, "satu") == 0.3
    assert first_paint(chunks, lambda lines: not any(line.strip() for line in lines)) == 0.4
    assert first_paint(chunks, "tiga") is None
    before = list(takewhile(lambda chunk: chunk.at < 0.3, chunks))
    assert first_paint(before, "satu") is None
