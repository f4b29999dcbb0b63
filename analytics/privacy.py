"""Suppression of small counts: which counts are hidden, and which others must be hidden with them.

Pure functions. A hidden count is None; a page prints "fewer than 5" (the threshold in force) for it, never 0.
The assumed attacker knows every shown cell and total, and that hidden counts are at least 1. For every hidden
cell, at least three values must remain possible.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.filters import Filters, month_start
from analytics.why import Why, why

ROOM = 3  # possible values a hidden cell must keep


@dataclass(frozen=True)
class Hidden:
    """Result of `hide`: the counts and their total, with None for every hidden number."""

    counts: tuple[int | None, ...]
    total: int | None


def words(below: int) -> str:
    """Return the text shown in place of a hidden count: `fewer than 5`."""
    return f"fewer than {below}"


def hidden(below: int, variant: str = "") -> Why:
    """Return the reason shown in place of a figure that would reveal a count smaller than `below`."""
    return why("hidden_small_count", variant, below=below)


def small(count: int, below: int) -> bool:
    """Return whether a number is too small to show, that is, from 1 to `below` - 1."""
    return 0 < count < below


def share_hidden(events: int, n: int, below: int) -> bool:
    """Return whether the share events / n would reveal that events, n - events or n is too small to show."""
    return small(events, below) or small(n - events, below) or small(n, below)


def hide(counts: Sequence[int], below: int) -> Hidden:
    """Hide the small counts of a list with a known total, and further counts that would reveal them.

    Parameters
    ----------
    counts
        Integers of 0 or more.
    below
        Smallest count shown.

    Returns
    -------
    Hidden
        The counts in the same order.

    Notes
    -----
    Counts of 1 to below - 1 are hidden; while the total leaves a hidden cell fewer than three possible
    values, the smallest shown count above 0 is hidden too; if none is left, the total is hidden.
    """
    values = [int(count) for count in counts]
    hidden = {index for index, value in enumerate(values) if small(value, below)}
    while hidden and _room(sum(values[index] for index in hidden), len(hidden)) < ROOM:
        shown = [index for index, value in enumerate(values) if index not in hidden and value > 0]
        if not shown:
            return Hidden(tuple(None if i in hidden else v for i, v in enumerate(values)), None)
        hidden.add(min(shown, key=lambda index: (values[index], index)))
    return Hidden(tuple(None if i in hidden else v for i, v in enumerate(values)), sum(values))


def joined(counts: Mapping[str, int], below: int, name: str) -> dict[str, int]:
    """Return counts by reason, or their sum under one name if one of them is too small to show.

    For counts whose total follows from other figures: a small one alone would follow from the others.

    Parameters
    ----------
    counts
        Reason -> count, 0 or more.
    below
        Smallest count shown; 0 hides none.
    name
        Reason of the sum.
    """
    if any(small(count, below) for count in counts.values()):
        return {name: sum(counts.values())}
    return dict(counts)


def whole_quarters(filters: Filters, as_of: datetime.date) -> Filters:
    """Return the filters with the period widened to whole calendar quarters.

    Otherwise two selections that differ by a few days would reveal figures of a few clients.

    Parameters
    ----------
    filters
        Selection with any period.
    as_of
        Data date.

    Returns
    -------
    Filters
        `since` moved to the first day of its quarter, `until` to the last; left open from the data date on.
    """
    since = filters.since and month_start(filters.since, (filters.since.month - 1) % 3)
    until = filters.until
    if until:
        until = month_start(until, (until.month - 1) % 3 - 3) - datetime.timedelta(days=1)
        until = None if until >= as_of else until
    return filters.replace(since=since, until=until)


def whole_months(filters: Filters, as_of: datetime.date) -> Filters:
    """Return the filters with the period widened to whole calendar months, but not beyond the data date.

    For viewers without rights to single clients, because two selections by days could differ by one client.
    """
    since, until = filters.since, filters.until
    if until:
        until = min(month_start(until, -1) - datetime.timedelta(days=1), max(as_of, until))
    return filters.replace(since=since and month_start(since), until=until)


def _room(total: int, cells: int) -> int:
    """Return how many values a hidden count can have, given the sum of all counts hidden with it.

    Each hidden count is at least 1.
    """
    return total - cells + 1 if cells > 1 else 1
