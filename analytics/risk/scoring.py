"""Prediction for one open client with interval and contributions, or the reason for its absence.

Predictions are dot products with a stored model; nothing is fitted and scikit-learn is not loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.risk import features
from analytics.risk.assessment import Assessment
from analytics.risk.landmarks import LANDMARKS, MEASURED, Landmarks
from analytics.risk.model import BaseRate, Model, Seen
from analytics.risk.results import FULL, REFUSE
from analytics.why import Why, why

STALE = 45  # days since the last session after which the scores are too old to speak
FEW = 20  # clients of a programme or an age group
BANDS = (0.8, 1.25)  # times the base rate: below, about, above
OWN_FORMS = ("ORS",)


@dataclass(frozen=True)
class Contribution:
    """Contribution of one feature to one client's prediction, in log-odds.

    value: as observed, None if missing; log_odds: difference from the median client after the same session;
    values above 0 mean more events. settled: whether the 95 % interval of the coefficient excludes 0; only
    then may its direction be shown. above: whether the value is above that of the median client.
    """

    feature: str
    value: float | bool | None
    log_odds: float
    settled: bool
    above: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Score:
    """Prediction for one open episode after its last session, or after session 5 if there are more.

    Attributes
    ----------
    probability, interval, band
        None with `why`; band: lower, about, higher than the practice's usual. A provisional model gives band and interval
        only.
    base_rate
        Past clients after the same session.
    contributions
        Strongest first.
    silent
        Key of `why` (see `abstains`; no_model, withdrawn, not_recorded).
    expected
        For the order of a list only.
    flagged
        At or above the threshold for conversations; never where everybody would be, or where the simple rule is
        as good. Where too few later clients tell the two apart, flags stay: the tiers' own checks hold, and taking
        them away would be advice for the rule that nothing supports.
    """

    landmark: int
    outcome: str
    probability: float | None
    interval: tuple[float, float] | None
    band: str | None
    base_rate: BaseRate | None
    contributions: tuple[Contribution, ...]
    why: Why | None
    silent: str | None = None
    expected: float = 0.0
    flagged: bool = False


def score(rows: Landmarks, assessed: Assessment) -> tuple[Score, ...]:
    """Return the prediction for each open episode, or the reason why there is none.

    Parameters
    ----------
    rows
        One row per open episode, at its latest landmark.
    assessed
        Assessment with the model of one outcome.

    Returns
    -------
    tuple of Score
        One per row, in the same order; without a probability where the model abstains or is not shown.
    """
    fitted = assessed.model
    if fitted is None or not assessed.shown:
        key = "withdrawn" if assessed.tier == REFUSE else "no_model"
        key = "not_recorded" if assessed.events is None else key
        return tuple(_silent(int(k), assessed, key, assessed.why) for k in rows.landmark)
    p, ranges, parts = fitted.predict(rows), fitted.intervals(rows), fitted.contributions(rows)
    outside, flag, settled = fitted.encoder.outside(rows), _flag(assessed), fitted.settled()
    made = []
    for index in range(rows.n):
        kept_back = abstains(rows, index, outside[index], fitted, assessed.horizon_days)
        landmark = int(rows.landmark[index])
        if kept_back:
            made.append(_silent(landmark, assessed, *kept_back))
            continue
        base = fitted.base_rate(landmark)
        made.append(
            Score(
                landmark=landmark,
                outcome=assessed.outcome,
                probability=float(p[index]) if assessed.tier == FULL else None,
                interval=(float(ranges[index][0]), float(ranges[index][1])),
                band=_band(float(p[index]), base),
                base_rate=base,
                contributions=_contributions(
                    features.values(rows, index), parts[index], settled, fitted.coefficients
                ),
                why=None,
                expected=float(p[index]),
                flagged=flag is not None and float(p[index]) >= flag,
            )
        )
    return tuple(made)


def _flag(assessed: Assessment) -> float | None:
    """Return the threshold probability for flagging clients; None if the practice gets no flags."""
    if assessed.threshold is None or assessed.threshold.everyone or assessed.rule_as_good:
        return None
    return assessed.threshold.value


def abstains(
    rows: Landmarks, index: int, outside: np.ndarray, fitted: Model, horizon_days: int
) -> tuple[str, Why] | None:
    """Return why a client gets no prediction, as key and sentence; None if the client gets one.

    Parameters
    ----------
    rows, index
        Landmark rows, and the place of the client in them.
    outside
        Which measured features lie outside the training range.
    fitted
        The model.
    horizon_days
        Days after a session that the prediction covers.

    Returns
    -------
    tuple or None
        Key (window, stale, no_form, other_form, few, outside) and sentence.
    """
    text = {name: values[index] for name, values in rows.text.items()}
    first, days = LANDMARKS[-1], int(rows.days_since[index])
    if rows.sessions[index] > first:
        return "window", why("past_the_window", "sessions", sessions=first)
    if days >= horizon_days:
        return "window", why("past_the_window", "days", days=horizon_days)
    if days > STALE:
        return "stale", why("scores_too_old", days=days)
    if rows.srs_never[index] and not np.isfinite(rows.measured["ors_first"][index]):
        return "no_form", why("no_form")
    if text["ors_version"] not in (None, *OWN_FORMS) or text["rater"] not in (None, "self"):
        return "other_form", why("other_form")
    if _few(fitted.age_groups, text["age_group"]):
        return "few", why("too_few_alike", need=FEW, of="age_group", _kind="age group")
    if _few(fitted.programs, text["program"]):
        return "few", why("too_few_alike", need=FEW, of="program", _kind="programme")
    if outside.any():
        feature = MEASURED[int(np.argmax(outside))]
        return "outside", why("outside_what_was_seen", feature=feature, _name=NAMES[feature])
    return None


NAMES = {
    "srs_last": "The last SRS",
    "srs_fall": "The fall of the SRS",
    "ors_first": "The first ORS",
    "ors_change": "The change in ORS",
    "longest_gap": "The gap between sessions",
}


def _few(seen: tuple[Seen, ...], name: str | None) -> bool:
    """Return whether the training data has too few clients of this programme or age group.

    That is fewer than FEW.
    """
    return next((one.clients for one in seen if one.name == name), 0) < FEW


def _band(p: float, base: BaseRate | None) -> str | None:
    """Return whether a probability is `lower`, `about` or `higher` compared with the base rate."""
    if base is None or base.share <= 0:
        return None
    times = p / base.share
    return "lower" if times < BANDS[0] else "higher" if times > BANDS[1] else "about"


def _contributions(
    values: Mapping[str, Any], parts: np.ndarray, settled: np.ndarray, coefficients: tuple[float, ...]
) -> tuple[Contribution, ...]:
    """Return the contribution of each feature to one client's prediction, strongest first."""
    slopes = coefficients[1 : 1 + len(features.KEYS)]  # the first is the constant
    made = [
        Contribution(key, values[key], float(part), bool(certain), bool(part * slope > 0) if part else None)
        for key, part, certain, slope in zip(features.KEYS, parts, settled, slopes, strict=True)
    ]
    return tuple(sorted(made, key=lambda one: -abs(one.log_odds)))


def _silent(landmark: int, assessed: Assessment, key: str, reason: Why | None) -> Score:
    """Return a result without a prediction for one open client, with the reason and its key."""
    base = next((one for one in assessed.base_rates if one.landmark == landmark), None)
    return Score(
        landmark=landmark,
        outcome=assessed.outcome,
        probability=None,
        interval=None,
        band=None,
        base_rate=base,
        contributions=(),
        why=reason,
        silent=key,
    )
