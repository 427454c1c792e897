"""The stages of a case that the program itself knows by name; which follow which is policy data."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a case stands between its arrival and its end."""

    RECEIVED = "received"
    VERIFICATION = "verification"
    COMPLETION = "completion"
    DISPOSITION = "disposition"
    ANALYSIS = "analysis"
    CLARIFICATION = "clarification"
    EXAMINATION = "examination"
    AUDIT_REPORT = "audit_report"
    FOLLOW_UP = "follow_up"
    REFERRED = "referred"
    MERGED = "merged"
    CLOSED = "closed"
    ARCHIVED = "archived"


ENDED = frozenset({Stage.CLOSED, Stage.ARCHIVED, Stage.MERGED})
"""Stages in which no clock runs and nothing is overdue."""
