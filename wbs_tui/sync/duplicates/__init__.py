"""The same matter at two offices, found without telling anybody what it is about."""
