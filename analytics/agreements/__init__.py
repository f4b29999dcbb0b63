"""Agreements to train one practice: forms needed to see a shift, whether the signal moved, effects pooled."""

from analytics.agreements.pooled import pooled
from analytics.agreements.results import (
    SHIFTS,
    STATES,
    UNITS,
    Agreed,
    Needed,
    Pooled,
    PooledEffects,
    Shift,
)
from analytics.agreements.shift import moved, needed

__all__ = [
    "SHIFTS",
    "STATES",
    "UNITS",
    "Agreed",
    "Needed",
    "Pooled",
    "PooledEffects",
    "Shift",
    "moved",
    "needed",
    "pooled",
]
