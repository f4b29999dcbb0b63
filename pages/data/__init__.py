"""Data & import page: imports, rows left out, history with undo."""
