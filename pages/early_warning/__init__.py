"""Who may leave unplanned or not improve, and how far to trust that."""
