"""What the office asks about a reporter's identity: the Inspektur sets it, new cases take it."""

from sqlalchemy import Connection, select

from models.tables.accounts import offices
from models.tables.cases import disclosures
from models.words.reports import IdentityPolicy
from wbs_tui.cases import words
from wbs_tui.cases.disclosures import POLICY
from wbs_tui.cases.kept.destruction import OFFICE_KEY
from wbs_tui.cases.kinds import POLICY_SET
from wbs_tui.cases.sealed import Words
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import OFFICE
from wbs_tui.text.catalogue import _, language
from wbs_tui.vault.ids import new_id

_STANDS = select(offices.c.identity_policy)


def identity_policy(connection: Connection) -> IdentityPolicy:
    """What the office asks now; the desk's `office` says what it was when the account sat down."""
    return IdentityPolicy(connection.execute(_STANDS).scalar_one())


def current_identity_policy(desk: Desk) -> IdentityPolicy:
    """What the office asks now. Raises NotActive."""
    with desk.reading() as connection:
        return identity_policy(connection)


def set_identity_policy(desk: Desk, policy: IdentityPolicy, reason: str) -> bool:
    """Ask something else of reporters from now on; gives whether it is another. The reason is kept sealed.

    Raises NotPermitted, ReasonMissing, TooLong, NotLetIn.
    """
    desk.require(Operation.OFFICE_SETTINGS)
    given = words.required_reason(desk, reason)
    with desk.transaction() as transaction:
        if identity_policy(transaction.connection) is policy:
            return False
        with transaction.entry(POLICY_SET) as change:
            change.update(offices, desk.office.id, identity_policy=policy)
            row_id, keyring = new_id(desk.clock), desk.keyring
            place = keyring.compartment(OFFICE)
            key = keyring.make_key(change.connection, desk.clock, OFFICE_KEY, place, None)
            sealed = change.seal(key, disclosures.c.reason, row_id, Words(text=given))
            change.insert(
                disclosures, row_id, what=POLICY, at=change.at, account_id=desk.actor.id, reason=sealed
            )
    return True


def explained(desk: Desk, policy: str) -> str:
    """What an identity policy means, and what must be asked under it, in the language in use."""
    rule = desk.policy.checklist.identity_rule(policy)
    asked = [item.label.text(language()) for item in desk.policy.checklist.items() if item.id in rule.demands]
    said = [rule.meaning.text(language())] if rule.meaning is not None else []
    if asked:
        said.append(_("Wajib ditanyakan: {items}.").format(items=", ".join(asked)))
    return " ".join(said)
