"""Pages to which the current page run can link, and the query parameters of these links.

The router hands the pages in for the length of one run (`bound`); cards and rows link to them by key.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

_CHOSEN = ("outcome",)  # query parameters chosen on one page and used on the next
_NONE: Mapping[str, StreamlitPage] = {}
_links: ContextVar[Mapping[str, StreamlitPage]] = ContextVar("holdfast_links", default=_NONE)


@contextlib.contextmanager
def bound(links: Mapping[str, StreamlitPage]) -> Iterator[None]:
    """Make these pages (page key -> page) available to links during the `with` block."""
    token = _links.set(links)
    try:
        yield
    finally:
        _links.reset(token)


def target(page: str) -> StreamlitPage:
    """Return the Streamlit page with this key, for `st.page_link` and `st.switch_page`."""
    return _links.get()[page]


def address(**values: object) -> dict[str, str]:
    """Return query parameters for a page link: the given values and the chosen early-warning outcome.

    Persona and filters are carried along by their bound widgets, because every page draws them. None is left out.
    """
    kept = {name: st.query_params[name] for name in _CHOSEN if name in st.query_params}
    return kept | {name: str(value) for name, value in values.items() if value is not None}
