"""A compartment's history: whatever is taken out of it, put into it or put beside it shows."""

import dataclasses
import hashlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.chained import ACCOUNTS, COMPARTMENT, KEYS, begun
from wbs_tui.store.chains import Claim, read_chain
from wbs_tui.vault.grants import read_grant


def rotated(version=2):
    """The officer taken out again by the lead, and a grant after it."""
    pages = begun(version)
    pages.grant("lead", "officer", action="revoke", epoch=2)
    pages.epoch("lead")
    pages.grant("head", "other")
    return pages


def test_a_whole_chain_says_who_is_in_and_which_epoch_counts():
    chain = rotated().read()
    assert not chain.broken
    assert chain.rejected == []
    assert set(chain.granted) == {"head", "lead", "other"}
    assert [said.number for _row_id, said in chain.epochs] == [1, 2]


def test_every_statement_that_is_missing_breaks_the_chain():
    """But the last, which only something outside the chain can miss."""
    pages = rotated()
    for claim in pages.claims[1:-1]:
        assert pages.read(claim).broken, claim.said
    print(f"each of {len(pages.claims) - 2} statements taken away")


def test_every_two_that_are_missing_break_the_chain():
    pages = rotated()
    for pair in itertools.combinations(pages.claims[1:-1], 2):
        assert pages.read(*pair).broken


def test_without_its_first_statement_nothing_is_genuine():
    pages = rotated()
    chain = pages.read(pages.claims[0])
    assert (chain.epochs, chain.granted) == ([], {})


def test_a_cut_tail_leaves_a_whole_chain_that_is_shorter():
    """Only what was seen or sealed before tells: the pins, and keys wrapped for the epoch that is gone."""
    pages = rotated()
    chain = pages.read(*pages.claims[-3:])
    assert not chain.broken
    assert len(chain.links) == len(pages.read().links) - 3


def test_whoever_is_taken_out_holds_the_last_epoch_until_there_is_another():
    """The epoch alone is taken away from the end: nothing may be sealed for the one before."""
    pages = rotated()
    assert not pages.read().epoch_due
    assert pages.read(*pages.claims[-2:]).epoch_due
    himself = begun()
    himself.grant("lead", "lead", action="revoke", epoch=2)
    assert not himself.read().epoch_due


def test_what_comes_after_a_gap_is_still_read():
    pages = rotated()
    revocation = pages.claims[4]
    chain = pages.read(revocation)
    assert chain.broken
    assert [said.number for _row_id, said in chain.epochs] == [1, 2]
    assert "other" in chain.granted


def test_two_statements_after_the_same_one_break_the_chain():
    """Whoever may grant signs one history for some, and another for others."""
    pages = begun()
    before = pages.previous
    pages.grant("lead", "other")
    forked = pages.grant("lead", "officer", action="revoke", previous=before)
    chain = pages.read()
    assert chain.broken
    assert forked.row_id in chain.rejected


def test_the_same_bytes_twice_count_once():
    pages = rotated()
    again = pages.claims[2]
    copy = Claim("9" * 32, COMPARTMENT, "officer", "head", again.statement, again.signature, again.said)
    chain = read_chain([*pages.claims, copy], "head", KEYS)
    assert not chain.broken
    assert chain.rejected == [copy.row_id]
    assert "officer" not in chain.granted


def test_what_nobody_with_a_grant_signed_is_only_rejected():
    """Whoever can write rows must not be able to stop the office with them."""
    pages = rotated()
    forged = [
        pages.grant("other", "other", can_grant=True),
        pages.grant("officer", "officer", can_grant=True),
        pages.epoch("other"),
    ]
    chain = pages.read()
    assert not chain.broken
    assert set(chain.rejected) == {claim.row_id for claim in forged}
    assert len(chain.epochs) == 2


def test_a_grantor_who_was_taken_out_can_only_break_what_he_once_could_change():
    pages = begun()
    before = pages.previous
    pages.grant("head", "lead", action="revoke", epoch=2)
    pages.epoch("head")
    forged = pages.grant("lead", "other", previous=before, at=pages.at)
    chain = pages.read()
    assert chain.broken
    assert forged.row_id in chain.rejected
    late = begun()
    late.grant("head", "lead", action="revoke", epoch=2)
    late.grant("lead", "other")
    assert late.read().broken


def test_a_grant_spreads_no_further_than_its_grantor_may():
    """An officer passes on what he has: nobody gave him the right to."""
    pages = begun()
    spread = pages.grant("officer", "other")
    chain = pages.read()
    assert chain.rejected == [spread.row_id]
    assert "other" not in chain.granted


@pytest.mark.parametrize(("at", "lets_in"), [(2000, True), (2001, False)])
def test_a_cover_grants_until_its_end_and_stays_a_member(at, lets_in):
    pages = begun()
    pages.grant("head", "other", can_grant=True, until=2000)
    pages.grant("other", "officer", action="revoke", epoch=2, at=at)
    chain = pages.read()
    assert ("officer" not in chain.granted) is lets_in
    assert chain.broken is not lets_in
    assert chain.granted["other"].may_grant(2000)
    assert not chain.granted["other"].may_grant(2001)


@pytest.mark.parametrize("whom", ["other", "officer"])
@pytest.mark.parametrize(("until", "counts"), [(None, False), (2001, False), (2000, True), (1500, True)])
def test_a_cover_lets_nobody_grant_for_longer_than_himself(whom, until, counts):
    """Himself above all: one grant of his own without an end, and he would go on for good."""
    pages = begun()
    pages.grant("head", "other", can_grant=True, until=2000)
    longer = pages.grant("other", whom, can_grant=True, until=until)
    chain = pages.read()
    assert (longer.row_id not in chain.rejected) is counts
    assert chain.broken is not counts
    assert not chain.granted["other"].may_grant(2001)
    assert not chain.granted["officer"].may_grant(2001)


def test_a_cover_takes_out_nobody_who_grants_for_good():
    """The Inspektur and the escrow stay: what is left of his time leads back by them."""
    pages = begun()
    pages.grant("head", "other", can_grant=True, until=2000)
    rid_of = pages.grant("other", "head", action="revoke", epoch=2)
    chain = pages.read()
    assert rid_of.row_id in chain.rejected
    assert chain.broken
    assert chain.granted["head"].may_grant(3000)


def test_a_moment_that_goes_back_does_not_count():
    pages = begun()
    pages.grant("head", "other", at=999)
    assert pages.read().broken


@pytest.mark.parametrize("number", [0, 1, 3, -1])
def test_an_epoch_has_the_number_after_the_last(number):
    pages = begun()
    pages.epoch("head", number=number)
    chain = pages.read()
    assert [said.number for _row_id, said in chain.epochs] == [1]
    assert chain.broken


def test_the_grantors_key_must_be_there():
    """A deleted key row would otherwise make his revocations look like forgeries."""
    pages = rotated()
    without = {name: keys for name, keys in KEYS.items() if name != "lead"}
    assert read_chain(pages.claims, "head", without).broken


# --- statements of version 1, which name nothing before them -------------------------------------------


def test_statements_of_version_1_stand_before_the_chain():
    pages = begun(version=1)
    pages.grant("head", "officer", action="revoke", epoch=2)
    pages.epoch("head")
    chain = pages.read()
    assert not chain.broken
    assert chain.rejected == []
    assert set(chain.granted) == {"head", "lead"}
    assert [said.number for _row_id, said in chain.epochs] == [1, 2]


def test_the_chain_holds_every_statement_of_version_1_before_it():
    pages = rotated(version=1)
    for claim in pages.claims[1:4]:
        assert pages.read(claim).broken, claim.said


def test_a_statement_of_version_1_slipped_in_later_breaks_the_chain():
    """By a grantor, with a moment before the chain began or after it."""
    for at in (1002, 5000):
        pages = rotated(version=1)
        pages.grant("head", "officer", version=1, at=at, epoch=7)
        assert pages.read().broken


def test_a_chain_that_a_former_founder_begins_anew_breaks_the_old_one():
    """His key founded it once; with it he signs a first statement that nothing precedes."""
    pages = begun(version=1)
    pages.grant("head", "head", can_grant=True, previous=b"", at=9000)
    chain = pages.read()
    assert chain.broken
    assert {"head", "lead", "officer"} <= set(chain.granted)


def test_a_statement_of_version_1_still_counts_by_its_moment_alone():
    pages = begun(version=1)
    chain = pages.read()
    first = hashlib.sha256(pages.claims[0].statement).digest()
    assert chain.links[0] == first
    assert chain.links[-1] == pages.previous


def test_columns_that_say_something_else_break_the_chain():
    pages = rotated()
    moved = pages.claims[2]
    elsewhere = Claim(
        moved.row_id, COMPARTMENT, "other", "head", moved.statement, moved.signature, moved.said
    )
    chain = read_chain([*pages.claims[:2], elsewhere, *pages.claims[3:]], "head", KEYS)
    assert chain.broken
    assert moved.row_id in chain.rejected


def test_a_signature_under_another_context_does_not_count():
    pages = begun()
    claim = pages.grant("head", "other")
    crossed = ACCOUNTS["head"].sign("epoch-v1", claim.statement)
    wrong = Claim(
        claim.row_id, COMPARTMENT, "other", "head", claim.statement, crossed, read_grant(claim.statement)
    )
    chain = read_chain([*pages.claims[:-1], wrong], "head", KEYS)
    assert chain.rejected == [wrong.row_id]


# --- whatever somebody does who can write every row, and sign for nobody who may grant --------------------

GRANTORS = [key for name in ("head", "lead") for key in KEYS[name].values()]
STEPS = st.lists(st.sampled_from(["let in", "take out", "epoch", "pass on", "end"]), min_size=1, max_size=8)


def worked(steps, version):
    """A history of these steps; the first statements may be of version 1."""
    pages = begun(version)
    for step in steps:
        if step == "let in":
            pages.grant("head", "other")
        elif step == "take out":
            pages.grant("lead", "officer", action="revoke", epoch=pages.number + 1)
            pages.epoch("lead")
        elif step == "epoch":
            pages.epoch("head")
        elif step == "pass on":
            pages.grant("head", "lead", can_grant=True, until=10**9)
        else:
            pages.grant("head", "officer")
    return pages


@st.composite
def tampered(draw):
    """The whole history, and what is left of it: rows gone, doubled, moved to other columns, forged."""
    version = draw(st.sampled_from([1, 2]))
    pages = worked(draw(STEPS), version)
    whole = list(pages.claims)
    left = []
    for claim in whole:
        fate = draw(st.sampled_from(["kept", "kept", "kept", "gone", "doubled", "moved", "renamed", "cut"]))
        changed = {
            "kept": [claim],
            "gone": [],
            "doubled": [claim, dataclasses.replace(claim, row_id=claim.row_id + "b")],
            "moved": [dataclasses.replace(claim, subject="other")],
            "renamed": [dataclasses.replace(claim, grantor_id="other")],
            "cut": [dataclasses.replace(claim, signature=claim.signature[:-1])],
        }[fate]
        left += changed
    for _number in range(draw(st.integers(0, 2))):
        outsider = draw(st.sampled_from(["other", "officer"]))
        previous = draw(st.sampled_from([b"", *(link(claim) for claim in whole)]))
        pages.grant(outsider, "other", can_grant=True, previous=previous, at=draw(st.integers(0, 2000)))
        left.append(pages.claims[-1])
    return whole, draw(st.permutations(left))


def link(claim):
    return hashlib.sha256(claim.statement).digest()


@given(tampered())
def test_what_is_left_is_the_beginning_of_the_history_or_is_broken(case):
    """So no row of a database puts somebody in, keeps somebody in, or brings an old epoch back unseen."""
    whole, left = case
    full, chain = read_chain(whole, "head", KEYS), read_chain(left, "head", KEYS)
    assert not full.broken
    ends = {claim.statement for claim in whole if claim.said.version == 2 and claim.grantor_id == "head"}
    unchained = any(claim.said.version == 1 for claim in whole)
    if chain.broken or (unchained and not ends.intersection(genuine(left))):
        return  # broken; or nothing that its founder chained holds the statements of version 1 together
    assert chain.links == full.links[: len(chain.links)]


def genuine(left):
    """The statements that are there under their own signatures."""
    return {claim.statement for claim in left if any(claim.signed_by(key) for key in GRANTORS)}
