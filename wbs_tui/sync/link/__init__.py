"""The way to the hub: where it is, how it is spoken to, and how an office joins."""
