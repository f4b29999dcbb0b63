"""Web server: security headers, error handling, warm-up at start, garbage collection."""
