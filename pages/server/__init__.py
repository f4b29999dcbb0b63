"""Web server part: security headers, errors, preparation at start, garbage collection."""
