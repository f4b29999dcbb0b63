"""Browser tests; one package, so that they share a browser and a server."""
