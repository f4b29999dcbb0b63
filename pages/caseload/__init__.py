"""Open clients, the ones to think about first at the head of the list."""
