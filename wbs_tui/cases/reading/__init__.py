"""What accounts read: the inbox, today, a whole case, its history, and what others do meanwhile."""
