"""The facts of a store that are of its place and not of its office: backups and moves leave them."""

HEADER = "header"
"""On a server: the header, but for its slots."""
DESK_ROLE = "desk_role"
"""On a server: the role that desks work in."""
MOVED_TO = "moved_to"
"""The address that the office has moved to."""
OF_THE_PLACE = frozenset({HEADER, DESK_ROLE, MOVED_TO})
LEASE = "lease"
"""At a leased desk: which lease it is of. No backup is made there."""
