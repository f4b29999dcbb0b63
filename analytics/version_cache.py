"""What is worked out once for a data version and kept: fitted models, a measured rate, a whole caseload."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition
from typing import Any

from cachetools import LRUCache, cached

KEPT = 64  # results, over all versions and viewers


def _key(make: Callable, warehouse, *more: Any) -> tuple:
    version = warehouse.version
    return (make, str(version.path), version.name, version.definitions_digest, *more)


@cached(LRUCache(KEPT), key=_key, condition=Condition())
def cached_per_version(make: Callable, warehouse, *more: Any) -> Any:
    """`make(warehouse, *more)` of this data version, made at the first call. Never change it.

    more: what else it depends on, such as the scope; compared as it is. Two who ask at once wait for one result.
    """
    return make(warehouse, *more)
