"""Sentences on the early-warning estimate of one open client, worded as associations, not causes."""

from __future__ import annotations

from collections.abc import Collection

from analytics.messages import gettext, ngettext, paragraph
from analytics.risk.early_warning import LIKE_THIS
from analytics.risk.results import FULL
from analytics.risk.scoring import Contribution, Score
from analytics.why import Why
from pages.early_warning.text import ASK, HAPPENED, WITHDRAWN, of_100
from pages.ui import formatting

_LIKE_THIS = {  # outcome -> line below a probability; below a range that is lower, higher, or about as usual
    "unplanned": (
        gettext("like this ended unplanned"),
        gettext("like this ended unplanned, fewer than usual · provisional"),
        gettext("like this ended unplanned, more than usual · provisional"),
        gettext("like this ended unplanned, about as usual · provisional"),
    ),
    "poor_outcome": (
        gettext("like this ended with little or no change"),
        gettext("like this ended with little or no change, fewer than usual · provisional"),
        gettext("like this ended with little or no change, more than usual · provisional"),
        gettext("like this ended with little or no change, about as usual · provisional"),
    ),
}


CLEAR, MOST_REASONS = 0.1, 3  # log-odds against the median client; sentences
UNKNOWN = {
    "srs_last": "the alliance",
    "ors_first": "where wellbeing started",
    "ors_change": "how wellbeing changed",
    "longest_gap": "the gap between sessions",
}
SILENT = {
    "window": "no estimate after session 5",
    "stale": "no estimate: not seen for too long",
    "no_form": "no form yet",
    "other_form": "another form",
    "few": "too few like this",
    "outside": "beyond what was seen",
    "no_model": "no estimate yet",
    "withdrawn": "estimate withdrawn",
    "not_recorded": "endings not recorded",
}
NO_FACTOR = "No single factor is certain enough to be named."
_ALLIANCE = frozenset({"drop", "early_low", "slide", "no_srs", "settled"})
_WELLBEING = frozenset({"falling", "below_expected"})
_ABOUT = {
    **dict.fromkeys(("srs_last", "srs_fall", "srs_never"), _ALLIANCE),
    **dict.fromkeys(("ors_first", "ors_change"), _WELLBEING),
}  # feature -> codes of the visible rules about the same form


def count(score: Score) -> tuple[str, str]:
    """Return two texts: a client's early-warning estimate, empty if there is none; the note below it."""
    if score.why:
        return "", SILENT.get(score.silent or "", SILENT["no_model"])
    alone, fewer, more, usual = _LIKE_THIS[score.outcome]
    if score.probability is not None:
        certain = of_100(score.probability) in ("0", "100")  # a forecast never is
        if certain:
            return formatting.chance(score.probability, 100), alone
        return gettext("about {n} in 100").format(n=of_100(score.probability)), alone
    low, high = score.interval or (0.0, 1.0)
    return (
        gettext("{low} to {high} in 100").format(low=of_100(low), high=of_100(high)),
        {"lower": fewer, "higher": more}.get(score.band or "", usual),
    )


_PAST = {  # outcome -> sentence with a probability; with a range; with a range of a provisional model
    "unplanned": (
        gettext("Of 100 past clients like this, **about {n} ended unplanned** within {days} days."),
        gettext(
            "Of 100 past clients like this, **between {low} and {high} ended unplanned** within {days} days."
        ),
        gettext(
            "Provisional: of 100 past clients like this, **between {low} and {high} ended unplanned** within {days} days."
        ),
    ),
    "unplanned_ever": (
        gettext("Of 100 past clients like this, **about {n} ended unplanned**."),
        gettext("Of 100 past clients like this, **between {low} and {high} ended unplanned**."),
        gettext("Provisional: of 100 past clients like this, **between {low} and {high} ended unplanned**."),
    ),
    "poor_outcome": (
        gettext("Of 100 past clients like this, **about {n} ended with little or no change**."),
        gettext(
            "Of 100 past clients like this, **between {low} and {high} ended with little or no change**."
        ),
        gettext(
            "Provisional: of 100 past clients like this, **between {low} and {high} ended with little or no change**."
        ),
    ),
}


def like_this(score: Score, tier: str | None, horizon_days: int | None) -> str:
    """Return the sentence with a client's estimated risk, its interval, and the base rate."""
    ever = score.outcome == "unplanned" and not horizon_days
    sure, ranged, provisional = _PAST["unplanned_ever" if ever else score.outcome]
    low, high = (of_100(edge) for edge in score.interval or (0.0, 1.0))
    usual = ""
    if score.base_rate:
        usual = gettext("Usual here after session {session}: {n}.").format(
            session=score.landmark, n=of_100(score.base_rate.share)
        )
    if score.probability is None:
        template = ranged if tier == FULL else provisional
        return paragraph(template.format(low=low, high=high, days=horizon_days), usual, LIKE_THIS)
    return paragraph(
        sure.format(n=of_100(score.probability), days=horizon_days),
        gettext("The data would also fit anything from {low} to {high}.").format(low=low, high=high),
        usual,
        LIKE_THIS,
    )


_USUAL_HERE = {
    "unplanned": gettext("Usual here: after session {session}, {share} ended unplanned."),
    "poor_outcome": gettext("Usual here: after session {session}, {share} ended with little or no change."),
}


def no_estimate(why: str, score: Score | None) -> str:
    """Return why a client has no estimate, with the base rate if it is based on ten clients or more."""
    if score is not None and score.silent == "withdrawn":
        why = paragraph(WITHDRAWN, why)
    base = None if score is None else score.base_rate
    usual = base and formatting.phrase(base.events, base.n)
    if score is None or not usual:
        return why
    return paragraph(why, _USUAL_HERE[score.outcome].format(session=score.landmark, share=usual))


_DOTS = {  # outcome -> what the dots show in words, of a probability; of a range
    "unplanned": (
        gettext("{n} of 100 ended unplanned"),
        gettext("between {low} and {high} of 100 ended unplanned"),
    ),
    "poor_outcome": (
        gettext("{n} of 100 ended with little or no change"),
        gettext("between {low} and {high} of 100 ended with little or no change"),
    ),
}


def dots(score: Score) -> tuple[list[tuple[int, str, str]], str]:
    """Return the 100 dots that picture a client's estimated risk, and a sentence for screen readers.

    A dot stands for an event, a possible event or no event.
    """
    sure, ranged = _DOTS[score.outcome]
    if score.probability is not None:
        had = int(formatting.rounded(100 * score.probability))
        return [(had, "dot", "o"), (100 - had, "ring", "g")], sure.format(n=had)
    low, high = (int(formatting.rounded(100 * edge)) for edge in score.interval or (0.0, 1.0))
    marks = [(low, "dot", "o"), (high - low, "half", "o"), (100 - high, "ring", "g")]
    return marks, ranged.format(low=low, high=high)


def dots_legend(score: Score) -> tuple[tuple[str, str, str], ...]:
    """Return the legend entries for the dots of an estimate."""
    may = () if score.probability is not None else (("half", "o", "may have"),)
    return ("dot", "o", HAPPENED[score.outcome]), *may, ("ring", "g", "did not")


def based_on(score: Score) -> str:
    """Return the sentences on the sessions an estimate is based on, and on its unknown inputs."""
    missing = [
        UNKNOWN[part.feature]
        for part in score.contributions
        if part.value is None and part.feature in UNKNOWN
    ]
    return paragraph(
        ngettext("Based on session 1 only.", "Based on sessions 1 to {n} only.", score.landmark).format(
            n=score.landmark
        ),
        gettext("Not known: {inputs}.").format(inputs=formatting.listed(missing)) if missing else "",
        ASK,
    )


_MEANING = {
    "unplanned": gettext("Numbers say how many of 100 past clients like this ended unplanned."),
    "poor_outcome": gettext(
        "Numbers say how many of 100 past clients like this ended with little or no change."
    ),
}


def reasons(score: Score, flags: Collection[str] = ()) -> list[str]:
    """Return one sentence for each strong contribution to an estimate.

    Parameters
    ----------
    score
        The estimate with its contributions.
    flags
        Codes of the visible rules that fire for this client (`caseload.Reason`); a contribution that goes with fewer
        events is left out where a rule about the same form asks to look at it.
    """
    certain = [part for part in score.contributions if part.settled and abs(part.log_odds) >= CLEAR]
    return [reason(part, score.outcome) for part in certain if not _contradicts(part, flags)][:MOST_REASONS]


def _contradicts(part: Contribution, flags: Collection[str]) -> bool:
    """Return whether a contribution lowers a client's risk while a rule flags the same form (ORS or SRS)."""
    return part.log_odds < 0 and bool(_ABOUT.get(part.feature, frozenset()) & frozenset(flags))


def numbers(outcome: str | None, provisional: bool | None, rule_why: Why | None) -> str:
    """Explain the early-warning numbers in the caseload and how reliable they are; empty without a model.

    rule_why: how the model compares with the simple rule.
    """
    if outcome is None or provisional is None:
        return ""
    return paragraph(
        _MEANING[outcome],
        "They are provisional." if provisional else "",
        LIKE_THIS,
        rule_why,
        ASK,
    )


_BESIDE_USUAL = {  # feature -> (below the usual client's value, above it)
    "srs_last": (gettext("{observed}, lower than usual"), gettext("{observed}, higher than usual")),
    "ors_first": (gettext("{observed}, lower than usual"), gettext("{observed}, higher than usual")),
    "ors_change": (
        gettext("{observed}, below the usual change by then"),
        gettext("{observed}, above the usual change by then"),
    ),
    "longest_gap": (gettext("{observed}, shorter than usual"), gettext("{observed}, longer than usual")),
}


_GOES_WITH = {  # outcome -> what goes with fewer events; with more
    "unplanned": (
        gettext("{observed}: goes with fewer unplanned endings."),
        gettext("{observed}: goes with more unplanned endings."),
    ),
    "poor_outcome": (
        gettext("{observed}: goes with little or no change less often."),
        gettext("{observed}: goes with little or no change more often."),
    ),
}


def reason(part: Contribution, outcome: str) -> str:
    """Return the sentence on one model input: observed value, and whether it raises or lowers the risk."""
    observed, words = _observed(part), _BESIDE_USUAL.get(part.feature)
    if words is not None and part.above is not None and part.value is not None:
        observed = words[part.above].format(observed=observed)
    fewer, more = _GOES_WITH[outcome]
    return (more if part.log_odds > 0 else fewer).format(observed=observed)


_ABSENT = {  # feature -> words where its value is missing or no
    "srs_last": "No SRS so far",
    "srs_fall": "SRS not falling",
    "ors_first": "No first ORS",
    "ors_change": "No change known yet",
    "longest_gap": "One session so far",
    "young": "An adult",
    "srs_never": "SRS filled in",
}


_OBSERVED = {
    "srs_last": gettext("Last SRS {value}"),
    "srs_fall": gettext("SRS {value} under the one before"),
    "ors_first": gettext("First ORS {value}"),
    "ors_change": gettext("Wellbeing {change}"),
    "young": "A child or an adolescent",
    "srs_never": "No SRS so far",
}


def _observed(part: Contribution) -> str:
    """Return the words for the observed value of one input."""
    absent = not part.value if part.feature in ("srs_fall", "young", "srs_never") else part.value is None
    if absent or part.value is None:
        return _ABSENT[part.feature]
    if part.feature == "longest_gap":
        days = int(part.value)
        return ngettext("Longest gap {n} day", "Longest gap {n} days", days).format(n=formatting.count(days))
    return _OBSERVED[part.feature].format(
        value=formatting.number(part.value), change=formatting.change(float(part.value))
    )
