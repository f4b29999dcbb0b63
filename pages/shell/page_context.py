"""The first line of every page: `context = page_context.enter("overview")`.

The router says who is looking (`run.admit`), for the length of one run. `enter` refuses when the router did
not run or the viewer may not open the page; otherwise it draws what every page opens with (title, tag of the
made-up practice, filter line, stale note) and returns the `Context`. A page never looks anything up itself.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import streamlit as st

from analytics.access import Scope, Viewer, may
from analytics.filters import Filters
from pages.shell import request_context
from pages.shell.registry import PAGES, Page
from pages.ui import empty_states

__all__ = ["PAGES", "Context", "require_page"]


@dataclass(frozen=True)
class Context:
    """What a page knows: who looks at what, through which filters.

    page: its registry entry. viewer: the person and their roles. folder, store: where data lives; `store` is
    the one on screen. version: the data version on screen, None before the first import (only pages with
    needs_data=False see that). filters: what the sidebar chose; differs: in words what is not the default.
    demo: the made-up practice. therapists: whom the viewer may choose; therapist: the one chosen, see
    `pages.shell.chosen_therapist`.
    """

    page: Page
    viewer: Viewer
    folder: Any
    store: Any
    version: Any
    filters: Filters
    differs: tuple[str, ...]
    demo: bool
    therapists: tuple = ()
    therapist: Any = None

    @property
    def scope(self) -> Scope:
        """The rows this viewer may see: part of every query and of every cache key."""
        return self.viewer.scope

    @property
    def warehouse(self):
        """The warehouse opened on exactly the version on screen."""
        return self.store.warehouse(self.version)

    @property
    def definitions(self):
        """The rules in force: those the version was built with, or the store's before the first import."""
        return self.version.definitions if self.version else self.store.definitions()

    def allowed(self, page: str) -> bool:
        """Whether this viewer may open another page; offer a link only then."""
        return may(self.viewer, page)

    def replace(self, **changes) -> Context:
        """The same context with some filters changed, for a card that looks at another period."""
        return dataclasses.replace(self, filters=self.filters.replace(**changes))


def require_page(key: str, *, title: bool = True) -> Context:
    """Let the viewer in, or stop the page with a sentence.

    Parameters: key of the registry; title=False when the page draws its own title with `cards.title` (then
    it calls `states.strip(context)` under it).
    Returns: the Context. Does not return when the page is refused or has nothing to stand on yet.
    """
    page, now = PAGES[key], request_context.current()
    if now is None:
        st.markdown("Open Holdfast from its start page.")
        st.stop()
    looking = now.looking
    if not may(looking.viewer, key):
        empty_states.refused(page, looking)
    viewer = looking.viewer
    if looking.version is not None:  # rights may name a code that was joined with another one
        viewer = viewer.as_shown(looking.store.warehouse(looking.version).shown_therapist)
    context = Context(
        page,
        viewer,
        looking.folder,
        looking.store,
        looking.version,
        now.shown.filters,
        now.shown.differs,
        looking.demo,
        now.shown.therapists,
        now.shown.therapist,
    )
    if title:
        st.title(page.title, anchor=False)
        empty_states.demo_strip(context)
    if page.needs_data and context.version is None:
        empty_states.nothing_imported(context)
    if now.shown.problem:
        empty_states.wrong_period(now.shown.problem)
    return context
