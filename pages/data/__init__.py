"""Data & import page: imports, rows left out, and history of changes with undo."""
