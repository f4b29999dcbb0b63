"""True values of the simulated sample practice, converted to the scale of the estimates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

AREAS = ("relationship", "goals", "approach", "overall")
FULL = 40.0  # points where the SRS ends
MIDDLE = math.log(4)  # ln(session) of the middle early session
MEAN_SO_FAR = (
    1.2  # ln(session), over the sessions of a course, when endings are decided; about exp(1.2) = 3 sessions
)
STEPS = 400  # of the numerical mean of a form


@dataclass(frozen=True)
class GroundTruth:
    """True values of the simulated sample practice, on the scale of the estimates.

    effects: measure -> therapist -> truth less the therapists' mean (points; log odds for `unplanned`);
    areas: area -> therapist -> points, 0-10; slope: ORS points at the end per SRS point, equal within and
    between therapists.
    """

    effects: Mapping[str, Mapping[str, float]]
    areas: Mapping[str, Mapping[str, float]]
    slope: float


def of(file: Mapping, lengths: Mapping[str, float]) -> GroundTruth:
    """Convert the simulation's true parameters in `truth.json` to the scale of the estimates.

    Parameters
    ----------
    file : mapping
        Content of `truth.json`, as sample_data.ground_truth writes it.
    lengths : mapping of str to float
        Mean ln(session) at the last ORS, `all_courses` and of those with an ORS `after_early`.

    Returns
    -------
    GroundTruth

    Notes
    -----
    Outcome: (own slope + slope per alliance point x alliance) x ln(sessions). Early alliance: mean of the
    form, which ends at 40, at the therapist's latent level. Unplanned: log odds per session, plus what
    alliance and change do to unplanned and planned endings; hazards are small, so log odds per course move as
    much. Areas: a deficit in one is a quarter of it in the mean of the four. Each less its mean over
    therapists, as estimates are.

    Approximate; forms round and end at 40, and courses differ in length.
    """
    p, people = file["parameters"], file["therapists"]
    gain = {
        one["therapist"]: one["outcome_slope"] + p["alliance_between"] * one["alliance"] for one in people
    }
    effects = {
        "change": {code: slope * lengths["all_courses"] for code, slope in gain.items()},
        "early_alliance": {one["therapist"]: _form(one["alliance"], p) for one in people},
        "unplanned": {
            one["therapist"]: one["unplanned_log_odds"]
            + p["unplanned_per_alliance"] * one["alliance"]
            + (p["unplanned_per_change"] - p["planned_per_change"]) * MEAN_SO_FAR * gain[one["therapist"]]
            for one in people
        },
    }
    areas = {
        area: {
            one["therapist"]: one["item_deficit"] * (0.25 - (one["item_focus"] == area))
            for one in people
            if not one["totals_only"]
        }
        for area in AREAS
    }
    return GroundTruth(
        {measure: _centred(values) for measure, values in effects.items()},
        {area: _centred(values) for area, values in areas.items()},
        p["alliance_within"] * (lengths["after_early"] or 0.0),
    )


def _form(effect: float, p: Mapping[str, float]) -> float:
    """Return the mean early SRS total, in points, of a therapist with this simulated alliance effect."""
    spread = NormalDist(
        p["srs_level"] + effect + p["srs_growth_mean"] * MIDDLE,
        math.hypot(p["srs_client_sd"], p["srs_noise_sd"], p["srs_growth_sd"] * MIDDLE),
    )
    values = (spread.inv_cdf((step + 0.5) / STEPS) for step in range(STEPS))
    mean = sum(FULL if value >= p["srs_perfect_from"] else value for value in values) / STEPS
    return p["reserved_share"] * FULL + (1 - p["reserved_share"]) * mean


def _centred(values: dict[str, float]) -> dict[str, float]:
    """Return each therapist's value minus the mean over all therapists, by therapist."""
    mean = sum(values.values()) / max(1, len(values))
    return {code: value - mean for code, value in values.items()}
