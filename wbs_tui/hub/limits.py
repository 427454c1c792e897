"""How much of the hub one office, one request and one moment may take."""

from dataclasses import dataclass

from wbs_tui.sync.protocol import MOST_IN_ONE_ANSWER
from wbs_tui.sync.wire import LARGEST_PARCEL

KIB, MIB, GIB = 1024, 1024**2, 1024**3


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes. The operator may give an office more room; the rest is part of the protocol."""

    largest_parcel: int = LARGEST_PARCEL
    largest_batch: int = MOST_IN_ONE_ANSWER + 64 * KIB
    """Parcels of one request, with what frames them."""
    largest_record: int = 512 * KIB
    largest_tokens: int = 4 * MIB
    largest_question: int = 64 * KIB
    """The body of any other request."""
    largest_chunk: int = 4 * MIB
    largest_file: int = 8 * GIB
    most_files: int = 1_000
    """Named by one parcel."""
    office_bytes: int = 50 * GIB
    """What an office may have lying here for others."""
    requests_a_minute: int = 600
    """Of one office."""
    strangers_a_minute: int = 60
    """Requests without a valid signature from one address, enrolments among them."""
    at_once: int = 40
    """Requests that are worked on; further ones are told to come back."""
    bodies_at_once: int = 100
    """Bodies that are arriving."""
    office_at_once: int = 8
    body_seconds: float = 60.0
    """How long a body may stand still; a long one also comes at 4 KiB a second on the whole."""
    records_a_day: int = 100
    tokens_a_day: int = 50_000
    """Rows of one office."""
    token_changes: int = 20
    """Of one case in a quarter."""
    match_bands: int = 2
    """Equal bands that make a match."""
    matches_of_a_case: int = 100
    keep_taken_days: int = 30
    enrol_days: int = 14
    keep_matches_days: int = 400
