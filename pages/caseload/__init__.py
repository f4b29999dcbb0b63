"""Caseload page: list of open clients, with the clients to discuss first at the top."""
