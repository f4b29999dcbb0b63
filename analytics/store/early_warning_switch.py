"""Switch that turns the early warning off for a whole practice.

The switch belongs to the practice and not to a data version, so that neither an import nor an undo turns the
early warning on again. It is off if a certain file exists beside the data versions, whatever its content, so
that a damaged file cannot turn it on.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.store import atomic_file

if TYPE_CHECKING:
    from analytics.store.store import Store

FILE = "early-warning-off"
_CONTENT = "The early warning is switched off for this practice. Switch it on in Holdfast, not by deleting this file.\n"


def is_off(folder: Path) -> bool:
    """Return whether the early warning is switched off in the practice of a store's folder."""
    return os.path.lexists(folder / FILE)


def is_off_for(version_path: Path) -> bool:
    """Return whether the early warning is switched off in the practice to which a version file belongs.

    Version files are in `versions`; temporary recounts are one folder deeper, in `building`.
    """
    return any(is_off(folder) for folder in version_path.parents[1:3])


def change(store: Store, *, off: bool) -> None:
    """Switch the early warning of a practice off, or on again.

    Raises
    ------
    StoreBusy
        While an import runs.
    """
    with store.writing():
        if off:
            atomic_file.write(store.folder / FILE, _CONTENT)
        else:
            atomic_file.remove(store.folder / FILE)
            atomic_file.flush(store.folder)
