"""Shortens the garbage collection after every Streamlit run: objects that stay loaded are frozen out of it.

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
    """Take everything that is loaded now out of every later garbage collection.

    thorough: first look through what is frozen too, so that no garbage stays hidden in it (about 0.2 s).
    """
    if thorough:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


@contextlib.contextmanager
def tracking_kept() -> Iterator[None]:
    """Count work whose result is kept; the run that did it ends with `after_run`."""
    global _remembered
    yield
    _remembered += 1


def after_run() -> None:
    """Freeze what a run left behind if it made anything that is kept; now and then thoroughly."""
    global _settled
    if _remembered == _settled:
        return
    thorough = _remembered // THOROUGH > _settled // THOROUGH
    _settled = _remembered
    freeze(thorough=thorough)
