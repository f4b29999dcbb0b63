"""Export of the caseload, with the same urgency tiers and reasons as the caseload page."""

from __future__ import annotations

import dataclasses

from analytics.access import Scope
from analytics.caseload.caseload import caseload
from analytics.filters import Filters
from analytics.store import Rows, Warehouse


def with_tiers(warehouse: Warehouse, scope: Scope, rows: Rows) -> Rows:
    """Return the rows of `export_caseload.sql` with urgency tier and reasons from the caseload results.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    rows : Rows
        Result of the query, with columns client_id, episode_no, tier and reasons among others.

    Returns
    -------
    Rows
        Equal columns and order.

    Notes
    -----
    Rows are matched by client and episode. SQL alone is not enough, because one rule needs the fitted
    expected course.
    """
    index = {name: rows.columns.index(name) for name in ("client_id", "episode_no", "tier", "reasons")}
    by_episode = {
        (one.client_id, one.episode_no): (one.tier, " ".join(one.reasons))
        for one in caseload(warehouse, scope, Filters()).clients
    }
    settled = []
    for row in rows.rows:
        cells = list(row)
        tier, reasons = by_episode[cells[index["client_id"]], cells[index["episode_no"]]]
        cells[index["tier"]], cells[index["reasons"]] = tier, reasons
        settled.append(tuple(cells))
    return dataclasses.replace(rows, rows=tuple(settled))
