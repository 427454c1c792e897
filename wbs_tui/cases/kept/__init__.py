"""How long a case is kept, what holds it, and its end; and numbers after a restore."""
