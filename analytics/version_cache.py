"""Cache for results that depend on the data version only, such as fitted models and the whole caseload."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache, cached

if TYPE_CHECKING:
    from analytics.store.warehouse import Warehouse

KEPT = 64  # results, over all versions and viewers


def _key(make: Callable[..., Any], warehouse: Warehouse, *more: Any) -> tuple:
    """Return the cache key: function, data version, definitions, and the further arguments."""
    version = warehouse.version
    return (make, str(version.path), version.name, version.definitions_digest, *more)


@cached(LRUCache(KEPT), key=_key, condition=Condition())
def cached_per_version(make: Callable[..., Any], warehouse: Warehouse, *more: Any) -> Any:
    """Return `make(warehouse, *more)`, computed once per data version; the result must not be modified.

    more: what else it depends on, such as the scope; compared by equality. Concurrent callers wait for one computation.
    """
    return make(warehouse, *more)
