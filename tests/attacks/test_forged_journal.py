"""Someone with the store key rewrites the journal, or writes entries of his own: `wbs verify` names it."""

import msgspec
import pytest

from models.tables.accounts import account_keys, accounts, epochs, grants, seed_seals
from models.tables.cases import cases
from models.tables.journal import journal
from tests.cases.at_work import recorded
from wbs_tui.accounts.access import fingerprint_of, grant, revoke
from wbs_tui.accounts.kinds import ACCOUNT_ACTIVATED, ACCOUNT_INVITED, GRANTED, REVOKED
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.journal.entries import SIGNING_CONTEXT, decode, encode, entry_hash
from wbs_tui.journal.kinds import register
from wbs_tui.store.authority import read_authority
from wbs_tui.text.errors import WbsError
from wbs_tui.vault.account_keys import AccountKeys, fingerprint
from wbs_tui.vault.compartments import EpochSeed, seal_seed
from wbs_tui.vault.epochs import EpochStatement, read_epoch, sign_epoch
from wbs_tui.vault.grants import GrantStatement, sign_grant, statement_bytes
from wbs_tui.vault.ids import new_id

CLEAR = ("station", "sequence", "clock", "kind", "case_id", "actor")


def entries(forger):
    return forger.rows("SELECT id, signed, signature FROM journal ORDER BY sequence")


def test_a_deleted_entry_is_named_wherever_it_was(forger):
    """Cut in the middle: the chain is broken. Cut at the end: the rows that it wrote have no entry."""
    all_entries = entries(forger)
    for number, (entry_id, _signed, _signature) in list(enumerate(all_entries))[::-4]:
        row = forger.cut(journal.c.id == entry_id)
        named = {what for what, _place in forger.findings()}
        assert ("chain" in named) or number == len(all_entries) - 1
        assert named, entry_id
        forger.put_back(row)
    assert forger.findings() == set()
    print(f"every fourth of {len(all_entries)} entries deleted, the last one first")


def test_a_cut_tail_is_named_by_the_rows_it_leaves(forger):
    ids = [entry_id for entry_id, _signed, _signature in entries(forger)]
    for left in (1, 5, len(ids) // 2):
        kept = ids[:-left]
        rows = forger.cut(journal.c.sequence > len(kept))
        assert any(what == "row" for what, _place in forger.findings())
        forger.put_back(rows)
    assert forger.findings() == set()


@pytest.mark.parametrize("column", CLEAR)
def test_a_changed_clear_column_is_named(forger, column):
    for entry_id, _signed, _signature in entries(forger)[::7]:
        value = dict(forger.values(journal.c[column]))[entry_id]
        other = value + 1000 if isinstance(value, int) else f"{value or ''}0"
        forger.put(journal.c[column], entry_id, other)
        assert ("altered", entry_id) in forger.findings()
        forger.put(journal.c[column], entry_id, value)
    assert forger.findings() == set()


def rewritten(forger, entry_id, **changes):
    """The entry with other words in it, hash and clear columns made to fit; only the signature cannot."""
    [(signed, signature)] = forger.rows("SELECT signed, signature FROM journal WHERE id = ?", entry_id)
    other = encode(msgspec.structs.replace(decode(signed), **changes))
    clear = {name: value for name, value in changes.items() if name in CLEAR}
    for name, value in {"signed": other, "hash": entry_hash(other, signature), **clear}.items():
        forger.put(journal.c[name], entry_id, value)


def test_a_rewritten_entry_is_named(forger):
    """Actor, case, kind, time and effects of entries are changed inside the signed bytes."""
    [(other_actor,)] = forger.rows("SELECT id FROM accounts WHERE name = 'petugas2'")
    [(other_key,)] = forger.rows("SELECT id FROM account_keys WHERE account_id = ?", other_actor)
    tried = 0
    of_others = [row for row in entries(forger) if decode(row[1]).actor != other_actor]
    for entry_id, signed, signature in of_others[::9]:
        old = decode(signed)
        for changes in (
            {"actor": other_actor, "actor_key": other_key},
            {"case_id": "0" * 32},
            {"clock": old.clock + 1},
            {"replaces": ("0" * 32,)},
            {"effects": ()},
        ):
            rewritten(forger, entry_id, **changes)
            named = forger.findings()
            assert named & {("signature", entry_id), ("altered", entry_id)}, changes
            forger.write(
                "UPDATE journal SET signed = ?, signature = ?, hash = ?, clock = ?, case_id = ?, actor = ?"
                " WHERE id = ?",
                *(
                    signed,
                    signature,
                    entry_hash(signed, signature),
                    old.clock,
                    old.case_id,
                    old.actor,
                    entry_id,
                ),
            )
            tried += 1
    assert forger.findings() == set()
    print(f"{tried} entries rewritten")


def test_an_entry_signed_by_another_account_is_named(forger):
    """The forger signs in another's name with the only key he has."""
    desk = forger.office.desk("petugas2")
    own = desk.account_keys
    of_others = [row for row in entries(forger) if decode(row[1]).actor != desk.actor.id]
    entry_id, signed, _signature = of_others[-1]
    signature = own.sign(SIGNING_CONTEXT, signed)
    forger.write(
        "UPDATE journal SET signature = ?, hash = ? WHERE id = ?",
        *(signature, entry_hash(signed, signature), entry_id),
    )
    assert ("signature", entry_id) in forger.findings()


def test_bytes_that_are_no_entry_are_named(forger):
    entry_id, signed, _signature = entries(forger)[3]
    for rubbish in (b"", b"\xc1", signed[:-1], signed + b"\0", b"\x80"):
        forger.write("UPDATE journal SET signed = ? WHERE id = ?", rubbish, entry_id)
        assert ("unreadable", entry_id) in forger.findings()


# --- entries that the forger signs with his own key --------------------------------------------------------


def own_entry(forger, kind, write):
    """An entry of `petugas2`, properly signed and chained, that does what `write` does with the change."""
    desk = forger.office.desk("petugas2")
    with desk.transaction() as transaction, transaction.entry(kind) as change:
        write(desk, change)
    return change.entry_id


def test_a_role_given_to_oneself_is_named(forger):
    def promote(desk, change):
        change.update(accounts, desk.actor.id, role="lead")

    made = own_entry(forger, ACCOUNT_INVITED, promote)
    assert ("not allowed", made) in forger.findings()
    made = own_entry(forger, ACCOUNT_ACTIVATED, promote)
    assert ("not allowed", made) in forger.findings()


def account_id(forger, name):
    [(found,)] = forger.rows("SELECT id FROM accounts WHERE name = ?", name)
    return found


def add_key(forger, name, keys, kind=ACCOUNT_ACTIVATED):
    """A second key for somebody's account, of which the forger has the private half."""
    owner, key_id = account_id(forger, name), new_id(forger.office.clock)
    public = keys.public()

    def write(_desk, change):
        change.insert(
            account_keys,
            key_id,
            account_id=owner,
            sign_public=public.sign,
            seal_public=public.seal,
            fingerprint=fingerprint(public),
            valid_from=change.at,
        )

    return key_id, own_entry(forger, kind, write)


def test_a_second_key_of_the_head_is_named_and_signs_no_grants(forger):
    """With a key of the Inspektur's account the forger would let himself in."""
    keys = AccountKeys.generate()
    _key_id, made = add_key(forger, "inspektur", keys)
    let_in = own_entry(forger, GRANTED, granting(forger, keys, "inspektur", "petugas2"))
    named = forger.findings()
    assert ("not allowed", made) in named
    assert any(what == "authority" for what, _place in named)
    assert let_in
    assert not is_member(forger, "identity", "petugas2")


def granting(forger, keys, grantor, member, *, action="grant"):
    """Writes a grant of `identity` for the member, signed with these keys in the grantor's name."""
    compartment_id = compartment(forger, "identity")
    owner = account_id(forger, member)
    print_of_member = fingerprint_of(forger.office.desk("inspektur"), member)

    def write(desk, change):
        statement = GrantStatement(
            office=desk.office.id,
            compartment=compartment_id,
            account=owner,
            fingerprint=print_of_member,
            can_grant=action == "grant",
            epoch=1,
            action=action,
            at=change.at + 1,
            previous=desk.keyring.authority.head(compartment_id),
        )
        change.insert(
            grants,
            new_id(desk.clock),
            compartment_id=compartment_id,
            account_id=owner,
            statement=statement_bytes(statement),
            signature=sign_grant(keys, statement),
            grantor_id=account_id(forger, grantor),
            granted_at=change.at,
        )

    return write


def compartment(forger, kind):
    [(found,)] = forger.rows("SELECT id FROM compartments WHERE kind = ?", kind)
    return found


def is_member(forger, kind, name):
    desk = forger.office.desk("inspektur")
    with desk.reading() as connection:
        authority = read_authority(connection, desk.office.id)
    return (compartment(forger, kind), account_id(forger, name)) in authority.members


@pytest.mark.parametrize(("action", "member"), [("grant", "petugas2"), ("revoke", "irban")])
def test_a_grant_that_no_grantor_signed_is_named_and_lets_nobody_in_or_out(forger, action, member):
    before = is_member(forger, "identity", member)
    own = forger.office.desk("petugas2").account_keys
    for in_name_of in ("petugas2", "inspektur"):
        own_entry(forger, GRANTED, granting(forger, own, in_name_of, member, action=action))
    assert len([place for what, place in forger.findings() if what == "authority"]) == 2
    assert is_member(forger, "identity", member) is before


def test_an_old_grant_put_in_again_lets_nobody_back_in(forger):
    """A genuine grant, copied after the revocation that took it back."""
    head = forger.office.desk("inspektur")
    grant(head, "identity", "petugas2", fingerprint_of(head, "petugas2"))
    [old] = forger.rows(
        "SELECT compartment_id, account_id, statement, signature, grantor_id FROM grants"
        " WHERE account_id = ? AND compartment_id = ?",
        *(account_id(forger, "petugas2"), compartment(forger, "identity")),
    )
    forger.office.clock.forward(minutes=1)
    revoke(head, "identity", "petugas2")
    forger.office.clock.forward(minutes=1)

    def put_in(desk, change):
        columns = ("compartment_id", "account_id", "statement", "signature", "grantor_id")
        change.insert(
            grants, new_id(desk.clock), **dict(zip(columns, old, strict=True)), granted_at=change.at
        )

    own_entry(forger, GRANTED, put_in)
    assert not is_member(forger, "identity", "petugas2")
    assert any(what == "authority" for what, _place in forger.findings())


def false_epoch(forger, kind, keys, grantor):
    """An epoch of the forger's own: whoever seals to it, seals to him."""
    seed = EpochSeed.generate(compartment(forger, kind), 2)

    def write(desk, change):
        statement = EpochStatement(
            office=desk.office.id,
            compartment=seed.compartment,
            number=2,
            public=seed.public(),
            at=change.at + 1,
            previous=desk.keyring.authority.head(seed.compartment),
        )
        encoded, signature = sign_epoch(keys, statement)
        epoch_id = change.insert(
            epochs,
            new_id(desk.clock),
            compartment_id=seed.compartment,
            number=2,
            statement=encoded,
            signature=signature,
            grantor_id=account_id(forger, grantor),
            created_at=change.at,
        )
        change.insert(
            seed_seals,
            new_id(desk.clock),
            epoch_id=epoch_id,
            account_id=desk.actor.id,
            account_key_id=desk.actor.key_id,
            sealed=seal_seed(
                desk.account_keys.public().seal, seed, office=desk.office.id, account=desk.actor.id
            ),
        )

    return own_entry(forger, REVOKED, write)


@pytest.mark.parametrize("grantor", ["petugas2", "inspektur"])
def test_an_epoch_that_no_grantor_signed_is_named_and_sealed_to_by_nobody(forger, grantor):
    """Else an officer without the grant would read every identity that comes in from now on."""
    false_epoch(forger, "identity", forger.office.desk("petugas2").account_keys, grantor)
    assert any(what == "authority" for what, _place in forger.findings())
    forger.office.clock.forward(minutes=1)
    register = recorded(forger.office.desk("petugas"))
    epochs_used = forger.rows(
        "SELECT DISTINCT epoch FROM key_wraps WHERE compartment_id = ? AND case_id ="
        " (SELECT id FROM cases WHERE register = ?)",
        *(compartment(forger, "identity"), register),
    )
    assert epochs_used == [(1,)]
    assert reveal(forger.office.desk("irban"), register, "konfirmasi").reports[0].name == "Siti Pelapor"
    with pytest.raises(WbsError):
        reveal(forger.office.desk("petugas2"), register, "konfirmasi")


def test_a_new_epoch_is_not_sealed_to_a_key_that_was_put_in_place_of_a_members(forger):
    """The forger puts his own public key in the Irban's row and waits for the next revocation."""
    own = forger.office.desk("petugas2").account_keys
    irban = account_id(forger, "irban")
    forger.write("UPDATE account_keys SET seal_public = ? WHERE account_id = ?", own.public().seal, irban)
    assert ("row", f"account_keys/{key_of(forger, irban)}") in forger.findings()
    head = forger.office.desk("inspektur")
    try:
        revoke(head, "identity", "auditor")
        revoke(head, "office", "petugas")
    except WbsError:
        print("refused")
    sealed = forger.rows(
        "SELECT count(*) FROM seed_seals JOIN epochs ON epochs.id = seed_seals.epoch_id"
        " WHERE seed_seals.account_id = ? AND epochs.number = 2",
        irban,
    )
    assert sealed == [(0,)]


def key_of(forger, account):
    [(found,)] = forger.rows("SELECT id FROM account_keys WHERE account_id = ?", account)
    return found


def test_a_swapped_public_half_of_an_epoch_is_named_and_not_used(forger):
    """Inside the signed statement, and by another epoch's statement in its place."""
    seed = EpochSeed.generate(compartment(forger, "identity"), 1)
    [(epoch_id, statement, signature)] = forger.rows(
        "SELECT id, statement, signature FROM epochs WHERE compartment_id = ?", seed.compartment
    )
    said = read_epoch(statement)
    other = msgspec.msgpack.encode(msgspec.structs.replace(said, public=seed.public()))
    [(office_statement, office_signature)] = forger.rows(
        "SELECT statement, signature FROM epochs WHERE compartment_id = ?", compartment(forger, "office")
    )
    for put, signed in ((other, signature), (office_statement, office_signature)):
        forger.write("UPDATE epochs SET statement = ?, signature = ? WHERE id = ?", put, signed, epoch_id)
        named = forger.findings()
        assert ("row", f"epochs/{epoch_id}") in named
        assert any(what == "authority" for what, _place in named)
        with pytest.raises(WbsError):
            recorded(forger.office.desk("petugas"))
    forger.write(
        "UPDATE epochs SET statement = ?, signature = ? WHERE id = ?", statement, signature, epoch_id
    )
    assert forger.findings() == set()


def test_a_kind_that_nobody_knows_is_named(forger):
    register("forged.kind", "notes")

    def close(_desk, change):
        [(case_id,)] = forger.rows("SELECT id FROM cases LIMIT 1")
        change.update(cases, case_id, stage="closed")

    made = own_entry(forger, "forged.kind", close)
    assert ("kind", made) in forger.findings()
