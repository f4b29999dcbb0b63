"""Sentences of the overview page, with the numbers filled in."""

from __future__ import annotations

from analytics.answers import Estimate
from analytics.messages import gettext, paragraph
from analytics.outcomes.results import Overview
from pages.outcomes.text import NO_SECOND_SCORE
from pages.overview import intake_chart as charts
from pages.ui import endings_text, formatting
from pages.ui.formatting import ENOUGH, SMALL
from pages.ui.selection_text import (
    left_out,
    mean,
    number_of,
    period,
    phrase,
    share,
    to_100,
    within,
)


def counts(overview: Overview) -> tuple[int, int, int] | None:
    """Return the numbers of episodes clearly better, about the same, clearly worse; None if withheld."""
    better, worse, n = overview.reliable_improvement.events, overview.deteriorated.events, overview.assessable
    if not n or better is None or worse is None:
        return None
    return better, n - better - worse, worse


def lead(overview: Overview) -> tuple[str, str]:
    """Return the bold and the plain text at the top of the overview page.

    The bold one gives the share of episodes that improved; the plain one, its 95 % interval and unplanned endings.
    """
    n, found = overview.assessable, counts(overview)
    if n == 0 and overview.n:
        bold, plain = NO_SECOND_SCORE
        return bold, paragraph(plain, _unrecorded(overview))
    if n is None or n < SMALL:
        return (
            f"{formatting.not_enough_scored(n)}.",
            paragraph("Numbers this small jump around, so none is given.", _unrecorded(overview)),
        )
    courses, better = _courses(overview), overview.reliable_improvement
    if found is None:
        if phrase(better) is None:
            return f"{better.why}", _sure(overview)
        return (
            gettext("{share} {courses}, were clearly better at the last score.").format(
                share=_without_range(better), courses=courses
            ),
            _sure(overview),
        )
    if n < ENOUGH:
        return (
            gettext(
                "Of {n} {courses}, {better} were clearly better at the last score, {same} about the same and"
                " {worse} worse."
            ).format(n=n, courses=courses, better=found[0], same=found[1], worse=found[2]),
            paragraph("With so few, one or two more would change the picture.", _unrecorded(overview)),
        )
    better_100, same_100, worse_100 = to_100(found)
    return (
        gettext(
            "Of 100 {courses}, {better} were clearly better at the last score, {same} about the same and {worse} worse."
        ).format(courses=courses, better=better_100, same=same_100, worse=worse_100),
        _sure(overview),
    )


def _without_range(share: Estimate) -> str:
    """Return a share without its range, which the next sentence gives: `61 in 100`, `11 of 18`."""
    if share.events is None:
        return formatting.in_100(share.estimate)
    return formatting.counted(share.events, share.n)


def _courses(overview: Overview) -> str:
    """Return the noun phrase for the episodes that the filters select, such as `courses of therapy still open`."""
    when = _where(overview)
    if overview.filters.episodes == "open":
        return gettext("courses of therapy still open, last seen {when}").format(when=when)
    if overview.filters.episodes == "all":
        return gettext("courses of therapy, ended or still open, last seen {when}").format(when=when)
    return endings_text.ended(overview.endings, when)


def _where(overview: Overview) -> str:
    """Return the period that the filters select, in words: `in the last 12 months`, `so far`."""
    if period(overview.filters, overview.as_of) == "all data":
        return "so far"
    return within(overview.filters, overview.as_of)


def _unrecorded(overview: Overview) -> str:
    """Return the sentences for a practice that records no endings; empty otherwise."""
    return endings_text.summary(overview.endings)


def _sure(overview: Overview) -> str:
    fits, interval = "", overview.reliable_improvement.interval
    if interval:
        fits = gettext("The data would also fit {low} to {high} clearly better.").format(
            low=formatting.rounded(interval[0] * 100), high=formatting.rounded(interval[1] * 100)
        )
    if not endings_text.are_recorded(overview.endings):
        return paragraph(fits, endings_text.summary(overview.endings))
    return paragraph(fits, _ended_unplanned(overview))


def _ended_unplanned(overview: Overview) -> str:
    """Return the sentence with the share of unplanned endings; empty below ten endings."""
    left = overview.unplanned
    if left.estimate is None or left.n < SMALL:
        return ""
    gone = (
        formatting.phrase(left.events, left.n)
        if left.events is not None
        else formatting.in_100(left.estimate)
    )
    ways = endings_text.bounds(overview.unplanned_declared, overview.unplanned_all_unknown)
    template = (
        gettext("{share} ended unplanned (by other ways to count {ways}).")
        if ways
        else gettext("{share} ended unplanned.")
    )
    return template.format(share=gone, ways=ways)


def endings(overview: Overview, rule: str) -> str:
    """Explain how to read the 100 dots: definition of clearly better, n, clients left out.

    rule: whether a change equal to the threshold is reliable, `at_least` or `more_than`.
    """
    return paragraph(
        gettext(
            "Clearly better or worse means the ORS moved by {points}, beyond the form's own noise."
        ).format(points=formatting.reliable_change(overview.reliable_change, rule, mark="**")),
        _counted(overview),
        _ways(overview),
    )


def _counted(overview: Overview) -> str:
    """Return the sentences on which courses are counted and which are left out, with numbers that add up."""
    still_open = next((row for row in overview.left_out if row.reason == "open"), None)
    closed = overview.filters.episodes not in ("open", "all")
    template = (
        gettext("n = {n} of the {all} courses that ended; one client may have several.")
        if closed
        else gettext("n = {n} of {all} courses; one client may have several.")
    )
    return paragraph(
        template.format(n=number_of(overview.assessable, overview), all=number_of(overview.n, overview)),
        left_out(overview, "ended_unknown", "open"),
        gettext("Still open: {n} more.").format(n=number_of(still_open.n, overview)) if still_open else "",
    )


def _ways(overview: Overview) -> str:
    ways = endings_text.bounds(overview.unplanned_declared, overview.unplanned_all_unknown)
    if not ways or not endings_text.are_recorded(overview.endings):
        return ""
    return "Other ways to count unplanned endings: those without a reason all as agreed, or all as unplanned."


def side_figures(overview: Overview) -> dict[str, str]:
    """Map labels to shares: recovered, ended unplanned, and (for the previous period) improved."""
    facts = {}
    if overview.recovered.n >= SMALL:
        label = gettext("Recovered, of {n} that began under the cutoff").format(
            n=formatting.count(overview.recovered.n)
        )
        facts[label] = share(overview.recovered)
    if endings_text.are_recorded(overview.endings) and overview.unplanned.n >= SMALL:
        label = gettext("Ended unplanned, of {n} endings that count").format(
            n=formatting.count(overview.unplanned.n)
        )
        facts[label] = share(overview.unplanned)
        if ways := endings_text.bounds(overview.unplanned_declared, overview.unplanned_all_unknown):
            facts["Ended unplanned, by other ways to count"] = ways
    if overview.endings is not None and not overview.endings.are_recorded:
        facts["How they ended"] = "not recorded for most" if overview.endings.any_recorded else "not recorded"
    before = overview.previous
    if before is not None and (better := phrase(before.reliable_improvement)):
        label = gettext("Clearly better the period before, of {n} courses").format(
            n=formatting.count(before.reliable_improvement.n)
        )
        facts[label] = better
    return facts


def intake_text(overview: Overview) -> str:
    """Return the text that compares the average first ORS with published ones and explains the chart."""
    both = bool(charts.means(overview))
    return paragraph(
        start(overview),
        "Upper panel: first and last sessions in each month, closed and open episodes."
        if both
        else "Drawn: first and last sessions in each month, closed and open episodes.",
        "The current month is left out.",
        gettext("Means are drawn from {n} starts a month.").format(n=charts.FEWEST) if both else "",
        "Months with few people are left open." if charts.hidden(overview) else "",
    )


def start(overview: Overview) -> str:
    """Return the sentence that sets the average first ORS beside published ones; empty if n is small."""
    intake = overview.mean_intake
    if intake.estimate is None or intake.n < SMALL:
        return ""
    return gettext(
        "Average start **{intake}**, n = {n} episodes with a first ORS; published adult outpatient starts are "
        "16 to 19 (OpenFIT KA-01028)."
    ).format(intake=mean(intake, first=True), n=formatting.count(intake.n))


NO_MONTHS = "Too few months hold enough people to show."
