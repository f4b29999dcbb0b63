"""General numerics with documented sources: no input or output, no practice words, numpy only at import."""
