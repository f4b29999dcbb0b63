"""Overview page: how clients of the practice ended up, and whether anything changed."""
