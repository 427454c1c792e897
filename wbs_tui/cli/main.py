"""The script `wbs`: reads the words, runs the command, and ends with the exit code that they promise."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.words.clock import Clock, system_clock
from wbs_tui.cli.protection import protect_process
from wbs_tui.cli.screens import open_screens
from wbs_tui.text.catalogue import _, language_from_environment, use_language
from wbs_tui.text.errors import StoreTrouble, WbsError
from wbs_tui.text.system import system_reason

if TYPE_CHECKING:
    from wbs_tui.cli.arguments import Arguments
    from wbs_tui.cli.context import Context
    from wbs_tui.vault.passwords import Argon2Parameters

UNEXPECTED = 70
"""A fault of the program itself (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED = 130
PIPE_CLOSED = 141


def main(
    words: Sequence[str] | None = None,
    *,
    clock: Clock = system_clock,
    new_slots: "Argon2Parameters | None" = None,
) -> int:
    """Run one command line; gives its exit code."""
    protect_process()
    use_language(language_from_environment(os.environ))
    try:
        code = _run(sys.argv[1:] if words is None else words, clock, new_slots)
        sys.stdout.flush()
    except WbsError as error:
        _say(error.message)
        return error.exit_code
    except KeyboardInterrupt:
        _say(_("Dihentikan."))
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the last flush complains
        return PIPE_CLOSED
    except OSError as error:
        _say(_refused_by_system(error))
        return StoreTrouble.exit_code
    except Exception as error:  # noqa: BLE001 - the last line before the terminal: no locals may get there
        _tell_fault(error)
        return UNEXPECTED
    return code


def _run(words: Sequence[str], clock: Clock, new_slots: "Argon2Parameters | None") -> int:
    if not words:  # the way in that is used all day: nothing of the commands is loaded
        return open_screens(None, os.environ.get("WBS_USER", ""))
    from wbs_tui.cli.context import Context
    from wbs_tui.cli.output import Output
    from wbs_tui.cli.words import parse

    try:
        arguments = parse(words)
        output = Output(as_json=arguments.json)
        context = Context(os.environ, clock, output, arguments.store, arguments.user, new_slots)
        return _keeping_words(arguments, context)
    except SystemExit as ended:  # argparse has said what there is to say
        return ended.code if isinstance(ended.code, int) else 0


def _keeping_words(arguments: "Arguments", context: "Context") -> int:
    """Run the command; say which option keeps words that look like a reporter's identity."""
    from wbs_tui.cases.traces.findings import TypedIdentity, even_if_identity

    def run() -> int:
        return int(arguments.run(arguments, context))

    try:
        return even_if_identity(run)() if getattr(arguments, "even_if_identity", False) else run()
    except TypedIdentity:
        _say(_("Sunting tulisannya, atau tambahkan --even-if-identity untuk menyimpannya juga."))
        raise


def _refused_by_system(error: OSError) -> str:
    """A file or folder that may not be written, a disk that is full."""
    return _("Sistem menolak {path}: {reason}. Periksa izin dan ruang disk.").format(
        path=error.filename or "", reason=system_reason(error)
    )


def _say(sentence: str) -> None:
    """What prints is loaded only when there is something to print: the way to the screens has nothing."""
    from wbs_tui.cli.output import Output

    Output().say(sentence)


def _tell_fault(error: Exception) -> None:
    """One sentence; for developers where it happened, without values, which may be secret."""
    _say(
        _("Kesalahan di dalam program ({kind}). Jalankan `wbs doctor`, lalu ulangi perintahnya.").format(
            kind=type(error).__name__
        )
    )
    if os.environ.get("WBS_DEBUG") == "1":
        import traceback

        frames = traceback.extract_tb(error.__traceback__)
        _say("\n".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames))
