"""Keeps short the garbage pass that Streamlit makes after every run: what stays loaded is taken out of it.

After the imports that pass would cost 60 ms and more with the interpreter locked; frozen objects are never
looked at. Freezing hides them from the search for cycles only: what nobody uses any more is still freed.
"""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Iterator

MODULES = 20  # newly imported at once: worth freezing
ANSWERS = 100  # remembered since the last thorough pass
_remembered = 0


def freeze(*, thorough: bool = False) -> None:
    """Take everything that is loaded now out of every later pass.

    thorough: first look through what is frozen too, so that no garbage stays hidden in it (about 0.2 s).
    """
    if thorough:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


@contextlib.contextmanager
def remembering() -> Iterator[None]:
    """Around work whose result is kept: freezes after a big late import, thoroughly after so many results."""
    global _remembered
    before = len(sys.modules)
    yield
    _remembered += 1
    if _remembered >= ANSWERS:
        _remembered = 0
        freeze(thorough=True)
    elif len(sys.modules) - before >= MODULES:
        freeze()
