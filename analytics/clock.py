"""Current day and time: the only module that reads the clock for results that depend on the day.

Counting never uses it: a data version carries its own data day. It is needed when a data day is proposed or checked,
when something is recorded as done today, and to say how old the data are on the day they are read.
"""

from __future__ import annotations

import datetime
import os

VARIABLE = "HOLDFAST_TODAY"  # a day such as 2026-11-28 in place of the clock's; for tests


def today() -> datetime.date:
    """Return today's local date, or the date in the environment variable HOLDFAST_TODAY if it is set."""
    chosen = os.environ.get(VARIABLE)
    return datetime.date.fromisoformat(chosen) if chosen else datetime.date.today()  # noqa: DTZ011


def now() -> datetime.datetime:
    """Return the current UTC time to the second, on the date in HOLDFAST_TODAY if it is set."""
    moment = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    chosen = os.environ.get(VARIABLE)
    return (
        datetime.datetime.combine(datetime.date.fromisoformat(chosen), moment.timetz()) if chosen else moment
    )
