"""Figures as officers read them."""

from wbs_tui.text.catalogue import language


def figure(number: int) -> str:
    """`1.234` in Indonesian, `1,234` in English."""
    grouped = f"{number:,}"
    return grouped if language() == "en" else grouped.replace(",", ".")
