"""Parcels on their way out and in: made, sent, received, opened, applied, confirmed, or waiting."""
