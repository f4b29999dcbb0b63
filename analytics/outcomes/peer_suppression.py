"""Small-number rule for practice totals: which filters and counts each viewer gets (docs/small_numbers.md).

- Viewers who may see every client get exact figures for any selection. So do all others for their own
  clients.
- Owners who may not see every client get whole months only, and no combination of filters whose total would
  reveal fewer than five clients when subtracted from another total.
- All others get rounded figures of the whole practice for one fixed period, so that no two selections can be
  subtracted from each other.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analytics.access import Scope
from analytics.filters import Filters, month_start
from analytics.outcomes import safe_selections
from analytics.outcomes.own_clients import own_therapists, sees_every_client
from analytics.privacy import whole_months
from analytics.store import Version, Warehouse
from analytics.why import Why, why

TOO_FEW = why("too_few_colleagues")
NO_TOTALS = why("no_practice_totals")
WHOLE_PRACTICE_ONLY = why("whole_practice_only")
# months up to the newest closed quarter (None: all data); the first length with enough colleagues is used
PERIODS = (12, 24, None)


@dataclass(frozen=True)
class Selection:
    """Filters to apply for a viewer, and the suppression and rounding to apply to the figures.

    restricted: whether small counts are hidden. months: whether figures by month may be shown. why: reason if
    no figure may be shown. rounded: whether counts are rounded (`analytics.peer_rounding`). single_clients:
    whether charts may show scores of single clients.
    """

    filters: Filters
    restricted: bool
    why: Why | None = None
    rounded: bool = False
    single_clients: bool = True
    months: bool = True


def period_shown(warehouse: Warehouse, scope: Scope, filters: Filters) -> Filters:
    """Return the filters with the period widened to whole months, unless the viewer may see every client."""
    if sees_every_client(warehouse, scope):
        return filters
    return whole_months(filters, warehouse.version.data_date)


def selection(warehouse: Warehouse, scope: Scope, filters: Filters) -> Selection:
    """Return the filters to apply for this viewer, or the reason why no totals may be shown.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Filters that the viewer chose.

    Returns
    -------
    Selection
        With `why` where nothing may be shown.

    Notes
    -----
    A selection of the viewer's own clients (by therapist filter, or because there are no other clients) is
    returned unchanged. For totals that include other therapists' clients, a viewer who is not an owner and
    may not see every client gets one fixed period of the whole practice, whatever period and kind of episodes
    were chosen: the 12 months up to the newest closed quarter if at least `min_colleagues` other therapists
    have `min_colleague_episodes` closed episodes in that period, else 24 months, else all data. Filters by
    site, programme or age group are refused.

    References
    ----------
    A minimum size alone does not prevent differencing attacks: Denning, Denning & Schwartz 1979, doi
    10.1145/320064.320069.
    """
    settled = filters.settled(warehouse.version.definitions.population.outcome)
    if not scope.practice_totals:
        return Selection(settled, True, NO_TOTALS, single_clients=False)
    if sees_every_client(warehouse, scope):
        return Selection(settled, False)
    if filters.therapist is not None and filters.therapist in own_therapists(warehouse, scope).values():
        return Selection(settled, False)
    if scope.imports:
        shown = period_shown(warehouse, scope, settled)
        refused = not safe_selections.is_allowed(warehouse, scope, shown)
        below = warehouse.version.definitions.small_numbers.suppress_below
        code = "few_clients_here_or_left_out" if shown.narrowing() else "few_clients_in_period"
        reason = why(code, below=below) if refused else None
        return Selection(shown, True, reason, single_clients=False, months=not shown.narrowing())
    if settled.narrowing():
        return _of_colleagues(settled, WHOLE_PRACTICE_ONLY)
    until = closed_until(warehouse.version)
    for months in PERIODS:
        since = months and month_start(until, months - 1)
        found = fixed_period(warehouse, scope, since, until)
        if found.why is None:
            return found
    return found


def fixed_period(
    warehouse: Warehouse, scope: Scope, since: datetime.date | None, until: datetime.date
) -> Selection:
    """Return the Selection of one period for a colleague; `why` is set if other therapists are too few."""
    rules = warehouse.version.definitions
    chosen = Filters(since=since, until=until).settled(rules.population.outcome)
    rows = warehouse.query("contributions", scope=scope, filters=chosen.replace(episodes="closed")).dicts()
    counts = {row["therapist_key"]: row["closed"] for row in rows}
    few = not enough_others(
        counts,
        own_therapists(warehouse, scope),
        rules.small_numbers.min_colleagues,
        rules.small_numbers.min_colleague_episodes,
    )
    return _of_colleagues(chosen, TOO_FEW if few else None)


def closed_until(version: Version) -> datetime.date:
    """Return the last day of the newest quarter that ended at least `lapse_days` before the data date.

    `lapse_days` after its last session an episode counts as ended, so these endings can no longer change.
    """
    day = version.data_date - datetime.timedelta(days=version.definitions.endings.lapse_days - 1)
    return month_start(day, (day.month - 1) % 3) - datetime.timedelta(days=1)


def enough_others(counts: Mapping[int, int], own: Iterable[int], therapists: int, episodes: int) -> bool:
    """Return whether at least `therapists` other therapists have `episodes` episodes or more each.

    counts: therapist key -> number of episodes; key 0 (no therapist) is ignored. own: keys of the viewer's
    therapists.
    """
    others = {key: n for key, n in counts.items() if key != 0 and key not in own}
    return sum(n >= episodes for n in others.values()) >= therapists


def quarters_shown(
    warehouse: Warehouse, scope: Scope, chosen: Selection
) -> dict[str, frozenset[datetime.date]]:
    """Return the first days of the quarters that colleagues may see, by base: `ended`, `began`, `forms`.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    chosen : Selection
        The fixed period, from `selection`.

    Returns
    -------
    dict of str to frozenset of datetime.date
        First days of the quarters in which `min_colleagues` others have `suppress_below` each.

    Notes
    -----
    The sum of the quarters that are not shown can be derived: the period's total minus the quarters shown. If
    too few other therapists contribute to that sum, the smallest quarter shown is hidden as well.
    """
    small, own = warehouse.version.definitions.small_numbers, own_therapists(warehouse, scope)
    asked = Filters(until=chosen.filters.until, episodes="all")
    by_base: dict[str, dict[datetime.date, dict[int, int]]] = {}
    for row in warehouse.query("peer_quarters", scope=scope, filters=asked).dicts():
        by_base.setdefault(row["base"], {}).setdefault(row["quarter"], {})[row["therapist_key"]] = row["n"]

    def enough(counts: Mapping[int, int]) -> bool:
        return enough_others(counts, own, small.min_colleagues, small.suppress_below)

    shown = {}
    for base, quarters in by_base.items():
        since = chosen.filters.since or min(quarters)
        held = {quarter for quarter, counts in quarters.items() if enough(counts)}
        within = {quarter for quarter in quarters if quarter >= since}
        while within - held and within & held:
            if enough(_summed(quarters[quarter] for quarter in within - held)):
                break
            held.remove(min(within & held, key=lambda quarter: (sum(quarters[quarter].values()), quarter)))
        shown[base] = frozenset(held)
    return shown


def _summed(counts: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """Return the sums, by therapist, of several dictionaries of counts."""
    total: dict[int, int] = {}
    for one in counts:
        for key, n in one.items():
            total[key] = total.get(key, 0) + n
    return total


def _of_colleagues(filters: Filters, reason: Why | None) -> Selection:
    return Selection(filters, True, reason, rounded=True, single_clients=False, months=False)
