"""Effect of training one practice, pooled over the agreements that have an answer."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.access import Scope
from analytics.agreements import access
from analytics.agreements.answered import answered
from analytics.agreements.results import SHIFTS, Agreed, Pooled, PooledEffects
from analytics.answers import Estimate, common, unavailable
from analytics.filters import Filters
from analytics.focus.results import PRACTICES
from analytics.peer_rounding import number
from analytics.stats import meta
from analytics.store import Warehouse

FEWEST = 5  # agreements; the spread between fewer is unknown


def pooled(warehouse: Warehouse, scope: Scope, agreements: Sequence[Agreed]) -> PooledEffects:
    """Return the effect of training each practice, pooled over all agreements of the practice that have an answer.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see; needs practice totals.
    agreements : sequence of Agreed
        All agreements.

    Returns
    -------
    PooledEffects
        One row per practice of PRACTICES, also of those that nobody trained. An effect needs FEWEST agreements of as
        many therapists, so that it tells of nobody alone.

    Notes
    -----
    Random-effects meta-analysis (`stats.meta.pool`). An agreement enters once it has the forms that were announced,
    whatever its answer. It is no claim of cause.
    """
    reason = access.practice_refused(warehouse, scope)
    if reason is not None:
        return unavailable(PooledEffects, reason, shared=common(warehouse.version, Filters(), 0))
    found: dict[str, list[tuple[str, tuple[float, float]]]] = {key: [] for key in PRACTICES.values()}
    for one in agreements:
        if one.practice not in found:
            continue
        figures = answered(warehouse, scope, one, agreements, SHIFTS[one.signal])[1]
        if figures is not None and not figures.early and figures.found is not None:
            found[one.practice].append((one.therapist, figures.found.effect))
    blur = access.rounded(warehouse, scope)
    rows = tuple(_row(practice, of, blur) for practice, of in found.items())
    return PooledEffects(
        **common(warehouse.version, Filters(), sum(len(of) for of in found.values())), practices=rows
    )


def _row(practice: str, of: list[tuple[str, tuple[float, float]]], blur: bool) -> Pooled:
    """Return the pooled effect of one practice, or only the number of agreements where they are too few."""
    if len({therapist for therapist, _ in of}) < FEWEST:
        return Pooled(practice, len(of), FEWEST, None, None)
    result = meta.pool([effect for _, (effect, _) in of], [variance for _, (_, variance) in of])
    low, high = result.interval
    shown = (result.estimate, low, high, result.tau2**0.5)
    estimate, low, high, spread = map(number, shown) if blur else shown
    return Pooled(practice, len(of), FEWEST, Estimate(estimate, (low, high), len(of)), spread)
