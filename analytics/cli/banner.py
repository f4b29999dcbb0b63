"""Commands on a store whose newest data cannot be shown: what stands beside every answer, and the way back."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable

from analytics.cli.place import Place

ABOUT_DATA = ("show", "export", "import", "imports")


def run(place: Place, given, command: Callable):
    """Run a command. Where something older than the newest data is shown, its document gets the key `banner`, and the
    sentence goes to standard error."""
    moves = given.command == "imports" and (given.undo or given.redo)
    said = place.store.banner() if given.command in ABOUT_DATA and not moves else None
    result = command(place, given)
    if said is None:
        return result
    print(said, file=sys.stderr)
    if isinstance(result.document, dict):
        return dataclasses.replace(result, document={**result.document, "banner": said})
    return result
