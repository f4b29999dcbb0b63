"""Statistical estimators with documented sources, independent of files and of practice data."""
