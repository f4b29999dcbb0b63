"""Data of the current page run (viewer, filters, links), set by the router and read by pages.

It lives for the length of one run in a context variable, so a page that is run without the router finds
nothing and is refused.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from analytics.accounts import audit
from pages.shell import periods
from pages.shell.current_viewer import Session
from pages.shell.filters import Selection
from pages.shell.registry import PAGES
from pages.ui import downloads, page_links

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage


@dataclass(frozen=True)
class PageRequest:
    """Data of one page run: Session, filters, and the pages that links can open."""

    looking: Session
    shown: Selection
    links: Mapping[str, StreamlitPage]


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
)  # query parameters of the whole visit, not of one page

_run: ContextVar[PageRequest | None] = ContextVar("holdfast_run", default=None)


@contextlib.contextmanager
def bind(run: PageRequest) -> Iterator[None]:
    """Set the page run that `current` returns, for the duration of a `with` block.

    Called by the router only.
    """
    token = _run.set(run)
    try:
        with page_links.bound(run.links), downloads.recorded_by(_recorder(run.looking)):
            yield
    finally:
        _run.reset(token)


def _recorder(looking: Session) -> downloads.Record:
    """Return the function that logs this viewer's downloads, if the practice has an audit log."""

    def record(table: str, rows: int, clients: str) -> None:
        audit.note(looking.store.folder, looking.viewer.person, "exported", table, rows=rows, clients=clients)

    return record


def current() -> PageRequest | None:
    """Return the PageRequest of the current page run; None outside the router."""
    return _run.get()


def href(page: str, **values: object) -> str:
    """Return a page's relative URL, with person and filters as query parameters."""
    kept = {name: st.query_params[name] for name in _KEPT if name in st.query_params}
    parameters = kept | page_links.address(**values)
    return PAGES[page].url + ("?" + urlencode(parameters) if parameters else "")
