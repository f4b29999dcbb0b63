"""Agreements on one training practice: forms needed to see a shift, whether the signal moved, effects pooled."""

from analytics.agreements.over_time import over_time
from analytics.agreements.pooled import pooled
from analytics.agreements.results import (
    SHIFTS,
    STATES,
    UNITS,
    WHOLE_POINT,
    Agreed,
    Needed,
    Period,
    Pooled,
    PooledEffects,
    Shift,
    SignalOverTime,
)
from analytics.agreements.shift import moved, needed

__all__ = [
    "SHIFTS",
    "STATES",
    "UNITS",
    "WHOLE_POINT",
    "Agreed",
    "Needed",
    "Period",
    "Pooled",
    "PooledEffects",
    "Shift",
    "SignalOverTime",
    "moved",
    "needed",
    "over_time",
    "pooled",
]
