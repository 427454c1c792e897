"""Who was taken out knows the keys of before: nothing is written under one of them any more."""

from sqlalchemy import select

from models.tables.cases import disclosures
from models.words.reports import IdentityPolicy
from wbs_tui.accounts.access import revoke
from wbs_tui.accounts.removal import run_rotation
from wbs_tui.cases.identity.identity_policy import set_identity_policy
from wbs_tui.vault.cells import cell_key_id


def reasons(desk):
    with desk.reading() as connection:
        query = select(disclosures.c.reason).order_by(disclosures.c.id)
        return [cell_key_id(cell) for cell in connection.execute(query).scalars()]


def test_words_of_the_office_itself_are_not_under_a_key_that_he_knows(office):
    """The office had one key for them, for good: he would have read every later reason in a copy."""
    head, officer = office.desk("inspektur"), office.desk("petugas2")
    set_identity_policy(head, IdentityPolicy.OPEN, "yang boleh ia baca")
    [known] = reasons(head)
    with officer.reading() as connection:
        assert officer.keyring.key(connection, known)
    office.clock.forward(minutes=1)
    revoke(head, "office", "petugas2")
    run_rotation(head)
    set_identity_policy(head, IdentityPolicy.ANONYMOUS, "yang tidak boleh ia baca")
    assert len(set(reasons(head))) == 2
