"""Period filter: named periods up to the data date, or freely chosen dates.

Viewers who may see every client choose days; all others choose whole months, because two selections that
differ by one day can differ by one client.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from analytics.filters import month_start
from analytics.messages import gettext
from pages.ui import formatting

ALL_DATA, OWN_DATES = "All data", "Own dates"
PERIODS = (
    *("Last 12 months", "Last 24 months", "This quarter", "Last quarter", "This year", "Last year"),
    *(ALL_DATA, OWN_DATES),
)
DAY_KEYS, MONTH_KEYS = ("since", "until"), ("from_month", "to_month")
KEYS = (*DAY_KEYS, *MONTH_KEYS)  # of the fields, in the address too
_LABELS = ("From", "To")


@dataclass(frozen=True)
class Period:
    """First and last day chosen by the user (None means no limit), and the problem if they cannot be used."""

    since: datetime.date | None = None
    until: datetime.date | None = None
    problem: str = ""

    @property
    def words(self) -> str:
        """The period as text, for the line of active filters."""
        if self.problem:
            return OWN_DATES
        parts = [gettext("from {since}").format(since=formatting.day(self.since))] if self.since else []
        return (
            " ".join(
                [*parts, gettext("to {until}").format(until=formatting.day(self.until))]
                if self.until
                else parts
            )
            or ALL_DATA
        )


def months_before(day: datetime.date, months: int) -> datetime.date:
    """Return the first day of a period of `months` months that ends on `day`.

    15 Nov 2026, 12 -> 16 Nov 2025.
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last)) + datetime.timedelta(days=1)


def named_period(
    choice: str, data_date: datetime.date | None
) -> tuple[datetime.date | None, datetime.date | None]:
    """Return (first day, last day) of a named period, relative to the data date instead of today."""
    if data_date is None or choice in (ALL_DATA, OWN_DATES):
        return None, None
    quarter = month_start(data_date, (data_date.month - 1) % 3)
    year = datetime.date(data_date.year, 1, 1)
    day = datetime.timedelta(days=1)
    return {
        "This quarter": (quarter, data_date),
        "Last quarter": (month_start(quarter, 3), quarter - day),
        "This year": (year, data_date),
        "Last year": (datetime.date(data_date.year - 1, 1, 1), year - day),
        "Last 24 months": (months_before(data_date, 24), data_date),
    }.get(choice, (months_before(data_date, 12), data_date))


def own_period(first_month: datetime.date | None, data_date: datetime.date, *, by_day: bool) -> Period:
    """Draw two date fields and return the Period chosen; `by_day` selects days or whole months.

    Call inside the sidebar.
    """
    draw: Callable = _days if by_day else _months
    since, until = draw(first_month or data_date, data_date)
    until = min(until, data_date) if until and (not since or since <= data_date) else until
    return validated(since, until, first_month, data_date)


def validated(
    since: datetime.date | None,
    until: datetime.date | None,
    first_month: datetime.date | None,
    data_date: datetime.date,
) -> Period:
    """Return two dates as a Period, with the reason if they cannot be used."""
    if since and until and since > until:
        problem = gettext("The first day, {since}, lies after the last, {until}.").format(
            since=formatting.day(since), until=formatting.day(until)
        )
        return Period(since, until, problem)
    first = first_month or data_date
    if (since and since > data_date) or (until and until < first):
        span = gettext("{first} to {data_date}").format(
            first=formatting.month(first), data_date=formatting.day(data_date)
        )
        return Period(
            since, until, gettext("The data run from {span}; these dates lie outside.").format(span=span)
        )
    return Period(since, until)


def _days(
    first: datetime.date, data_date: datetime.date
) -> tuple[datetime.date | None, datetime.date | None]:
    for key, day in zip(DAY_KEYS, (months_before(data_date, 12), data_date), strict=True):
        if key not in st.session_state and key not in st.query_params:
            st.session_state[key] = day
    earliest, latest = datetime.date(first.year - 10, 1, 1), datetime.date(data_date.year + 10, 12, 31)
    since, until = (
        st.date_input(
            label,
            value=None,
            min_value=earliest,
            max_value=latest,
            key=key,
            format="YYYY-MM-DD",
            bind="query-params",
        )
        for label, key in zip(_LABELS, DAY_KEYS, strict=True)
    )
    return since, until


def _months(first: datetime.date, data_date: datetime.date) -> tuple[datetime.date, datetime.date]:
    months = {}
    month = month_start(data_date)
    while month >= month_start(first):
        months[formatting.month(month)] = month
        month = month_start(month, 1)
    names = list(months)
    chosen = []
    for label, key, default in zip(_LABELS, MONTH_KEYS, (min(11, len(names) - 1), 0), strict=True):
        if st.session_state.get(key, names[default]) not in months:
            st.session_state[key] = names[default]
        choice = st.selectbox(label, names, index=default, key=key, bind="query-params")
        chosen.append(months.get(choice, months[names[default]]))
    return chosen[0], month_start(chosen[1], -1) - datetime.timedelta(days=1)
