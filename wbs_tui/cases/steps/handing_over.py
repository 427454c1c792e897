"""Pelimpahan by letter: a case goes to an institution that is not connected, and the office says which."""

from wbs_tui.cases import words
from wbs_tui.cases.kinds import ADVANCED, PROPOSED
from wbs_tui.cases.steps.stages import check_referral, propose_referral, take_referral
from wbs_tui.cases.steps.work import entry_about, transaction_on
from wbs_tui.cases.views import Advanced
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import clean
from wbs_tui.text.errors import Refused

_LONGEST_NAME = 120
_LONGEST_LETTER = 80


class HandingOverRefused(Refused):
    """The institution, or the number of the letter, is missing or too long; the message says which."""


def with_letter(reason: str, letter: str) -> str:
    """The reason as it is kept and sent: it names the letter, where there is one. No letter is a reason."""
    if not letter or not reason:
        return reason
    return _("Surat {letter}. {reason}").format(letter=letter, reason=reason)


def checked_letter(written: str) -> str:
    """The number of a letter, which may be left out; raises HandingOverRefused."""
    letter = clean(written, single_line=True).strip()
    if len(letter) > _LONGEST_LETTER:
        raise HandingOverRefused(
            _("Nomor surat terlalu panjang: paling banyak {most} huruf.").format(most=_LONGEST_LETTER)
        )
    return letter


def refer_by_letter(
    desk: Desk, register: str, institution: str, letter: str, reason: str, *, propose: bool = False
) -> Advanced:
    """Record that a case was handed over by letter, to an institution that the exchange does not reach.

    Nothing is sent, and no answer comes by itself. A proposal needs no letter yet. Raises NotPermitted,
    NotElsewhere, NoSuchCase, StepNotInGraph, NotForThisRole, MayOnlyPropose, GatesClosed, ReasonMissing,
    HandingOverRefused, TooLong, TypedIdentity.
    """
    desk.require(Operation.CASE_READ)
    to, number = _checked_institution(institution), checked_letter(letter)
    if not number and not propose:
        raise HandingOverRefused(_("Sebutkan nomor surat pelimpahannya."))
    given = words.required_reason(desk, reason)
    sent = _("Dilimpahkan kepada {office}. {reason}").format(office=to, reason=with_letter(given, number))
    said = words.required_reason(desk, sent)
    with transaction_on(desk, register) as (transaction, case):
        edge = check_referral(desk, transaction.connection, case, said, propose=propose)
        with entry_about(desk, transaction, case, PROPOSED if propose else ADVANCED) as work:
            if propose:
                propose_referral(work, edge, said)
            else:
                take_referral(work, edge, said, letter=number, handed_to=to)
    return Advanced(case.register, case.stage if propose else edge.to, proposed=propose)


def _checked_institution(written: str) -> str:
    name = clean(written, single_line=True).strip()
    if not name or len(name) > _LONGEST_NAME:
        raise HandingOverRefused(
            _("Sebutkan lembaga penerimanya, paling panjang {most} huruf.").format(most=_LONGEST_NAME)
        )
    return name
