"""Hand-made exports, and what must become of every one of their rows."""
