"""Sentences of Outcomes & benchmarks on which definition of success favours whom."""

from __future__ import annotations

from analytics.messages import gettext, paragraph
from analytics.outcomes.favours import LARGE
from analytics.outcomes.results import Favour, Outcomes
from analytics.why import Why
from pages.ui import formatting

_NAMES = {
    "reliable_improvement": gettext("clearly better"),
    "recovered": gettext("recovered"),
    "effect_size": gettext("an effect size of {large} or more").format(large=LARGE),
    "severity_adjusted_effect_size": gettext(
        "an effect size of {large} or more after allowing for the start"
    ).format(large=LARGE),
}
_SAID = {
    "more_distressed": gettext(
        "**{name}** favours those who see more distressed people: where {share} succeed, of people who start"
        " one step lower {shifted} would, n = {n}."
    ),
    "less_distressed": gettext(
        "**{name}** favours those who see less distressed people: where {share} succeed, of people who start"
        " one step lower {shifted} would, n = {n}."
    ),
    "neither": gettext(
        "**{name}** hardly depends on the start: where {share} succeed, of people who start one step lower"
        " {shifted} would, n = {n}."
    ),
    "unclear": gettext(
        "**{name}**: too early to tell whom it favours; where {share} succeed, of people who start one step lower {shifted}"
        " would, n = {n}."
    ),
}


def definition(row: Favour) -> str:
    """Return the sentence on one definition of success: whom it favours, in people of 100, with range and n."""
    name = _NAMES[row.definition]
    name = f"{name[0].upper()}{name[1:]}"
    odds, share = row.odds_ratio, row.share.estimate
    if odds.estimate is None or odds.interval is None or row.favours is None or share is None:
        return gettext("**{name}**: {why}").format(name=name, why=odds.why)
    low, high = (_one_step_lower(share, edge) for edge in odds.interval)
    return _SAID[row.favours].format(
        name=name,
        share=formatting.in_100(share),
        shifted=gettext("{n} {interval}").format(
            n=formatting.rounded(100 * _one_step_lower(share, odds.estimate)),
            interval=formatting.between_100(low, high, first=False),
        ),
        n=formatting.count(odds.n),
    )


def definitions(outcomes: Outcomes) -> list[str]:
    """Return a sentence per definition of success; none where all of them have too few courses, which is said once."""
    return [] if _untested(outcomes) else [definition(row) for row in outcomes.favours]


def _untested(outcomes: Outcomes) -> Why | None:
    """Return the reason why no definition can be looked at, where it is the same for all; else None."""
    reasons = {row.odds_ratio.why for row in outcomes.favours}
    return reasons.pop() if len(reasons) == 1 and None not in reasons else None


def _one_step_lower(share: float, odds_ratio: float) -> float:
    """Return a share of successes after its odds are multiplied by an odds ratio: for a start one step lower."""
    odds = share * odds_ratio
    return odds / (1 - share + odds)


def overall(outcomes: Outcomes) -> str:
    """Return the sentence on what all definitions together mean for comparisons of practices or years."""
    if untested := _untested(outcomes):
        return untested
    more, less = (_named(outcomes, whom) for whom in ("more_distressed", "less_distressed"))
    if not more and not less:
        return (
            "No headline clearly favours anybody here so far. That does not show that none does: it takes many courses"
            " to tell."
        )
    if more and less:
        said = gettext(
            "Here, the lower people start, the more often they succeed by {more}, and the less often by {less}."
        )
    elif more:
        said = gettext("Here, the lower people start, the more often they succeed by {more}.")
    else:
        said = gettext("Here, the lower people start, the less often they succeed by {less}.")
    return paragraph(
        said.format(more=formatting.listed(more), less=formatting.listed(less)),
        "So a headline can differ between practices, or years, only because other people came.",
    )


def read(outcomes: Outcomes) -> str:
    """Explain the step, the ranges and how little they say about quality; empty where nothing was looked at."""
    if _untested(outcomes):
        return ""
    step = (
        gettext("A step is {points} ORS points lower at the start (one standard deviation here).").format(
            points=formatting.number(outcomes.start_sd)
        )
        if outcomes.start_sd
        else ""
    )
    return paragraph(
        step,
        "Clearly better is counted of all courses, the others of those that began under the cutoff.",
        "Ranges are 95% ranges and take courses as independent, also two of one client; as four headlines are looked at"
        " together, one is said to favour somebody only by a stricter range.",
        "Very low first scores tend to rise and high ones have little room, whatever the help: this is arithmetic, not"
        " quality.",
    )


def _named(outcomes: Outcomes, whom: str) -> list[str]:
    """Return the names of the definitions that favour these people, in quotation marks."""
    return [
        gettext("“{name}”").format(name=_NAMES[row.definition])
        for row in outcomes.favours
        if row.favours == whom
    ]
