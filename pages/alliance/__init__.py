"""Alliance page: correlation of the SRS with outcome, and how alliance drops went on."""
