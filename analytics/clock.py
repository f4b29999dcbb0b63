"""The calendar day of this computer: the only place that reads the clock for anything that depends on the day.

Counting never uses it: a data version carries its own data day. It is needed when a data day is proposed or checked,
when something is written down as done today, and to say how old the data are to whoever reads a page.
"""

from __future__ import annotations

import datetime
import os

VARIABLE = "HOLDFAST_TODAY"  # a day such as 2026-11-28 in place of the clock's; for tests


def today() -> datetime.date:
    """The day on this computer's calendar, in its own time zone; the day of HOLDFAST_TODAY where that is set."""
    chosen = os.environ.get(VARIABLE)
    return datetime.date.fromisoformat(chosen) if chosen else datetime.date.today()  # noqa: DTZ011


def now() -> datetime.datetime:
    """The moment in UTC, to the second, for what is written down; on the day of HOLDFAST_TODAY where that is set."""
    moment = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    chosen = os.environ.get(VARIABLE)
    return (
        datetime.datetime.combine(datetime.date.fromisoformat(chosen), moment.timetz()) if chosen else moment
    )
