"""Results of the alliance view: association with outcome, patterns of SRS ratings, completed forms, drops."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from analytics import dips, endings, peer_rounding
from analytics.access import Scope
from analytics.alliance import correlations, false_alarm_rate, forms, published, scatter
from analytics.alliance.correlations import EARLY, FIRST_FIVE, SESSIONS
from analytics.alliance.results import Alliance, Correlation
from analytics.answers import Estimate, common, unavailable
from analytics.concurrency import submit
from analytics.filters import Filters
from analytics.outcomes import peer_suppression
from analytics.outcomes.own_clients import sees_every_client
from analytics.outcomes.peer_suppression import Selection
from analytics.privacy import joined
from analytics.stats import correlation
from analytics.store import Warehouse
from analytics.why import why

FULL_FORMS, FULL_TOTAL = 4, 39.5  # SRS forms, points: "feedback may be reserved"; own choice


def alliance(warehouse: Warehouse, scope: Scope, filters: Filters, window: str = "early") -> Alliance:
    """Return the alliance results of a selection: correlations, SRS patterns, form completion, drops.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Selection; `episodes` None means what the definitions say (ended episodes).
    window : {"early", "first_five"}
        Sessions whose scatter to give; all else is equal.

    Returns
    -------
    Alliance
        n counts the episodes of the selection; `why` is set if nothing can be shown.

    Notes
    -----
    r of the SRS with the last ORS, which lies after it; the interval is a jackknife over therapists (from
    eight on). By session, the main figures cover the same clients in all five sessions.

    A correlation in one practice is no cause. Small counts are hidden from those who may not see the whole
    practice, and clients of others are shown to them in cells only.

    References
    ----------
    As named in `stats.correlation`, `dips` and `false_alarm_rate`; published r Flueckiger et al. 2018, doi
    10.1037/pst0000172.
    """
    chosen = peer_suppression.selection(warehouse, scope, filters)
    if chosen.why:
        return unavailable(Alliance, chosen.why, shared=common(warehouse.version, chosen.filters, 0))
    return peer_rounding.handed_out(_of_selection(warehouse, scope, chosen, window), chosen.rounded)


def _of_selection(warehouse: Warehouse, scope: Scope, chosen: Selection, window: str) -> Alliance:
    """Return the alliance results, after the check that this viewer may see totals of the selection."""
    rules = warehouse.version.definitions

    def begin(question: str, ask: Callable[..., Any] = warehouse.query, **values: Any) -> Future:
        return submit(ask, question, scope=scope, filters=chosen.filters, **values)

    first, last = rules.alliance.early_sessions
    products = begin("alliance_products", warehouse.arrays, early_to=last)
    queries = {
        "patterns": begin("alliance_patterns", low_total=rules.alliance.low_total, early_to=last),
        "drops": begin("alliance_drops", forms_before=dips.FORMS_BEFORE),
        "forms": begin("alliance_forms"),
        "ceiling": begin("alliance_ceiling", full_forms=FULL_FORMS, full_total=FULL_TOTAL),
    }
    sums = products.result()
    same, everybody = (correlations.collect(sums, only) for only in (True, False))
    shown = scatter.scatter(warehouse, scope, chosen, everybody, window)
    kinds, drops, counted, ceiling = (queries[name].result().dicts() for name in queries)
    n = sum(row["n"] for row in kinds)
    if n == 0:
        nothing = why("nothing_selected", _filters=chosen.filters.describe())
        return unavailable(Alliance, nothing, shared=common(warehouse.version, chosen.filters, 0))
    below = rules.small_numbers.suppress_below if chosen.restricted else 0
    unrecorded = endings.not_recorded(warehouse.version, not sees_every_client(warehouse, scope))
    correlated = _correlations(same, everybody, (first, last), below)
    return Alliance(
        **common(warehouse.version, chosen.filters, n, _left_out(kinds, below), below),
        **correlated,
        **forms.patterns(kinds, below, unrecorded),
        **forms.totals(counted, below),
        **forms.drops(
            drops,
            counted,
            below,
            false_alarm_rate.false_signals(warehouse, scope) if counted else None,
            unrecorded,
        ),
        **forms.ceiling(ceiling, below),
        difference=_difference(correlated["early"]),
        published=published.alliance_outcome(),
        scatter=shown,
        low_total=rules.alliance.low_total,
        early_sessions=(first, last),
        restricted=chosen.restricted,
    )


def _correlations(same: dict, everybody: dict, early: tuple[int, int], below: int) -> dict:
    """Return all correlations of SRS and last ORS, keyed by field name of `Alliance`."""
    name = f"{early[0]}-{early[1]}"
    return {
        "by_session": tuple(correlations.correlate(k, same[k], below) for k in SESSIONS),
        "by_session_all": tuple(correlations.correlate(k, everybody[k], below) for k in SESSIONS),
        "early": correlations.correlate(name, everybody[EARLY], below),
        "early_same": correlations.correlate(name, same[EARLY], below),
        "first_five": correlations.correlate("1-5", everybody[FIRST_FIVE], below),
        "first_five_same": correlations.correlate("1-5", same[FIRST_FIVE], below),
    }


def _difference(ours: Correlation) -> Estimate:
    """Return the practice's correlation of early SRS and outcome minus the published one, with interval."""
    theirs = published.alliance_outcome()
    if ours.r is None or ours.interval is None:
        return Estimate(None, None, ours.n, ours.why)
    ours_as_partial = correlation.Partial(
        r=ours.r, interval=ours.interval, n=ours.n, se=1.0, method=ours.method or ""
    )  # only r and interval are used
    difference = correlation.difference(ours_as_partial, theirs.r, theirs.interval)
    return Estimate(difference.estimate, difference.interval, ours.n)


def _left_out(kinds: list[dict], below: int) -> dict[str, int]:
    """Return the number of episodes excluded from the correlation with early SRS, by reason.

    They and the episodes of the correlation add up to the selection, so that reasons with a small number are joined.
    """
    reasons = ("ended_otherwise", "no_srs", "no_early_srs", "no_later_ors")
    counts = {reason: sum(row[reason] for row in kinds) for reason in reasons}
    return joined(counts, below, "not_correlated")
