"""Keep large libraries out of a process that does not need them."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType


class _Barred(importlib.abc.MetaPathFinder):
    """A finder that fails for some names, as if these libraries were not installed."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = frozenset(names)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Raise ModuleNotFoundError for a barred library, else leave the name to the other finders."""
        if fullname in self.names:
            raise ModuleNotFoundError(f"{fullname} is not imported in this process", name=fullname)
        return None


def bar(*names: str) -> None:
    """Let imports of these top-level libraries fail from now on in this process.

    DuckDB imports pandas, and pandas pyarrow, at the first text parameter of a query, which takes longer than a
    command of the command line. A library that is loaded already stays.
    """
    sys.meta_path.insert(0, _Barred(names))
