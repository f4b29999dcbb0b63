"""Tables below the charts of the alliance page."""

from __future__ import annotations

from analytics.alliance.results import Alliance
from analytics.messages import gettext
from analytics.why import is_code
from pages.alliance import drops_chart, forest_plot, patterns_chart
from pages.ui.selection_text import share


def _edge(interval: tuple[float, float] | None, end: int) -> float | None:
    return None if interval is None else interval[end]


def correlations(alliance: Alliance, window: str) -> dict[str, list]:
    """Tabulate the practice's correlations, the published mean and the published range; one row each."""
    ours, theirs = forest_plot.correlation_of(alliance, window), alliance.published
    if ours is None or theirs is None:
        return {}
    rows = [
        ("Here", ours.r, ours.interval, ours.n),
        ("Here, allowing for the start", ours.partial_r, ours.partial_interval, ours.n),
        ("Here, and for change by then", ours.partial_ors_r, ours.partial_ors_interval, ours.n),
        (gettext("Published, {k} studies").format(k=theirs.k), theirs.r, theirs.interval, None),
        ("Single settings, derived by us", None, theirs.settings, None),
    ]
    return {
        "Figure": [row[0] for row in rows],
        "r": [row[1] for row in rows],
        "Low": [_edge(row[2], 0) for row in rows],
        "High": [_edge(row[2], 1) for row in rows],
        "Clients": [row[3] for row in rows],
    }


def sessions(alliance: Alliance, same: bool) -> dict[str, list]:
    """Tabulate the correlations of SRS and outcome; one row per session number."""
    rows = alliance.by_session if same else alliance.by_session_all
    return {
        "Session": [row.session for row in rows],
        "r": [row.r for row in rows],
        "Allowing for the start": [row.partial_r for row in rows],
        "Low": [_edge(row.partial_interval, 0) for row in rows],
        "High": [_edge(row.partial_interval, 1) for row in rows],
        "And for change by then": [row.partial_ors_r for row in rows],
        "Clients": [row.n for row in rows],
    }


def patterns(alliance: Alliance) -> dict[str, list]:
    """Tabulate episodes and unplanned endings by early alliance pattern; one row per pattern."""
    columns = {
        "Pattern": [patterns_chart.NAMES[row.pattern] for row in alliance.patterns],
        "Episodes": [row.n for row in alliance.patterns],
    }
    if is_code(alliance.unplanned.why, "endings_not_recorded"):
        return columns
    return columns | {
        "Ended unplanned": [share(row.unplanned) for row in alliance.patterns],
        "Endings counted": [row.unplanned.n for row in alliance.patterns],
    }


def completion(alliance: Alliance) -> dict[str, list]:
    """Tabulate the share of sessions with an SRS; one row per session number."""
    return {
        "Session": [row.session for row in alliance.completion],
        "Share with an SRS": [row.share for row in alliance.completion],
        "Sessions": [row.n for row in alliance.completion],
    }


def totals(alliance: Alliance) -> dict[str, list]:
    """Tabulate the number of SRS forms by total; one row per whole point."""
    return {
        "SRS total": ["exactly 40" if row.points == 40 else row.points for row in alliance.totals],
        "Forms": [row.n for row in alliance.totals],
    }


def drops(alliance: Alliance) -> dict[str, list]:
    """Tabulate alliance drops; one row per outcome of the drop.

    The row `ended_after` is left out where endings are not recorded.
    """
    unrecorded = alliance.dips is not None and alliance.dips.ended_after_why
    rows = [row for row in alliance.paths if not (unrecorded and row.path == "ended_after")]
    return {
        "What became of it": [drops_chart.NAMES[row.path] for row in rows],
        "Drops": [row.drops for row in rows],
        "Clearly better at the end": [share(row.improved) for row in rows],
        "Episodes": [row.improved.n for row in rows],
    }
