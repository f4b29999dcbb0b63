"""Did it move? A therapist's signal before and after an agreement, and the forms needed to see a shift."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from analytics.access import Scope
from analytics.agreements import access
from analytics.agreements.answered import WITHOUT_BEFORE, Answered, answered, planned, verdict
from analytics.agreements.comparison import Difference, interval
from analytics.agreements.results import SHIFTS, UNITS, Agreed, Needed, Shift
from analytics.answers import Estimate, common, unavailable
from analytics.filters import Filters
from analytics.focus.results import AREAS
from analytics.peer_rounding import number
from analytics.store import Warehouse
from analytics.why import why


def needed(
    warehouse: Warehouse,
    scope: Scope,
    therapist: str,
    signal: str,
    shift: float | None = None,
    start: datetime.date | None = None,
) -> Needed:
    """Return how many forms after the start of an agreement are needed to see a shift.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    therapist, signal : str
        Code of the therapist, and one of SIGNALS.
    shift : float, optional
        Points of an area, or share (0 to 1) of a rate; by default that of SHIFTS.
    start : datetime.date, optional
        First day of the agreement; by default the day after the newest data.

    Returns
    -------
    Needed
        With `why` where nothing can be said.
    """
    size = SHIFTS[signal] if shift is None else shift
    begins = start or warehouse.version.data_date + datetime.timedelta(days=1)
    reason, found = access.refused(warehouse, scope, therapist, signal), None
    if reason is None:
        reason, found = planned(warehouse, scope, therapist, signal, begins, size)
    shared = common(warehouse.version, Filters(), found[1].n_before if found else 0)
    asked = {"therapist": therapist, "signal": signal, "unit": UNITS[signal], "shift": size}
    if found is None:
        blank = dict.fromkeys(("forms", "power", "a_week", "weeks"))
        return Needed(**shared, **asked, **blank, why=reason)
    plan = found[1]
    return Needed(
        **shared,
        **asked,
        forms=plan.forms,
        power=plan.power,
        a_week=plan.a_week,
        weeks=plan.forms / plan.a_week if plan.a_week else None,
    )


def moved(
    warehouse: Warehouse,
    scope: Scope,
    agreement: Agreed,
    agreements: Sequence[Agreed] = (),
    shift: float | None = None,
) -> Shift:
    """Return whether a therapist's signal moved after the start of an agreement.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    agreement : Agreed
        The agreement.
    agreements : sequence of Agreed
        All agreements of the practice; therapists with another one in the same weeks are no comparison.
    shift : float, optional
        Shift for which the forms needed were announced; by default that of SHIFTS.

    Returns
    -------
    Shift
        With `why` where nothing can be said.

    Notes
    -----
    The answer closes with the form of the number that `needed` announces for that start: it is given once, and later
    imports do not change it. moved: the 95 % interval of the effect lies above 0. It is no claim of cause.
    """
    size = SHIFTS[agreement.signal] if shift is None else shift
    reason = access.refused(warehouse, scope, agreement.therapist, agreement.signal)
    found = None
    if reason is None:
        reason, found = answered(warehouse, scope, agreement, agreements, size)
    if found is not None and not found.early and found.clients:
        reason = access.colleagues_hidden(warehouse, scope, found.clients)
    shared = common(warehouse.version, Filters(), found.forms if found else 0)
    if reason is not None or found is None:
        none = unavailable(Shift, reason or WITHOUT_BEFORE, shared=shared | {"n": 0})
        return replace(none, **_asked(agreement, size))
    return _worded(shared, agreement, size, found, access.rounded(warehouse, scope))


def _asked(agreement: Agreed, shift: float) -> dict[str, Any]:
    """Return the fields of an answer that say what was asked, by name."""
    return {
        "therapist": agreement.therapist,
        "signal": agreement.signal,
        "unit": UNITS[agreement.signal],
        "shift": shift,
        "start": agreement.start,
    }


def _worded(shared: dict, agreement: Agreed, shift: float, given: Answered, blur: bool) -> Shift:
    """Return the answer from the figures of an agreement; what holds colleagues' clients is rounded if `blur`."""
    found, plan = given.found, given.plan
    nobody = Estimate.missing(why("agreement_nobody_yet"))
    made = Shift(
        **shared,
        **_asked(agreement, shift),
        state=verdict(given),
        needed=plan.forms,
        power=plan.power,
        more=max(1, plan.forms - given.forms) if given.early else None,
        last_day=None if given.early else agreement.start + datetime.timedelta(days=given.ends - 1),
        before=nobody,
        after=nobody,
        expected=None,
        colleagues=None,
        effect=None,
        area_before=given.area[0],
        area_after=given.area[1],
    )
    if found is None:
        return made
    turned = agreement.signal not in AREAS
    made = replace(
        made,
        before=_level(found.before, found, found.n_before, turned),
        after=_level(found.after, found, found.n_after, turned),
    )
    if given.early:
        return made
    expected = None if found.expected is None else _level(found.expected, found, found.n_before, turned)
    colleagues = None if found.colleagues is None else _change(found.colleagues, found, found.n_colleagues)
    effect = _change(found.effect, found, found.n_after)
    if blur:
        expected, colleagues, effect = (one and _rounded(one) for one in (expected, colleagues, effect))
    return replace(made, expected=expected, colleagues=colleagues, effect=effect)


def _change(of: tuple[float, float], found: Difference, n: int) -> Estimate:
    """Return a change, in points or as a share, with its interval."""
    return Estimate(of[0], interval(of, found.df), n)


def _level(of: tuple[float, float], found: Difference, n: int, turned: bool) -> Estimate:
    """Return a level with its interval; `turned` for a rate: the share of events, inside 0 to 1."""
    low, high = interval(of, found.df)
    if not turned:
        return Estimate(of[0], (low, high), n)
    share, low, high = (min(1.0, max(0.0, 1 - value)) for value in (of[0], high, low))
    return Estimate(share, (low, high), n)


def _rounded(one: Estimate) -> Estimate:
    """Round an estimate and its interval for a viewer who may not see the clients behind it; `n` stays exact."""
    low_high = one.interval and (number(one.interval[0]), number(one.interval[1]))
    return replace(one, estimate=None if one.estimate is None else number(one.estimate), interval=low_high)
