"""Alliance drops and repairs: when a client's SRS falls below this client's earlier scores.

The usual range is personal: the median of earlier forms, with a spread that is shrunken towards the practice's.
All comparisons are exact: totals are whole tenths of a point, and nothing is rounded before it is compared.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor, isqrt, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analytics.definitions.model import Dips

PRIOR_FORMS = 6  # forms' worth of weight given to the practice's spread; own choice
SPREAD_FLOOR = 1.0  # SRS points; below it the form's own step and ceiling would make every move a drop
SPREAD_UNKNOWN = 1.5  # SRS points, used below MIN_STEPS; own choice
MIN_STEPS = 50  # session-to-session steps needed before the practice's own spread is used
FORMS_BEFORE = 3  # SRS forms of the baseline needed before a drop can be seen
# A median of k forms that hang together is about as exact as a mean of k/3.5 independent ones: pi/2 times
# (1 + .35)/(1 - .35) is 3.3 for a correlation of .35 from form to form. Measured in tests/unit/test_alliance_paths.py.
MEDIAN_VARIANCE = Fraction(7, 2)
NORMAL_MEDIAN = 0.6745  # median of |z| for a standard normal z


@dataclass(frozen=True, kw_only=True)
class Dip:
    """One alliance drop (fall of the SRS) in an episode: session, size of the fall, and what followed.

    Points are given in tenths; half tenths, of a median between two forms, are rounded up for show only.
    """

    session_no: int
    baseline: float  # SRS points, median of the forms before
    fall: float  # SRS points below the baseline
    marked: bool  # also meets the stricter rule
    repair_level: float  # lowest SRS total, in points, at which the drop counts as repaired
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
        SD in points, rounded to 0.01: median |step| / .6745 / sqrt 2, at least `SPREAD_FLOOR`; `SPREAD_UNKNOWN`
        below `MIN_STEPS` steps.

    Notes
    -----
    Robust SD of first differences under normal noise. The rule is our own; its false alarms and its power are
    counted in tests/unit/test_dips.py and tests/unit/test_alliance_paths.py.
    """
    if median_step is None or n_steps < MIN_STEPS:
        return SPREAD_UNKNOWN
    return max(SPREAD_FLOOR, round(float(median_step) / NORMAL_MEDIAN / sqrt(2), 2))


def find(
    sessions: Sequence[int], totals: Sequence[float], spread: float, rules: Dips, ended: bool
) -> list[Dip]:
    """Return the alliance drops of one episode, in order, from the SRS totals of its sessions.

    Parameters
    ----------
    sessions, totals
        Session numbers, ascending, and their SRS totals (points 0-40, in tenths); sessions without an SRS are
        left out.
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
    Baseline m = median of earlier forms, s^2 = (6 s0^2 + (k-1) s_i^2)/(k+5), z = (x-m)/(s sqrt(1+3.5/k)).
    A drop needs k of at least `FORMS_BEFORE`, z below `rules.z` and a fall m - x of at least
    `rules.min_drop`, unrounded: 2.95 is less than 3. It is repaired when one of the next
    `rules.repair_sessions` forms is back at m - s or above. While a drop is open its forms stay out of the
    baseline. If it is repaired they join the earlier forms; if it is not, they alone are the new baseline, so
    that a lasting fall is found once, and a further fall from the new level is another drop.
    For a client who always gives 40 only the fall in points decides.
    """
    tenths = [round(value * 10) for value in totals]
    rule = _Rule.of(rules, spread)
    if not _can_drop(tenths, rule.min_drop):
        return []
    dips: list[Dip] = []
    earlier: list[int] = []  # sorted forms of the baseline
    waiting: list[int] = []  # forms of the open drop
    current: Dip | None = None
    for session, value in zip(sessions, tenths, strict=True):
        if current is None:
            current = _drop(session, value, earlier, rule)
            if current is None:
                insort(earlier, value)
            else:
                waiting = [value]
            continue
        waiting.append(value)
        if value >= round(current.repair_level * 10):
            dips.append(replace(current, outcome="repaired", resolved_session=session))
            earlier = sorted(earlier + waiting)
            current = None
        elif len(waiting) > rules.repair_sessions:
            dips.append(replace(current, outcome="unrepaired"))
            earlier = sorted(waiting)
            current = None
    if current is not None:
        dips.append(replace(current, outcome="ended_after" if ended else "open"))
    return dips


@dataclass(frozen=True, kw_only=True)
class _Rule:
    """The rule of a drop as exact numbers: falls and spread in tenths of a point, z without a unit."""

    z: Fraction
    min_drop: Fraction
    marked_z: Fraction
    marked_drop: Fraction
    spread: Fraction

    @classmethod
    def of(cls, rules: Dips, spread: float) -> _Rule:
        """Take the decimals of the definitions and of the spread as they are written."""
        return cls(
            z=Fraction(str(rules.z)),
            min_drop=10 * Fraction(str(rules.min_drop)),
            marked_z=Fraction(str(rules.marked_z)),
            marked_drop=10 * Fraction(str(rules.marked_drop)),
            spread=10 * Fraction(str(spread)),
        )


def _can_drop(tenths: Sequence[int], min_drop: Fraction) -> bool:
    """Return whether any SRS total lies `min_drop` tenths or more below an earlier total of the episode."""
    highest = 0
    for value in tenths:
        if highest - value >= min_drop:
            return True
        highest = max(highest, value)
    return False


def _drop(session: int, value: int, earlier: Sequence[int], rule: _Rule) -> Dip | None:
    """Return the alliance drop that begins with this SRS total; None if the total is not low enough.

    Parameters
    ----------
    value
        SRS total, tenths of a point.
    earlier
        Sorted totals of the baseline, tenths of a point.
    """
    k = len(earlier)
    if k < FORMS_BEFORE:
        return None
    twice_middle = earlier[k // 2] + earlier[(k - 1) // 2]
    fall = Fraction(twice_middle, 2) - value
    if fall < rule.min_drop:
        return None
    total = sum(earlier)
    squares = sum(form * form for form in earlier) - Fraction(total * total, k)  # (k - 1) s_i^2
    variance = (PRIOR_FORMS * rule.spread**2 + squares) / (k + PRIOR_FORMS - 1)
    expected = variance * (1 + MEDIAN_VARIANCE / k)
    if fall**2 <= rule.z**2 * expected:
        return None
    marked = fall**2 > rule.marked_z**2 * expected and fall >= rule.marked_drop
    twice_spread = isqrt(floor(4 * variance))  # the largest whole number of half tenths within one spread
    return Dip(
        session_no=session,
        baseline=(twice_middle + 1) // 2 / 10,
        fall=((twice_middle + 1) // 2 - value) / 10,
        marked=marked,
        repair_level=(twice_middle - twice_spread + 1) // 2 / 10,
        outcome="open",
        resolved_session=None,
    )
