"""The receipt that a reporter is given: its text, on paper or in a file. It never says who he is."""

import shutil
import subprocess
import textwrap
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from models.tables.cases import reports
from models.words.clock import nearest
from models.words.stages import Stage
from wbs_tui.cases.lookup import find
from wbs_tui.cases.numbers.provisional import provisional_meant
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.deadlines import CaseMoments, clocks
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.clean import clean
from wbs_tui.text.errors import Refused
from wbs_tui.text.formats import date_long, moment
from wbs_tui.vault.secret_files import write_secret_file

WIDTH = 72
"""Characters of a line that every printer, and a terminal of 80 columns, gets onto it."""
_DAYS_TO_ANSWER = 30
"""UU 31/1999 art. 41; where an office has switched the clock off, the law still runs."""
_PATIENCE = 30
"""Seconds that a print command may take."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt in the language of the screen."""

    register: str
    text: str

    @property
    def file_name(self) -> str:
        """What a file of it is called."""
        return _("tanda-terima-{register}.txt").format(register=self.register)


def make_receipt(desk: Desk, register: str, channel: str, received_at: datetime) -> Receipt:
    """The receipt for a report that came through `channel` at an aware time."""
    text = desk.policy.templates.receipt_text(
        language(),
        office=desk.office.name,
        register=_told(register),
        date=moment(received_at, desk.office.zone),
        channel=desk.policy.label("channel", channel, language()),
        answer_by=date_long(_answer_by(desk, received_at)),
    )
    return Receipt(register, _wrapped(clean(text)))


def _told(register: str) -> str:
    """The number as a reporter is told it: that of a desk elsewhere is not the one that stays."""
    if provisional_meant(register) is None:
        return register
    return _("{register} (nomor sementara; nomor register menyusul)").format(register=register)


def receipt_of(desk: Desk, register: str) -> Receipt:
    """The receipt of a case that is here, for its first report. Raises NoSuchCase, NotLetIn."""
    with desk.reading() as connection:
        case = find(desk, connection, register)
        first = select(reports.c.channel, reports.c.received_at).where(reports.c.case_id == case.id)
        row = connection.execute(first.order_by(reports.c.id).limit(1)).one()
    return make_receipt(desk, case.register, row.channel, nearest(row.received_at))


def save_receipt(receipt: Receipt, path: Path) -> None:
    """Write it into a new file that only its owner can read. Raises Refused when the file is there."""
    write_secret_file(path, receipt.text)


def print_receipt(receipt: Receipt) -> None:
    """Give it to the system's printer, through a pipe. Raises Refused where there is none, or it refuses."""
    command = shutil.which("lp") or shutil.which("lpr")
    if command is None:
        raise Refused(
            _(
                "Komputer ini tidak punya perintah cetak (lp atau lpr). Simpan tanda terima dengan s, lalu "
                "cetak berkasnya di komputer lain."
            )
        )
    try:
        done = subprocess.run(  # noqa: S603 - the system's own program, and no words of anybody's
            [command], input=f"{receipt.text}\n".encode(), capture_output=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _not_printed(_("perintahnya tidak menjawab")) from error
    if done.returncode:
        raise _not_printed(clean(done.stderr.decode(errors="replace"), single_line=True))


def _not_printed(reason: str) -> Refused:
    return Refused(
        _("Tanda terima tidak tercetak: {reason}. Periksa pencetak, atau simpan dengan s.").format(
            reason=reason.rstrip(".")
        )
    )


def _answer_by(desk: Desk, received_at: datetime) -> date:
    """The last day for an answer, by the policy's clock for it."""
    answering = {rule.id for rule in desk.policy.deadlines.rules if rule.until_answered}
    running = clocks(CaseMoments(received_at, Stage.RECEIVED, {}), desk.policy, desk.calendar)
    latest = desk.calendar.local_date(received_at) + timedelta(days=_DAYS_TO_ANSWER)
    return min((clock.due for clock in running if clock.id in answering), default=latest)


def _wrapped(text: str) -> str:
    lines = text.strip("\n").split("\n")
    return "\n".join(part for line in lines for part in textwrap.wrap(line, WIDTH) or [""])
