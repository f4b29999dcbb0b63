"""Tables below the charts of Outcomes & benchmarks."""

from __future__ import annotations

from analytics.outcomes.results import Outcomes
from pages.outcomes import comparison_charts
from pages.ui import formatting
from pages.ui.selection_text import share


def classes(outcomes: Outcomes) -> dict[str, list]:
    """Tabulate number and share of episodes; one row per outcome class."""
    names = {
        "recovered": "Recovered",
        "improved": "Clearly better, still under the cutoff",
        "improved_above": "Clearly better, from above the cutoff",
        "no_change": "About the same",
        "deteriorated": "Clearly worse",
    }
    rows = outcomes.classes
    return {
        "Class": [names.get(row.outcome, row.outcome) for row in rows],
        "Episodes": [row.n for row in rows],
        "Share": [share(row.share) for row in rows],
    }


def course(outcomes: Outcomes) -> dict[str, list]:
    """Tabulate the mean ORS with n; one row per episode length and session number."""
    rows = outcomes.course
    return {
        "Sessions attended": [row.dose.replace("-", "–") for row in rows],
        "Session": [row.session for row in rows],
        "Mean ORS": [row.mean for row in rows],
        "n": [row.n for row in rows],
    }


def retention(outcomes: Outcomes) -> dict[str, list]:
    """Tabulate the share of clients still in care; one row per session number."""
    rows = outcomes.retention
    return {
        "After session": [row.session for row in rows],
        "Still in care": [formatting.in_100(row.still_in_care) for row in rows],
        "Reached this session": [row.at_risk for row in rows],
        "Ended here": [row.ended for row in rows],
    }


def subgroups(outcomes: Outcomes, measure: str) -> dict[str, list]:
    """Tabulate one measure with its interval; one row per subgroup."""
    rows = [row for row in outcomes.subgroups if row.measure == measure]
    return {
        "Group": [comparison_charts.group(row) for row in rows],
        "Figure": [row.estimate for row in rows],
        "Low": [row.interval and row.interval[0] for row in rows],
        "High": [row.interval and row.interval[1] for row in rows],
        "n": [row.n for row in rows],
        "Note": [row.why or ("differs" if row.flagged else "") for row in rows],
    }


def endings(outcomes: Outcomes) -> dict[str, list]:
    """Tabulate the share of unplanned endings; one row per counting rule."""
    rows = {
        "Ended unplanned": outcomes.unplanned,
        "And not yet improved": outcomes.unplanned_not_improved,
        "Of endings recorded as planned or unplanned": outcomes.unplanned_recorded,
        "Endings without a reason as agreed": outcomes.unplanned_declared,
        "Endings without a reason as unplanned": outcomes.unplanned_all_unknown,
    }
    return {
        "Counted": list(rows),
        "Share": [share(one) for one in rows.values()],
        "n": [one.n for one in rows.values()],
    }
