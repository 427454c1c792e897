"""roles.toml: what each role may do. Keys decide besides: a role opens nothing by itself."""

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, field

from models.words.roles import Role
from wbs_tui.policy.parts import Broken, Label, Part, Text
from wbs_tui.text.catalogue import N_

Scope = Literal["office", "assigned"]
"""Which cases a role reads: all of the office, or only those assigned to the account."""


class Operation(StrEnum):
    """Everything that the program asks permission for. Steps between stages have their roles on the edge."""

    ACCOUNT_LIST = "account.list"
    ACCOUNT_MANAGE = "account.manage"
    ACCOUNT_ROTATE = "account.rotate"
    ACCOUNT_HANDOVER = "account.handover"
    HEAD_HANDOVER = "head.handover"
    HEAD_COVER = "head.cover"
    OFFICE_SETTINGS = "office.settings"
    RECOVERY_CHECK = "recovery.check"
    RECOVERY_DRILL = "recovery.drill"
    RECOVERY_USE = "recovery.use"
    GRANT = "grant"
    CASE_LIST = "case.list"
    CASE_READ = "case.read"
    CASE_RECORD = "case.record"
    CASE_IMPORT = "case.import"
    CASE_CLASSIFY = "case.classify"
    CASE_VERIFY = "case.verify"
    CASE_NOTE = "case.note"
    CASE_COMMENT = "case.comment"
    CASE_ASSIGN = "case.assign"
    CASE_ANSWER = "case.answer"
    CASE_RECUSE = "case.recuse"
    CASE_RESTRICT = "case.restrict"
    CASE_IMPLICATE = "case.implicate"
    CASE_HOLD = "case.hold"
    CASE_DESTROY = "case.destroy"
    IDENTITY_REVEAL = "identity.reveal"
    DISCLOSURE_LIST = "disclosure.list"
    EVIDENCE_ADD = "evidence.add"
    EVIDENCE_RELEASE = "evidence.release"
    EVIDENCE_EXPORT = "evidence.export"
    FOLLOWUP_ADD = "followup.add"
    FOLLOWUP_SET = "followup.set"
    DUE_LIST = "due.list"
    JOURNAL_READ = "journal.read"
    JOURNAL_VERIFY = "journal.verify"
    BACKUP_MAKE = "backup.make"
    STORE_COPY = "store.copy"
    NUMBER_CONFIRM = "number.confirm"
    EXCHANGE_ENROL = "exchange.enrol"
    EXCHANGE_SYNC = "exchange.sync"
    EXCHANGE_RETRY = "exchange.retry"
    EXCHANGE_RULE = "exchange.rule"
    PEER_CONFIRM = "peer.confirm"
    CASE_SHARE = "case.share"
    IDENTITY_SHARE = "identity.share"
    REFERRAL_ANSWER = "referral.answer"
    MONITOR_READ = "monitor.read"
    MATCH_DECIDE = "match.decide"
    CONFLICT_SETTLE = "conflict.settle"
    LEASE_MAKE = "lease.make"


NOT_BY_COVER = frozenset(
    {
        Operation.ACCOUNT_HANDOVER,
        Operation.HEAD_HANDOVER,
        Operation.HEAD_COVER,
        Operation.RECOVERY_DRILL,
        Operation.OFFICE_SETTINGS,
        Operation.CASE_DESTROY,
        Operation.EXCHANGE_RULE,
    }
)
"""What stays the Inspektur's own when somebody stands in for him (Plh, Plt), and no policy gives to others:
the journal is proved to have it from him alone."""
_OF_SUPER_ADMIN = frozenset(
    {
        Operation.ACCOUNT_LIST,
        Operation.ACCOUNT_MANAGE,
        Operation.JOURNAL_VERIFY,
        Operation.RECOVERY_CHECK,
        Operation.BACKUP_MAKE,
        Operation.STORE_COPY,
    }
)
_OF_AUDITOR = frozenset(
    {
        Operation.ACCOUNT_LIST,
        Operation.CASE_LIST,
        Operation.CASE_READ,
        Operation.DUE_LIST,
        Operation.JOURNAL_READ,
        Operation.JOURNAL_VERIFY,
        Operation.MONITOR_READ,
    }
)
"""He reads: whatever he signs is named by `wbs verify`."""
_NEVER_IDENTITY = frozenset({Role.SUPER_ADMIN, Role.AUDITOR, Role.MONITOR, Role.ESCROW, Role.OUTSIDE})
_ONLY_SUPER_ADMIN = frozenset({Operation.ACCOUNT_MANAGE})
_IDENTITY = frozenset(
    {Operation.IDENTITY_REVEAL, Operation.IDENTITY_SHARE, Operation.EVIDENCE_RELEASE, Operation.GRANT}
)


class RoleRule(Part, frozen=True, kw_only=True):
    """A role's name, and which cases it reads."""

    id: Role
    label: Label
    scope: Scope = "office"


class OperationRule(Part, frozen=True, kw_only=True):
    """Who may do one operation."""

    id: Operation
    label: Label
    roles: Annotated[tuple[Role, ...], Meta(min_length=1)]


class Roles(Part, frozen=True, kw_only=True):
    """The table of who may do what."""

    version: Text
    citation: Text
    role: tuple[RoleRule, ...]
    operations: tuple[OperationRule, ...] = field(name="operation")

    def allows(self, role: str, operation: str) -> bool:
        """Whether the role may do it. ValueError for an operation that the program does not have."""
        wanted = Operation(operation)
        return any(rule.id == wanted and role in rule.roles for rule in self.operations)

    def scope(self, role: str) -> Scope:
        """Which cases the role reads."""
        return {rule.id: rule.scope for rule in self.role}[Role(role)]

    def check(self) -> None:
        """Raise Broken when an operation has no rule, or a role is given what the keys will never give it."""
        missing = set(Operation) - {rule.id for rule in self.operations}
        if missing:
            raise Broken("operation", N_("kode {codes} tidak ada"), {"codes": ", ".join(sorted(missing))})
        for rule in self.operations:
            for role in _forbidden(rule):
                raise Broken(
                    f"operation[{rule.id}].roles",
                    N_("peran {roles} tidak boleh melakukan ini"),
                    {"roles": role},
                )


def _forbidden(rule: OperationRule) -> list[Role]:
    """What the keys will never give: to the Super Admin, the auditor, whoever may not know reporters."""
    return [
        role
        for role in rule.roles
        if (role is Role.SUPER_ADMIN and rule.id not in _OF_SUPER_ADMIN)
        or (role is Role.AUDITOR and rule.id not in _OF_AUDITOR)
        or (role in _NEVER_IDENTITY and rule.id in _IDENTITY)
        or (role is not Role.INSPECTOR and rule.id in NOT_BY_COVER)
        or (role is not Role.SUPER_ADMIN and rule.id in _ONLY_SUPER_ADMIN)
    ]
