"""How much of a model may be shown: nothing, provisional bands, or probabilities; or a refusal with its reason.

Source: own choices; what they let through is measured in tests/unit/test_risk_behaviour.py. From elsewhere are the
sample size (`sample_size`) and EXPECTED_C, the AUC that goes with d = .55 between the alliance of those who drop out
and of others (Sharf, Primavera & Diener 2010, doi 10.1037/a0021175; equal normal distributions).
"""

from __future__ import annotations

from collections.abc import Sequence

from analytics.risk.resampling import Optimism
from analytics.risk.results import FULL, NONE, PROVISIONAL, REFUSE, Alarm
from analytics.risk.sample_size import minimum
from analytics.risk.validation import Temporal

MIN_EPISODES, MIN_EVENTS = 200, 50  # settled episodes, clients with the event (and as many without)
PARAMETERS = 7  # features of the model
EXPECTED_C = 0.65  # assumed before any data were seen; the model's own figure is never used
SLOPE = (0.8, 1.2)  # calibration slope, optimism corrected, within which a provisional model is shown
SLOPE_REFUSED = 0.5
TOO_GOOD = 0.75  # AUC above which something must have given the ending away
EVENT = {"unplanned": "unplanned ending", "poor_outcome": "client with little or no change"}
EVENTS = {"unplanned": "unplanned endings", "poor_outcome": "clients with little or no change"}


def enough(outcome: str, episodes: int, events: int, others: int) -> str | None:
    """The sentence why there can be no model yet; None where there can.

    Parameters: settled episodes; clients with the event; clients without.
    """
    if episodes < MIN_EPISODES:
        return f"Not enough data yet: {episodes:,} of {MIN_EPISODES} finished episodes that are old enough to count."
    if events < MIN_EVENTS:
        return f"Not enough data yet: {events:,} of {MIN_EVENTS} {EVENTS[outcome]}."
    if others < MIN_EVENTS:
        return f"Nearly everybody has the same outcome: only {others:,} of {MIN_EVENTS} others."
    return None


def needed(prevalence: float) -> int:
    """Clients at one landmark from which probabilities may be shown."""
    return minimum(PARAMETERS, prevalence, c_statistic=EXPECTED_C).n


def full(checked: Temporal | None, mended: bool) -> str | None:
    """Why a model with enough clients is not shown in full; None where it is. mended: shifted for today's clients."""
    if checked is None:
        return "There are too few later clients to check it on."
    low, high = checked.overall.observed_expected_interval or (0.0, 0.0)
    if checked.skill_interval[0] <= 0:
        return "On later clients it was not clearly better than the practice's average."
    if not mended and not low <= 1 <= high:
        more = "more" if low > 1 else "fewer"
        return f"On later clients {more} happened than it said."
    return None


def provisional(corrected: Optimism) -> str | None:
    """Why not even bands are shown; None where they are."""
    if corrected.skill <= 0:
        return "Checked on resampled clients, it says no more than the practice's average."
    if not SLOPE[0] <= corrected.slope <= SLOPE[1]:
        way = "strong" if corrected.slope < SLOPE[0] else "weak"
        return (
            f"Checked on resampled clients, its differences between people are too {way}"
            f" (slope {corrected.slope:.2f}, wanted {SLOPE[0]} to {SLOPE[1]})."
        )
    return None


def refused(
    checked: Temporal | None, corrected: Optimism, alarms: Sequence[Alarm], mended: bool
) -> str | None:
    """Why the model is withdrawn whatever its size; None where it is not."""
    for alarm in alarms:
        if not (mended and alarm.kind == "drift"):
            return alarm.sentence
    if corrected.slope < SLOPE_REFUSED:
        return f"Its differences between people are mostly chance (slope {corrected.slope:.2f})."
    if checked is not None and checked.skill <= 0:
        return "On later clients it did no better than the practice's average."
    return None


def tier(
    at_landmark: int,
    wanted: int,
    checked: Temporal | None,
    corrected: Optimism,
    alarms: Sequence[Alarm],
    *,
    mended: bool = False,
) -> tuple[str, str | None]:
    """The tier of a model that passed `enough`, and the sentence for what keeps it from the next one."""
    why = refused(checked, corrected, alarms, mended)
    if why:
        return REFUSE, why
    small = at_landmark < wanted
    why_not_full = (
        f"Probabilities for single people need {wanted:,} clients; there are {at_landmark:,}."
        if small
        else full(checked, mended)
    )
    if why_not_full is None:
        return FULL, None
    why = provisional(corrected)
    return (NONE, why) if why else (PROVISIONAL, why_not_full)
