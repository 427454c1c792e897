"""The Inspektur sets what is asked of reporters: new cases take it, the others keep theirs."""

import pytest

from models.words.reports import IdentityPolicy
from tests.cases.at_work import journal_is_sound, new_case
from wbs_tui.cases.identity.disclosure_list import list_disclosures
from wbs_tui.cases.identity.identity_policy import current_identity_policy, explained, set_identity_policy
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.verification import checklist
from wbs_tui.cases.words import ReasonMissing
from wbs_tui.journal.desk import NotPermitted


def policy_of(desk, register):
    return load_case(desk, register).identity_policy


def test_new_cases_take_it_also_at_desks_that_were_open_before(office):
    officer, head = office.desk("petugas"), office.desk("inspektur")
    before = new_case(officer)
    assert set_identity_policy(head, IdentityPolicy.OPEN, "Perbup baru")
    after = new_case(officer)
    chosen = new_case(officer, identity_policy="anonymous")
    policies = [policy_of(officer, case) for case in (before, after, chosen)]
    assert policies == ["confidential", "open", "anonymous"]
    mandatory = {item.id for item in checklist(officer, after) if item.mandatory}
    assert {"nik", "id_card"} <= mandatory
    assert "nik" not in {item.id for item in checklist(officer, before) if item.mandatory}
    assert journal_is_sound(head)


def test_it_is_kept_with_who_when_and_why(office):
    head = office.desk("inspektur")
    set_identity_policy(head, IdentityPolicy.ANONYMOUS, "laporan terlalu sedikit")
    (view,) = list_disclosures(head)
    assert (view.what, view.account, view.reason, view.register) == (
        "policy",
        "inspektur",
        "laporan terlalu sedikit",
        None,
    )
    assert not set_identity_policy(head, IdentityPolicy.ANONYMOUS, "lagi")
    assert len(list_disclosures(head)) == 1


def test_only_the_inspektur_and_not_without_a_reason(office):
    for name in ("petugas", "irban", "auditor", "admin"):
        with pytest.raises(NotPermitted):
            set_identity_policy(office.desk(name), IdentityPolicy.OPEN, "alasan")
    head = office.desk("inspektur")
    with pytest.raises(ReasonMissing):
        set_identity_policy(head, IdentityPolicy.OPEN, " ")
    assert current_identity_policy(head) is IdentityPolicy.CONFIDENTIAL


@pytest.mark.parametrize("policy", list(IdentityPolicy))
def test_each_policy_says_what_it_means_and_what_it_asks(office, policy):
    said = explained(office.desk("petugas"), policy)
    assert len(said) > 40
    assert ("Salinan KTP" in said) is (policy is IdentityPolicy.OPEN)
    assert ("Wajib ditanyakan" in said) is (policy is not IdentityPolicy.ANONYMOUS)
