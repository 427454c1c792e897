"""The courier: what would have crossed the wire, in a file."""
