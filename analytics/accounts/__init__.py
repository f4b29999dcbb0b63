"""Accounts of a practice's own data: who signs in, with which roles and codes, and the audit log.

No screen and no client data: one SQLite file beside the data versions (`schema`).
"""
