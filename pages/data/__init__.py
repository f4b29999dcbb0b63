"""Data & import page: imports, rows left out, history of changes with undo."""
