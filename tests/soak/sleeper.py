"""A process of its own that stands still in the middle of a change: ADDRESS ACCOUNT WHAT REGISTER WORDS.

WHAT is `note`: it has the writers' turn and its row stands; or `slots`: it holds the right to change those.

Once it goes on it says as JSON what came of it, and writes once more.
"""

import json
import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import msgspec

from models.tables.cases import notes
from models.words.clock import system_clock
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.kinds import NOTE_WRITTEN
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.steps.notes import ANALYSIS, write_note
from wbs_tui.cases.steps.work import work_on
from wbs_tui.journal.desk import Desk
from wbs_tui.store.location import locate
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.secret_files import read_password_file


def sleep() -> None:
    """Stand still until somebody wakes this process."""
    os.kill(os.getpid(), signal.SIGSTOP)


def sleep_in_note(desk: Desk, register: str, words: str) -> None:
    """Write a note; the process stops when its row stands and its entry does not."""
    with work_on(desk, register, NOTE_WRITTEN) as work:
        work.write(notes, {notes.c.body: Words(text=words)}, kind=ANALYSIS, corrects=None)
        sleep()


def sleep_in_slots(desk: Desk, _register: str, words: str) -> None:
    """Change the header; the process stops between reading and writing it."""
    place = desk.location.header
    with place.lock():
        header = place.read()
        sleep()
        place.write(msgspec.structs.replace(header, office_code=words))


ACTS = {"note": sleep_in_note, "slots": sleep_in_slots}


def told(desk: Desk, what: str, register: str, words: str) -> dict[str, object]:
    """What the officer is told on waking."""
    try:
        ACTS[what](desk, register, words)
    except StoreTrouble as trouble:
        return {"trouble": type(trouble).__name__, "message": trouble.message}
    return {"kept": True}


def main() -> None:
    address, account, what, register, words = sys.argv[1:]
    password = read_password_file(Path(os.environ["WBS_PASSWORD_FILE"]))
    desk = unlock(locate(address), account, password, system_clock).desk
    woke = told(desk, what, register, words)
    write_note(desk, register, f"{words} lagi")
    desk.close()
    print(json.dumps(woke))


if __name__ == "__main__":
    main()
