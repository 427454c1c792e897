"""How a matter ends, and what became of a recommendation."""

from enum import IntEnum, StrEnum


class Result(StrEnum):
    """What the examination found."""

    PROVEN = "proven"
    PARTLY_PROVEN = "partly_proven"
    NOT_PROVEN = "not_proven"


class Closure(StrEnum):
    """Why a case was closed or archived."""

    DISCIPLINE = "discipline"
    REPAYMENT = "repayment"
    SYSTEM_REPAIR = "system_repair"
    REFERRED = "referred"
    DUPLICATE = "duplicate"
    OUTSIDE_AUTHORITY = "outside_authority"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    NOT_COMPLETED = "not_completed"
    IN_LEGAL_PROCESS = "in_legal_process"
    WITHDRAWN = "withdrawn"


class RecommendationStatus(IntEnum):
    """What was done about a recommendation: the four statuses that auditors use."""

    DONE = 1
    IN_PROGRESS = 2
    NOT_STARTED = 3
    CANNOT_BE_DONE = 4


class ChecklistAnswer(StrEnum):
    """An answer to one item of the verification checklist."""

    YES = "yes"
    NO = "no"
    WAIVED = "waived"


class EvidenceState(StrEnum):
    """Who may open a file: held and identity files only those with the identity grant."""

    HELD = "held"
    RELEASED = "released"
    IDENTITY = "identity"
