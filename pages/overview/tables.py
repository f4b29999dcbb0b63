"""Tables below the charts of the overview page."""

from __future__ import annotations

from analytics.outcomes.results import Overview
from pages.overview import months_text
from pages.ui import endings_text, formatting
from pages.ui.selection_text import share


def endings(overview: Overview) -> dict[str, list]:
    """Tabulate share and n of each outcome and, where endings are recorded, of unplanned endings."""
    rows = {
        "Clearly better": overview.reliable_improvement,
        "About the same": overview.no_change,
        "Clearly worse": overview.deteriorated,
        "Recovered": overview.recovered,
    }
    if endings_text.are_recorded(overview.endings):
        rows |= {
            "Ended unplanned": overview.unplanned,
            "Unplanned, endings without a reason as agreed": overview.unplanned_declared,
            "Unplanned, endings without a reason as unplanned": overview.unplanned_all_unknown,
        }
    return {
        "Ending": list(rows),
        "Share": [share(one) for one in rows.values()],
        "n": [one.n for one in rows.values()],
    }


def months(overview: Overview) -> dict[str, list]:
    """Tabulate monthly values, limits of chance variation and signals; one row per measure and month."""
    points = [point for point in overview.months if point.why is None]
    return {
        "Measure": [months_text.MEASURES.get(point.measure, (point.measure,))[0] for point in points],
        "Month": [formatting.month(point.month) for point in points],
        "Value": [point.value for point in points],
        "n": [point.n for point in points],
        "Low limit": [point.lower for point in points],
        "Average": [point.centre for point in points],
        "High limit": [point.upper for point in points],
        "Signal": [point.signal for point in points],
    }


def intake(overview: Overview) -> dict[str, list]:
    """Tabulate starts, ends, open episodes and mean first ORS by month; one row per month."""
    rows = overview.seen
    return {
        "Month": [formatting.month(row.month) for row in rows],
        "Starts": [row.starts for row in rows],
        "Ends": [row.ends for row in rows],
        "Open at the end": [row.open for row in rows],
        "Mean ORS at the start": [row.intake.estimate for row in rows],
    }
