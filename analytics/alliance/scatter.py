"""Scatter plot of early SRS and ORS gain, as one mark per client or as counts of clients in cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from analytics.access import Scope
from analytics.alliance import correlations
from analytics.alliance.correlations import EARLY, FIRST_FIVE, Line, Sums
from analytics.alliance.results import Cell, Scatter
from analytics.filters import Filters
from analytics.outcomes.peer_suppression import Selection
from analytics.store import Warehouse

SINGLE_MARKS = 600  # clients; above, cells
WIDE, HIGH = 1.0, 2.0  # SRS and ORS points a cell spans
COARSE_WIDE, COARSE_HIGH = 2.0, 4.0  # the same for those who do not see single clients
STEPS = 25  # points of the line's band


def scatter(
    warehouse: Warehouse, scope: Scope, chosen: Selection, sums: Mapping[int, Sums], window: str
) -> Scatter | None:
    """Return the scatter plot of ORS gain against SRS, with a fitted line; None with too few clients.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    chosen : Selection
        Selection in force.
    sums : mapping of int to Sums
        Sums of the windows (`correlations.collect`).
    window : {"early", "first_five"}
        Sessions to show.

    Returns
    -------
    Scatter or None
        None if too few clients have both forms.

    Notes
    -----
    gained is the change in ORS less what the first ORS alone would lead one to expect, at the mean first ORS;
    the line is that of least squares and its band takes clients as independent.
    """
    early = warehouse.version.definitions.alliance.early_sessions
    part, end = (FIRST_FIVE, 5) if window == "first_five" else (EARLY, early[1])
    fit = correlations.line(sums[part])
    return None if fit is None else _query_window(warehouse, scope, chosen, window, part, end, fit)


def _query_window(
    warehouse: Warehouse, scope: Scope, chosen: Selection, window: str, part: int, end: int, fit: Line
) -> Scatter:
    """Query the points or the cells of the scatter plot, and combine them with the fitted line."""
    rules = warehouse.version.definitions
    window_parts = {"part": part, "part_end": end}
    cells = not chosen.single_clients or fit.n > SINGLE_MARKS
    wide, high = (WIDE, HIGH) if chosen.single_clients else (COARSE_WIDE, COARSE_HIGH)
    srs = gained = np.empty(0)
    rows: tuple[Cell, ...] = ()
    if cells:
        least = rules.small_numbers.suppress_below if chosen.restricted else 1
        rows = _cells(warehouse, scope, chosen.filters, fit, wide, high, least, window_parts)
    else:
        points = warehouse.arrays(
            "early_alliance_points", scope=scope, filters=chosen.filters, most=SINGLE_MARKS, **window_parts
        )
        srs = points["srs"].astype(float)
        first = points["ors_first"].astype(float)
        gained = points["ors_last"].astype(float) - fit.start - fit.allowed * (first - fit.start)
    reach = 2.5 * np.sqrt(fit.spread / fit.n)
    at = np.linspace(max(0.0, fit.middle[0] - reach), min(40.0, fit.middle[0] + reach), STEPS)
    line, half = fit.at(at), fit.half(at)
    return Scatter(
        window=window,
        srs=_plain(srs),
        gained=_plain(gained),
        cells=rows,
        wide=wide,
        high=high,
        hidden=chosen.restricted,
        n=fit.n,
        at=_plain(at),
        line=_plain(line),
        band_low=_plain(line - half),
        band_high=_plain(line + half),
        explained=fit.explained,
    )


def _cells(
    warehouse: Warehouse,
    scope: Scope,
    filters: Filters,
    fit: Line,
    wide: float,
    high: float,
    least: int,
    window_parts: Mapping[str, Any],
) -> tuple[Cell, ...]:
    """Query the cells of the scatter plot that contain at least `least` clients."""
    rows = warehouse.query(
        "alliance_cells",
        scope=scope,
        filters=filters,
        slope=fit.allowed,
        start=fit.start,
        wide=wide,
        high=high,
        at_least=least,
        **window_parts,
    ).dicts()
    return tuple(Cell(row["srs"], row["gained"], row["n"]) for row in rows)


def _plain(values: np.ndarray) -> tuple[float, ...]:
    """Return an array as a tuple of floats rounded to three decimals."""
    return tuple(values.round(3).tolist())
