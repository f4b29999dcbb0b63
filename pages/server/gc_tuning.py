"""Tuning of garbage collection: long-lived objects are frozen, so that page runs stay fast.

After the imports that pass would cost 60 ms and more with the interpreter locked; frozen objects are never
looked at. Freezing hides them from the search for cycles only: what nobody uses any more is still freed.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

THOROUGH = 100  # results remembered until the frozen ones are looked through too
_remembered, _settled = 0, 0


def freeze(*, thorough: bool = False) -> None:
    """Freeze all objects loaded so far, which excludes them from later garbage collections.

    thorough: first look through what is frozen too, so that no garbage stays hidden in it (about 0.2 s).
    """
    if thorough:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


@contextlib.contextmanager
def tracking_kept() -> Iterator[None]:
    """Count the `with` block as one new cached result, so that `after_run` freezes it."""
    global _remembered
    yield
    _remembered += 1


def after_run() -> None:
    """Freeze all loaded objects if a result was cached since the last call.

    Every THOROUGH results, what is frozen is searched for garbage too.
    """
    global _settled
    if _remembered == _settled:
        return
    thorough = _remembered // THOROUGH > _settled // THOROUGH
    _settled = _remembered
    freeze(thorough=thorough)
