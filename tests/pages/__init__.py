"""Pages, sentences and charts: from hand-made answers, and from the running app on three practices."""
