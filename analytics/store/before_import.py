"""Data version before the newest import, to say what an import changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.store import journal, undo_redo, versions
from analytics.store.disk_errors import StoreUnusable

if TYPE_CHECKING:
    from analytics.store.reading import ReadStore
    from analytics.store.warehouse import Warehouse


def warehouse(store: ReadStore) -> Warehouse | None:
    """Return the version that the newest import on show was built on, opened for reading.

    Changes other than imports (joined codes, rows left out) that came after it count as part of it, so the answer is
    the state that people saw before new sessions came. None if there was no import before, or its version is gone,
    damaged, or counted by another release of Holdfast.
    """
    shown = store.shown()
    if shown is None:
        return None
    chain = [shown.name, *undo_redo.ancestors(store.folder, shown.name)]
    entries = journal.read(store.folder).entries
    imports = {versions.number(one["version"]) for one in entries if one["what"] == journal.IMPORT}
    for name, before in zip(chain, chain[1:], strict=False):
        if versions.number(name) in imports:
            return _opened(store, before, shown.layout)
    return None


def _opened(store: ReadStore, name: str, layout: str) -> Warehouse | None:
    """Return a version opened for reading; None without one, or with tables of another layout."""
    if name == versions.NOTHING:
        return None
    try:
        found = store.opened(name)
    except (StoreUnusable, OSError):
        return None
    return found if found.version.layout == layout else None
