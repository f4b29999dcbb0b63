"""Sentences of the therapist comparison page."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.focus.results import TherapistFocus
from analytics.messages import gettext, ngettext, paragraph
from analytics.therapists import case_mix_text
from analytics.therapists.results import SHARES, Comparison, Therapist
from analytics.why import is_code
from pages.therapists import areas_chart, noticed_text
from pages.ui import endings_text, formatting
from pages.ui.selection_text import LONGER, left_out

_OWN = {  # measure -> sentence where one's own clients differ; where they do not
    "early_alliance": (
        "Your clients' early alliance differs by more than chance usually explains.",
        "Your clients' early alliance lies inside what chance alone would produce.",
    ),
    "change": (
        "Your clients' wellbeing at the end differs by more than chance usually explains.",
        "Your clients' wellbeing at the end lies inside what chance alone would produce.",
    ),
    "reliable_improvement": (
        "Your clients' reliable improvement differs by more than chance usually explains.",
        "Your clients' reliable improvement lies inside what chance alone would produce.",
    ),
    "unplanned": (
        "Your clients' unplanned endings differ by more than chance usually explains.",
        "Your clients' unplanned endings lie inside what chance alone would produce.",
    ),
}


MEASURES = {
    "Early alliance": "early_alliance",
    "Wellbeing change": "change",
    "Reliable improvement": "reliable_improvement",
    "Ended unplanned": "unplanned",
}
QUESTION = "What is this person doing that others could learn from, or what is making it hard?"
OWN_QUESTION = "What do you do that others could learn from, or what makes it hard?"
COMMON = "A difference is a reason to ask a question, not an answer."


def names(comparison: Comparison, shown: bool) -> dict[str, str]:
    """Map therapist codes to names or, if names are hidden, to `Therapist 3`."""
    rows = comparison.therapists
    if shown:
        return {one.therapist: one.name or one.therapist for one in rows}
    return {
        one.therapist: gettext("Therapist {number}").format(number=index) for index, one in enumerate(rows, 1)
    }


def lead(comparison: Comparison, own: str | None) -> tuple[str, str]:
    """Return two texts: which therapists differ by more than chance; a caution about that result.

    own: the code of who looks.
    """
    if comparison.why:
        if comparison.measure == "unplanned" and is_code(comparison.why, "endings_not_recorded"):
            return comparison.why, paragraph("So endings are not compared.", endings_text.ADD)
        return comparison.why, _until(comparison)
    rows = comparison.therapists
    mine = next((one for one in rows if one.therapist == own), None)
    if mine is not None and len(rows) == 1:
        differs, inside = _OWN[comparison.measure]
        return differs if mine.worded else inside, paragraph(_own_range(mine, comparison), COMMON)
    worded = [one for one in rows if one.worded]
    if not rows:
        return "No therapist whom you may know by name has enough episodes.", COMMON
    if not worded:
        return (
            gettext("Of {n} therapists, nobody differs by more than chance usually explains.").format(
                n=len(rows)
            ),
            paragraph("That does not show that they are alike.", noticed_text.noticed(comparison), COMMON),
        )
    return (
        ngettext(
            "{n} of {therapists} therapists differs by more than chance usually explains.",
            "{n} of {therapists} therapists differ by more than chance usually explains.",
            len(worded),
        ).format(n=len(worded), therapists=len(rows)),
        paragraph("For the others chance is explanation enough.", COMMON),
    )


def never(comparison: Comparison) -> bool:
    """Return whether the practice has too few therapists for a comparison in any period."""
    why = comparison.why
    if is_code(why, "one_therapist"):
        return True
    return is_code(why, "too_few_therapists") and "episodes" not in why.parameters


INSTEAD = "Outcomes and Alliance show how clients fare."


def _until(comparison: Comparison) -> str:
    """Return advice if nothing can be compared: a longer period, waiting, or another measure."""
    why = comparison.why or ""
    if why.startswith("Not enough data yet"):
        return LONGER if comparison.filters.since else "Nothing is compared until then."
    return "Choose another measure." if "no SRS" in why else INSTEAD


def _own_range(one: Therapist, comparison: Comparison) -> str:
    if one.interval is None:
        return ""
    low, high = one.interval
    return gettext("The difference from the practice is {estimate} {unit} ({interval}), n = {n}.").format(
        estimate=formatting.signed(one.estimate),
        unit="of every 100" if comparison.measure in SHARES else comparison.unit,
        interval=formatting.between(low, high, sign=True),
        n=formatting.count(one.n),
    )


def funnel_footnote(comparison: Comparison) -> str:
    """Explain how to read the funnel plot: limits, case mix, overdispersion, therapists not shown."""
    few = comparison.too_small
    spread = comparison.funnel.over_dispersion if comparison.funnel else None
    return paragraph(
        "With few episodes the range is wide; it narrows to the right.",
        "A grey diamond lies near the edge: of 20 alike therapists at most about one does.",
        "Only a filled one is put into words.",
        ngettext(
            "{n} therapist with fewer than 10 closed episodes is not drawn yet.",
            "{n} therapists with fewer than 10 closed episodes are not drawn yet.",
            few,
        ).format(n=formatting.count(few))
        if few
        else "",
        gettext(
            "Together they differ {times} times as much as chance alone would make them (1: just as chance)."
        ).format(times=formatting.number(spread))
        if spread is not None
        else "",
        gettext("n = {n}.").format(n=formatting.count(comparison.n)),
        left_out(comparison),
    )


def allowed(comparison: Comparison) -> str:
    """Return the sentences on what the comparison allows for, and on what it does not and why."""
    return case_mix_text.sentences(
        comparison.adjusted_for, comparison.not_adjusted_for, comparison.not_adjusted_reasons
    )


def other_ways(comparison: Comparison) -> str:
    """Return the sentence with the practice's share of unplanned endings by two other counting rules."""
    ways = endings_text.bounds(comparison.unplanned_declared, comparison.unplanned_all_unknown)
    if not ways or comparison.level is None:
        return ""
    return gettext(
        "In the practice {share} ended unplanned; by other ways to count {ways}: only recorded endings, or every"
        " unknown one too."
    ).format(share=formatting.in_100(comparison.level), ways=ways)


def caterpillar_footnote(comparison: Comparison) -> str:
    """Explain how to read the thick and thin bars, and why therapists are not ranked."""
    return paragraph(
        "Thin bar: 95% range.",
        "Two people differ only if their thick bars do not overlap.",
        "The grey band holds the middle half of at least five others." if comparison.others else "",
        _no_order(comparison.n_therapists, comparison.rank_width),
        "Small numbers are pulled towards the practice, because they exaggerate.",
        gettext("n = {n}.").format(n=formatting.count(comparison.n)),
        left_out(comparison),
    )


def _no_order(therapists: int | None, width: int | None) -> str:
    """Return the sentence on why therapists are not ranked: a rank would be too uncertain.

    Empty if the uncertainty is unknown or there is only one therapist.
    """
    if not width or therapists == 1:
        return ""
    template = (
        gettext(
            "**There is no order by result here on purpose:** if we tried to number {n} people, a typical person's"
            " place could move by {width}."
        )
        if therapists
        else gettext(
            "**There is no order by result here on purpose:** if we tried to number everybody in the practice, a"
            " typical person's place could move by {width}."
        )
    )
    return template.format(n=therapists, width=width)


_BETWEEN = {  # measure -> how much lies between therapists; shares are of the log odds
    "reliable_improvement": gettext(
        "**About {icc} of 100 parts** of what makes clients more or less likely to get clearly better lie between therapists"
        " ({interval}); the rest lies between their clients and in chance. These are parts of a likelihood, not of clients."
    ),
    "unplanned": gettext(
        "**About {icc} of 100 parts** of what makes clients more or less likely to leave unplanned lie between therapists"
        " ({interval}); the rest lies between their clients and in chance. These are parts of a likelihood, not of clients."
    ),
}
_BETWEEN_POINTS = gettext(
    "**About {icc} of 100 parts** of the differences between clients lie between therapists ({interval}); "
    "the rest lies between their clients and in chance."
)


def share_between(comparison: Comparison) -> str:
    """Return the sentence on how much of the differences between clients lies between therapists (ICC)."""
    if comparison.icc is None or comparison.icc_interval is None:
        return ""
    low, high = comparison.icc_interval
    return _BETWEEN.get(comparison.measure, _BETWEEN_POINTS).format(
        icc=formatting.number(comparison.icc * 100, 1 if 0.0005 <= comparison.icc < 0.005 else 0),
        interval=formatting.between_100(low, high),
    )


def profile(one: TherapistFocus, label: str | None = None) -> tuple[str, str]:
    """Return two texts: the SRS area clearly below the practice, if any; how to read the chart.

    label: of the therapist; None where it is the one who reads.
    """
    signals = areas_chart.rows(one)
    low = min(signals, key=lambda signal: signal.difference, default=None)
    n = max((signal.n for signal in signals), default=0)
    how = paragraph(
        "Differences from the practice's own profile, after the general level; a diamond marks an area whose whole "
        "range lies under the practice.",
        "Clients' ratings, not a measure of skill.",
        ngettext("n = {n} client.", "n = {n} clients.", n).format(n=formatting.count(n)),
    )
    if low is None:
        return "No forms answered area by area yet.", how
    if low.interval[1] < 0:
        sentence = gettext("**{area}** is {points} points under the practice average ({interval}).").format(
            area=areas_chart.NAMES[low.signal],
            points=formatting.number(-low.difference),
            interval=formatting.between(*low.interval, sign=True),
        )
        return sentence, how
    if label is None:
        return "No area stands out for you; choose together what to practise.", how
    return (
        gettext("No area stands out for {therapist}; choose together what to practise.").format(
            therapist=label
        ),
        how,
    )


def _tenths(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def table(comparison: Comparison, labels: Mapping[str, str]) -> dict[str, list]:
    """Tabulate n, unadjusted value, difference from the practice and interval; one row per therapist."""
    rows = comparison.therapists
    share = comparison.measure in SHARES
    return {
        "Therapist": [labels[one.therapist] for one in rows],
        "n": [one.n for one in rows],
        "As it stands": [formatting.in_100(one.level) if share else _tenths(one.level) for one in rows],
        gettext("Difference ({unit})").format(unit=comparison.unit): [_tenths(one.estimate) for one in rows],
        "Low": [_tenths(one.interval and one.interval[0]) for one in rows],
        "High": [_tenths(one.interval and one.interval[1]) for one in rows],
        "In words": ["differs" if one.worded else "no clear difference" for one in rows],
    }
