"""Values of one signal around the start of an agreement, read for all therapists of the practice."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from analytics.access import Scope
from analytics.agreements.comparison import BEFORE
from analytics.focus.results import AREAS
from analytics.stats.before_after import Values
from analytics.store import Warehouse

EPISODES = ("early_retention", "dips")
FEW_SESSIONS_TAKE = 42  # days that the sessions after the beginning of an episode or of a drop take


@dataclass(frozen=True, kw_only=True)
class Readings:
    """Values with day 0 on the start; therapists: keys by code; level: points of an area itself, else None."""

    values: Values
    therapists: np.ndarray
    level: np.ndarray | None


def readings(warehouse: Warehouse, scope: Scope, signal: str, start: datetime.date) -> Readings:
    """Query the values of a signal from BEFORE days before `start` on.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Needs practice totals; the values are for sums only and are never handed out.
    signal : str
        One of SIGNALS.
    start : datetime.date
        First day after the agreement.

    Returns
    -------
    Readings
    """
    version = warehouse.version
    since = start - datetime.timedelta(days=BEFORE)
    until = version.data_date
    settled = until - datetime.timedelta(days=version.definitions.endings.lapse_days + FEW_SESSIONS_TAKE)
    question = (
        "agreement_areas"
        if signal in AREAS
        else "agreement_episodes"
        if signal in EPISODES
        else "agreement_forms"
    )
    rows = warehouse.arrays(
        question, scope, signal=signal, first_day=start, since=since, until=until, settled=settled
    )
    day = (rows["day"].astype("datetime64[D]") - np.datetime64(start, "D")).astype(int)
    therapists, group = np.unique(np.asarray(rows["therapist_key"]), return_inverse=True)
    # a client of two therapists is one of each
    client = np.unique(
        np.asarray(rows["unit"], dtype=np.int64) * (len(therapists) + 1) + group, return_inverse=True
    )[1]
    values = Values(group=group, client=client, day=day, value=np.asarray(rows["value"], dtype=float))
    return Readings(
        values=values, therapists=therapists, level=np.asarray(rows["level"]) if "level" in rows else None
    )
