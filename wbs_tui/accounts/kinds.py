"""The kinds of journal entry about accounts and who may read, each with who may make it.

A rule sees the entry and the accounts as the entries before it have made them. So whoever writes with the
store's key and his own, behind the program, can sign nothing that his role may not do.
"""

from collections.abc import Iterable

from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.recovery import kinds as _recovery  # noqa: F401 - registers the kinds about recovery
from wbs_tui.journal.entries import Entry, RowEffect
from wbs_tui.journal.kinds import (
    Maker,
    by_anyone_active,
    by_inspector,
    by_super_admin,
    register,
)

GIVEN_ROLES = (Role.OFFICER, Role.LEAD, Role.AUDITOR, Role.MONITOR)
"""What the Super Admin may give. The other roles are born with the office, handed over, or nobody's seat."""
_CARRIERS = (Role.SUPER_ADMIN, Role.OFFICER, Role.LEAD, Role.INSPECTOR)
_SEATS = (*GIVEN_ROLES, Role.SUPER_ADMIN, Role.INSPECTOR)
_OF_ACTIVATION = ("accounts", "account_keys")
_ACTIVATES = frozenset({"status", "activated_at"})
_DISABLES = frozenset({"status", "disabled_at"})
_ENDS_KEY = frozenset({"ended_at", "last_sequence", "last_hash"})
_ENDS_COVER = frozenset({"ended_at"})
_APPOINTS = frozenset({"role", "decree_number", "decree_date", "decree_signer", "decree_start"})


def _founds(entry: Entry, maker: Maker) -> bool:
    """Only the very first entry of all."""
    return entry.sequence == 1 and maker.role is None


def _invites(entry: Entry, maker: Maker) -> bool:
    """New accounts of roles that he may give; the Inspektur's comes right after the founding."""
    roles = (Role.INSPECTOR,) if maker.headless else GIVEN_ROLES
    return by_super_admin(entry, maker) and all(
        _is_invited(effect) and effect.values.get("role") in roles for effect in entry.effects
    )


def _is_invited(effect: RowEffect) -> bool:
    return effect.operation == "insert" and effect.values.get("status") == AccountStatus.INVITED


def _was_invited(entry: Entry, maker: Maker) -> bool:
    """An account that waits for its owner gets one key, its own, and nothing else of it changes.

    With the Inspektur's first key of all the compartments are born, and the escrow.
    """
    gives_birth = maker.role == Role.INSPECTOR and not maker.had_key
    if not gives_birth and any(effect.table not in _OF_ACTIVATION for effect in entry.effects):
        return False
    escrows = _born_escrows(entry) if gives_birth else frozenset()
    keys = [(effect.row_id, effect.values.get("account_id")) for effect in entry.effects_on("account_keys")]
    about_itself = all(
        _updates(effect, _ACTIVATES) and effect.row_id == entry.actor
        for effect in entry.effects_on("accounts")
        if effect.row_id not in escrows
    )
    own = [pair for pair in keys if pair[1] not in tuple(escrows)]
    invited = maker.status == AccountStatus.INVITED and not maker.has_key
    return invited and about_itself and own == [(entry.actor_key, entry.actor)]


def _born_escrows(entry: Entry) -> frozenset[str]:
    return frozenset(
        effect.row_id
        for effect in entry.effects_on("accounts")
        if effect.operation == "insert" and effect.values.get("role") == Role.ESCROW
    )


def _disables(entry: Entry, maker: Maker) -> bool:
    """The Super Admin switches off whoever holds no office."""
    changed = entry.effects_on("accounts")
    return (
        by_super_admin(entry, maker)
        and all(_switches_off(effect) for effect in changed)
        and all(maker.account(effect.row_id).role in GIVEN_ROLES for effect in changed)
        and ends_keys_rightly(entry)
    )


def _switches_off(effect: RowEffect) -> bool:
    return _updates(effect, _DISABLES) and effect.values.get("status") == AccountStatus.DISABLED


def _resets(entry: Entry, maker: Maker) -> bool:
    """The Super Admin resets the others, the Inspektur him; nobody himself."""
    changed = entry.effects_on("accounts")
    roles = [maker.account(effect.row_id).role for effect in changed]
    if maker.role == Role.INSPECTOR:
        may = maker.status == AccountStatus.ACTIVE and roles == [Role.SUPER_ADMIN]
    else:
        may = by_super_admin(entry, maker) and all(role in (*GIVEN_ROLES, Role.INSPECTOR) for role in roles)
    waits = all(
        _updates(effect, {"status"}) and effect.values.get("status") == AccountStatus.INVITED
        for effect in changed
    )
    return may and waits and ends_keys_rightly(entry)


def _changes_role(entry: Entry, maker: Maker) -> bool:
    """The Super Admin, among the roles that he may give; so nobody is made a second of anything."""
    return by_super_admin(entry, maker) and all(
        _updates(effect, {"role"})
        and effect.values.get("role") in GIVEN_ROLES
        and maker.account(effect.row_id).role in GIVEN_ROLES
        for effect in entry.effects
    )


def _renames(entry: Entry, maker: Maker) -> bool:
    return by_super_admin(entry, maker) and all(
        _updates(effect, {"full_name"}) and maker.account(effect.row_id).role in _SEATS
        for effect in entry.effects
    )


def _hands_over_super_admin(entry: Entry, maker: Maker) -> bool:
    """By the Inspektur: the one who was it is switched off, and one other is it, by a decree."""
    changed = entry.effects_on("accounts")
    off = [effect for effect in changed if _switches_off(effect)]
    on = [effect for effect in changed if effect not in off]
    return (
        by_inspector(entry, maker)
        and [maker.account(effect.row_id).role for effect in off] == [Role.SUPER_ADMIN]
        and [effect.values.get("role") for effect in on] == [Role.SUPER_ADMIN]
        and all(_has_decree(effect) and _may_rise(effect, maker) for effect in on)
        and ends_keys_rightly(entry)
    )


def _has_decree(effect: RowEffect) -> bool:
    return bool(effect.values.get("decree_number")) and bool(effect.values.get("decree_date"))


def _may_rise(effect: RowEffect, maker: Maker) -> bool:
    """A new account that is invited, or one that is active in a role that can be given."""
    if effect.operation == "insert":
        return _is_invited(effect)
    risen = maker.account(effect.row_id)
    return (
        effect.values.keys() <= _APPOINTS
        and risen.status == AccountStatus.ACTIVE
        and risen.role in GIVEN_ROLES
    )


def _hands_over_office(entry: Entry, maker: Maker) -> bool:
    """By the Inspektur himself: he is switched off, and one other is the Inspektur."""
    changed = entry.effects_on("accounts")
    off = [effect for effect in changed if _switches_off(effect)]
    on = [effect for effect in changed if effect not in off]
    return (
        by_inspector(entry, maker)
        and [effect.row_id for effect in off] == [entry.actor]
        and [effect.values.get("role") for effect in on] == [Role.INSPECTOR]
        and all(effect.operation == "update" and _may_rise(effect, maker) for effect in on)
        and ends_keys_rightly(entry)
    )


def _appoints_cover(entry: Entry, maker: Maker) -> bool:
    """By the Inspektur himself, one account that is active in a role that can be given, for a time."""
    begun = entry.effects_on("covers")
    return (
        by_inspector(entry, maker)
        and len(begun) == 1
        and all(
            effect.operation == "insert"
            and effect.values.get("appointed_by") == entry.actor
            and maker.account(str(effect.values.get("account_id"))).role in GIVEN_ROLES
            for effect in begun
        )
    )


def _ends_cover(entry: Entry, maker: Maker) -> bool:
    return by_inspector(entry, maker) and _covers_end(entry)


def _covers_end(entry: Entry) -> bool:
    return all(_updates(effect, _ENDS_COVER) for effect in entry.effects_on("covers"))


def ends_keys_rightly(entry: Entry) -> bool:
    """Whether every key it ends is ended with the journal's head before it, every cover with its moment."""
    ended: Iterable[RowEffect] = entry.effects_on("account_keys")
    return _covers_end(entry) and all(
        _updates(effect, _ENDS_KEY)
        and type(effect.values.get("ended_at")) is int
        and effect.values.get("last_sequence") == entry.sequence - 1
        and effect.values.get("last_hash") == entry.previous
        for effect in ended
    )


def _updates(effect: RowEffect, columns: frozenset[str] | set[str]) -> bool:
    return effect.operation == "update" and effect.values.keys() <= columns


def _carries_the_store(_entry: Entry, maker: Maker) -> bool:
    """Whoever works in the office, and the Super Admin; not who only reads."""
    return maker.status == AccountStatus.ACTIVE and maker.role in _CARRIERS


def _moves_the_store(entry: Entry, maker: Maker) -> bool:
    return by_super_admin(entry, maker) or (
        maker.status == AccountStatus.ACTIVE and maker.role == Role.INSPECTOR
    )


def _restores(entry: Entry, maker: Maker) -> bool:
    """The first entry of a station, which it begins in its signer's name: it excuses what was lost."""
    rows = entry.effects_on("stations")
    begun = [effect for effect in rows if effect.row_id == entry.station]
    return (
        _moves_the_store(entry, maker)
        and entry.sequence == 1
        and all(effect.operation == "insert" for effect in rows)
        and [effect.values.get("begun_by") for effect in begun] == [entry.actor]
    )


_ACCESS = ("grants", "epochs", "seed_seals")

OFFICE_FOUNDED = register("office.founded", "offices", "accounts", "account_keys", rule=_founds)
ACCOUNT_INVITED = register("account.invited", "accounts", rule=_invites)
ACCOUNT_ACTIVATED = register(
    "account.activated",
    *("accounts", "account_keys", "compartments", *_ACCESS, "escrows", "escrow_shares"),
    rule=_was_invited,
)
ACCOUNT_DISABLED = register(
    "account.disabled", "accounts", "account_keys", "covers", *_ACCESS, rule=_disables
)
ACCOUNT_RESET = register("account.reset", "accounts", "account_keys", "covers", rule=_resets)
ROLE_CHANGED = register("account.role_changed", "accounts", rule=_changes_role)
RENAMED = register("account.renamed", "accounts", rule=_renames)
SUPER_ADMIN_HANDED_OVER = register(
    "account.handed_over", "accounts", "account_keys", "covers", *_ACCESS, rule=_hands_over_super_admin
)
OFFICE_HANDED_OVER = register(
    "head.handed_over", "accounts", "account_keys", "covers", *_ACCESS, rule=_hands_over_office
)
COVER_BEGUN = register("head.cover_begun", "covers", "grants", "seed_seals", rule=_appoints_cover)
COVER_ENDED = register("head.cover_ended", "covers", *_ACCESS, rule=_ends_cover)
GRANTED = register("access.granted", "grants", "seed_seals")
REVOKED = register("access.revoked", *_ACCESS)
"""Who may let in and take out is said by the signatures of the grants themselves."""
PASSWORD_CHANGED = register("account.password_changed", rule=by_anyone_active)
DEVICE_ADDED = register("account.device_added", rule=by_anyone_active, elsewhere=True)
DEVICE_REMOVED = register("account.device_removed", rule=by_anyone_active)
RECOVERY_CODE_MADE = register("account.recovery_code_made", rule=by_anyone_active)
STORE_REKEYED = register("store.rekeyed", rule=by_anyone_active)
STORE_BACKED_UP = register("store.backed_up", rule=_carries_the_store)
"""A backup was made: all of the office left the store, sealed."""
STORE_RESTORED = register("store.restored", "stations", rule=_restores)
"""The store came out of a backup; first entry of a station of its own."""
STORE_MOVED = register("store.moved", rule=_moves_the_store)
"""The office goes on at another address; last entry of the store that was left."""
