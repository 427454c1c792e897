"""The kinds of journal entry about recovery: what the Inspektur, and what the escrow itself, may write."""

from models.words.recovery import ShareEvent
from models.words.roles import AccountStatus, Role
from wbs_tui.journal.entries import Entry, RowEffect
from wbs_tui.journal.kinds import Maker, by_anyone_active, by_case_worker, by_inspector, register

_ACCESS = ("grants", "epochs", "seed_seals")
_TAKES_OVER = frozenset({"role", "decree_number", "decree_date", "decree_signer", "decree_start"})
_STANDS_DOWN = frozenset({"status", "disabled_at"})
_ENDS_KEY = frozenset({"ended_at", "last_sequence", "last_hash"})
_RISES_FROM = frozenset({Role.OFFICER, Role.LEAD})


def _renews(entry: Entry, maker: Maker) -> bool:
    """The Inspektur himself: one new escrow with its key, and the end of those before it."""
    return by_inspector(entry, maker) and about_escrows(entry, maker)


def about_escrows(entry: Entry, maker: Maker) -> bool:
    """Whether of accounts and keys it makes or ends nothing but escrows."""
    born = {
        effect.row_id
        for effect in entry.effects_on("accounts")
        if effect.operation == "insert" and effect.values.get("role") == Role.ESCROW
    }
    return all(
        effect.row_id in born or _ends_escrow(effect, maker) for effect in entry.effects_on("accounts")
    ) and all(
        effect.values.get("account_id") in born if effect.operation == "insert" else _ends_key(effect, entry)
        for effect in entry.effects_on("account_keys")
    )


def _ends_escrow(effect: RowEffect, maker: Maker) -> bool:
    ends = effect.operation == "update" and effect.values.keys() <= _STANDS_DOWN
    return ends and maker.account(effect.row_id).role == Role.ESCROW


def _checks(entry: Entry, maker: Maker) -> bool:
    """Whoever holds a share and has a seat: that one was checked, or shown to him."""
    rows = entry.effects_on("share_checks")
    holds = maker.role in (Role.SUPER_ADMIN, Role.INSPECTOR)
    return (
        by_anyone_active(entry, maker)
        and holds
        and all(
            effect.values.get("account_id") == entry.actor
            and effect.values.get("what") in (ShareEvent.CHECKED, ShareEvent.SHOWN)
            for effect in rows
        )
    )


def _opens(entry: Entry, maker: Maker) -> bool:
    """Everybody for himself."""
    own = all(
        (effect.values.get("account_id"), effect.values.get("account_key_id"))
        == (entry.actor, entry.actor_key)
        for effect in entry.effects_on("openings")
    )
    return by_anyone_active(entry, maker) and own


def _drills(entry: Entry, maker: Maker) -> bool:
    """The Inspektur, for the escrow."""
    return by_inspector(entry, maker) and all(
        maker.account(str(effect.values.get("account_id"))).role == Role.ESCROW
        for effect in entry.effects_on("openings")
    )


def _recovers(entry: Entry, maker: Maker) -> bool:
    """The escrow itself: lets in, and gives the office of Inspektur anew, or to who takes it over."""
    active = maker.role == Role.ESCROW and maker.status == AccountStatus.ACTIVE
    return (
        active
        and all(
            _resets_head(effect, maker) or _stands_down(effect, maker) or _takes_over(effect, maker)
            for effect in entry.effects_on("accounts")
        )
        and all(_ends_key(effect, entry) for effect in entry.effects_on("account_keys"))
        and all(
            effect.operation == "update" and effect.values.keys() == {"ended_at"}
            for effect in entry.effects_on("covers")
        )
    )


def _ends_key(effect: RowEffect, entry: Entry) -> bool:
    """With the journal's head before the entry, so that nothing signed later counts."""
    head = (effect.values.get("last_sequence"), effect.values.get("last_hash"))
    ends = effect.operation == "update" and effect.values.keys() == _ENDS_KEY
    return ends and head == (entry.sequence - 1, entry.previous)


def _is_head(effect: RowEffect, maker: Maker) -> bool:
    return effect.operation == "update" and maker.account(effect.row_id).role == Role.INSPECTOR


def _resets_head(effect: RowEffect, maker: Maker) -> bool:
    waits = effect.values == {"status": AccountStatus.INVITED}
    return waits and _is_head(effect, maker)


def _stands_down(effect: RowEffect, maker: Maker) -> bool:
    off = effect.values.keys() <= _STANDS_DOWN and effect.values.get("status") == AccountStatus.DISABLED
    return off and _is_head(effect, maker)


def _takes_over(effect: RowEffect, maker: Maker) -> bool:
    by_decree = effect.values.keys() <= _TAKES_OVER and bool(effect.values.get("decree_number"))
    risen = maker.account(effect.row_id)
    return (
        by_decree
        and effect.operation == "update"
        and effect.values.get("role") == Role.INSPECTOR
        and risen.status == AccountStatus.ACTIVE
        and risen.role in _RISES_FROM
    )


def _goes_live(entry: Entry, maker: Maker) -> bool:
    return by_inspector(entry, maker) and all(
        effect.operation == "update" and effect.values.keys() == {"live_at"}
        for effect in entry.effects_on("offices")
    )


def _registers_outside(entry: Entry, maker: Maker) -> bool:
    """The Inspektur himself: one office elsewhere with its key, and the end of the one before."""
    born = {
        effect.row_id
        for effect in entry.effects_on("accounts")
        if effect.operation == "insert" and effect.values.get("role") == Role.OUTSIDE
    }
    return (
        by_inspector(entry, maker)
        and all(
            effect.row_id in born
            or (
                effect.operation == "update"
                and effect.values.keys() <= _STANDS_DOWN
                and maker.account(effect.row_id).role == Role.OUTSIDE
            )
            for effect in entry.effects_on("accounts")
        )
        and all(
            effect.values.get("account_id") in born
            if effect.operation == "insert"
            else _ends_key(effect, entry)
            for effect in entry.effects_on("account_keys")
        )
    )


def _accepts(entry: Entry, maker: Maker) -> bool:
    """For oneself: what the outside office has signed."""
    return by_case_worker(entry, maker) and all(
        effect.values.get("account_id") == entry.actor
        and maker.account(str(effect.values.get("grantor_id"))).role == Role.OUTSIDE
        for effect in entry.effects_on("grants")
    )


ESCROW_MADE = register(
    "escrow.made", "accounts", "account_keys", "escrows", "escrow_shares", *_ACCESS, rule=_renews
)
SHARE_CHECKED = register("recovery.checked", "share_checks", rule=_checks)
RECOVERY_DRILLED = register("recovery.drilled", "share_checks", "openings", rule=_drills)
RECOVERY_USED = register(
    "recovery.used", "accounts", "account_keys", "covers", "share_checks", *_ACCESS, rule=_recovers
)
OPENED = register("account.opened", "openings", rule=_opens)
OFFICE_LIVE = register("office.live", "offices", rule=_goes_live)
OUTSIDE_ADDED = register("outside.added", "accounts", "account_keys", rule=_registers_outside)
OUTSIDE_ANSWERED = register("outside.answered", rule=by_inspector)
OUTSIDE_ACCEPTED = register("outside.accepted", "grants", "seed_seals", rule=_accepts)
