"""Whether the alliance goes with outcome here, and what became of drops."""
