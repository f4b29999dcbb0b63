"""Storage of a practice's data: immutable version files, a pointer to the current one, scoped reading.

Only this package opens DuckDB. Notes by people, which no import replaces, are stored beside the versions.
"""

from analytics.store.lock import StoreBusy
from analytics.store.query_limits import QueryTooLarge, QueryTooSlow
from analytics.store.rows import Rows
from analytics.store.store import DataFolder, Store, Version
from analytics.store.versions import StoreUnusable
from analytics.store.warehouse import Warehouse

__all__ = [
    "DataFolder",
    "QueryTooLarge",
    "QueryTooSlow",
    "Rows",
    "Store",
    "StoreBusy",
    "StoreUnusable",
    "Version",
    "Warehouse",
    "open_store",
]


def open_store(store: str, folder: str | None = None) -> Store:
    """Open the store named `practice` or `sample` in a data folder (default: this user's)."""
    return DataFolder(folder).store(store)
