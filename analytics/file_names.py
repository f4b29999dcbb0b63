"""File names as text that can always be stored and printed, whatever bytes they consist of."""

from __future__ import annotations

import os
from pathlib import PurePath


def legible(text: str | os.PathLike) -> str:
    """Return a file name as valid UTF-8 text; bytes that are not UTF-8 are decoded as Windows-1252."""
    text = os.fspath(text)
    try:
        text.encode("utf-8")
        return text
    except UnicodeEncodeError:
        pass
    try:
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a pair, as Windows allows in names
        return text.encode("utf-8", "replace").decode("utf-8")
    return raw.decode("cp1252", "replace")


def shown(path: str | os.PathLike) -> str:
    """Return the file name (last part) of a path for messages and reports, cut to 200 characters."""
    return (PurePath(legible(path)).name or legible(path))[:200]
