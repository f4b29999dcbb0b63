"""Sentences about the four monthly charts of the overview page."""

from __future__ import annotations

from analytics.messages import gettext, ngettext, paragraph
from analytics.outcomes.month_results import Series
from analytics.outcomes.results import Overview
from pages.ui import formatting
from pages.ui.selection_text import within

MEASURES = {
    "reliable_improvement": ("Clearly better", "of every 100 closed episodes"),
    "unplanned": ("Ended unplanned", "of every 100 endings"),
    "early_alliance": ("Early alliance", "mean early SRS"),
    "forms": ("Forms filled in", "of every 100 sessions"),
}

SIGNS = {"no_clear_change": "–", "changed": "◆", "unusual_month": "●", "too_early": "…"}


def tile(series: Series | None, measure: str, axis: tuple[float, float, float] | None) -> str:
    """Return the heading of a small monthly chart: measure, unit, and where its vertical axis starts."""
    name, unit = MEASURES[measure]
    if series is not None and series.why:
        return f"**{name}**"
    if axis is None or axis[0] == 0:
        return f"**{name}**, {unit}"
    return gettext("**{name}**, {unit}, axis from {first:g}").format(name=name, unit=unit, first=axis[0])


def word(series: Series | None) -> str:
    """Return the verdict of a monthly series as a sign and a word; `… Too early` without a series."""
    if series is None:
        return gettext("{too_early} Too early").format(too_early=SIGNS["too_early"])
    return f"{SIGNS.get(series.state, '')} {series.word}"


_COUNTED = {  # measure -> words for how many episodes, endings or sessions its chart rests on
    "reliable_improvement": ("{n} closed episode with two scores", "{n} closed episodes with two scores"),
    "unplanned": ("{n} ending", "{n} endings"),
    "early_alliance": ("{n} early alliance", "{n} early alliances"),
    "forms": ("{n} session", "{n} sessions"),
}


def changes(overview: Overview) -> str:
    """Return the text on how to read the four monthly charts: period, counts, rate of false alarms."""
    if reasons := {series.why for series in overview.series}:
        only = reasons.pop()
        if only and not reasons:
            return only
    joined = any(point.grain == "quarter" for series in overview.series for point in series.points)
    pooled = "Months with fewer than 10 of these are joined to quarters." if joined else ""
    if joined and overview.hidden_below:
        pooled = "Months with fewer than 10 of these, or too few clients to show, are joined to quarters."
    pooled = "Drawn by quarter." if overview.rounded_to else pooled
    if overview.hidden_below and any(series.n_hidden for series in overview.series):
        pooled = paragraph(pooled, _LEFT_OUT.format(below=overview.hidden_below))
    if all(series.state == "too_early" for series in overview.series):
        return paragraph(
            _rests_on(overview),
            "Under 12 complete months, or 12 quarters where months are small, nothing is said.",
            pooled,
        )
    return paragraph(
        _rests_on(overview),
        "The grey range is what chance alone would produce around the average of the first 24 points; it is wider where"
        " months differ by more than their numbers explain.",
        "Changes are looked for whenever a quarter is complete.",
        *_marks(overview),
        "Under 12 points nothing is said.",
        _false_alarms(overview),
        pooled,
    )


_LEFT_OUT = gettext(
    "Points are left out where fewer than {below} clients are counted, had that ending, or had not."
)


def _marks(overview: Overview) -> tuple[str, ...]:
    """Explain the words and marks of the monthly charts that are there: a change, an unusual month, open rings."""
    found = {series.state: series.change for series in overview.series}
    points = [point for series in overview.series for point in series.points]
    explained = []
    if change := found.get("changed"):
        first, last = change.since_range or (None, None)
        if first != last:
            explained.append(
                "The date after “since” is the likeliest; in 9 of 10 cases a change began between the other two."
            )
        explained.append("Diamonds stand where it has surely begun.")
    if "unusual_month" in found:
        explained.append("An unusual month or quarter is the newest one alone, outside the range.")
    if any(point.incomplete and point.value is not None for point in points):
        explained.append("Open rings can still change.")
    return tuple(explained)


def _rests_on(overview: Overview) -> str:
    """Return the sentence with the period of the monthly charts and their numbers of episodes or sessions.

    The period begins with the data where they begin later; empty where all counts are too small to show.
    """
    since, months = overview.months_since, [point.month for one in overview.series for point in one.points]
    since = max(since, min(months)) if since and months else since
    when = within(overview.filters.replace(since=since), overview.as_of)
    when = "over all data" if when == "in all data" else when
    held = {
        series.measure: sum(point.n or 0 for point in series.points)
        for series in overview.series
        if not series.why
    }
    counted = [
        ngettext(*words, held[measure]).format(n=formatting.count(held[measure]))
        for measure, words in _COUNTED.items()
        if held.get(measure)
    ]
    if not counted:
        return ""
    return gettext("{period}: {counts}.").format(
        period=f"{when[0].upper()}{when[1:]}", counts=formatting.listed(counted)
    )


def _false_alarms(overview: Overview) -> str:
    """Return the sentence on how often the charts say something where nothing changes; empty if unknown."""
    now, year, month = overview.false_alarms, overview.false_alarms_year, overview.false_unusual_months
    if not now or not year or not month:
        return ""
    return gettext(
        "Where nothing changes, about {now} of 100 practices read of a change here all the same, about {year} at some"
        " time in a year; about {month} read of an unusual month."
    ).format(now=_of_100(now), year=_of_100(year), month=_of_100(month))


def _of_100(share: float) -> str:
    """Return a small share as a whole number of 100, at least 1."""
    return formatting.count(max(1, round(share * 100)))
