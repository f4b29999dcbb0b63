"""Tiers of a model: shown in full, shown provisionally, not shown, or withdrawn; and the reasons.

Notes
-----
The limits are our own choice; their error rates are measured in tests/unit/test_risk_behaviour.py. Published
are the sample size (`sample_size`) and EXPECTED_C, the AUC that goes with d = .55 between the alliance of
those who drop out and of others (Sharf, Primavera & Diener 2010, doi 10.1037/a0021175; equal normal
distributions).
"""

from __future__ import annotations

from collections.abc import Sequence

from analytics.risk.bootstrap import Optimism
from analytics.risk.results import FULL, NONE, PROVISIONAL, REFUSE, Alarm
from analytics.risk.sample_size import minimum
from analytics.risk.validation import Temporal
from analytics.why import Why, why

MIN_EPISODES, MIN_EVENTS = 200, 50  # settled episodes, clients with the event (and as many without)
PARAMETERS = 7  # features of the model
EXPECTED_C = 0.65  # assumed before any data were seen; the model's own figure is never used
SLOPE = (0.8, 1.2)  # calibration slope, optimism corrected, within which a provisional model is shown
SLOPE_REFUSED = 0.5
TOO_GOOD = 0.75  # AUC above which something must have given the ending away
EVENTS = {"unplanned": "unplanned endings", "poor_outcome": "clients with little or no change"}


def enough(outcome: str, episodes: int, events: int, others: int) -> Why | None:
    """Return the reason if episodes or events are too few to fit a model; None if there are enough.

    Parameters
    ----------
    outcome
        Outcome that is predicted.
    episodes
        Settled episodes.
    events, others
        Clients with the event, and without.
    """
    if episodes < MIN_EPISODES:
        return why("too_few_episodes", have=episodes, need=MIN_EPISODES)
    if events < MIN_EVENTS:
        return why("too_few_events", have=events, need=MIN_EVENTS, _what=EVENTS[outcome])
    if others < MIN_EVENTS:
        return why("too_few_others", have=others, need=MIN_EVENTS)
    return None


def needed(prevalence: float) -> int:
    """Return how many clients are needed before predicted probabilities may be shown."""
    return minimum(PARAMETERS, prevalence, c_statistic=EXPECTED_C).n


def full(checked: Temporal | None, mended: bool) -> Why | None:
    """Return why a model with enough clients may not be shown in full; None without such a reason.

    mended: whether it was recalibrated to today's clients.
    """
    if checked is None:
        return why("no_later_clients")
    low, high = checked.overall.observed_expected_interval or (0.0, 0.0)
    if checked.skill_interval[0] <= 0:
        return why("not_better_on_later_clients", "full")
    if not mended and not low <= 1 <= high:
        return why("calibration_off", way="more" if low > 1 else "fewer")
    return None


def provisional(corrected: Optimism) -> Why | None:
    """Return why a model may not even be shown provisionally; None without such a reason."""
    if corrected.skill <= 0:
        return why("no_better_than_average")
    if not SLOPE[0] <= corrected.slope <= SLOPE[1]:
        way = "strong" if corrected.slope < SLOPE[0] else "weak"
        return why("slope_off", way=way, slope=corrected.slope, low=SLOPE[0], high=SLOPE[1])
    return None


def refused(
    checked: Temporal | None, corrected: Optimism, alarms: Sequence[Alarm], mended: bool
) -> Why | None:
    """Return why the model is withdrawn (an alarm or a poor validation); None if it is not withdrawn."""
    for alarm in alarms:
        if not (mended and alarm.kind == "drift"):
            return why("alarm", kind=alarm.kind, value=alarm.value, _sentence=alarm.sentence)
    if corrected.slope < SLOPE_REFUSED:
        return why("slope_off", "refused", slope=corrected.slope)
    if checked is not None and checked.skill <= 0:
        return why("not_better_on_later_clients", "refused")
    return None


def tier(
    at_landmark: int,
    wanted: int,
    checked: Temporal | None,
    corrected: Optimism,
    alarms: Sequence[Alarm],
    *,
    mended: bool = False,
) -> tuple[str, Why | None]:
    """Return the tier of a fitted model, and the reason that keeps it from a higher tier.

    Parameters
    ----------
    at_landmark, wanted
        Clients at the landmark, and as many for probabilities.
    checked
        Check over time; None if there are too few later clients.
    corrected
        Bootstrap correction.
    alarms
        Signs of a leak or of drift.
    mended
        Whether the model was recalibrated to today's clients.

    Returns
    -------
    tuple
        The tier, and the reason that keeps it from the next one.
    """
    against = refused(checked, corrected, alarms, mended)
    if against:
        return REFUSE, against
    small = at_landmark < wanted
    why_not_full = (
        why("too_few_for_probabilities", need=wanted, have=at_landmark) if small else full(checked, mended)
    )
    if why_not_full is None:
        return FULL, None
    not_even_bands = provisional(corrected)
    return (NONE, not_even_bands) if not_even_bands else (PROVISIONAL, why_not_full)
