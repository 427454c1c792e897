"""Wires the screens to the services."""
