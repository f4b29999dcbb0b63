"""One client's scores, session by session."""
