"""People page: accounts of the practice, their rights, and the audit log."""
