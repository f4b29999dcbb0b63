"""Working days of the made-up practice, as days since 1 January 1970."""

from __future__ import annotations

import numpy as np

from sample_data import parameters


def weekday_of(day: np.ndarray) -> np.ndarray:
    """Return the weekday of each day: 0 for Monday to 6 for Sunday."""
    return (day + 3) % 7


def working_day(day: np.ndarray) -> np.ndarray:
    """Move each day forward, if necessary, to a weekday outside the winter break."""
    weekday = weekday_of(day)
    day = day + np.where(weekday > 4, 7 - weekday, 0)
    return day + np.where(_closed(day), parameters.CLOSED_SHIFT_DAYS, 0)


def iso(day: np.ndarray) -> list[str]:
    """Format each day as ISO text: `2026-09-30`."""
    return day.astype("datetime64[D]").astype(str).tolist()


def _closed(day: np.ndarray) -> np.ndarray:
    dates = day.astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    in_month = (dates - month.astype("datetime64[D]")).astype(int) + 1
    number = month.astype(int) % 12 + 1
    first, last = parameters.CLOSED_FROM, parameters.CLOSED_UNTIL
    return ((number == first[0]) & (in_month >= first[1])) | ((number == last[0]) & (in_month <= last[1]))
