"""Sheet for client and therapist: one client's course, last alliance areas and one question, in large plain words.

Address: `/client-sheet?client=<record>&episode=<n>`.
"""

import streamlit as st

from analytics.client.results import Timeline
from analytics.risk import model_store
from pages.client import text as client_text
from pages.client import timeline_query
from pages.client_sheet import chart
from pages.client_sheet import text as sheet_text
from pages.early_warning import outcome_switch
from pages.shell import answer_cache, client_labels, page_context, page_frame, signed_in
from pages.shell.page_context import Context
from pages.ui import cards, stylesheet


def episode_no() -> int | None:
    """Return the number of the episode in the address; None for the latest one."""
    text = str(st.query_params.get("episode") or "")
    return int(text) if text.isdecimal() and len(text) < 5 else None


def weeks_card(context: Context, answer: Timeline, words: sheet_text.Sheet, asked: dict) -> None:
    """Draw the card with the course of the client's scores and the expected range."""
    with cards.card(sheet_text.WEEKS, key="weeks") as card:
        first, *rest = words.weeks
        card.text(f"**{first}** {' '.join(rest)}")
        figure = answer_cache.get_figure(
            context,
            chart.draw,
            timeline_query.timeline,
            record=answer.record_id,
            episode=answer.episode_no,
            **asked,
        )
        if figure is not None:
            has_band = len(answer.expected_course) > 1
            card.legend(*(sheet_text.LEGEND if has_band else sheet_text.LEGEND[:1]))
            card.chart(figure, alt=sheet_text.alt(words), name="course")
        card.footnote(*(" ".join(part) for part in (words.scale, words.band) if part))


def work_card(words: sheet_text.Sheet) -> None:
    """Draw the card with the areas of the last alliance form."""
    with cards.card(sheet_text.WORK, key="work") as card:
        card.text(*words.work)
        card.facts(dict(words.areas))
        if words.work_after:
            card.text(" ".join(words.work_after))


context = page_context.require_page("client_sheet", title=False)
record = str(st.query_params.get("client", ""))[:64]
asked = {
    "outcome": outcome_switch.selected_outcome(context),
    "stamp": model_store.mtime_ns(context.data_version),
}
answer = (
    answer_cache.get(context, timeline_query.timeline, record=record, episode=episode_no(), **asked)
    if record
    else None
)
if answer is None or not answer.sessions:
    cards.title(context.page.title)
    page_frame.demo_strip(context)
    cards.lead(client_text.UNKNOWN, "Open a client from My caseload.")
    st.stop()
signed_in.client_seen(context.store, context.viewer, record)
stylesheet.hide_sidebar()
name = client_labels.shown(context).get(answer.record_id, "")
words = sheet_text.sheet(answer, context.definitions.caseload.no_srs_sessions, name)
with st.container(key="client-sheet"):
    cards.action(
        "Back to the timeline",
        "client",
        icon=":material/arrow_back:",
        client=record,
        episode=str(answer.episode_no),
    )
    cards.title(words.title)
    page_frame.demo_strip(context, for_client=True)
    cards.footnote(words.who)
    weeks_card(context, answer, words, asked)
    work_card(words)
    with cards.card(words.ask, key="question"):
        cards.quote(words.question)
    cards.text(words.foot)
    if context.allowed("report"):
        cards.action(
            "Print this sheet",
            "report",
            icon=":material/print:",
            report=context.page.title,
            client=record,
            episode=str(answer.episode_no),
        )
