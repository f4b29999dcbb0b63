"""Alliance drops and repairs: when a client's SRS falls below this client's earlier scores.

The usual range is personal: the median of earlier forms, with a spread that is shrunken towards the practice's.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analytics.definitions.model import Dips

PRIOR_FORMS = 6  # forms' worth of weight given to the practice's spread; own choice
SPREAD_FLOOR = 1.0  # SRS points; below it the form's own step and ceiling would make every move a drop
SPREAD_UNKNOWN = 1.5  # SRS points, used below MIN_STEPS; own choice
MIN_STEPS = 50  # session-to-session steps needed before the practice's own spread is used
MIN_EARLIER = 2  # valid forms needed before a drop can be seen
NORMAL_MEDIAN = 0.6745  # median of |z| for a standard normal z


@dataclass(frozen=True, kw_only=True)
class Dip:
    """One alliance drop (fall of the SRS) in an episode: session, size of the fall, and what followed."""

    session_no: int
    baseline: float  # SRS points, median of the forms before
    fall: float  # SRS points below the baseline
    marked: bool  # also meets the stricter rule
    repair_level: float  # SRS points at which the drop counts as repaired
    outcome: str  # repaired, unrepaired, ended_after, open
    resolved_session: int | None  # the session at which it was repaired


def practice_spread(median_step: float | None, n_steps: int) -> float:
    """Estimate a practice's within-client SD of the SRS from the median change between forms.

    Parameters
    ----------
    median_step
        Median absolute difference of successive SRS totals, in points; None if there is none.
    n_steps
        Number of such differences.

    Returns
    -------
    float
        SD in points: median |step| / .6745 / sqrt 2, at least `SPREAD_FLOOR`; `SPREAD_UNKNOWN` below `MIN_STEPS` steps.

    Notes
    -----
    Robust SD of first differences under normal noise. The rule is our own; its false alarms and its power are
    counted in tests/unit/test_dips.py.
    """
    if median_step is None or n_steps < MIN_STEPS:
        return SPREAD_UNKNOWN
    return max(SPREAD_FLOOR, float(median_step) / NORMAL_MEDIAN / sqrt(2))


def find(
    sessions: Sequence[int], totals: Sequence[float], spread: float, rules: Dips, ended: bool
) -> list[Dip]:
    """Return the alliance drops of one episode, in order, from the SRS totals of its sessions.

    Parameters
    ----------
    sessions, totals
        Session numbers, ascending, and their SRS totals (points 0-40); sessions without an SRS are left out.
    spread
        Practice-wide within-client SD in points (`practice_spread`).
    rules
        The `dips` section of the definitions.
    ended
        Whether the episode has ended; an unfinished drop then counts as `ended_after`, else as `open`.

    Returns
    -------
    list of Dip
        The drops, in order of session.

    Notes
    -----
    Baseline m = median of earlier forms, s^2 = (6 s0^2 + (k-1) s_i^2)/(k+5), z = (x-m)/(s sqrt(1+1/k)).
    A drop needs z below `rules.z` and a fall of at least `rules.min_drop`. It is repaired when one of the next
    `rules.repair_sessions` forms is back at m - s or above. While a drop is open its forms stay out of the
    baseline; afterwards they count.
    No drop can be found before the third form; for a client who always gives 40 only the fall in points decides.
    """
    if not _can_drop(totals, rules.min_drop):
        return []
    dips: list[Dip] = []
    earlier: list[float] = []  # sorted forms of the baseline
    total = square = 0.0
    waiting: list[float] = []  # forms of the open drop
    current: Dip | None = None
    for session, value in zip(sessions, totals, strict=True):
        if current is not None:
            waiting.append(value)
            if value >= current.repair_level:
                dips.append(_closed(current, "repaired", session))
            elif len(waiting) > rules.repair_sessions:
                dips.append(_closed(current, "unrepaired", None))
            else:
                continue
            entering, waiting, current = waiting, [], None
        else:
            current = _drop(session, value, earlier, total, square, spread, rules)
            if current is not None:
                waiting = [value]
                continue
            entering = [value]
        for form in entering:
            insort(earlier, form)
            total += form
            square += form * form
    if current is not None:
        dips.append(_closed(current, "ended_after" if ended else "open", None))
    return dips


def _can_drop(totals: Sequence[float], min_drop: float) -> bool:
    """Return whether any SRS total lies `min_drop` points or more below an earlier total of the episode."""
    highest = 0.0
    for value in totals:
        if highest - value >= min_drop - 0.05:  # half a step, so that no rounding hides a drop
            return True
        highest = max(highest, value)
    return False


def _drop(
    session: int,
    value: float,
    earlier: Sequence[float],
    total: float,
    square: float,
    spread: float,
    rules: Dips,
) -> Dip | None:
    """Return the alliance drop that begins with this SRS total; None if the total is not low enough.

    Parameters
    ----------
    earlier
        Sorted totals of the baseline; `total` and `square` are the sums of these and of their squares.
    """
    k = len(earlier)
    if k < MIN_EARLIER:
        return None
    middle = earlier[k // 2] if k % 2 else (earlier[k // 2 - 1] + earlier[k // 2]) / 2
    fall = round(middle - value, 1)
    if fall < rules.min_drop:
        return None
    variance = max(0.0, (square - total * total / k) / (k - 1))
    own = sqrt((PRIOR_FORMS * spread**2 + (k - 1) * variance) / (k + PRIOR_FORMS - 1))
    z = (value - middle) / (own * sqrt(1 + 1 / k))
    if z >= rules.z:
        return None
    marked = z < rules.marked_z and fall >= rules.marked_drop
    return Dip(
        session_no=session,
        baseline=middle,
        fall=fall,
        marked=marked,
        repair_level=round(middle - own, 1),
        outcome="open",
        resolved_session=None,
    )


def _closed(dip: Dip, outcome: str, session: int | None) -> Dip:
    """Return a copy of an alliance drop with the outcome and the session of the repair filled in."""
    return Dip(
        session_no=dip.session_no,
        baseline=dip.baseline,
        fall=dip.fall,
        marked=dip.marked,
        repair_level=dip.repair_level,
        outcome=outcome,
        resolved_session=session,
    )
