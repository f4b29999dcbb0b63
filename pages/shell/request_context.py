"""One script run: who looks, which page, and the links between pages. Set by the router, read by the parts.

It lives for the length of one run in a context variable, so a page that is run without the router finds
nothing and is refused.
"""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from pages.shell import periods
from pages.shell.current_viewer import Session
from pages.shell.filters import Selection
from pages.shell.registry import PAGES


@dataclass(frozen=True)
class PageRequest:
    """looking: who, at what; shown: the sidebar's filters; links: page key -> navigable page of this run."""

    looking: Session
    shown: Selection
    links: dict


_KEPT = (
    "practice",
    "as",
    "period",
    *periods.KEYS,
    "site",
    "program",
    "age_group",
    "episodes",
    "therapist",
)  # of the whole visit, not of one page
_CHOSEN = ("outcome",)  # chosen on one page, looked at on the next

_run: ContextVar[PageRequest | None] = ContextVar("holdfast_run", default=None)


@contextlib.contextmanager
def bind(run: PageRequest):
    """For the router only: make this run known to the page that it is about to run."""
    token = _run.set(run)
    try:
        yield
    finally:
        _run.reset(token)


def current() -> PageRequest | None:
    """The run in progress; None when the router did not run."""
    return _run.get()


def target(page: str):
    """The navigable page with this key, for `st.page_link` and `st.switch_page`."""
    return _run.get().links[page]


def address(**values) -> dict[str, str]:
    """Query parameters for `st.page_link`: the given values, and the outcome of the early warning where one is chosen.

    Persona and filters come along by themselves, because every page draws them.
    """
    kept = {name: st.query_params[name] for name in _CHOSEN if name in st.query_params}
    return kept | {name: str(value) for name, value in values.items() if value is not None}


def href(page: str, **values) -> str:
    """A relative address for a plain link, which must carry persona and filters itself."""
    kept = {name: st.query_params[name] for name in _KEPT if name in st.query_params}
    parameters = kept | address(**values)
    return PAGES[page].url + ("?" + urlencode(parameters) if parameters else "")
