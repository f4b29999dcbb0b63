"""Sentences of the early-warning page about the model and its evaluation."""

from __future__ import annotations

from analytics.risk.assessment import Assessment
from analytics.risk.early_warning import CHECKING
from analytics.risk.effects import what_if
from analytics.risk.landmarks import Landmarks
from analytics.risk.results import FULL, NONE, REFUSE, AtLandmark, BurdenRow
from analytics.risk.tiers import EVENT, MIN_EPISODES, MIN_EVENTS
from analytics.why import there_are
from pages.ui import endings_text, formatting

OUTCOMES = {"Ended unplanned": "unplanned", "Little or no change": "poor_outcome"}
HAPPENED = {"unplanned": "ended unplanned", "poor_outcome": "ended with little or no change"}
FEATURES = {
    "srs_last": "Last SRS 5 points lower",
    "srs_fall": "SRS 5 points under the one before",
    "ors_first": "First ORS 5 points lower",
    "ors_change": "Wellbeing 5 points worse since the start",
    "longest_gap": "A gap two weeks longer",
    "young": "A child or an adolescent",
    "srs_never": "No SRS so far",
}
BASELINES = {
    "base_rate": "The practice's average",
    "first_ors": "First ORS only",
    "rule": "Simple rule: SRS under 36 or falling",
    "ors_only": "ORS only",
    "boosting": "A heavier model (boosting)",
    "model": "This model",
}
KINDS = {"site": "Site", "program": "Programme", "age_group": "Age group"}
ASK = "A flag is a reason to ask, not a forecast about a person."


def flag_row(assessment: Assessment, at_landmark: AtLandmark | None) -> BurdenRow | None:
    """Return the evaluation of the model at the current flag threshold; None without validation clients."""
    if at_landmark is None or assessment.threshold is None:
        return None
    return next(
        (row for row in at_landmark.burden if row.threshold == round(assessment.threshold.value, 4)), None
    )


def within(assessment: Assessment) -> str:
    """Return the prediction horizon as text, ` within 90 days`; empty if the outcome has none."""
    return f" within {assessment.horizon_days} days" if assessment.outcome == "unplanned" else ""


def not_there(why: str) -> tuple[str, str]:
    """Return two sentences on a missing model: whether it is still being built, and the reason."""
    return ("The early warning is being checked." if why == CHECKING else "There is no early warning."), why


def lead(assessment: Assessment | None, landmark: int) -> tuple[str, str]:
    """Return two texts: meaning of a flag in numbers of clients; number of events it misses.

    Where there is no early warning, they say why.
    """
    if assessment is None:
        return "The early warning is being checked.", CHECKING
    if assessment.events is None:
        return "No early warning of endings here.", f"{assessment.why} {endings_text.ADD}"
    if assessment.tier == NONE:
        return (
            "No early warning yet.",
            f"{so_far(assessment.why or '')} The groups on the caseload work without it.",
        )
    if assessment.tier == REFUSE:
        return (
            "The early warning is withdrawn.",
            f"{assessment.why} The groups on the caseload work without it.",
        )
    row = flag_row(assessment, assessment.after(landmark))
    if row is None or row.ppv is None or row.sensitivity is None or row.not_flagged_events is None:
        return "The early warning has no later clients to be judged by yet.", assessment.why or ""
    what = HAPPENED[assessment.outcome]
    bold = (
        f"Of 100 clients flagged after session {landmark}, about {of_100(row.ppv)} {what}{within(assessment)}; "
        f"of 100 not flagged, about {of_100(row.not_flagged_events)}."
    )
    missed = f"It misses {of_10(1 - row.sensitivity)} in 10."
    if assessment.rule_as_good:
        return bold, f"{missed} The model is not clearly better than the simple rule. Use the rule."
    return bold, f"{missed} {ASK}"


def so_far(why: str) -> str:
    """Return how many episodes the early warning needs, and how many exist so far.

    To be put after a sentence that says there is no early warning.

    Parameters
    ----------
    why
        `Not enough data yet: 59 of 200 episodes ...`, or any other reason, which stays as it is.
    """
    few = "Not enough data yet: "
    if not why.startswith(few):
        return why
    have, _, needed = why.removeprefix(few).rstrip(".").partition(" of ")
    return f"It needs {needed}; so far {there_are(int(have.replace(',', '')))}."


def mostly_ors(assessment: Assessment) -> str:
    """Return the sentence on whether the SRS improves predictions made from the ORS alone."""
    alone = next((one for one in assessment.baselines if one.name == "ors_only"), None)
    if alone is None:
        return "It rests mostly on the ORS so far."
    adds = "the alliance adds to it" if alone.interval[0] > 0 else "the ORS alone would be about as good"
    return f"It rests mostly on the ORS so far; on later clients {adds}."


def provisional(assessment: Assessment) -> str:
    """Return the sentence on why the model is provisional."""
    return f"Provisional: {_small(assessment.why or '')}"


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def progress(assessment: Assessment) -> tuple[int, int, str]:
    """Return (number so far, number needed, noun) of the data needed for the first model."""
    if assessment.episodes < MIN_EPISODES:
        return assessment.episodes, MIN_EPISODES, "episode"
    return assessment.events or 0, MIN_EVENTS, EVENT[assessment.outcome]


def flag_footnote(assessment: Assessment, landmark: int) -> str:
    """Return the footnote of the flags card: n, interval of the precision, base rate, share flagged."""
    there = assessment.after(landmark)
    row, base = (
        flag_row(assessment, there),
        next((b for b in assessment.base_rates if b.landmark == landmark), None),
    )
    if row is None or base is None or assessment.threshold is None or row.ppv_interval is None:
        return ""
    low, high = row.ppv_interval
    often = (
        "With so much room everybody is flagged, so a flag says nothing."
        if assessment.threshold.everyone
        else f"Flags begin where about {assessment.threshold.room} sessions a week end with one."
    )
    return (
        f"{formatting.plural(row.n, 'later client')}, {row.n_flagged} of them flagged; none of them taught the model. "
        f"Of the flagged, between {of_100(low)} and {of_100(high)} in 100. Without any flag it is"
        f" {of_100(base.share)} in 100. {often}"
    )


def calibration_footnote(assessment: Assessment) -> str:
    """Return the footnote of the calibration card: n, observed/expected ratio, AUC in words."""
    overall = assessment.overall
    if overall is None:
        return ""
    said = f"{formatting.plural(overall.clients, 'later client')}, after each of their first five sessions. "
    ratio, interval = overall.observed_expected, overall.observed_expected_interval
    sums = (
        f"In all it happened {formatting.number(ratio, 2)} times as often as said"
        f" ({formatting.number(interval[0], 2)} to {formatting.number(interval[1], 2)}). "
        if ratio is not None and interval
        else ""
    )
    picks = (
        f"Of two clients it picks the right one {of_100(overall.auc)} times in 100"
        f" ({of_100(overall.auc_interval[0])} to {of_100(overall.auc_interval[1])}); a coin gets 50."
        if overall.auc is not None and overall.auc_interval
        else ""
    )
    return said + sums + picks


def compared_footnote(assessment: Assessment) -> str:
    """Return the sentences on whether the model beats the simple rule, and the ORS alone."""
    parts = {one.name: one for one in assessment.baselines}
    beaten = [name for name in ("rule", "ors_only") if name in parts and parts[name].interval[0] > 0]
    if "rule" not in beaten:
        first = "The model is not clearly better than the simple rule. **Use the rule.**"
    elif "ors_only" not in beaten:
        first = "Clearly better than the simple rule, **not** clearly better than the ORS alone."
    else:
        first = "Clearly better than the simple rule and than the ORS alone."
    n = f"{formatting.count(assessment.overall.clients)} " if assessment.overall else ""
    return f"{first} Judged by the error of what was said (Brier score), on the same {n}later clients."


def effects_footnote(assessment: Assessment, landmark: int) -> str:
    """Explain how to read the effects of the inputs, with n and the assumptions of a provisional model."""
    began = (
        " It began with assumptions (for the last SRS from published studies, for the others our own); the model card"
        " shows how far the data moved them."
        if assessment.tier != FULL and assessment.outcome == "unplanned"
        else ""
    )
    row = next((row for row in assessment.funnel if row.landmark == landmark), None)
    stands = (
        f" Learned from {formatting.plural(row.settled, 'episode')} that reached session {landmark}; left out: "
        f"{formatting.count(row.reached - row.settled)} of which it is not known yet what became of them."
        if row
        else ""
    )
    return (
        f"For a client like the middle one after session {landmark}, who differs in this one thing. "
        f"Moving together is not cause.{stands}{began}"
    )


def fair(assessment: Assessment) -> str:
    """Return the sentence on the worst calibrated subgroup, or that none is badly calibrated."""
    off = [one for one in assessment.groups if one.interval and not one.interval[0] <= 1 <= one.interval[1]]
    if not assessment.groups:
        return "No part of the practice has enough later clients to be looked at apart."
    if not off:
        return f"No group of {len(assessment.groups)} is off by more than chance."
    furthest = max(off, key=lambda one: abs(one.observed_expected - 1))
    way = "under-called" if furthest.observed_expected > 1 else "over-called"
    return (
        f"{KINDS[furthest.kind]} {furthest.name} is {way}: it happened"
        f" {formatting.number(furthest.observed_expected, 2)} times as often as said."
    )


def funnel_footnote(assessment: Assessment) -> str:
    """Return the period of the model's training data, and the share of endings that were inferred."""
    if assessment.first_day is None or assessment.last_day is None:
        return "Of nobody is it known yet how they went on."
    inferred = ""
    if assessment.inferred is not None:
        some = f"Of 100 endings {formatting.rounded(100 * assessment.inferred)} have no recorded reason and are inferred."
        inferred = f" {some}" if assessment.inferred else " Every ending among them has a recorded reason."
    known = (
        "What becomes of a client is known some five months later, so newer ones are not in it."
        if assessment.outcome == "unplanned"
        else "In it are cases that have ended, with an ORS after that session."
    )
    first, last = formatting.day(assessment.first_day), formatting.day(assessment.last_day)
    return f"Sessions from {first} to {last}. {known}{inferred}"


def nobody_flagged(assessment: Assessment, landmark: int) -> str:
    """Return why the flags card is empty: no clients, nobody flagged, or everybody flagged."""
    row = flag_row(assessment, assessment.after(landmark))
    if row is None:
        return "There are no later clients to count after this session yet."
    if row.ppv is None:
        return f"Nobody reaches the line for a flag after session {landmark}."
    return f"After session {landmark} everybody is flagged, so a flag says nothing."


def tried(assessment: Assessment, row: Landmarks, landmark: int) -> str:
    """Return the sentence with the model's prediction for an imaginary client.

    A provisional model gives a range.
    """
    if assessment.model is None:
        return ""
    base = assessment.model.base_rate(landmark)
    share, (low, high) = what_if(assessment.model, row)
    usual = f" Usual here after session {landmark}: {of_100(base.share)} in 100." if base else ""
    if assessment.tier != FULL:
        return (
            f"Of 100 clients like this, **between {of_100(low)} and {of_100(high)} {HAPPENED[assessment.outcome]}**"
            f"{within(assessment)} (provisional).{usual}"
        )
    return (
        f"Of 100 clients like this, **about {of_100(share)} {HAPPENED[assessment.outcome]}**{within(assessment)}"
        f" ({of_100(low)} to {of_100(high)}).{usual}"
    )


def of_100(share: float) -> str:
    """Format a share as a whole number out of 100."""
    return f"{formatting.rounded(100 * share)}"


def of_10(share: float) -> str:
    """Format a share as a whole number out of 10."""
    return f"{formatting.rounded(10 * share)}"
