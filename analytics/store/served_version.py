"""State of a store in sentences: the newest data are shown, or older data because of a problem."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from analytics.store import versions
from analytics.store.disk_errors import NewerHoldfast, StoreUnusable
from analytics.store.version import NEWER

DAMAGED, MISSING, NEWER_MADE, POINTER = "damaged", "missing", "newer", "pointer"
_CANNOT = {
    DAMAGED: "The newest data{day} are damaged",
    MISSING: "The newest data{day} are missing",
    NEWER_MADE: "The newest data{day} were made by a newer Holdfast than this one",
    POINTER: "The note of which data are the newest (CURRENT) is damaged or missing",
}
_SHOWN = {
    DAMAGED: "what you see is the state before, of {shown}.",
    MISSING: "what you see is the state before, of {shown}.",
    NEWER_MADE: "what you see is the state before, of {shown}.",
    POINTER: "what you see is the newest intact state, of {shown}.",
}
_WAY_OUT = "Go back to the version of {shown} (imports --undo), or import again."
_WAY_OUT_NEWER = (
    "Install the newer Holdfast again to see them, or go back to the version of {shown} (imports --undo)."
)
NONE_LEFT = (
    "{what}, and no other version is intact. Import your export again: it starts anew and deletes nothing;"
    " or use imports --undo to say that nothing is imported."
)
CANNOT_COME_BACK = "The data that were taken back are damaged and cannot be brought back."
PASSED_OVER = (
    "The state before the last import is damaged or missing, so this went further back. What was taken back can be"
    " brought back until the next import."
)
_NONE = {
    DAMAGED: "The current data version{name} is damaged",
    MISSING: "The current data version{name} is missing",
    POINTER: "The note of which data are current (CURRENT) is damaged or missing",
}


@dataclass(frozen=True)
class Standing:
    """The version that a store shows, and why it is not the version that the pointer file names.

    Attributes
    ----------
    pointer
        Content of the pointer file.
    shown
        The version to read, None if there is none.
    problem
        None when all is well, else DAMAGED, MISSING, NEWER_MADE or POINTER.
    day
        Data day of the version that cannot be shown, where its seal says so.
    stamp
        Changes whenever one of the underlying files changes.
    """

    pointer: versions.Pointer
    shown: str | None
    problem: str | None = None
    day: datetime.date | None = None
    stamp: tuple[Any, ...] = ()

    @property
    def empty(self) -> bool:
        """Return whether nothing is imported and no problem was found."""
        return self.shown is None and self.problem is None

    def unusable(self) -> StoreUnusable:
        """Return the error to raise for a problem that leaves no version to show."""
        if self.problem == NEWER_MADE:
            return NewerHoldfast(NEWER)
        assert self.problem is not None, "Without a problem nothing is refused."
        name = f" {self.pointer.name}" if self.pointer.name else ""
        return StoreUnusable(NONE_LEFT.format(what=_NONE[self.problem].format(name=name)))

    def banner(self, shown: datetime.date) -> str | None:
        """Return the warning to show above every answer while older data are shown; None otherwise.

        Parameters
        ----------
        shown
            Data day of the version that is shown.
        """
        if self.problem is None:
            return None
        day = f" (of {written(self.day)})" if self.day else ""
        way = _WAY_OUT_NEWER if self.problem == NEWER_MADE else _WAY_OUT
        parts = (_CANNOT[self.problem].format(day=day) + ";", _SHOWN[self.problem], way)
        return " ".join(part.format(shown=written(shown)) for part in parts)


def written(day: datetime.date) -> str:
    """Format a day as in 30 Sep 2026, in English whatever the language of the computer."""
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    return f"{day.day} {months[day.month - 1]} {day.year}"
