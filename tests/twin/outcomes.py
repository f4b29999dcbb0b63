"""Answer of `show outcomes`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.twin import favours, sessions_not_held, staying
from tests.twin import outcome_figures as figures
from tests.twin.episodes import CHILD_FORM, Episode, classify
from tests.twin.figures import NOTHING, mean, share, share_of
from tests.twin.practice import Practice
from tests.twin.rules import RULES
from tests.twin.selection import Selection
from tests.twin.subgroups import subgroups

PUBLISHED = Path(__file__).resolve().parents[2] / "analytics" / "outcomes" / "benchmarks.toml"
CLASSES = ("recovered", "improved", "improved_above", "no_change", "deteriorated")
THRESHOLDS = (5.0, 6.0, 9.0)


def outcomes(practice: Practice, chosen: Selection) -> dict[str, object]:
    """Return the figures of the outcomes."""
    held = chosen.of(practice.episodes)
    judged, below = figures.assessable(held), figures.able_to_recover(held)
    return {
        "as_of": practice.as_of.isoformat(),
        "filters": chosen.as_dict(),
        "n": len(held),
        "left_out": figures.left_out(held, 0),
        "classes": [_class(judged, name) for name in CLASSES],
        "reliable_improvement": figures.improved(held),
        "recovered": figures.recovered(held),
        "mean_change": figures.mean_change(held),
        "effect_size": figures.effect_size(held),
        "severity_adjusted_effect_size": {**NOTHING, "n": len(below)},
        "unplanned": figures.unplanned(held),
        "unplanned_declared": figures.unplanned_declared(held),
        "unplanned_all_unknown": figures.unplanned_all_unknown(held),
        "unplanned_recorded": figures.unplanned_recorded(held),
        "unplanned_not_improved": share_of(without_gain(one) for one in figures.counted(held)),
        "planned": share_of(not one.left for one in figures.counted(held)),
        "inferred": figures.inferred(held),
        "favours": favours.favours(held),
        "start_sd": favours.start_sd(held),
        "sensitivity": [_sensitivity(judged, threshold) for threshold in _thresholds()],
        "benchmarks": published(all(one.endings_recorded for one in held)),
        "retention": staying.retention(practice, chosen),
        "course": staying.course(held),
        "subgroups": subgroups(held),
        "travel": sorted((float(one.first), float(one.last), one.outcome) for one in judged),
        "travel_cells": [],
        "travel_cell_width": None,
        "travel_scope": "practice",
        "assessable": len(judged),
        "started_below": len(below),
        "ended": figures.number_ended(held),
        "endings": practice.endings(),
        "reliable_change": RULES["change.ors_reliable_change"],
        "cutoff": RULES["cutoffs.adult"],
        "mean_sessions": mean(one.sessions for one in held if one.ended),
        "sessions_not_held": sessions_not_held.sessions_not_held(practice, chosen),
    }


def comparable(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with one sorted list of clients in place of three lists in any order."""
    lists = ("travel_start", "travel_end", "travel_class")
    rest = {name: value for name, value in document.items() if name not in lists}
    return {**rest, "travel": sorted(zip(*(document[name] for name in lists), strict=True))}


def _class(judged: Sequence[Episode], name: str) -> dict[str, object]:
    """Return number and share of one class of change."""
    n = sum(one.outcome == name for one in judged)
    return {"outcome": name, "n": n, "share": share(n, len(judged))}


def without_gain(one: Episode) -> bool:
    """Return whether an episode ended unplanned and not improved.

    Not improved: neither clearly better nor, at the last ORS, at the cutoff or above; from above the cutoff: the last
    ORS under the first. Without two ORS: not improved.
    """
    if not one.left or one.improved:
        return False
    if not one.assessable:
        return True
    return one.last < one.cutoff if one.started_below else one.last < one.first


def _thresholds() -> list[float]:
    """Return the thresholds that are tried, the one in force among them."""
    return sorted({*THRESHOLDS, RULES["change.ors_reliable_change"]})


def _sensitivity(judged: Sequence[Episode], threshold: float) -> dict[str, object]:
    """Return the shares clearly better and worse with another reliable change of the ORS; the child form keeps its own."""
    names = [
        one.outcome
        if one.ors_version == CHILD_FORM
        else classify(one.ors, one.cutoff, Decimal(str(threshold)))
        for one in judged
    ]
    return {
        "reliable_change": threshold,
        "improved": share_of(name in ("recovered", "improved", "improved_above") for name in names),
        "deteriorated": share_of(name == "deteriorated" for name in names),
        "in_force": threshold == RULES["change.ors_reliable_change"],
    }


def published(endings_recorded: bool) -> list[dict[str, Any]]:
    """Return the published figures as they stand in the file, all columns filled in.

    Those beside a rate of endings only where the practice records endings.
    """
    rows = tomllib.loads(PUBLISHED.read_text(encoding="utf-8"))["benchmark"]
    empty = {"value": None, "year": None, "n": None, "goal": False, "verified": True}
    return [
        {
            **empty,
            **{name: value for name, value in row.items() if name not in ("low", "high")},
            "interval": [row["low"], row["high"]] if "low" in row else None,
            "compares": row["compares"] or None,
        }
        for row in rows
        if endings_recorded or not row["compares"].startswith("unplanned")
    ]
