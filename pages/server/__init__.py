"""Parts of the web server: security headers, error handling, preparation at start, garbage collection."""
