"""The kinds of journal entry about accounts and who may read, each with who may make it."""

from models.words.roles import AccountStatus, Role
from wbs_tui.journal.entries import Entry
from wbs_tui.journal.kinds import Maker, register

_ACTIVATES = frozenset({"status", "activated_at"})


def _founds(entry: Entry, maker: Maker) -> bool:
    """Only the very first entry of all."""
    return entry.sequence == 1 and maker.role is None


def _is_super_admin(_entry: Entry, maker: Maker) -> bool:
    return maker.role == Role.SUPER_ADMIN


def _was_invited(entry: Entry, maker: Maker) -> bool:
    """An account that waits for its owner gets one key, its own, and nothing else of it changes."""
    own_key = [
        (effect.row_id, effect.values.get("account_id")) for effect in entry.effects_on("account_keys")
    ]
    about_itself = all(
        effect.operation == "update" and effect.row_id == entry.actor and effect.values.keys() <= _ACTIVATES
        for effect in entry.effects_on("accounts")
    )
    invited = maker.status == AccountStatus.INVITED and not maker.has_key
    return invited and about_itself and own_key == [(entry.actor_key, entry.actor)]


OFFICE_FOUNDED = register("office.founded", "offices", "accounts", "account_keys", rule=_founds)
ACCOUNT_INVITED = register("account.invited", "accounts", rule=_is_super_admin)
ACCOUNT_ACTIVATED = register(
    "account.activated",
    *("accounts", "account_keys", "compartments", "epochs", "grants", "seed_seals"),
    rule=_was_invited,
)
ACCOUNT_DISABLED = register(
    "account.disabled", "accounts", "grants", "epochs", "seed_seals", rule=_is_super_admin
)
GRANTED = register("access.granted", "grants", "seed_seals")
REVOKED = register("access.revoked", "grants", "epochs", "seed_seals")
PASSWORD_CHANGED = register("account.password_changed")
