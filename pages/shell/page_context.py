"""Access check and context of a page; every page starts with `require_page`.

The router says who is looking (`request_context.bind`), for the length of one run. `require_page` refuses when the
router did not run or the viewer may not open the page; otherwise it draws what every page opens with (title, tag of
the made-up practice, filter line, notices) and returns the `Context`. A page never looks anything up itself.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import streamlit as st

from analytics.access import Scope, Viewer, may
from analytics.definitions import Definitions
from analytics.filters import Filters
from analytics.outcomes.filter_values import Therapist
from analytics.store import DataFolder, Store, Version, Warehouse
from pages.shell import page_frame, request_context
from pages.shell.registry import PAGES, Page

__all__ = ["PAGES", "Context", "require_page"]


@dataclass(frozen=True, kw_only=True)
class Context:
    """Context of one page run: viewer, store, version, filters, chosen therapist.

    page: its registry entry. viewer: the person and their roles. folder, store: where data lives; `store` is
    the one on screen. version: the data version on screen, None before the first import (only pages with
    needs_data=False see that). filters: what the sidebar chose; differs: in words what is not the default.
    demo: the made-up practice. therapists: whom the viewer may choose; therapist: the one chosen, see
    `pages.shell.chosen_therapist`.
    """

    page: Page
    viewer: Viewer
    folder: DataFolder
    store: Store
    version: Version | None
    filters: Filters
    differs: tuple[str, ...]
    demo: bool
    therapists: tuple[Therapist, ...] = ()
    therapist: Therapist | None = None

    @property
    def scope(self) -> Scope:
        """Row filter with the viewer's access rights, used in every query and cache key."""
        return self.viewer.scope

    @property
    def data_version(self) -> Version:
        """Current data version; raises RuntimeError before the first import.

        Raises
        ------
        RuntimeError
            Nothing has been imported; a page with `needs_data` is stopped before it gets here.
        """
        if self.version is None:
            raise RuntimeError("There is no data version before the first import.")
        return self.version

    @property
    def warehouse(self) -> Warehouse:
        """Warehouse for read-only queries of the current data version."""
        return self.store.warehouse(self.version)

    @property
    def definitions(self) -> Definitions:
        """Definitions of the current data version or, before an import, of the store."""
        return self.version.definitions if self.version else self.store.definitions()

    def allowed(self, page: str) -> bool:
        """Return whether this viewer may open the page with this key."""
        return may(self.viewer, page)

    def replace(self, **changes: Any) -> Context:
        """Return a copy of this context with changed filters."""
        return dataclasses.replace(self, filters=self.filters.replace(**changes))


def require_page(key: str, *, title: bool = True) -> Context:
    """Check access, draw the page's title and return its Context; stop the page if access is refused.

    Parameters
    ----------
    key
        Key of the page in the registry.
    title
        False when the page draws its own title with `cards.title` (then it calls `page_frame.demo_strip(context)`
        under it).

    Returns
    -------
    Context
        The call does not return if access is refused or the page has no data yet.
    """
    page, now = PAGES[key], request_context.current()
    if now is None:
        st.markdown("Open Holdfast from its start page.")
        st.stop()
    looking = now.looking
    if not may(looking.viewer, key):
        page_frame.refused(page, looking)
    viewer = looking.viewer
    if looking.version is not None:  # rights may name a code that was joined with another one
        viewer = viewer.as_shown(looking.store.warehouse(looking.version).shown_therapist)
    context = Context(
        page=page,
        viewer=viewer,
        folder=looking.folder,
        store=looking.store,
        version=looking.version,
        filters=now.shown.filters,
        differs=now.shown.differs,
        demo=looking.demo,
        therapists=now.shown.therapists,
        therapist=now.shown.therapist,
    )
    if title:
        st.title(page.title, anchor=False)
        page_frame.demo_strip(context)
    if page.needs_data and context.version is None:
        page_frame.nothing_imported(context)
    if now.shown.problem:
        page_frame.wrong_period(now.shown.problem)
    return context
