"""Sentences that compare estimates with the true values of the made-up practice."""

from __future__ import annotations

from analytics.evidence.truth import Truths
from analytics.messages import gettext
from pages.ui import formatting

INTRODUCED = (
    "These people are invented, so the truth about them is written down. Here the product's own ranges are held "
    "against it; your own practice has no such file."
)
MEASURES = {"Early alliance": "early_alliance", "Outcome": "change", "Ended unplanned": "unplanned"}
_NAMES = {
    "early_alliance": "early alliance",
    "change": "outcome",
    "unplanned": "unplanned endings",
    "area": "the four areas",
}
_HOW = {
    "early_alliance": "The truth is on a scale without an end; here it is what a form that ends at 40 can show.",
    "change": "The truth is points per ln(session); here it is what that makes of a course of usual length.",
    "unplanned": "The truth is log odds per session; here it is about what that makes of a whole course.",
}


def _coverage(truths: Truths, measure: str) -> tuple[int, int]:
    return truths.coverage(measure)


def counted(truths: Truths) -> str:
    """Return for each measure how many intervals contain the true value: `early alliance **23 of 24**`."""
    parts = []
    for measure, name in _NAMES.items():
        held, of = _coverage(truths, measure)
        if of:
            parts.append(gettext("{name} **{held} of {of}**").format(name=name, held=held, of=of))
    if not parts:
        return "None of the compared therapists is among those you may see."
    return gettext("Ranges that hold the truth: {parts}. At 95%, about 19 of 20 should.").format(
        parts=formatting.listed(parts)
    )


def practice(truths: Truths) -> list[str]:
    """Return sentences that compare estimates with true values for the ORS change per SRS point.

    One sentence is for the clients of one therapist, one for therapists.
    """
    sentences = []
    for measure, name in (
        ("within", "Among the clients of one therapist"),
        ("between", "Between therapists"),
    ):
        row = next((row for row in truths.rows if row.measure == measure), None)
        if row is None:
            continue
        low, high = (formatting.number(edge, 2) for edge in row.interval)
        why = (
            "holds it"
            if row.holds
            else "misses it: forms measure with error and end at 40, which pulls the slope towards 0"
        )
        sentences.append(
            gettext(
                "{name}: {estimate} ORS points per SRS point (95% range {low} to {high}), in truth about {truth}. "
                "The range {why}."
            ).format(
                name=name,
                estimate=formatting.number(row.estimate, 2),
                low=low,
                high=high,
                truth=formatting.number(row.truth, 2),
                why=why,
            )
        )
    return sentences


def alt_text(truths: Truths, measure: str) -> str:
    """Return the alternative text of a measure's chart: how many intervals contain the true value."""
    held, of = _coverage(truths, measure)
    return gettext("{first}{measure}: {held} of {of} ranges hold the truth").format(
        first=_NAMES[measure][0].upper(), measure=_NAMES[measure][1:], held=held, of=of
    )


def footnote(measure: str) -> str:
    """Explain how to read the chart of estimates and true values of one measure."""
    return gettext(
        "{measure} Estimates are pulled towards 0 the more the fewer episodes there are, so the people who "
        "differ most are missed first."
    ).format(measure=_HOW[measure])


def table(truths: Truths, measure: str) -> dict[str, list]:
    """Tabulate estimates and true values of one measure; one row per therapist."""
    rows = sorted((row for row in truths.rows if row.measure == measure), key=lambda row: row.therapist or "")
    return {
        "Therapist": [row.therapist for row in rows],
        "Episodes": [row.n for row in rows],
        "Ours": [round(row.estimate, 2) for row in rows],
        "Low": [round(row.interval[0], 2) for row in rows],
        "High": [round(row.interval[1], 2) for row in rows],
        "Truth": [round(row.truth, 2) for row in rows],
        "Holds": ["yes" if row.holds else "no" for row in rows],
    }
