"""Hand-written answers about agreements, to test charts and sentences."""

from __future__ import annotations

import datetime

from analytics.agreements import Period, Shift, SignalOverTime
from analytics.answers import Estimate
from analytics.filters import Filters

START = datetime.date(2026, 7, 15)
SHARED = {
    "as_of": datetime.date(2026, 9, 30),
    "version": "v",
    "definitions": "d",
    "filters": Filters(),
    "n": 24,
}


def shift(**more) -> Shift:
    """Return a shift of an area that moved; `more` replaces fields."""
    usual = {
        "therapist": "T01",
        "signal": "goals",
        "unit": "forms",
        "shift": 0.3,
        "start": START,
        "state": "moved",
        "needed": 24,
        "power": 0.8,
        "more": None,
        "last_day": START + datetime.timedelta(days=40),
        "before": Estimate(-0.62, (-0.8, -0.44), 40),
        "after": Estimate(-0.05, (-0.3, 0.2), 24),
        "expected": Estimate(-0.55, (-0.75, -0.35), 40),
        "colleagues": Estimate(0.02, (-0.1, 0.14), 11),
        "effect": Estimate(0.48, (0.1, 0.86), 24),
        "area_before": 8.1,
        "area_after": 8.7,
    }
    return Shift(**SHARED | usual | more)


def over_time(signal: str = "goals", weeks: int = 6) -> SignalOverTime:
    """Return a signal in fortnights: three before the start, a gap, one after it."""
    low, high = (-0.8, -0.2) if signal == "goals" else (0.2, 0.7)

    def period(number: int) -> Period:
        first = START + datetime.timedelta(days=14 * number)
        return Period(
            first=first,
            last=first + datetime.timedelta(days=13),
            n=5,
            clients=4,
            mean=(low + high) / 2,
            interval=(low, high) if number else None,
        )

    return SignalOverTime(
        **SHARED,
        therapist="T01",
        signal=signal,
        unit="forms" if signal == "goals" else "drops",
        start=START,
        look_again=START + datetime.timedelta(weeks=weeks),
        days=14,
        until=datetime.date(2026, 9, 28),
        periods=tuple(period(number) for number in (-3, -2, -1, 0, 2)),
    )
