"""The kinds of journal entry about accounts and who may read."""

from wbs_tui.journal.kinds import register

OFFICE_FOUNDED = register("office.founded", "offices", "accounts", "account_keys")
ACCOUNT_INVITED = register("account.invited", "accounts")
ACCOUNT_ACTIVATED = register(
    "account.activated", "accounts", "account_keys", "compartments", "epochs", "grants", "seed_seals"
)
ACCOUNT_DISABLED = register("account.disabled", "accounts", "grants", "epochs", "seed_seals")
GRANTED = register("access.granted", "grants", "seed_seals")
REVOKED = register("access.revoked", "grants", "epochs", "seed_seals")
PASSWORD_CHANGED = register("account.password_changed")
