"""Training focus page: clients to discuss in supervision, and what a therapist should practise."""
