"""Full-text search: the account's own index, kept current, and what it finds."""
