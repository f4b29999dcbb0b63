"""Frame around every page: viewer, navigation, filters, and the cache of answers."""
