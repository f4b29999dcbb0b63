"""Alliance page: correlation of the SRS with outcome, and what became of alliance drops."""
