"""Tuning of garbage collection: long-lived objects are frozen, so that page runs stay fast.

After all imports, one full garbage collection would take 60 ms and more while holding the interpreter lock;
frozen objects are skipped. Freezing excludes objects from the search for reference cycles only: unused
objects are still freed by reference counting.
"""

from __future__ import annotations

import gc

from analytics import version_cache

THOROUGH = 1000  # results computed until the frozen ones are looked through too
_settled = 0


def freeze(*, thorough: bool = False) -> None:
    """Freeze all objects loaded so far, which excludes them from later garbage collections.

    thorough: first look through what is frozen too, so that no garbage stays hidden in it (about 0.2 s).
    """
    if thorough:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


def after_run() -> None:
    """Freeze all loaded objects if `version_cache` has computed a new result since the last call.

    Every THOROUGH results, what is frozen is searched for garbage too.
    """
    global _settled
    computed = version_cache.cache.computed
    if computed == _settled:
        return
    thorough = computed // THOROUGH > _settled // THOROUGH
    _settled = computed
    freeze(thorough=thorough)
