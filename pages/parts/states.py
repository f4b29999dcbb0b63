"""What stands where a number cannot, in the words of the product; and what every page shows under its title."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from analytics import __version__
from analytics.access import who_may
from pages.parts import filters, run
from pages.parts.looking import DEMO_TAG, Looking
from pages.parts.marks import meter
from pages.parts.markup import Html, html, rich, show
from pages.parts.registry import Page
from pages.parts.wording import day, not_enough, plural

STALE_DAYS = 14  # a newest session older than this, before the data date, is worth a note


def bar(sentence: str) -> None:
    """A grey bar with one sentence."""
    show(html('<div class="hf-bar">{t}</div>', t=rich(sentence)))


def strip(context) -> None:
    """Under the title: the tag of the made-up practice, what the filters show with a link to clear them."""
    parts = [html('<span class="hf-chip demo">{t}</span>', t=DEMO_TAG)] if context.demo else []
    if context.differs and context.page.filters:
        parts.append(html("<span>Showing: {t}</span>", t=" · ".join(context.differs)))
    if parts:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="strip"):
            show(html('<div class="hf-strip">{p}</div>', p=parts))
            if context.differs and context.page.filters:
                st.button("clear", type="tertiary", on_click=filters.clear, key="filters-clear")
    stale(context)


def stale(context) -> None:
    """A grey bar when the newest session lies more than 14 days before the data date."""
    newest = getattr(context.version, "last_date", None)
    if newest and (context.version.data_date - newest).days > STALE_DAYS:
        days = (context.version.data_date - newest).days
        bar(f"Newest session is {days} days old. Import a newer export.")


def empty(context, where: str, *, key: str) -> None:
    """Nothing left after the filters: says so and offers the last 24 months. The card keeps its title."""
    show(html('<p class="hf-note">Nothing in {w} for {f}.</p>', w=where, f=context.filters.describe()))
    st.button("Show last 24 months", on_click=_two_years, key=f"two-years-{key}")


def _two_years() -> None:
    filters.clear()
    st.session_state["period"] = filters.PERIODS[1]


def too_little(have: int, needed: int = 10, what: str = "closed episode", *, by: str | None = None) -> None:
    """Not enough data yet: 7 of 10 closed episodes. At this pace, about Mar 2027. With a meter; no number, no dot."""
    words = not_enough(have, needed, what) + "."
    pace = f" At this pace, about {by}." if by else ""
    show(html('<p class="hf-note">{w}{p}</p>{m}', w=words, p=pace, m=meter(have, needed, words)))



def too_early(why: str = "") -> None:
    """Too early to test, and why."""
    show(html('<p class="hf-note"><b>Too early to test.</b> {w}</p>', w=rich(why)))


def later(sentence: str) -> None:
    """Something that comes with enough data; nothing is invented in its place."""
    show(html('<p class="hf-note">{t}</p>', t=rich(sentence)))


def left_out(n: int, why: str) -> Html:
    """12 episodes left out: no last score (for a how-to-read line)."""
    return html("{n} left out: {w}.", n=plural(n, "episode"), w=why)


def making(context) -> None:
    """While the early-warning model is being made beside the app: a button to look again."""
    show(html('<p class="hf-note">{t}</p>', t="It is made beside the app; look again in a minute."))
    st.button("Look again", key="look-again", icon=":material/refresh:")


def demo(looking: Looking) -> None:
    """The tag of the made-up practice, for pages that show no data."""
    if looking.demo:
        show(html('<div class="hf-strip"><span class="hf-chip demo">{t}</span></div>', t=DEMO_TAG))


def refused(page: Page, looking: Looking) -> NoReturn:
    """Say whom the page is for, and stop."""
    st.title(page.title, anchor=False)
    demo(looking)
    show(
        html(
            '<p class="hf-lead"><b>This page is for {who}.</b> Ask the owner of the practice if you need it.</p>',
            who=who_may(page.key),
        )
    )
    st.stop()


def nothing_imported(context) -> NoReturn:
    """Before the first import: say so, point to the import, and stop."""
    show(
        Html(
            '<p class="hf-lead"><b>Nothing has been imported yet.</b> Every number here comes from your own export.</p>'
        )
    )
    if context.allowed("data"):
        st.page_link(
            run.target("data"), label="Import your export", icon=":material/upload_file:", width="content"
        )
    st.stop()


def sidebar_foot(looking: Looking) -> None:
    """The foot of the sidebar: made-up or own, up to which day, how many sessions; the version of the product."""
    _data_foot(looking)
    with st.sidebar:
        show(html('<p class="hf-side">Holdfast {v}</p>', v=__version__))


def _data_foot(looking: Looking) -> None:
    if looking.version is None:
        return
    words = [DEMO_TAG] if looking.demo else []
    words.append(f"up to {day(looking.version.data_date)}")
    sessions = getattr(looking.version, "n_sessions", None)
    if sessions is not None:
        words.append(plural(sessions, "session"))
    with st.sidebar:
        show(html('<p class="hf-side">{w}</p>', w=" · ".join(words)))
