"""Overview page: outcomes of the practice's clients, and changes over time."""
