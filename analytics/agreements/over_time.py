"""A therapist's signal in periods before and after the start of an agreement, for a chart."""

from __future__ import annotations

import datetime
import math

import numpy as np

from analytics.access import Scope
from analytics.agreements import access
from analytics.agreements.answered import WITHOUT_BEFORE
from analytics.agreements.readings import readings
from analytics.agreements.results import UNITS, Agreed, Period, SignalOverTime
from analytics.answers import common
from analytics.filters import Filters
from analytics.focus.results import AREAS
from analytics.stats.intervals import t_quantile, wilson
from analytics.store import Warehouse

# Days before the start in the chart. Forms come every week; drops and courses come a few a year.
SHOWN_BEFORE = {"areas": 182, "rates": 728}
WIDTHS = (7, 14, 28, 91)  # days of a period, the shortest that is not too sparse
# Clients in the typical period: a share of three clients jumps between 0 and 100 of 100.
ENOUGH_CLIENTS = {"areas": 3, "rates": 8}
MOST_PERIODS = 60


def over_time(warehouse: Warehouse, scope: Scope, agreement: Agreed) -> SignalOverTime:
    """Return a therapist's signal week by week, or in longer periods where weeks hold too few clients.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see; the therapist's clients have to be among them.
    agreement : Agreed
        The agreement.

    Returns
    -------
    SignalOverTime
        With `why` where nothing can be said. Since the start it holds the same units as `moved`.

    Notes
    -----
    Each client counts once per period. The interval describes one period: of an area the t interval with the spread of
    clients pooled over all periods, of a rate the Wilson interval for the number of clients. It is no test of a shift:
    periods share clients, and neither regression to the mean nor colleagues are taken off. That is done by `moved`.
    """
    reason = access.refused(warehouse, scope, agreement.therapist, agreement.signal)
    asked = {
        "therapist": agreement.therapist,
        "signal": agreement.signal,
        "unit": UNITS[agreement.signal],
        "start": agreement.start,
        "look_again": agreement.look_again,
    }
    blank = {"days": WIDTHS[0], "until": None, "periods": ()}
    if reason is not None:
        return SignalOverTime(**common(warehouse.version, Filters(), 0), **asked, **blank, why=reason)
    read = readings(warehouse, scope, agreement.signal, agreement.start)
    own = read.therapists[read.values.group] == warehouse.therapist_key(agreement.therapist)
    kind = "areas" if agreement.signal in AREAS else "rates"
    own &= read.values.day >= -SHOWN_BEFORE[kind]
    shared = common(warehouse.version, Filters(), int(np.count_nonzero(own & (read.values.day >= 0))))
    if not own.any():
        return SignalOverTime(**shared, **asked, **blank, why=WITHOUT_BEFORE)
    day, client, value = read.values.day[own], read.values.client[own], read.values.value[own]
    days = _width(day, client, ENOUGH_CLIENTS[kind])
    return SignalOverTime(
        **shared,
        **asked,
        days=days,
        until=agreement.start + datetime.timedelta(days=int(day.max())),
        periods=_periods(
            agreement.start, days, day, client, value if kind == "areas" else 1 - value, kind == "rates"
        ),
    )


def _width(day: np.ndarray, client: np.ndarray, enough: int) -> int:
    """Return the shortest of WIDTHS (days) with enough clients in the median period and not too many periods."""
    for days in WIDTHS[:-1]:
        pairs = np.unique(np.stack([day // days, client]), axis=1)
        per_period = np.unique(pairs[0], return_counts=True)[1]
        if np.median(per_period) >= enough and per_period.size <= MOST_PERIODS:
            return days
    return WIDTHS[-1]


def _periods(
    start: datetime.date, days: int, day: np.ndarray, client: np.ndarray, value: np.ndarray, is_rate: bool
) -> tuple[Period, ...]:
    """Return the periods with values, oldest first: each with its mean, interval and number of clients."""
    numbers, place = np.unique(day // days, return_inverse=True)
    cells, cell = np.unique(np.stack([place, client]), axis=1, return_inverse=True)
    means = np.bincount(cell.ravel(), value) / np.bincount(cell.ravel())
    clients = np.bincount(cells[0])
    centre = np.bincount(cells[0], means) / clients
    units = np.bincount(place)
    df = int((clients - 1).sum())
    sd = math.sqrt(float(((means - centre[cells[0]]) ** 2).sum()) / df) if df else None
    made = []
    for k, number in enumerate(numbers.tolist()):
        n, middle = int(clients[k]), float(centre[k])
        first = start + datetime.timedelta(days=days * number)
        if is_rate:
            interval = wilson(min(max(middle, 0.0), 1.0) * n, n)
        elif sd is None:
            interval = None
        else:
            half = t_quantile(0.975, df) * sd / math.sqrt(n)
            interval = (middle - half, middle + half)
        made.append(
            Period(
                first=first,
                last=first + datetime.timedelta(days=days - 1),
                n=int(units[k]),
                clients=n,
                mean=middle,
                interval=interval,
            )
        )
    return tuple(made)
