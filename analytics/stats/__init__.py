"""Statistical estimators with documented sources; they read no files and know no practice data."""
