"""Sentences of the early-warning page about the model and its evaluation."""

from __future__ import annotations

from analytics.messages import gettext, ngettext, paragraph
from analytics.risk.assessment import Assessment
from analytics.risk.early_warning import CHECKING, LIKE_THIS
from analytics.risk.effects import what_if
from analytics.risk.landmarks import Landmarks
from analytics.risk.results import FULL, NONE, REFUSE, AtLandmark, BurdenRow
from analytics.risk.tiers import MIN_EPISODES, MIN_EVENTS
from analytics.why import Why, is_code
from pages.ui import endings_text, formatting

_FLAGGED = {
    "unplanned": gettext(
        "Of 100 clients flagged after session {session}, about {flagged} ended unplanned within {days} days; of 100 not"
        " flagged, about {others}."
    ),
    "poor_outcome": gettext(
        "Of 100 clients flagged after session {session}, about {flagged} ended with little or no change; of 100 not"
        " flagged, about {others}."
    ),
}


_TRIED = {  # outcome -> sentence of a full model; of a provisional one
    "unplanned": (
        gettext(
            "Of 100 clients like this, **about {share} ended unplanned** within {days} days ({low} to {high})."
        ),
        gettext(
            "Of 100 clients like this, **between {low} and {high} ended unplanned** within {days} days (provisional)."
        ),
    ),
    "poor_outcome": (
        gettext(
            "Of 100 clients like this, **about {share} ended with little or no change** ({low} to {high})."
        ),
        gettext(
            "Of 100 clients like this, **between {low} and {high} ended with little or no change** (provisional)."
        ),
    ),
}


_NEEDS = {  # what the first model lacks -> sentence with none so far; with one; with several
    "episodes": (
        gettext(
            "It needs {need} episodes that are old enough to tell how they went on; so far there is none."
        ),
        gettext(
            "It needs {need} episodes that are old enough to tell how they went on; so far there is {have}."
        ),
        gettext(
            "It needs {need} episodes that are old enough to tell how they went on; so far there are {have}."
        ),
    ),
    "unplanned": (
        gettext("It needs {need} unplanned endings; so far there is none."),
        gettext("It needs {need} unplanned endings; so far there is {have}."),
        gettext("It needs {need} unplanned endings; so far there are {have}."),
    ),
    "poor_outcome": (
        gettext("It needs {need} clients with little or no change; so far there is none."),
        gettext("It needs {need} clients with little or no change; so far there is {have}."),
        gettext("It needs {need} clients with little or no change; so far there are {have}."),
    ),
}


_PROVISIONAL = {  # code of the reason that keeps a model from being shown in full
    "too_few_for_probabilities": gettext(
        "Provisional: probabilities for single people need {need:,} clients; there are {have:,}."
    ),
    "no_later_clients": gettext("Provisional: there are too few later clients to check it on."),
    "not_better_on_later_clients": gettext(
        "Provisional: on later clients it was not clearly better than the practice's average."
    ),
    "calibration_off": gettext(
        "Provisional: on later clients {way} endings of this kind happened than it had said."
    ),
}


_PROGRESS = {
    "episodes": gettext("{have} of {need} episodes"),
    "unplanned": gettext("{have} of {need} unplanned endings"),
    "poor_outcome": gettext("{have} of {need} clients with little or no change"),
}


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
WITHDRAWN = "The early warning is withdrawn."
ASK = "A flag is a reason to ask, not a forecast about a person."


def flag_row(assessment: Assessment, at_landmark: AtLandmark | None) -> BurdenRow | None:
    """Return the evaluation of the model at the current flag threshold; None without validation clients."""
    if at_landmark is None or assessment.threshold is None:
        return None
    return next(
        (row for row in at_landmark.burden if row.threshold == round(assessment.threshold.value, 4)), None
    )


def not_there(why: str) -> tuple[str, str]:
    """Return two sentences on a missing model: whether it is still being built, and the reason.

    One sentence is enough where the practice has switched it off.
    """
    if is_code(why, "early_warning_off"):
        return str(why), ""
    return ("The early warning is being checked." if why == CHECKING else "There is no early warning."), why


def lead(assessment: Assessment | None, landmark: int) -> tuple[str, str]:
    """Return two texts: events among 100 flagged and 100 unflagged clients; share of events missed.

    Where there is no early warning, they say why.
    """
    if assessment is None:
        return "The early warning is being checked.", CHECKING
    why, without = assessment.why or "", "The groups on the caseload work without it."
    if assessment.events is None:
        return "No early warning of endings here.", paragraph(why, endings_text.ADD)
    if assessment.tier == NONE:
        return "No early warning yet.", paragraph(so_far(why, assessment.outcome), without)
    if assessment.tier == REFUSE:
        return WITHDRAWN, paragraph(why, without)
    row = flag_row(assessment, assessment.after(landmark))
    if row is None or row.ppv is None or row.sensitivity is None or row.not_flagged_events is None:
        return "The early warning has no later clients to be judged by yet.", why
    bold = _FLAGGED[assessment.outcome].format(
        session=landmark,
        flagged=of_100(row.ppv),
        days=assessment.horizon_days,
        others=of_100(row.not_flagged_events),
    )
    missed = gettext("It misses {chance}.").format(chance=formatting.chance(1 - row.sensitivity, 10))
    return bold, paragraph(missed, assessment.rule_why, "" if assessment.rule_as_good else ASK)


def so_far(why: str, outcome: str) -> str:
    """Return how many episodes the early warning of an outcome needs and how many there are.

    To be put after a sentence that says there is no early warning. A reason other than too few stays as it is.
    """
    if is_code(why, "too_few_episodes"):
        none, one, several = _NEEDS["episodes"]
    elif is_code(why, "too_few_events"):
        none, one, several = _NEEDS[outcome]
    else:
        return why
    have, need = why.parameters["have"], why.parameters["need"]
    return (ngettext(one, several, have) if have else none).format(need=need, have=have)


def mostly_ors(assessment: Assessment) -> str:
    """Return the sentences on whether the SRS improves predictions made from the ORS alone."""
    return paragraph("It rests mostly on the ORS so far.", assessment.ors_only_why)


def provisional(assessment: Assessment) -> str:
    """Return the sentence on why the model is provisional."""
    why = assessment.why
    if isinstance(why, Why) and why.code in _PROVISIONAL:
        return _PROVISIONAL[why.code].format(**why.parameters)
    return gettext("Provisional: {why}").format(why=why or "")


def progress(assessment: Assessment) -> tuple[int, int, str]:
    """Return the progress towards a first model: number reached, number needed, and a text of both.

    Counts episodes until there are enough, then events.
    """
    if assessment.episodes < MIN_EPISODES:
        what, have, need = "episodes", assessment.episodes, MIN_EPISODES
    else:
        what, have, need = assessment.outcome, assessment.events or 0, MIN_EVENTS
    return have, need, _PROGRESS[what].format(have=have, need=need)


def flag_footnote(assessment: Assessment, landmark: int) -> str:
    """Return the footnote of the flags card: n, interval of the precision, base rate, share flagged."""
    row = flag_row(assessment, assessment.after(landmark))
    base = next((b for b in assessment.base_rates if b.landmark == landmark), None)
    if row is None or base is None or assessment.threshold is None or row.ppv_interval is None:
        return ""
    low, high = row.ppv_interval
    return paragraph(
        ngettext(
            "Counted in {n} later client whom the model had not seen, {flagged} of them flagged.",
            "Counted in {n} later clients whom the model had not seen, {flagged} of them flagged.",
            row.n,
        ).format(n=formatting.count(row.n), flagged=row.n_flagged),
        gettext("Of 100 flagged the data would also fit anything from {low} to {high}.").format(
            low=of_100(low), high=of_100(high)
        ),
        gettext("Of everybody who reached this session it is {share} in 100.").format(
            share=of_100(base.share)
        ),
        "With so much room everybody is flagged, so a flag says nothing."
        if assessment.threshold.everyone
        else gettext("The line for a flag is set so that about {n} sessions a week end with one.").format(
            n=assessment.threshold.room
        ),
    )


def nobody_flagged(assessment: Assessment, landmark: int) -> str:
    """Return why the flags card is empty: no clients, nobody flagged, or everybody flagged."""
    row = flag_row(assessment, assessment.after(landmark))
    if row is None:
        return "There are no later clients to count after this session yet."
    if row.ppv is None:
        return gettext("Nobody reaches the line for a flag after session {landmark}.").format(
            landmark=landmark
        )
    return gettext("After session {landmark} everybody is flagged, so a flag says nothing.").format(
        landmark=landmark
    )


def tried(assessment: Assessment, row: Landmarks, landmark: int) -> str:
    """Return the prediction for the imaginary client described with the sliders, and the usual rate.

    A provisional model gives a range.
    """
    if assessment.model is None:
        return ""
    base = assessment.model.base_rate(landmark)
    share, (low, high) = what_if(assessment.model, row)
    full, ranged = _TRIED[assessment.outcome]
    return paragraph(
        (full if assessment.tier == FULL else ranged).format(
            share=of_100(share), low=of_100(low), high=of_100(high), days=assessment.horizon_days
        ),
        gettext("Usual here after session {session}: {share} in 100.").format(
            session=landmark, share=of_100(base.share)
        )
        if base
        else "",
        LIKE_THIS,
    )


def of_100(share: float) -> str:
    """Format a share as a whole number out of 100."""
    return f"{formatting.rounded(100 * share)}"


def of_10(share: float) -> str:
    """Format a share as a whole number out of 10."""
    return f"{formatting.rounded(10 * share)}"
