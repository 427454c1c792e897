"""Desks of our own that work elsewhere: leases, their files, what goes along and comes home."""
