"""Early-warning page: predictions of unplanned ending and no improvement, and how reliable they are."""
