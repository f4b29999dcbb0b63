"""People page: who signs in, with which rights, and the log of who did what."""
