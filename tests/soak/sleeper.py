"""A process of its own that stands still in the middle of a change: ADDRESS ACCOUNT REGISTER WORDS.

Once it goes on it says as JSON what came of it, and writes once more.
"""

import json
import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from models.tables.cases import notes
from models.words.clock import system_clock
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.kinds import NOTE_WRITTEN
from wbs_tui.cases.notes import ANALYSIS, write_note
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.work import work_on
from wbs_tui.journal.desk import Desk
from wbs_tui.store.location import locate
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.secret_files import read_password_file


def sleep_within(desk: Desk, register: str, words: str) -> dict[str, object]:
    """Write a note; the process stops when its row stands and its entry does not."""
    try:
        with work_on(desk, register, NOTE_WRITTEN) as work:
            work.write(notes, {notes.c.body: Words(text=words)}, kind=ANALYSIS, corrects=None)
            os.kill(os.getpid(), signal.SIGSTOP)
    except StoreTrouble as trouble:
        return {"trouble": type(trouble).__name__, "message": trouble.message}
    return {"kept": True}


def main() -> None:
    address, account, register, words = sys.argv[1:]
    password = read_password_file(Path(os.environ["WBS_PASSWORD_FILE"]))
    desk = unlock(locate(address), account, password, system_clock).desk
    told = sleep_within(desk, register, words)
    write_note(desk, register, f"{words} lagi")
    desk.close()
    print(json.dumps(told))


if __name__ == "__main__":
    main()
