"""What a draw by lot shows: those drawn to start beside those drawn to wait, over the time of the wait."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics import version_cache
from analytics.access import Scope
from analytics.agreements import access, lot_difference, lots
from analytics.agreements.lot_difference import LEVEL, LotDifference
from analytics.agreements.readings import EPISODES, FEW_SESSIONS_TAKE, Readings, readings
from analytics.agreements.results import SHIFTS, UNITS, Agreed
from analytics.answers import Answer, Estimate, common
from analytics.filters import Filters
from analytics.notes.lot_draws import LotDraw
from analytics.peer_rounding import number
from analytics.stats.arrays import EstimationError
from analytics.store import Warehouse
from analytics.why import Why, why

LOT_STATES = ("called_off", "too_early", "too_few", "started_better", "waiting_better", "cannot_tell")


@dataclass(frozen=True, kw_only=True)
class LotComparison(Answer):
    """One draw by lot and what it shows; nobody is named.

    n: therapists drawn. state: one of LOT_STATES. drawn_start, drawn_wait: therapists by what the lot said; n_started,
    n_waiting: those of them with ratings before and after. trained: of drawn_start, those with an agreement on this
    practice before `later`; trained_early: of drawn_wait, those with one. effect: change of those drawn to start less change
    of the others, towards the better side, points or share; p: randomisation test over `draws` draws; smallest_p: the
    smallest that so few therapists can give. answer_from: first data day with an answer.
    """

    number: int
    signal: str
    practice: str
    unit: str
    seed: str
    start: datetime.date
    later: datetime.date
    drawn_on: datetime.date
    called_off: datetime.date | None
    state: str | None
    drawn_start: int
    drawn_wait: int
    n_started: int | None
    n_waiting: int | None
    trained: int
    trained_early: int
    effect: Estimate
    p: float | None
    smallest_p: float | None
    draws: int | None
    answer_from: datetime.date


def lot_comparison(
    warehouse: Warehouse, scope: Scope, draw: LotDraw, agreements: Sequence[Agreed] = ()
) -> LotComparison:
    """Return the comparison of those drawn to start with those drawn to wait; without figures until the wait is over.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Needs practice totals; whoever may not see every client gets rounded figures.
    draw : LotDraw
        The draw.
    agreements : sequence of Agreed
        All agreements, to count how many kept to the lot.

    Returns
    -------
    LotComparison
        `why` is set where the viewer may see no practice figures, or nothing was rated.

    Notes
    -----
    Nothing is compared before the wait is over, because looking again and again finds a difference by chance. A
    difference is said only if the 95 % interval leaves 0 out and the randomisation test gives p of .05 or less.
    """
    starts = lots.starts_now(draw.seed, draw.strata)
    shown = {code: warehouse.shown_therapist(code) for code in draw.strata}
    lag = (
        warehouse.version.definitions.endings.lapse_days + FEW_SESSIONS_TAKE if draw.signal in EPISODES else 0
    )
    answer_from = draw.later + datetime.timedelta(days=lag - 1)
    reason, found = _found(warehouse, scope, draw, starts, answer_from)
    trained = {
        one.therapist for one in agreements if one.practice == draw.practice and one.start < draw.later
    }
    effect = Estimate.missing(reason or why("lots_no_answer_yet"))
    if found is not None:
        blur = number if access.rounded(warehouse, scope) else float
        low, high = found.interval
        effect = Estimate(blur(found.effect), (blur(low), blur(high)), found.n_started + found.n_waiting)
    return LotComparison(
        **common(warehouse.version, Filters(), len(draw.strata)),
        why=reason,
        number=draw.number,
        signal=draw.signal,
        practice=draw.practice,
        unit=UNITS[draw.signal],
        seed=draw.seed,
        start=draw.start,
        later=draw.later,
        drawn_on=draw.drawn_on,
        called_off=draw.called_off,
        state=None if reason else _state(draw, found, warehouse.version.data_date, answer_from),
        drawn_start=len(starts),
        drawn_wait=len(draw.strata) - len(starts),
        n_started=found and found.n_started,
        n_waiting=found and found.n_waiting,
        trained=sum(shown[code] in trained for code in starts),
        trained_early=sum(shown[code] in trained for code in draw.strata if code not in starts),
        effect=effect,
        p=found and found.p,
        smallest_p=found.smallest_p if found else smallest_p(draw.strata),
        draws=found and found.draws,
        answer_from=answer_from,
    )


def smallest_p(strata: Mapping[str, str]) -> float:
    """Return the smallest p value that a draw among these therapists can give; above .05 nothing can be shown.

    Every draw and its opposite give the same size of difference, so that two of all draws are the most extreme.
    """
    draws, is_all = lots.possible(list(strata.values()))
    return min(1.0, 2 / len(draws)) if is_all else 1 / (len(draws) + 1)


def power(
    warehouse: Warehouse,
    scope: Scope,
    strata: Mapping[str, str],
    signal: str,
    start: datetime.date,
    later: datetime.date,
    shift: float | None = None,
) -> float | None:
    """Return the power (0 to 1) of a draw among these therapists to see a shift; None where it cannot be estimated.

    strata: therapist code -> stratum. shift: points of an area or share of a rate, by default that of SHIFTS.
    """
    size = SHIFTS[signal] if shift is None else shift
    return version_cache.get(_power, warehouse, scope, tuple(strata.items()), signal, start, later, size)


def _power(
    warehouse: Warehouse,
    scope: Scope,
    strata: tuple[tuple[str, str], ...],
    signal: str,
    start: datetime.date,
    later: datetime.date,
    shift: float,
) -> float | None:
    """Simulate the power of a draw to see a shift; None where the viewer may see no practice figures."""
    if access.practice_refused(warehouse, scope):
        return None
    read = readings(warehouse, scope, signal, start)
    places = _places(warehouse, read, [code for code, _ in strata])
    try:
        return lot_difference.power(
            read.values, (later - start).days, shift, places, [stratum for _, stratum in strata]
        )
    except EstimationError:
        return None


def _found(
    warehouse: Warehouse, scope: Scope, draw: LotDraw, starts: frozenset[str], answer_from: datetime.date
) -> tuple[Why | None, LotDifference | None]:
    """Return (None, difference) or (reason why the viewer gets none, None); (None, None) before the wait is over."""
    reason = access.practice_refused(warehouse, scope)
    if reason or draw.called_off or warehouse.version.data_date < answer_from:
        return reason, None
    read = readings(warehouse, scope, draw.signal, draw.start)
    codes = list(draw.strata)
    try:
        found = lot_difference.lot_difference(
            read.values,
            (draw.later - draw.start).days,
            np.array([code in starts for code in codes]),
            list(draw.strata.values()),
            _places(warehouse, read, codes),
            draw.seed,
        )
    except EstimationError:
        return why("agreement_nothing_varies"), None
    return (why("lots_too_few_rated"), None) if found is None else (None, found)


def _places(warehouse: Warehouse, read: Readings, therapists: Sequence[str]) -> np.ndarray:
    """Return the index of each therapist in `read.therapists`; -1 for a therapist without values there.

    Of two codes that were joined after the draw, the first one keeps the therapist.
    """
    place = {int(key): index for index, key in enumerate(read.therapists)}
    keys = [warehouse.therapist_key(warehouse.shown_therapist(code)) for code in therapists]
    found = [-1 if key is None else place.pop(key, -1) for key in keys]
    return np.array(found, dtype=int)


def _state(
    draw: LotDraw, found: LotDifference | None, as_of: datetime.date, answer_from: datetime.date
) -> str:
    """Return the state of a draw by lot, one of LOT_STATES."""
    if draw.called_off:
        return "called_off"
    if smallest_p(draw.strata) > LEVEL or (found is not None and not found.can_say):
        return "too_few"
    if as_of < answer_from or found is None:
        return "too_early"
    return {1: "started_better", -1: "waiting_better"}.get(found.sign, "cannot_tell")
