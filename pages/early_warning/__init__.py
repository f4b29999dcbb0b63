"""Early-warning model: predictions of unplanned ending and non-improvement, and how far to trust them."""
