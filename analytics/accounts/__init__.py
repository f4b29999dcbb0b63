"""Accounts for a practice's own data: people who sign in, their roles and codes, and the audit log.

No screen and no client data: one SQLite file beside the data versions (`schema`).
"""
