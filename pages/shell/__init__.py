"""Frame of every page: viewer, navigation, filters, and the answer cache."""
