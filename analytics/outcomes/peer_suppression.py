"""Suppression of practice totals from which a viewer could infer the figures of one colleague.

People who may see every client, and owners, get the requested totals. Everybody else gets them only if they
cover enough other therapists.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from analytics.access import Scope
from analytics.filters import Filters
from analytics.privacy import whole_months, whole_quarters
from analytics.store import Warehouse
from analytics.why import Why, why

TOO_FEW = why("too_few_colleagues")
NO_TOTALS = why("no_practice_totals")


@dataclass(frozen=True)
class Selection:
    """Filters to apply for a viewer, and whether small counts or everything must be hidden.

    restricted: small counts are hidden; why: set if nothing may be shown.
    """

    filters: Filters
    restricted: bool
    why: Why | None = None


def unrestricted(scope: Scope) -> bool:
    """Return whether a viewer may see all practice totals, with no small counts hidden."""
    return bool(scope.every_therapist or scope.imports)


def period_shown(scope: Scope, filters: Filters, as_of: datetime.date) -> Filters:
    """Return the filters with the period widened to whole months, unless the viewer may see every client."""
    return filters if scope.every_therapist else whole_months(filters, as_of)


def selection(warehouse: Warehouse, scope: Scope, filters: Filters) -> Selection:
    """Return the filters to apply for this viewer, or the reason why no totals may be shown.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Selection as asked.

    Returns
    -------
    Selection
        With `why` where nothing may be shown.

    Notes
    -----
    For owners without a right to every client the period is widened to whole months. For others it is widened
    to whole quarters, and the selection as well as what it leaves out of the same period (so that one cannot
    be had by subtraction) must rest on at least `min_colleagues` other therapists with
    `min_colleague_episodes` closed episodes, or on nobody else at all. Three or more overlapping selections
    could still be combined; the sidebar offers few.

    References
    ----------
    A least size alone does not stop differencing: Denning, Denning & Schwartz 1979, doi
    10.1145/320064.320069.
    """
    rules = warehouse.version.definitions
    settled = filters.settled(rules.population.outcome)
    if not scope.practice_totals:
        return Selection(settled, True, NO_TOTALS)
    if unrestricted(scope):
        return Selection(period_shown(scope, settled, warehouse.version.data_date), False)
    own = {
        row["therapist_key"]: row["therapist"]
        for row in warehouse.query("own_therapists", scope=scope).dicts()
    }
    if filters.therapist is not None and filters.therapist in own.values():
        return Selection(settled, False)
    widened = whole_quarters(settled, warehouse.version.data_date)
    chosen = _closed(warehouse, scope, widened)
    everyone = _closed(warehouse, scope, Filters(since=widened.since, until=widened.until))
    rest = {key: count - chosen.get(key, 0) for key, count in everyone.items() if count > chosen.get(key, 0)}
    small = rules.small_numbers
    for counts in (chosen, rest):
        others = {key: count for key, count in counts.items() if key not in own}
        standing = sum(
            1 for key, count in others.items() if key != 0 and count >= small.min_colleague_episodes
        )
        if others and standing < small.min_colleagues:
            return Selection(widened, True, TOO_FEW)
    return Selection(widened, True)


def _closed(warehouse: Warehouse, scope: Scope, filters: Filters) -> dict[int, int]:
    """Query the number of closed episodes in the selection, by therapist key."""
    rows = warehouse.query("contributions", scope=scope, filters=filters.replace(episodes="closed")).dicts()
    return {row["therapist_key"]: row["closed"] for row in rows}
