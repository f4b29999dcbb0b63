"""Cache of results that depend on one data version, such as query rows, charts and fitted models.

    version_cache.get(outcomes.overview, warehouse, scope, filters)     # outcomes.overview(warehouse, scope, filters)
    version_cache.get(_fit, warehouse)                                  # the same for every viewer and selection

A result's key is the function, the version (file, name, digest of its definitions) and everything else that the
function is given, each compared as it is and not by a hash of it. What a function does not get, such as another
viewer's scope, it cannot depend on: so one person can never be given another person's rows. Nothing is written to disk.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from cachetools import LRUCache
from cachetools.keys import hashkey

KEPT = 3000  # results over all versions and viewers; a page with new filters makes about 20

CacheKey = tuple[str, str, str]
P = ParamSpec("P")
T = TypeVar("T")


class OfVersion(Protocol):
    """Protocol for objects that identify a data version by a `cache_key`."""

    @property
    def cache_key(self) -> CacheKey:
        """Return the cache key of the data version: its file, its name and the digest of its definitions."""
        ...


V = TypeVar("V", bound=OfVersion)


class MayBeLarge:
    """Base class of results that can be too large to keep in the cache."""

    @property
    def too_large(self) -> bool:
        """Return whether the cache must not keep this result."""
        raise NotImplementedError


class VersionCache:
    """Bounded cache of results that depend on a data version, safe to use from many threads.

    kept: most results; the one unused for longest goes first. computed: results computed so far.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._results: LRUCache[tuple[Any, ...], Any] = LRUCache(kept)
        self._running: set[tuple[Any, ...]] = set()
        self._changed = Condition()
        self.computed = 0

    def get(self, make: Callable[Concatenate[V, P], T], of: V, *arguments: P.args, **named: P.kwargs) -> T:
        """Return the result of a function for a data version; compute it only if it is not cached.

        The function is called as `make(of, *arguments, **named)`. Callers must not modify the result.

        Who asks while it is being computed waits for that result.

        Parameters
        ----------
        make
            A function of a module; its result must depend on nothing but the version and the arguments.
        of
            The version, or an open warehouse of it.
        *arguments, **named
            Plain hashable values (text, numbers, dates, tuples, a scope, filters) and functions of a module.

        Raises
        ------
        TypeError
            For a lambda, closure or method, whose own data would be missing in the key.
        """
        key = hashkey(_checked(make), *of.cache_key, *map(_checked, arguments), **named)
        with self._changed:
            while key in self._running:
                self._changed.wait()
            if key in self._results:
                return self._results[key]
            self._running.add(key)
        try:
            result = make(of, *arguments, **named)
            with self._changed:
                self.computed += 1
                if not (isinstance(result, MayBeLarge) and result.too_large):
                    self._results[key] = result
            return result
        finally:
            with self._changed:
                self._running.remove(key)
                self._changed.notify_all()

    def forget(self, of: OfVersion) -> None:
        """Drop all results of one data version, for example because its file was deleted."""
        start = of.cache_key
        with self._changed:
            for key in [key for key in self._results if key[1:4] == start]:
                del self._results[key]

    def clear(self) -> None:
        """Drop all results."""
        with self._changed:
            self._results.clear()


def _checked(argument: T) -> T:
    """Return the argument unchanged; raise TypeError for a lambda, a method or a nested function."""
    if callable(argument):
        name = argument.__qualname__
        if name != argument.__name__ or "<" in name:
            raise TypeError(f"results are kept for a function of a module only, not for {name}")
    return argument


cache = VersionCache()
get, forget, clear = cache.get, cache.forget, cache.clear
