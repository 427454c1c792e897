"""One exchange with the hub from beginning to end, in the background too, and how it stands."""
