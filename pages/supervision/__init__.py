"""Training focus page: which clients to talk about and what to practise."""
