"""The web server's own part: headers, errors, warm-up, garbage collection."""
