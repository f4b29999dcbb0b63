"""Comparison charts: practice and published services, subgroups, counting rules for unplanned endings."""

from __future__ import annotations

from analytics.answers import Estimate
from analytics.messages import gettext
from analytics.outcomes.results import Benchmark, Outcomes, Subgroup
from pages.ui import chart_style, formatting, interval_rows
from pages.ui.figure import Drawing
from pages.ui.interval_rows import Span

DIMENSIONS = {
    "site": "Site",
    "program": "Programme",
    "age_group": "Age",
    "orientation": "Orientation",
    "ors_version": "Form",
    "intake": "Start",
}
_AGES = {"adult": "adults", "adolescent": "adolescents", "child": "children"}
NAMES = {
    "reliable_improvement": "Clearly better here",
    "recovered": "Recovered here",
    "mean_change": "Mean change here",
    "effect_size": "Effect size here",
    "unplanned": "Ended unplanned here",
    "unplanned_not_improved": "Ended unplanned and not yet improved",
    "unplanned_recorded": "Of endings recorded as planned or unplanned",
    "unplanned_declared": "If no reason counts as agreed",
    "unplanned_all_unknown": "If no reason counts as unplanned",
    "mean_sessions": "Sessions an episode here",
}
LONGEST = 44  # characters of a label, so that it fits a phone
SHARE_AXIS = "of every 100"


def compared(outcomes: Outcomes, measures: tuple[str, ...]) -> tuple[Benchmark, ...]:
    """Return the published figures that are comparable with at least one of the given measures."""
    return tuple(row for row in outcomes.benchmarks if row.compares in measures)


def benchmarks(outcomes: Outcomes, *, measures: tuple[str, ...]) -> Drawing | None:
    """Draw the practice's figures above the published ones that count in the same way.

    None if either is missing.
    """
    theirs = compared(outcomes, measures)
    ours = [
        (name, getattr(outcomes, name))
        for name in measures
        if any(row.compares == name for row in theirs)
        and getattr(outcomes, name).estimate is not None
        and getattr(outcomes, name).n >= formatting.SMALL
    ]
    if not theirs or not ours:
        return None
    share = theirs[0].unit == "share"
    scale = 100 if share else 1
    rows = [
        Span(
            f"<b>{NAMES[name]}</b>",
            found.estimate * scale,
            _scaled(found.interval, scale),
            "ours",
            _hover(name, found, share),
        )
        for name, found in ours
    ]
    rows += [_published(row, scale) for row in theirs]
    top = max((edge for row in rows for edge in (row.value or 0, *(row.interval or ()))), default=1)
    high = 100 if share else max(2.0, top * 1.15)
    return interval_rows.draw(rows, low=0, high=high, title=SHARE_AXIS if share else _unit(theirs[0].unit))


def _unit(unit: str) -> str:
    return {"sd": "standard deviations", "points": "ORS points", "sessions": "sessions"}.get(unit, unit)


def _published(row: Benchmark, scale: float) -> Span:
    value = None if row.value is None else row.value * scale
    interval = _scaled(row.interval, scale)
    if row.goal and interval is None and value is not None:
        interval = (value - 0.35, value + 0.35)
    label = short(row)
    return Span(label, value, interval, "goal" if row.goal else "theirs", f"<b>{label}</b><br>{row.source}")


def short(row: Benchmark) -> str:
    """Return a short label of a published benchmark: first words, year, and whether it is a goal."""
    words = row.label.split(":")[0]
    words = words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip(' ,')}…"
    label = f"{words}, {row.year}" if row.year else words
    return gettext("{label} (goal)").format(label=label) if row.goal and "oal" not in words else label


def _hover(name: str, estimate: Estimate, share: bool) -> str:
    value = (
        formatting.in_100(estimate.estimate)
        if share
        else formatting.number(estimate.estimate, 2 if name == "effect_size" else 1)
    )
    between = formatting.between_100 if share else formatting.between
    return chart_style.hover(
        f"<b>{NAMES[name]}</b>",
        gettext("{value}, n = {n}").format(value=value, n=formatting.count(estimate.n)),
        between(*estimate.interval) if estimate.interval else "",
    )


def subgroups(outcomes: Outcomes, *, measure: str) -> Drawing | None:
    """Draw the figure of each subgroup and a line for the practice; return None without subgroups."""
    rows = [row for row in outcomes.subgroups if row.measure == measure and row.estimate is not None]
    if not rows:
        return None
    share = measure != "mean_change"
    scale = 100 if share else 1
    spans = [
        Span(
            group(row),
            row.estimate * scale,
            _scaled(row.interval, scale),
            "look" if row.flagged else "quiet",
            _group_hover(row, share),
        )
        for row in rows
        if row.estimate is not None
    ]
    edges = [edge for span in spans for edge in (span.value, *(span.interval or ())) if edge is not None]
    practice = rows[0].practice
    low, high = (0, 100) if share else (min(0.0, min(edges)) - 0.5, max(edges) + 0.5)
    return interval_rows.draw(
        spans,
        low=low,
        high=high,
        title=SHARE_AXIS if share else "ORS points gained",
        line=None if practice is None else practice * scale,
        line_label="practice",
    )


def group(row: Subgroup) -> str:
    """Return the label of a subgroup: `Site: North · n = 312`."""
    name = _AGES.get(row.group, row.group)
    return f"{DIMENSIONS.get(row.dimension, row.dimension)}: {name} · n = {formatting.count(row.n)}"


def _group_hover(row: Subgroup, share: bool) -> str:
    value = (
        formatting.in_100(row.estimate)
        if share
        else gettext("{estimate} points").format(estimate=formatting.signed(row.estimate))
    )
    if row.interval:
        between = formatting.between_100 if share else formatting.between
        value = f"{value} {between(*row.interval, first=False)}"
    return chart_style.hover(
        f"<b>{group(row)}</b>",
        value,
        "differs by more than chance usually explains"
        if row.flagged
        else "no clear difference from the practice",
    )


def endings(outcomes: Outcomes) -> Drawing | None:
    """Draw the share of unplanned endings by five counting rules; return None below ten ended episodes."""
    if outcomes.unplanned.n < formatting.SMALL:
        return None
    labels = {
        "unplanned": "<b>Ended unplanned</b>",
        "unplanned_not_improved": "<b>Ended unplanned and not yet improved</b>",
        "unplanned_recorded": NAMES["unplanned_recorded"],
        "unplanned_declared": NAMES["unplanned_declared"],
        "unplanned_all_unknown": NAMES["unplanned_all_unknown"],
    }
    found = [(label, name, getattr(outcomes, name)) for name, label in labels.items()]
    rows = [
        Span(
            label,
            one.estimate * 100,
            _scaled(one.interval, 100),
            "ours" if "<b>" in label else "quiet",
            _hover(name, one, True),
        )
        for label, name, one in found
        if one.estimate is not None
    ]
    return interval_rows.draw(rows, low=0, high=100, title=SHARE_AXIS)


def _scaled(interval: tuple[float, float] | None, scale: float) -> tuple[float, float] | None:
    return None if interval is None else (interval[0] * scale, interval[1] * scale)
