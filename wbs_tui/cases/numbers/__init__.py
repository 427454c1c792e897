"""Register numbers and due dates: given once, without gaps, and none after a restore until it is said."""
