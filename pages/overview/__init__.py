"""Overview page: how the practice's clients fared, and whether anything changed over time."""
