"""The role on a server that desks work in."""

DESK_ROLE = "wbs_desk"
"""Its name, unless the office gives another."""
