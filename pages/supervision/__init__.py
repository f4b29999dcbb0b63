"""Training focus page for therapists: which clients to talk about and what to practise."""
