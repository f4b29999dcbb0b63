"""Command line: imports, numbers of the pages, exports, checks. It calls the same functions as the pages."""

from analytics.cli.entry import main, ready

__all__ = ["main", "ready"]
