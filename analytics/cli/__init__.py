"""Command line of Holdfast: imports, the figures of the pages, exports and checks.

It calls the same functions as the pages.
"""

from analytics.cli.entry import main, ready

__all__ = ["main", "ready"]
