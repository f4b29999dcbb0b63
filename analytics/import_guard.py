"""Block on importing large libraries, such as pandas, in a process that does not need them."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType


class _Barred(importlib.abc.MetaPathFinder):
    """Import finder that makes the import of the given libraries fail as if they were not installed."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = frozenset(names)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Raise ModuleNotFoundError for a blocked library; return None for any other."""
        if fullname in self.names:
            raise ModuleNotFoundError(f"{fullname} is not imported in this process", name=fullname)
        return None


def bar(*names: str) -> None:
    """Make every later import of these top-level libraries fail in this process.

    DuckDB imports pandas, and pandas pyarrow, at the first text parameter of a query, which takes longer than
    a command of the command line. Libraries that are already loaded stay available.
    """
    sys.meta_path.insert(0, _Barred(names))
