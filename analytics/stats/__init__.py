"""Statistical estimators with documented sources: no input or output, no practice data, numpy at import."""
