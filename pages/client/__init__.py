"""Client timeline page: one client's scores, session by session."""
