"""How far clients came, next to published services."""
