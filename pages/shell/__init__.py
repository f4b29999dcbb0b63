"""Around every page: who looks, which pages exist for them, the filters, and the answers that are kept."""
