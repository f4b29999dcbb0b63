"""Monthly series that are not shown: measures that are not recorded, and series under filters."""

from __future__ import annotations

from collections.abc import Sequence

from analytics import endings
from analytics.access import Scope
from analytics.outcomes.available_data import holds
from analytics.outcomes.month_counts import Count
from analytics.outcomes.month_results import Change, Point, Series
from analytics.store import Warehouse
from analytics.why import Why, why

KINDS = {
    "reliable_improvement": "share",
    "unplanned": "share",
    "early_alliance": "points",
    "forms": "share",
}
WHOLE_PRACTICE = why("months_of_whole_practice_only")


def withheld_series() -> tuple[Series, ...]:
    """Return the monthly series of owners who set filters: each without points, with the reason."""
    return tuple(without_values(measure, (), "Whole practice only", WHOLE_PRACTICE) for measure in KINDS)


def absent_measures(warehouse: Warehouse, scope: Scope, restricted: bool) -> dict[str, tuple[str, Why]]:
    """Return, for each measure that the practice does not record, the text under its chart and the reason."""
    absent = {}
    if unrecorded := endings.not_recorded(warehouse.version, restricted):
        absent["unplanned"] = ("Endings not recorded", unrecorded)
    if not holds(warehouse, scope).has_srs:
        absent |= dict.fromkeys(
            ("early_alliance", "forms"), ("No SRS in this export", why("no_srs", "practice"))
        )
    return absent


def without_values(measure: str, months: Sequence[Count], word: str, reason: Why) -> Series:
    """Return a measure's monthly series with points but no values, and the reason for their absence."""
    points = tuple(
        Point(
            measure=measure,
            month=count.month,
            value=None,
            n=None,
            centre=None,
            lower=None,
            upper=None,
            signal=None,
            why=reason,
        )
        for count in months
    )
    change = Change(measure=measure, state="too_early", why=reason)
    return Series(measure=measure, kind=KINDS[measure], change=change, word=word, points=points, why=reason)
