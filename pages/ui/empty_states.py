"""What stands where a number cannot, in the words of the product; and what every page shows under its title."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from analytics import __version__, age, clock
from analytics.access import who_may
from analytics.risk import model_store, refresh
from pages.shell import filters, recovery, request_context
from pages.shell.current_viewer import DEMO_TAG, Session
from pages.shell.registry import Page
from pages.ui.formatting import day, not_enough, not_enough_scored, plural
from pages.ui.glyphs import meter
from pages.ui.safe_html import Html, html, rich, show


def info_bar(sentence: str) -> None:
    """A grey bar with one sentence."""
    show(html('<div class="hf-bar">{t}</div>', t=rich(sentence)))


def demo_strip(context) -> None:
    """Under the title: the tag of the made-up practice, what the filters show with a link to clear them."""
    parts = [html('<span class="hf-chip demo">{t}</span>', t=DEMO_TAG)] if context.demo else []
    if context.differs and context.page.filters:
        parts.append(html("<span>Showing: {t}</span>", t=" · ".join(context.differs)))
    if parts:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="strip"):
            show(html('<div class="hf-strip">{p}</div>', p=parts))
            if context.differs and context.page.filters:
                st.button("clear", type="tertiary", on_click=filters.clear, key="filters-clear")
    recovery.banner(context)
    for sentence in context.viewer.apart:
        info_bar(sentence)
    stale(context)


def stale(context) -> None:
    """A grey bar with the age of own data once it matters; the made-up practice has a clock of its own."""
    if context.version is None or context.demo:
        return
    if sentence := age.sentence(context.version.newest_session, clock.today()):
        info_bar(sentence)


def empty(context, where: str, *, key: str) -> None:
    """Nothing left after the filters: says so and offers the last 24 months. The card keeps its title."""
    show(html('<p class="hf-note">Nothing in {w} for {f}.</p>', w=where, f=context.filters.describe()))
    st.button("Show last 24 months", on_click=_two_years, key=f"two-years-{key}")


def _two_years() -> None:
    filters.clear()
    st.session_state["period"] = filters.PERIODS[1]


def wrong_period(problem: str) -> NoReturn:
    """Dates that cannot be used: says why, offers the default period, and stops the page."""
    show(
        html(
            '<p class="hf-lead"><b>{p}</b> Choose other dates on the left, or start again from here.</p>',
            p=problem,
        )
    )
    st.button("Show the last 12 months", on_click=filters.clear, key="period-default")
    st.stop()


def too_little(have: int, needed: int = 10, what: str = "closed episode", *, by: str | None = None) -> None:
    """Not enough data yet: 7 of 10 closed episodes. At this pace, about Mar 2027. With a meter; no number, no dot."""
    _short(not_enough(have, needed, what) + ".", have, needed, by)


def too_few_scored(have: int, needed: int = 10) -> None:
    """The same of episodes with a first and a later ORS: Not enough data yet: 7 of 10 closed episodes with ..."""
    _short(not_enough_scored(have, needed) + ".", have, needed)


def _short(words: str, have: int, needed: int, by: str | None = None) -> None:
    pace = f" At this pace, about {by}." if by else ""
    show(html('<p class="hf-note">{w}{p}</p>{m}', w=words, p=pace, m=meter(have, needed, words)))


def progress(have: int, needed: int, what: str) -> None:
    """The meter alone, under a sentence that already says how many there are and how many it takes."""
    show(meter(have, needed, f"{have} of {plural(needed, what)}"))


def all_data(context) -> None:
    """Where a period holds too few: a button that shows all data."""
    if context.filters.since is not None:
        st.button("Show all data", on_click=filters.show_all, key="too-few-all")


def too_early(why: str = "") -> None:
    """Too early to test, and why."""
    show(html('<p class="hf-note"><b>Too early to test.</b> {w}</p>', w=rich(why)))


def pending(sentence: str) -> None:
    """Something that comes with enough data; nothing is invented in its place."""
    show(html('<p class="hf-note">{t}</p>', t=rich(sentence)))


def left_out(n: int, why: str) -> Html:
    """12 episodes left out: no last score (for a how-to-read line)."""
    return html("{n} left out: {w}.", n=plural(n, "episode"), w=why)


def model_pending(context) -> None:
    """While the early-warning model is being made beside the app: a button to look again. Begins it where what there
    was did not fit the data and nobody is making it."""
    if model_store.failure(context.version) is not None:
        return
    refresh.start_process(context.store)
    show(html('<p class="hf-note">{t}</p>', t="It is made beside the app; look again in a minute."))
    st.button("Look again", key="look-again", icon=":material/refresh:")


def demo(looking: Session) -> None:
    """The tag of the made-up practice, for pages that show no data."""
    if looking.demo:
        show(html('<div class="hf-strip"><span class="hf-chip demo">{t}</span></div>', t=DEMO_TAG))


def refused(page: Page, looking: Session) -> NoReturn:
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
            request_context.target("data"),
            label="Import your export",
            icon=":material/upload_file:",
            width="content",
        )
    st.stop()


def sidebar_foot(looking: Session) -> None:
    """The foot of the sidebar: made-up or own, up to which day, how many sessions; the version of the product."""
    _data_foot(looking)
    with st.sidebar:
        show(html('<p class="hf-side">Holdfast {v}</p>', v=__version__))


def _data_foot(looking: Session) -> None:
    if looking.version is None:
        return
    words = [DEMO_TAG] if looking.demo else []
    words.append(f"up to {day(looking.version.data_date)}")
    words.append(plural(looking.version.n_sessions, "session"))
    with st.sidebar:
        show(html('<p class="hf-side">{w}</p>', w=" · ".join(words)))
