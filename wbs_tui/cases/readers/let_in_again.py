"""The restricted cases that an account read under a key that has ended: its new key is not in them."""

from sqlalchemy import Connection, select

from models.tables.accounts import account_keys, accounts
from models.tables.cases import cases
from wbs_tui.cases.circle import kept_out, may_let_in
from wbs_tui.cases.destroyed import still_there
from wbs_tui.cases.visibility import hidden_cases
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.places import CASE
from wbs_tui.text.catalogue import _

_SHOWN = 6
"""Register numbers that are told before "..." stands for the rest."""


def cases_before(desk: Desk, name: str) -> tuple[str, ...]:
    """Register numbers of the restricted cases that the old key of an account read, and its new one does not.

    Only those in which the account at the desk may give access itself, and not those that the account must
    not read.
    """
    if not desk.may(Operation.CASE_RESTRICT):
        return ()
    with desk.reading() as connection:
        account_id = connection.execute(select(accounts.c.id).where(accounts.c.name == name)).scalar_one()
        ended = _ended_keys(connection, account_id)
        hidden = hidden_cases(desk, connection)
        found = [
            case_id
            for case_id, places in desk.keyring.authority.of_case.items()
            if CASE in places
            and case_id not in hidden
            and may_let_in(desk, case_id)
            and _went_with_its_key(desk, places[CASE], account_id, ended)
            and account_id not in kept_out(desk, connection, case_id)
        ]
        known = select(cases.c.register).where(cases.c.id.in_(found), still_there(cases.c.id))
        return tuple(connection.execute(known.order_by(cases.c.register)).scalars())


def told_of(name: str, registers: tuple[str, ...]) -> str:
    """What whoever has let an account into the office is told of them."""
    shown = ", ".join(registers[:_SHOWN]) + (", ..." if len(registers) > _SHOWN else "")
    return _(
        "Kasus terbatas yang dulu dibaca {name} dengan kunci lamanya dan yang aksesnya dapat Anda berikan: "
        "{count} ({registers}). Kunci barunya belum membacanya."
    ).format(name=name, count=len(registers), registers=shown)


def _ended_keys(connection: Connection, account_id: str) -> dict[str, int]:
    """By fingerprint: when the key ended."""
    rows = connection.execute(
        select(account_keys.c.fingerprint, account_keys.c.ended_at).where(
            account_keys.c.account_id == account_id, account_keys.c.ended_at.is_not(None)
        )
    )
    return {row.fingerprint: row.ended_at for row in rows}


def _went_with_its_key(desk: Desk, compartment_id: str, account_id: str, ended: dict[str, int]) -> bool:
    """Whether the account was in there for good until its key ended: nobody had taken it out before."""
    authority = desk.keyring.authority
    if (compartment_id, account_id) in authority.members:
        return False
    steps = authority.chains[compartment_id].history.get(account_id, [])
    for_good = [(at, step) for at, step in steps if step is None or step.until is None]
    last = next((step for _at, step in reversed(for_good) if step is not None), None)
    if last is None or last.fingerprint not in ended:
        return False
    at, now_in = for_good[-1]
    return now_in is not None or at >= ended[last.fingerprint]
