"""Sentences of Outcomes & benchmarks on which definition of success favours whom."""

from __future__ import annotations

from analytics.messages import gettext, paragraph
from analytics.outcomes.favours import LARGE
from analytics.outcomes.results import Favour, Outcomes
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
        "**{name}** ({share}) favours those who see more distressed people: the odds of success are {odds} with every"
        " step, n = {n}."
    ),
    "less_distressed": gettext(
        "**{name}** ({share}) favours those who see less distressed people: the odds of success are {odds} with every"
        " step, n = {n}."
    ),
    "neither": gettext(
        "**{name}** ({share}) hardly depends on the start: the odds of success are {odds} with every step, n = {n}."
    ),
    "unclear": gettext(
        "**{name}** ({share}): too early to tell whom it favours: the odds of success are {odds} with every step,"
        " n = {n}."
    ),
}


def definition(row: Favour) -> str:
    """Return the sentence on one definition of success: whom it favours, with odds ratio, range and n."""
    name = _NAMES[row.definition]
    name = f"{name[0].upper()}{name[1:]}"
    odds = row.odds_ratio
    if odds.estimate is None or odds.interval is None or row.favours is None:
        return gettext("**{name}**: {why}").format(name=name, why=odds.why)
    return _SAID[row.favours].format(
        name=name,
        share=formatting.in_100(row.share.estimate),
        odds=gettext("{ratio} times as high {interval}").format(
            ratio=formatting.number(odds.estimate, 2),
            interval=formatting.between(*odds.interval, 2, first=False),
        ),
        n=formatting.count(odds.n),
    )


def overall(outcomes: Outcomes) -> str:
    """Return the sentence on what all definitions together mean for whoever compares practices or years."""
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
    """Explain the step of the odds ratios, their ranges and how little they say about quality."""
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
        "Ranges are 95% ranges by profile likelihood; they take courses as independent, also two of one client.",
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
