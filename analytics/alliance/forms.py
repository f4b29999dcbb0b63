"""Descriptive figures of the SRS forms: patterns, completion, totals and drops, with small counts hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.alliance.results import Completion, Dips, DropPath, Pattern, Total
from analytics.answers import Estimate
from analytics.privacy import hidden, hide, share_hidden, small
from analytics.stats.intervals import wilson
from analytics.why import Why, why

PATTERNS = ("low_stays_low", "low_rising", "high_stays_high", "high_falling")
PATHS = ("repaired", "unrepaired", "ended_after", "open")
SESSIONS = 12  # session numbers of the completion curve
LOWEST = 20  # SRS points; lower totals are counted together there
NO_FORMS = why("no_srs")


def _share(events: int, n: int, below: int, reason: Why) -> Estimate:
    """Return the share events / n with its Wilson interval, or no value if n is 0 or a count is too small."""
    if n == 0:
        return Estimate.missing(reason)
    if below and share_hidden(events, n, below):
        return Estimate.missing(hidden(below), n if n >= below else 0)
    return Estimate(events / n, wilson(events, n), n, events=events)


def _count(n: int, below: int) -> int | None:
    """Return the count n, or None if it is too small to show."""
    return None if below and small(n, below) else n


def patterns(kinds: Sequence[Mapping], below: int, unrecorded: Why | None = None) -> dict:
    """Return episode counts and shares of unplanned endings, for each SRS pattern and for all episodes.

    Parameters
    ----------
    kinds : sequence of mappings
        Rows of `alliance_patterns.sql`.
    below : int
        Count under which numbers are hidden (0: none).
    unrecorded : Why, optional
        Reason why no figure about endings is given (`endings.not_recorded`); the patterns are counted all the
        same.

    Returns
    -------
    dict
        `patterns`, `no_pattern` and `unplanned` of `Alliance`.
    """
    by = {row["pattern"]: row for row in kinds}
    none = {"n": 0, "counted": 0, "unplanned": 0}
    rows = [by.get(name, none) for name in PATTERNS]
    without = sum(row["n"] for row in kinds if row["pattern"] not in PATTERNS)
    *counts, no_pattern = hide(
        [*(row["n"] for row in rows), without], below
    ).counts  # they add up to the selection
    none_ended = unrecorded or why("no_counted_ending", "pattern")
    return {
        "patterns": tuple(
            Pattern(
                name,
                count,
                _share(row["unplanned"], row["counted"], below, none_ended)
                if count is not None
                else Estimate.missing(hidden(below)),
            )
            for name, row, count in zip(PATTERNS, rows, counts, strict=True)
        ),
        "no_pattern": no_pattern,
        "unplanned": _share(
            sum(row["unplanned"] for row in kinds),
            sum(row["counted"] for row in kinds),
            below,
            unrecorded or why("no_counted_ending"),
        ),
    }


def totals(rows: Sequence[Mapping], below: int) -> dict:
    """Return SRS completion by session number, a histogram of SRS totals, and the share at 40 points.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `alliance_forms.sql`.
    below : int
        Count under which numbers are hidden (0: none).

    Returns
    -------
    dict
        `completion`, `completed`, `ceiling` and `totals` of `Alliance`.
    """
    by_total = [row for row in rows if row["kind"] == "total"]
    count = sum(row["forms"] for row in by_total)
    held = count + sum(row["sessions"] for row in rows if row["kind"] == "none")
    full = sum(row["forms"] for row in by_total if row["position"] == 40)
    points = dict.fromkeys(range(LOWEST, 41), 0) if count else {}
    for row in by_total:
        points[max(LOWEST, row["position"])] += row["forms"]
    return {
        "completion": tuple(
            _completion(row, below)
            for row in rows
            if row["kind"] == "session" and 1 <= row["position"] <= SESSIONS
        ),
        "completed": _share(count, held, below, why("no_session")),
        "ceiling": _share(full, count, below, NO_FORMS),
        "totals": tuple(Total(total, _count(forms, below)) for total, forms in points.items()),
    }


def _completion(row: Mapping, below: int) -> Completion:
    """Return the SRS completion (share of sessions with an SRS) for one session number."""
    held, filled = row["sessions"], row["forms"]
    if below and small(held, below):
        return Completion(row["position"], None, None)
    too_small = below and share_hidden(filled, held, below)
    return Completion(row["position"], None if too_small else filled / held, held)


def drops(
    rows: Sequence[Mapping],
    forms: Sequence[Mapping],
    below: int,
    false_signals: float | None,
    unrecorded: Why | None = None,
) -> dict:
    """Return the number of alliance drops of each kind, and the share of improved episodes per kind.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `alliance_drops.sql`.
    forms : sequence of mappings
        Rows of `alliance_forms.sql`.
    below : int
        Count under which numbers are hidden (0: none).
    false_signals : float or None
        Drops marked without cause per 100 sessions (`false_alarm_rate.false_signals`).
    unrecorded : Why, optional
        Reason why endings after a drop are not reported (`endings.not_recorded`).

    Returns
    -------
    dict
        `dips` and `paths` of `Alliance`.
    """
    by = {row["path"]: row for row in rows}
    none = {"drops": 0, "assessable": 0, "improved": 0}
    sessions = sum(row["forms"] for row in forms if row["kind"] == "total")
    counts = [by.get(path, none)["drops"] for path in PATHS]
    shown = hide(counts, below)
    by_path = {
        path: None if path == "ended_after" and unrecorded else n
        for path, n in zip(PATHS, shown.counts, strict=True)
    }
    total = shown.total if below else sum(counts)
    no_forms = None if sessions else NO_FORMS
    improved = {
        path: _share(row["improved"], row["assessable"], below, why("no_change_score", "path"))
        for path in (*PATHS, "none")
        for row in (by.get(path, none),)
    }
    if unrecorded:
        improved["ended_after"] = Estimate.missing(unrecorded)
    return {
        "dips": Dips(
            n=total,
            **by_path,
            sessions=sessions,
            per_100_sessions=100 * total / sessions if sessions and total is not None else None,
            false_signals_per_100_sessions=false_signals,
            ended_after_why=unrecorded,
            why=no_forms or (None if false_signals is not None else why("too_few_forms")),
        ),
        "paths": tuple(DropPath(path, by_path.get(path), share) for path, share in improved.items()),
    }


def ceiling(rows: Sequence[Mapping], below: int) -> dict:
    """Return how many episodes began with top SRS ratings, and how many of these had a lower SRS later."""
    row = rows[0] if rows else {"started_full": 0, "came_down": 0}
    started, down = row["started_full"] or 0, row["came_down"] or 0
    too_small = below and share_hidden(down, started, below)
    return {
        "started_full": _count(started, below),
        "came_down": None if too_small else down,
    }
