"""Alliance page: correlation of the SRS with outcome, and repair of alliance drops."""
