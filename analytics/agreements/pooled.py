"""Effect of one training practice, pooled over the agreements that have an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analytics.access import Scope
from analytics.agreements import access
from analytics.agreements.answered import Answered, answered, verdict
from analytics.agreements.results import SHIFTS, Agreed, Pooled, PooledEffects
from analytics.answers import Estimate, common, unavailable
from analytics.filters import Filters
from analytics.focus.results import PRACTICES
from analytics.peer_rounding import number
from analytics.privacy import hide
from analytics.stats import meta
from analytics.store import Warehouse

FEWEST = 5  # agreements; the spread between fewer is unknown


def pooled(warehouse: Warehouse, scope: Scope, agreements: Sequence[Agreed]) -> PooledEffects:
    """Return the effect of each training practice, pooled over all agreements on it that have an answer.

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
    found: dict[str, list[tuple[str, Answered]]] = {key: [] for key in PRACTICES.values()}
    for one in agreements:
        if one.practice not in found:
            continue
        figures = answered(warehouse, scope, one, agreements, SHIFTS[one.signal])[1]
        if figures is not None and not figures.early and figures.found is not None:
            found[one.practice].append((one.therapist, figures))
    blur = access.rounded(warehouse, scope)
    below = warehouse.version.definitions.small_numbers.suppress_below if blur else 0
    rows = tuple(_row(practice, of, below) for practice, of in found.items())
    return PooledEffects(
        **common(warehouse.version, Filters(), sum(len(of) for of in found.values())), practices=rows
    )


def _row(practice: str, of: list[tuple[str, Answered]], below: int) -> Pooled:
    """Return the pooled effect and the verdicts of one practice, or only the number of agreements where they are too few.

    below: counts under it are hidden and figures rounded; 0 for none.
    """
    if len({therapist for therapist, _ in of}) < FEWEST:
        return Pooled(practice, len(of), FEWEST, None, None)
    effects = [figures.found.effect for _, figures in of if figures.found is not None]
    result = meta.pool([effect for effect, _ in effects], [variance for _, variance in effects])
    low, high = result.interval
    shown = (result.estimate, low, high, result.tau2**0.5)
    estimate, low, high, spread = map(number, shown) if below else shown
    said = Counter(verdict(figures) for _, figures in of)
    counts = tuple(said[state] for state in ("moved", "moved_wrong_way", "cannot_tell"))
    counts = hide(counts, below).counts if below else counts
    return Pooled(practice, len(of), FEWEST, Estimate(estimate, (low, high), len(of)), spread, *counts)
