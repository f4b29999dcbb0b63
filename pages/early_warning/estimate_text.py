"""Sentences on the early-warning estimate of one open client, worded as associations, not causes."""

from __future__ import annotations

from collections.abc import Collection

from analytics.risk.results import FULL
from analytics.risk.scoring import Contribution, Score
from pages.early_warning.text import ASK, HAPPENED, of_100
from pages.ui import formatting

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
_USUAL = {
    "srs_last": ("lower than usual", "higher than usual"),
    "ors_first": ("lower than usual", "higher than usual"),
    "ors_change": ("below the usual change by then", "above the usual change by then"),
    "longest_gap": ("shorter than usual", "longer than usual"),
}  # feature -> words for a value below and above that of the usual client after the same session


def count(score: Score) -> tuple[str, str]:
    """Return (early-warning estimate of a client, note below it); the first is empty without an estimate."""
    if score.why:
        return "", SILENT.get(score.silent or "", SILENT["no_model"])
    happened = HAPPENED[score.outcome]
    if score.probability is not None:
        return f"about {of_100(score.probability)} in 100", f"like this {happened}"
    low, high = score.interval or (0.0, 1.0)
    than = {"lower": "fewer than usual", "higher": "more than usual"}.get(score.band or "", "about as usual")
    return f"{of_100(low)} to {of_100(high)} in 100", f"like this {happened}, {than} · provisional"


def like_this(score: Score, tier: str | None, horizon_days: int | None) -> str:
    """Return the sentence with a client's estimated risk, its interval, and the base rate."""
    happened = HAPPENED[score.outcome]
    end = f" within {horizon_days} days" if score.outcome == "unplanned" and horizon_days else ""
    low, high = score.interval or (0.0, 1.0)
    usual = (
        f" Usual here after session {score.landmark}: {of_100(score.base_rate.share)}."
        if score.base_rate
        else ""
    )
    if score.probability is None:
        state = "Provisional: " if tier != FULL else ""
        between = f"between {of_100(low)} and {of_100(high)} {happened}"
        return f"{state}of 100 past clients like this, **{between}**{end}.{usual}"
    return (
        f"Of 100 past clients like this, **about {of_100(score.probability)} {happened}**{end}. The data would also fit"
        f" anything from {of_100(low)} to {of_100(high)}.{usual}"
    )


def no_estimate(why: str, score: Score | None) -> str:
    """Return why a client has no estimate, with the base rate if it is based on ten clients or more."""
    base = None if score is None else score.base_rate
    usual = base and formatting.phrase(base.events, base.n)
    if score is None or not usual:
        return why
    return f"{why} Usual here: after session {score.landmark}, {usual} {HAPPENED[score.outcome]}."


def dots(score: Score) -> tuple[list[tuple[int, str, str]], str]:
    """Convert an estimate to 100 dots (event, possible event, no event) and a sentence for screen readers."""
    happened = HAPPENED[score.outcome]
    if score.probability is not None:
        had = int(formatting.rounded(100 * score.probability))
        return [(had, "dot", "o"), (100 - had, "ring", "g")], f"{had} of 100 {happened}"
    low, high = (int(formatting.rounded(100 * edge)) for edge in score.interval or (0.0, 1.0))
    marks = [(low, "dot", "o"), (high - low, "half", "o"), (100 - high, "ring", "g")]
    return marks, f"between {low} and {high} of 100 {happened}"


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
    what = "session 1" if score.landmark == 1 else f"sessions 1 to {score.landmark}"
    unknown = f" Not known: {formatting.listed(missing)}." if missing else ""
    return f"Based on {what} only.{unknown} {ASK}"


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
    return [reason(part) for part in certain if not _contradicts(part, flags)][:MOST_REASONS]


def _contradicts(part: Contribution, flags: Collection[str]) -> bool:
    """Return whether a contribution lowers the risk although a visible rule flags the same form."""
    return part.log_odds < 0 and bool(_ABOUT.get(part.feature, frozenset()) & frozenset(flags))


def numbers(outcome: str | None, provisional: bool | None, as_good: bool | None) -> str:
    """Explain the early-warning numbers in the caseload and how reliable they are; empty without a model."""
    if outcome is None or provisional is None:
        return ""
    state = "They are provisional. " if provisional else ""
    rule = "On later clients the simple rule (SRS under 36 or falling) was as good. " if as_good else ""
    return f"Numbers say how many of 100 past clients like this {HAPPENED[outcome]}. {state}{rule}{ASK}"


def reason(part: Contribution) -> str:
    """Return the sentence on one contribution: observed value, and whether it goes with more or fewer events."""
    way = "goes with more" if part.log_odds > 0 else "goes with fewer"
    observed = {
        "srs_last": f"Last SRS {formatting.number(part.value)}"
        if part.value is not None
        else "No SRS so far",
        "srs_fall": f"SRS {formatting.number(part.value)} under the one before"
        if part.value
        else "SRS not falling",
        "ors_first": f"First ORS {formatting.number(part.value)}"
        if part.value is not None
        else "No first ORS",
        "ors_change": (
            f"Wellbeing {formatting.change(float(part.value))}"
            if part.value is not None
            else "No change known yet"
        ),
        "longest_gap": (
            f"Longest gap {formatting.plural(int(part.value), 'day')}"
            if part.value is not None
            else "One session so far"
        ),
        "young": "A child or an adolescent" if part.value else "An adult",
        "srs_never": "No SRS so far" if part.value else "SRS filled in",
    }[part.feature]
    return f"{observed}{_beside_usual(part)}: {way}."


def _beside_usual(part: Contribution) -> str:
    """Return the text that a value is above or below that of the typical client; empty if unknown."""
    words = _USUAL.get(part.feature)
    if part.above is None or part.value is None or words is None:
        return ""
    return f", {words[part.above]}"
