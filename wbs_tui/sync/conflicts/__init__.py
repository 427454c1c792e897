"""Edits that crossed: shown side by side, and settled by people."""
