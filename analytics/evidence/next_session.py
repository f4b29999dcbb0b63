"""Test of the claim that the ORS is higher after a session with an SRS above the client's average."""

from __future__ import annotations

import numpy as np

from analytics import version_cache
from analytics.access import Scope
from analytics.evidence import price, verdicts
from analytics.evidence.claim_estimate import ClaimEstimate, not_estimable
from analytics.evidence.results import Finding
from analytics.filters import Filters
from analytics.outcomes import peer_suppression
from analytics.stats import session_to_session
from analytics.stats.arrays import EstimationError
from analytics.store import Warehouse
from analytics.why import why

LEAST = 0.1  # points per point; smaller ones can come from states that last, stats.session_to_session
WHAT = "next ORS after a session one usual step (SD) above the client's own SRS"
PER_POINT = "the same per SRS point"


def next_session(warehouse: Warehouse, scope: Scope) -> ClaimEstimate:
    """Return the test of the next-session claim for the whole practice, cached per data version.

    It is withheld from people without the right to practice totals.
    """
    withheld = peer_suppression.selection(warehouse, scope, Filters()).why
    if withheld:
        return not_estimable(withheld, "step", WHAT)
    return version_cache.get(_fitted, warehouse)


def _fitted(warehouse: Warehouse) -> ClaimEstimate:
    """Fit the association of each session's SRS with the next session's ORS, on all data of the practice."""
    rows = warehouse.arrays("session_scores", scope=Scope(practice_totals=True))
    scores = [np.ma.filled(np.ma.asarray(rows[name], dtype=float), np.nan) for name in ("srs", "ors")]
    try:
        pairs = session_to_session.pairs(rows["episode_key"], rows["session_no"].astype(float), *scores)
        result = session_to_session.fit(*pairs)
    except EstimationError as problem:
        problem_text = f"{str(problem)[0].lower()}{str(problem)[1:]}"
        return not_estimable(why("not_estimable", "test", _problem=problem_text), "step", WHAT)
    step = Finding(
        estimate=result.per_sd.estimate, interval=result.per_sd.interval, n=result.n, what=WHAT, unit="step"
    )
    point = Finding(
        estimate=result.per_point.estimate,
        interval=result.per_point.interval,
        n=result.n,
        what=PER_POINT,
        unit="slope",
    )
    word, reason = verdicts.directed(point, least=LEAST)
    return ClaimEstimate(step, word, reason, (point,), price.DIRECTION)
