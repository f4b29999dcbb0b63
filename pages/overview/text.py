"""Sentences of the overview page, with the numbers filled in."""

from __future__ import annotations

import datetime

from analytics.answers import Estimate
from analytics.outcomes.highlights import FORMS_WEEKS
from analytics.outcomes.results import LookAt, Overview, Series
from pages.outcomes.text import NO_SECOND_SCORE
from pages.overview import intake_chart as charts
from pages.ui import endings_text, formatting
from pages.ui.formatting import ENOUGH, SMALL
from pages.ui.selection_text import left_out, mean, period, phrase, share, to_100, weeks, within

MEASURES = {
    "reliable_improvement": ("Clearly better", "of every 100 closed episodes"),
    "unplanned": ("Ended unplanned", "of every 100 endings"),
    "early_alliance": ("Early alliance", "mean early SRS"),
    "forms": ("Forms filled in", "of every 100 sessions"),
}
OLD_DAYS = 28  # a newest session older than this, before the data date: nothing is said of the newest weeks
SIGNS = {"no_clear_change": "–", "changed": "◆", "too_early": "…"}


def counts(overview: Overview) -> tuple[int, int, int] | None:
    """Return the numbers of clients clearly better, about the same, clearly worse; None if withheld."""
    better, worse, n = overview.reliable_improvement.events, overview.deteriorated.events, overview.assessable
    if not n or better is None or worse is None:
        return None
    return better, n - better - worse, worse


def lead(overview: Overview) -> tuple[str, str]:
    """Return two texts: share of clients improved; its 95 % interval, and unplanned endings."""
    n, found, when = overview.assessable or 0, counts(overview), period(overview.filters, overview.as_of)
    who = {"open": "open clients", "all": "clients"}.get(
        overview.filters.episodes or "", endings_text.finished(overview.endings)
    )
    if n == 0 and overview.n:
        bold, plain = NO_SECOND_SCORE
        return bold, " ".join(filter(None, (plain, _unrecorded(overview))))
    if n < SMALL:
        return (
            f"{formatting.not_enough_scored(n)}.",
            " ".join(
                filter(None, ("Numbers this small jump around, so none is given.", _unrecorded(overview)))
            ),
        )
    where = "so far" if when == "all data" else within(overview.filters, overview.as_of)
    better = overview.reliable_improvement
    if found is None:
        bold = f"{phrase(better)} {who} {where} were clearly better." if phrase(better) else f"{better.why}"
        return bold, _sure(overview)
    if n < ENOUGH:
        return (
            f"Of {n} {who} {where}, {found[0]} were clearly better, {found[1]} about the same and {found[2]} worse.",
            " ".join(
                filter(
                    None,
                    ("With so few people, one or two more would change the picture.", _unrecorded(overview)),
                )
            ),
        )
    a, b, c = to_100(found)
    return f"Of every 100 {who} {where}, {a} were clearly better, {b} about the same and {c} worse.", _sure(
        overview
    )


def _unrecorded(overview: Overview) -> str:
    """Return the sentences for a practice that records no endings; empty otherwise."""
    return endings_text.summary(overview.endings)


def _sure(overview: Overview) -> str:
    better, left = overview.reliable_improvement, overview.unplanned
    low, high = (
        ("", "") if not better.interval else (formatting.rounded(end * 100) for end in better.interval)
    )
    sentence = f"The data would also fit {low} to {high} clearly better. " if better.interval else ""
    if not endings_text.are_recorded(overview.endings):
        return f"{sentence}{endings_text.summary(overview.endings)}"
    if left.estimate is None or left.n < SMALL:
        return sentence.strip()
    gone = (
        formatting.phrase(left.events, left.n)
        if left.events is not None
        else formatting.in_100(left.estimate)
    )
    ways = endings_text.bounds(overview.unplanned_declared, overview.unplanned_all_unknown)
    return f"{sentence}{gone} ended unplanned{f' (by other ways to count {ways})' if ways else ''}."


def endings(overview: Overview) -> str:
    """Explain how to read the 100 dots: definition of clearly better, n, clients left out."""
    return (
        f"Clearly better or worse means the ORS moved by **{overview.reliable_change:g} points** or "
        "more, beyond the form's own "
        f"noise. n = {formatting.count(overview.assessable)} clients with a first and a later score. "
        f"{left_out(overview, 'transferred', 'administrative', 'not_a_course', 'ended_unknown')}"
        f"{_ways(overview)}"
    )


def _ways(overview: Overview) -> str:
    ways = endings_text.bounds(overview.unplanned_declared, overview.unplanned_all_unknown)
    if not ways or not endings_text.are_recorded(overview.endings):
        return ""
    return " Other ways to count unplanned endings: only recorded ones, or every unknown one too."


def side_figures(overview: Overview) -> dict[str, str]:
    """Map labels to shares: recovered, ended unplanned, improved in the period before."""
    facts = {}
    if overview.recovered.n >= SMALL:
        facts[_of("Recovered", overview.recovered, f"who started under {overview.cutoff:g}")] = share(
            overview.recovered
        )
    if endings_text.are_recorded(overview.endings) and overview.unplanned.n >= SMALL:
        facts[_of("Ended unplanned", overview.unplanned, "endings")] = share(overview.unplanned)
        if ways := endings_text.bounds(overview.unplanned_declared, overview.unplanned_all_unknown):
            facts["Ended unplanned, by other ways to count"] = ways
    elif overview.endings is not None:
        facts["How they ended"] = "not recorded for most" if overview.endings.any_recorded else "not recorded"
    before = overview.previous
    if before is not None and phrase(before.reliable_improvement):
        found = before.reliable_improvement
        facts[_of("Clearly better the period before", found, "clients")] = phrase(found)
    return facts


def _of(name: str, estimate: Estimate, who: str) -> str:
    """Return a label with its denominator: `Ended unplanned, of 418 endings`."""
    return f"{name}, of {formatting.count(estimate.n)} {who}" if estimate.n >= SMALL else name


def look_at(item: LookAt, as_of: datetime.date) -> tuple[str, str]:
    """Return (sentence on one thing to look at, label of the link to its page)."""
    if item.kind == "changed":
        name = MEASURES.get(item.measure or "", (item.measure, ""))[0]
        verb = "Open Data & import" if item.page == "data" else "Open Outcomes"
        return f"**{name}** changed: {item.direction} since {formatting.month(item.since)}.", verb
    if item.kind == "forms_missing":
        return (
            f"**Forms:** SRS missing in {formatting.counted(item.n or 0, item.of or 0)} sessions of {_ended_weeks(as_of)}.",
            "See where they are missing",
        )
    return f"**{formatting.plural(item.n, 'open client')}** to talk about first.", "Open My caseload"


def _ended_weeks(as_of: datetime.date) -> str:
    """Return the text for the last FORMS_WEEKS complete weeks before the data date."""
    return weeks(FORMS_WEEKS, as_of - datetime.timedelta(days=(as_of.weekday() + 1) % 7))


NOTHING = "Nothing unusual in the newest weeks. That is information too."


def nothing_unusual(overview: Overview) -> str:
    """Return the sentence that nothing unusual was found, or why that is unknown."""
    days = overview.newest_session_days
    if days is None or days > OLD_DAYS:
        when = (
            "There is no session yet"
            if days is None
            else f"The newest session is {formatting.plural(days, 'day')} old"
        )
        return f"{when}, so nothing can be said of the newest weeks. Import a newer export."
    if all(series.state == "too_early" for series in overview.series):
        return "Too few months of data yet to say what would be unusual."
    return NOTHING


def tile(series: Series | None, measure: str, axis: tuple[float, float, float] | None) -> str:
    """Return the heading of a small monthly chart: measure, unit, and start of the vertical axis."""
    name, unit = MEASURES[measure]
    if series is not None and series.why:
        return f"**{name}**"
    start = "" if axis is None or axis[0] == 0 else f", axis from {axis[0]:g}"
    return f"**{name}**, {unit}{start}"


def word(series: Series | None) -> str:
    """Return the verdict on a monthly series as a symbol and a word; `… Too early` without a series."""
    if series is None:
        return f"{SIGNS['too_early']} Too early"
    return f"{SIGNS.get(series.state, '')} {series.word}"


_COUNTED = (
    ("reliable_improvement", "closed episode", " with two scores"),
    ("unplanned", "ending", ""),
    ("early_alliance", "early alliance", ""),
    ("forms", "session", ""),
)


def changes(overview: Overview) -> str:
    """Explain how to read the four monthly charts: period, counts, rate of false alarms."""
    joined = any(point.grain == "quarter" for series in overview.series for point in series.points)
    pooled = " Months with fewer than 10 of these are joined to quarters." if joined else ""
    shown = overview.filters.replace(since=overview.months_since)
    when = within(shown, overview.as_of)
    when = "over all data" if when == "in all data" else when
    alarms = overview.false_alarms
    chance = (
        f" Where nothing changes, one of the four says so all the same in about {formatting.in_100(alarms)} practices."
        if alarms
        else ""
    )
    held = {
        series.measure: sum(point.n or 0 for point in series.points)
        for series in overview.series
        if not series.why
    }
    counted = [
        f"{formatting.plural(held[measure], what)}{more}"
        for measure, what, more in _COUNTED
        if held.get(measure)
    ]
    rests = f" {formatting.listed(counted)}. " if counted else ""
    begins = f"{when[0].upper()}{when[1:]}:{rests or ' see the table. '}"
    if all(series.state == "too_early" for series in overview.series):
        return f"{begins}Under 12 months, or 12 quarters where months are small, nothing is said.{pooled}"
    return (
        f"{begins}"
        "The grey range is what chance "
        "alone would produce around the average. "
        "A diamond lies outside it, or is one of eight in a row on one side. Open rings can still change. "
        f"Under 12 points nothing is said.{chance}{pooled}"
    )


def intake_text(overview: Overview) -> str:
    """Explain the chart of starts and ends, with the average and the published first ORS."""
    panel = "Upper panel: first" if charts.means(overview) else "Drawn: first"
    few = f" Means are drawn from {charts.FEWEST} starts a month." if charts.means(overview) else ""
    left = " Months with few people are left open." if charts.hidden(overview) else ""
    drawn = (
        f"{panel} and last sessions in each month, closed and open episodes. The current month is left out."
    )
    return f"{start(overview)} {drawn}{few}{left}".lstrip()


def start(overview: Overview) -> str:
    """Return the sentence with the average and the published first ORS; empty below ten episodes."""
    intake = overview.mean_intake
    if intake.estimate is None or intake.n < SMALL:
        return ""
    return (
        f"Average start **{mean(intake, first=True)}**, n = {formatting.count(intake.n)} episodes with a first ORS; "
        "published adult outpatient starts are 16 to 19 (OpenFIT KA-01028)."
    )


NO_MONTHS = "Too few months hold enough people to show."
