"""The shared filters in the sidebar: period, site, programme, age group, episodes; the same order everywhere.

Each is bound to the address: a value that is not the default stands there, an unknown one is dropped. They
are drawn by the router, because a widget drawn by a page loses its place in the address on the next page. A
page that uses fewer filters hides the others: they keep their values, and their place in the address because
they stay where they were drawn, and stay out of its selection.
"""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass

import streamlit as st

from analytics.filters import Filters, month_start
from analytics.outcomes.choices import Therapist
from pages.parts import stylesheet, whose

ALL_DATA = "All data"
PERIODS = ("Last 12 months", "Last 24 months", "This quarter", ALL_DATA)
EPISODES = {"Closed": "closed", "Open": "open", "All": "all"}
AGE_GROUPS = {"adult": "Adults", "adolescent": "Adolescents", "child": "Children"}
ANY_SITE, ANY_PROGRAM, ANY_AGE = "All sites", "All programmes", "All ages"


@dataclass(frozen=True)
class Options:
    """What can be chosen: values as they stand in this version's data; `data_date` anchors the periods."""

    data_date: datetime.date | None
    sites: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    age_groups: tuple[str, ...] = ()
    therapists: tuple[Therapist, ...] = ()


@dataclass(frozen=True)
class Shown:
    """What the sidebar chose: the filters, and in words what differs from the default.

    therapists: whom the viewer may choose; therapist: the one chosen (`whose`), None for nobody in particular.
    """

    filters: Filters
    differs: tuple[str, ...] = ()
    therapists: tuple[Therapist, ...] = ()
    therapist: Therapist | None = None


def back(day: datetime.date, months: int) -> datetime.date:
    """The first day of a period of so many months that ends on `day`: 15 Nov 2026, 12 -> 16 Nov 2025."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last)) + datetime.timedelta(days=1)


def period(choice: str, data_date: datetime.date | None) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and last day of a named period, counted back from the data date, never from today."""
    if data_date is None or choice == ALL_DATA:
        return None, None
    if choice == "This quarter":
        return month_start(data_date, (data_date.month - 1) % 3), data_date
    return back(data_date, 24 if choice == "Last 24 months" else 12), data_date


def sidebar(options: Options, wanted: tuple[str, ...]) -> Shown:
    """Draw the filters and return what the wanted ones (keys of Filters, plus 'period') select."""
    labels = {key: names for key, names in _choices(options).items() if len(names) > 1}
    stylesheet.hide([key for key in labels if key not in wanted])
    with st.sidebar:
        drawn = {key: _draw(key, names) for key, names in labels.items()}
        therapist = whose.held(options.therapists)
    seen = {key: choice for key, choice in drawn.items() if key in wanted}
    since, until = period(seen.get("period", ALL_DATA), options.data_date)
    age = seen.get("age_group", ANY_AGE)
    filters = Filters(
        since=since,
        until=until,
        site=_unless(seen.get("site", ANY_SITE), ANY_SITE),
        program=_unless(seen.get("program", ANY_PROGRAM), ANY_PROGRAM),
        age_group=_unless(_AGE_CODES.get(age, age), ANY_AGE),
        episodes=EPISODES.get(seen.get("episodes", "")),
    )
    differs = tuple(_words(key, choice) for key, choice in seen.items() if choice != labels[key][0])
    return Shown(filters, differs, options.therapists, therapist)


def clear() -> None:
    """Put every filter back to its default (callback of the `clear` link in the page)."""
    for key, first in _FIRST.items():
        st.session_state[key] = first


def _choices(options: Options) -> dict[str, tuple[str, ...]]:
    """Filter -> labels, the default first. A filter with one label is not drawn."""
    return {
        "period": PERIODS,
        "site": (ANY_SITE, *options.sites),
        "program": (ANY_PROGRAM, *options.programs),
        "age_group": (ANY_AGE, *(AGE_GROUPS.get(age, age) for age in options.age_groups)),
        "episodes": tuple(EPISODES),
    }


_LABELS = {
    "period": "Period",
    "site": "Site",
    "program": "Programme",
    "age_group": "Age group",
    "episodes": "Episodes",
}
_FIRST = {key: names[0] for key, names in _choices(Options(None)).items()}
_AGE_CODES = {name: code for code, name in AGE_GROUPS.items()}


def _draw(key: str, names: tuple[str, ...]) -> str:
    """One filter; what it holds is checked here again, whatever the browser sent."""
    if st.session_state.get(key, names[0]) not in names:
        st.session_state[key] = names[0]
    choice = st.selectbox(_LABELS[key], names, key=key, bind="query-params")
    return choice if choice in names else names[0]


def _unless(choice: str, default: str) -> str | None:
    return None if choice == default else choice


def _words(key: str, choice: str) -> str:
    if key == "site":
        return f"Site {choice}"
    return f"{choice} episodes" if key == "episodes" else choice
