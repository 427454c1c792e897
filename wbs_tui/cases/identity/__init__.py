"""Who reported: revealed for a reason, always recorded, by those with the grant."""
