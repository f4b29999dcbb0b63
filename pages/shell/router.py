"""Entry point of every page run: identifies the viewer, builds the menu, runs the page.

Every page has its own address; `/` shows the viewer's landing page. Pages that the viewer may not open stay
registered but are not in the menu; they show a sentence on who may open them, so that a link to such a page
does not end in Streamlit's error dialog.
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from analytics.access import Viewer, may
from analytics.messages import gettext
from analytics.store import StoreUnusable
from pages.server import gc_tuning
from pages.shell import (
    current_viewer,
    filter_options,
    filters,
    localhost_only,
    page_frame,
    recovery,
    registry,
    request_context,
    signed_in,
)
from pages.ui import stylesheet

_PAGES = Path(__file__).parents[1]
_ASSETS = _PAGES / "ui" / "assets"
_ROOT_TWIN = "start"  # Streamlit wants a second name for the page at "/"; it answers at "/" only


def _made(page: registry.Page, visible: bool, **more: Any) -> StreamlitPage:
    more.setdefault("url_path", page.url)
    return st.Page(
        _PAGES / page.file,
        title=page.menu or page.title,
        icon=page.icon,
        help=page.help if visible else None,
        visibility="visible" if visible else "hidden",
        **more,
    )


def _at_root() -> bool:
    return (st.context.url or "").partition("://")[2].partition("/")[2].strip("/") == ""


def _menu(viewer: Viewer) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (menu section -> its pages, page key -> page for links) for this viewer.

    The landing page is registered at "/" and at its own address; the menu shows the one that is open. The
    result is cached per visitor and viewer, as building the pages again takes a tenth of a quick page run.
    """
    at_root = _at_root()
    made_for = (viewer, at_root)
    held = st.session_state.get("menu")
    if held and held[0] == made_for:
        return held[1]
    start = registry.landing_page(viewer)
    sections, links = {"": [], **{section: [] for section in registry.SECTIONS}}, {}
    for page in registry.PAGES.values():
        listed = may(viewer, page.key) and page.section is not None
        if page.key == start:
            sections[page.section or ""].append(_made(page, at_root, url_path=_ROOT_TWIN, default=True))
            listed = not at_root
        links[page.key] = _made(page, listed)
        sections[page.section or ""].append(links[page.key])
    sections[""].append(
        st.Page(
            Path(__file__).with_name("not_found.py"),
            title="No such page",
            url_path=registry.NO_SUCH_PAGE,
            visibility="hidden",
        )
    )
    menu = {name: pages for name, pages in sections.items() if pages}, links
    st.session_state["menu"] = (made_for, menu)
    return menu


def _only(draw: Callable[[], object]) -> None:
    """Draw a single screen with the function `draw`, at every page address, without menu and data."""

    def body() -> None:
        st.title("Holdfast", anchor=False)
        draw()

    pages = [
        st.Page(body, title="Holdfast", default=True)
    ]  # and at every address of ours, so that none is unknown
    pages += [
        st.Page(body, title="Holdfast", url_path=page.url, visibility="hidden")
        for page in registry.PAGES.values()
    ]
    st.navigation(pages, position="hidden").run()


def main() -> None:
    """Run one page: refuse remote visits, identify the viewer, draw menu and filters, run the script."""
    # The icon before the navigation: with none set, the browser would ask a font server for the menu's icon.
    st.set_page_config(page_icon=str(_ASSETS / "favicon.png"), layout="wide")
    stylesheet.apply()
    st.logo(str(_ASSETS / "logo.svg"), icon_image=str(_ASSETS / "mark.svg"), size="large")
    if localhost_only.is_refused():
        _only(functools.partial(st.markdown, localhost_only.REFUSAL))
        return
    own = current_viewer.folder().practice
    if signed_in.is_required(own) and signed_in.account(own) is None:
        _only(signed_in.lock_screen)
        return
    try:
        who = current_viewer.identify_viewer()
    except StoreUnusable as unusable:
        data = current_viewer.folder()
        _only(functools.partial(recovery.unusable, unusable, (data.practice, data.sample)))
        return
    menu, links = _menu(who.viewer)
    chosen = st.navigation(menu)
    st.set_page_config(page_title=gettext("{title} · Holdfast").format(title=chosen.title))
    page = registry.by_url(chosen.url_path, who.viewer)
    options = filter_options.for_session(who)
    wanted = filters.offered(page, options) if page and may(who.viewer, page.key) else ()
    shown = filters.sidebar(options, wanted)
    page_frame.sidebar_foot(who)
    signed_in.foot(own)
    try:
        with request_context.bind(request_context.PageRequest(who, shown, links)):
            chosen.run()
    finally:
        gc_tuning.after_run()


main()
