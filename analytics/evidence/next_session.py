"""After a session rated better than usual, is the next ORS higher? Fitted once per data version, on all of it."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

import numpy as np

from analytics.evidence import verdicts
from analytics.evidence.findings import Found, nothing
from analytics.evidence.results import Finding
from analytics.filters import Filters
from analytics.outcomes import colleagues
from analytics.stats import session_to_session
from analytics.stats.arrays import Unusable

LEAST = 0.1  # points per point; smaller ones can come from states that last, stats.session_to_session
KEPT = 8  # data versions whose answer is kept
WHAT = "next ORS after a session one usual step (SD) above the client's own SRS"
PER_POINT = "the same per SRS point"
_kept: OrderedDict[tuple, Found] = OrderedDict()
_guard = Lock()


def next_session(warehouse, scope) -> Found:
    """The finding for the whole practice, whatever the filters; kept by version.

    Limits: for people who may not see the practice's totals of all data it is not given.
    """
    why = colleagues.selection(warehouse, scope, Filters()).why
    if why:
        return nothing(why, "step", WHAT)
    version = warehouse.version
    key = (str(version.path), version.name, version.definitions_digest)
    with _guard:
        found = _kept.get(key)
    if found is None:
        found = _fitted(warehouse, scope)
        with _guard:
            _kept[key] = found
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return found


def _fitted(warehouse, scope) -> Found:
    rows = warehouse.arrays("session_scores", scope=scope)
    scores = [np.ma.filled(np.ma.asarray(rows[name], dtype=float), np.nan) for name in ("srs", "ors")]
    try:
        pairs = session_to_session.pairs(rows["episode_key"], rows["session_no"].astype(float), *scores)
        found = session_to_session.fit(*pairs)
    except Unusable as problem:
        return nothing(f"Too early to test: {str(problem)[0].lower()}{str(problem)[1:]}", "step", WHAT)
    step = Finding(found.per_sd.estimate, found.per_sd.interval, found.n, what=WHAT, unit="step")
    point = Finding(found.per_point.estimate, found.per_point.interval, found.n, what=PER_POINT, unit="slope")
    word, why = verdicts.directed(point, least=LEAST)
    return Found(step, word, why, (point,))
