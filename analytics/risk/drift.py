"""Alarms on a model: AUC too good to be true, or new clients who differ from the training data.

Notes
-----
Outcomes are known about five months late, so the alarms refer to clients of that time. The limits are our own
choice; false alarms, a leak and simulated changes are tested in tests/unit/test_risk_behaviour.py.
"""

from __future__ import annotations

import math

import numpy as np

from analytics.risk.landmarks import MEASURED, Landmarks
from analytics.risk.results import Alarm
from analytics.risk.tiers import TOO_GOOD
from analytics.risk.validation import Temporal

HAPPENED = {"unplanned": "ended unplanned", "poor_outcome": "ended with little or no change"}
RECENT = 182  # days of the newest settled rows
RATIO = (0.8, 1.25)  # observed over expected
Z_RARE = 2.576  # p < .01
SHIFT = 0.25  # standardised difference of a feature's mean
COVERAGE = 0.15  # share of sessions with an SRS
LEAST = 50  # clients on either side, for a feature or a coverage
WORDS = {
    "srs_last": "the last SRS",
    "srs_fall": "falls of the SRS",
    "ors_first": "the first ORS",
    "ors_change": "the change in ORS",
    "longest_gap": "the longest gap between sessions",
}


def leak(checked: Temporal | None, outcome: str) -> list[Alarm]:
    """Check for an implausibly high AUC of the model of unplanned endings; return at most one alarm."""
    area = checked.overall.auc if checked else None
    if outcome != "unplanned" or area is None or area <= TOO_GOOD:
        return []
    return [
        Alarm(
            "leak",
            f"It foresees endings better than any study has (AUC {area:.2f}): something in the export seems to"
            " give the ending away. Look at how session dates and forms are written at closing.",
            area,
        )
    ]


def drift(rows: Landmarks, ready: Landmarks, checked: Temporal | None, outcome: str) -> list[Alarm]:
    """Return alarms where the newest clients differ from predictions or from earlier clients.

    Parameters
    ----------
    rows, ready
        All rows of the practice, and the settled ones.
    checked
        Check over time on `rows`, whose predictions were made without the newest.
    outcome
        Outcome that is predicted.

    Returns
    -------
    list of Alarm
        Calibration off, features shifted, coverage of the SRS changed.
    """
    found = []
    newest = ready.day.max()
    if checked is not None:
        found += _off(rows, checked, outcome, newest)
    new = recent(ready)
    return found + _shifted(ready, new) + _coverage(ready, new)


def recent(ready: Landmarks) -> np.ndarray:
    """Return a mask of the rows of the latest half year in the data."""
    return ready.day > ready.day.max() - np.timedelta64(RECENT, "D")


def _off(rows: Landmarks, checked: Temporal, outcome: str, newest: np.datetime64) -> list[Alarm]:
    """Return an alarm if recent events are clearly and significantly more or fewer than predicted."""
    recent = rows.day[checked.test] > newest - np.timedelta64(RECENT, "D")
    p = checked.p[recent]
    y = rows.y[outcome][checked.test][recent]
    if p.sum() < 10:
        return []
    ratio = float(y.sum() / p.sum())
    later = _spread(rows.client[checked.test][recent], y - p)
    learnt = rows.y[outcome][checked.train]
    before = _spread(rows.client[checked.train], learnt - learnt.mean()) * float(
        (p.sum() / learnt.sum()) ** 2
    )
    z = abs(float((y - p).sum())) / math.sqrt(later + before)
    if RATIO[0] <= ratio <= RATIO[1] or z < Z_RARE:
        return []
    way = "more" if ratio > 1 else "fewer"
    sentence = (
        f"In the last half year that can be judged, {way} clients {HAPPENED[outcome]} than it had said."
    )
    return [Alarm("drift", sentence, ratio)]


def _spread(clients: np.ndarray, off: np.ndarray) -> float:
    """Return the variance of a sum of deviations, allowing for dependence within clients."""
    sums = np.bincount(np.unique(clients, return_inverse=True)[1], off)
    return float(sums @ sums)


def _shifted(rows: Landmarks, recent: np.ndarray) -> list[Alarm]:
    """Return one alarm per feature whose mean differs clearly between recent and earlier clients."""
    found = []
    for name in MEASURED:
        values = rows.measured[name]
        usable = np.isfinite(values) & (rows.landmark == 3)
        new, old = values[usable & recent], values[usable & ~recent]
        if min(new.size, old.size) < LEAST:
            continue
        spread = math.sqrt((float(new.var()) + float(old.var())) / 2)
        size = (float(new.mean()) - float(old.mean())) / spread if spread > 0 else 0.0
        if abs(size) > SHIFT and abs(size) > _chance(new.size, old.size):
            way = "higher" if size > 0 else "lower"
            found.append(
                Alarm("features", f"In newer clients {WORDS[name]} is clearly {way} than before.", size)
            )
    return found


def _coverage(rows: Landmarks, recent: np.ndarray) -> list[Alarm]:
    """Return an alarm if the share of recent clients with an SRS has changed, else an empty list."""
    at_third = rows.landmark == 3
    with_srs = ~rows.srs_never
    sides = [with_srs[at_third & side] for side in (recent, ~recent)]
    if min(side.size for side in sides) < LEAST:
        return []
    change = float(sides[0].mean() - sides[1].mean())
    spread = math.sqrt(max(float(with_srs[at_third].mean()) * (1 - float(with_srs[at_third].mean())), 1e-9))
    if abs(change) <= COVERAGE or abs(change) / spread <= _chance(sides[0].size, sides[1].size):
        return []
    way = "more" if change > 0 else "fewer"
    return [Alarm("coverage", f"Clearly {way} new clients fill in an SRS than before.", change)]


def _chance(new: int, old: int) -> float:
    """Return the standardised difference that chance exceeds in 1 % of practices where nothing changed."""
    # 3.34: two-sided normal quantile for twelve tests (features and coverage) together
    return 3.34 * math.sqrt(1 / new + 1 / old)
