"""Sidebar filters shared by all pages: period, site, programme, age group, episodes.

Each filter is bound to the address: values other than the default appear there, and unknown values are
dropped. The router draws the filters, because a widget drawn by a page would lose its place in the address on
the next page. A page that uses fewer filters hides the others; hidden filters keep their values but do not
apply to the page.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import streamlit as st

from analytics.access.rights import CLIENT_PAGES
from analytics.filters import Filters
from analytics.messages import gettext
from analytics.outcomes.filter_values import Therapist
from pages.shell import chosen_therapist, periods
from pages.shell.periods import ALL_DATA, OWN_DATES, PERIODS, months_before
from pages.shell.periods import named_period as period
from pages.shell.registry import Page
from pages.ui import stylesheet

__all__ = [
    "ALL_DATA",
    "EPISODES",
    "PERIODS",
    "Options",
    "Selection",
    "months_before",
    "clear",
    "period",
    "sidebar",
]

EPISODES = {"Closed": "closed", "Open": "open", "All": "all"}
AGE_GROUPS = {"adult": "Adults", "adolescent": "Adolescents", "child": "Children"}
ANY_SITE, ANY_PROGRAM, ANY_AGE = "All sites", "All programmes", "All ages"


@dataclass(frozen=True, kw_only=True)
class Options:
    """Values that the filters offer for one data version.

    newest_session: the period that a page opens with reaches back to it. first_month: of the data; by_day: the viewer
    may choose days, not only whole months; may_choose: the viewer may choose filters for practice figures at all.
    """

    data_date: datetime.date | None
    sites: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    age_groups: tuple[str, ...] = ()
    newest_session: datetime.date | None = None
    first_month: datetime.date | None = None
    by_day: bool = False
    may_choose: bool = True
    therapists: tuple[Therapist, ...] = ()


@dataclass(frozen=True)
class Selection:
    """Result of the sidebar filters: filters, chosen therapist, and labels of all non-default choices.

    problem: why freely chosen dates cannot be used; the filters then have no period. therapists: those whom
    the viewer may choose; therapist: the one chosen (`whose`), None for all.
    """

    filters: Filters
    differs: tuple[str, ...] = ()
    problem: str = ""
    therapists: tuple[Therapist, ...] = ()
    therapist: Therapist | None = None


def offered(page: Page, options: Options) -> tuple[str, ...]:
    """Return the filters that a page offers; none on practice pages for viewers who may not choose.

    Viewers who are not owners get practice figures for one fixed period only, so that no two selections can
    be subtracted from each other.
    """
    return page.filters if page.key in CLIENT_PAGES or options.may_choose else ()


def opening_period(options: Options) -> str:
    """Return the default period: last 12 months if they contain a session, else 24 months, else all data."""
    if options.data_date is None or options.newest_session is None:
        return PERIODS[0]
    spans = ((name, period(name, options.data_date)[0]) for name in PERIODS[:2])
    newest = options.newest_session
    return next((name for name, since in spans if since is None or since <= newest), ALL_DATA)


def show_all() -> None:
    """Reset all filters and set the period to all data.

    A button callback.
    """
    clear()
    st.session_state["period"] = ALL_DATA


def _periods(options: Options) -> tuple[str, ...]:
    """Return the names of all periods, with the default first."""
    return tuple(sorted(PERIODS, key=lambda name: name != opening_period(options)))


def sidebar(options: Options, wanted: tuple[str, ...]) -> Selection:
    """Draw the sidebar filters, hide those not in `wanted`, and return the Selection."""
    st.session_state["opening_period"] = opening_period(options)
    labels = {key: names for key, names in _choices(options).items() if len(names) > 1}
    unused = [key for key in labels if key not in wanted]
    stylesheet.hide([*unused, *(periods.KEYS if "period" in unused else ())])
    drawn: dict[str, str] = {}
    own = periods.Period()
    with st.sidebar:
        for key, names in labels.items():
            drawn[key] = _draw(key, names)
            if drawn[key] == OWN_DATES and options.data_date:
                own = periods.own_period(options.first_month, options.data_date, by_day=options.by_day)
        therapist = chosen_therapist.current(options.therapists)
    used = {key: choice for key, choice in drawn.items() if key in wanted}
    since, until = period(used.get("period", ALL_DATA), options.data_date)
    if used.get("period") == OWN_DATES and not own.problem:
        since, until = own.since, own.until
    age = used.get("age_group", ANY_AGE)
    filters = Filters(
        since=since,
        until=until,
        site=_unless(used.get("site", ANY_SITE), ANY_SITE),
        program=_unless(used.get("program", ANY_PROGRAM), ANY_PROGRAM),
        age_group=_unless(_AGE_CODES.get(age, age), ANY_AGE),
        episodes=EPISODES.get(used.get("episodes", "")),
    )
    differs = tuple(
        own.words if choice == OWN_DATES else _words(key, choice)
        for key, choice in used.items()
        if choice != labels[key][0]
    )
    problem = own.problem if "period" in used else ""
    return Selection(filters, differs, problem, options.therapists, therapist)


def clear() -> None:
    """Reset all filters to their defaults.

    A button callback.
    """
    for key, first in _FIRST.items():
        st.session_state[key] = first
    st.session_state["period"] = st.session_state.get("opening_period", PERIODS[0])


def _choices(options: Options) -> dict[str, tuple[str, ...]]:
    """Map each filter to the labels of its options, with the default first."""
    return {
        "period": _periods(options),
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
_FIRST = {key: names[0] for key, names in _choices(Options(data_date=None)).items()}
_AGE_CODES = {name: code for code, name in AGE_GROUPS.items()}


def _draw(key: str, names: tuple[str, ...]) -> str:
    """Draw one filter's select box; return the selected label."""
    if st.session_state.get(key, names[0]) not in names:
        st.session_state[key] = names[0]
    choice = st.selectbox(_LABELS[key], names, key=key, bind="query-params")
    return choice if choice in names else names[0]


def _unless(choice: str, default: str) -> str | None:
    return None if choice == default else choice


def _words(key: str, choice: str) -> str:
    if key == "site":
        return gettext("Site {choice}").format(choice=choice)
    return gettext("{choice} episodes").format(choice=choice) if key == "episodes" else choice
