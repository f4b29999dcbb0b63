"""Client timeline page: the sessions of one episode.

Address: `/client?client=<record>&episode=<n>&session=<k>`.
"""

import streamlit as st

from analytics.client.results import Timeline
from analytics.risk import model_store
from pages.caseload import supervision_picks
from pages.client import discussed, lead_text, name_on_screen, next_step_card, timeline_query
from pages.client import text as client_text
from pages.client import timeline_chart as chart
from pages.early_warning import estimate_text as risk
from pages.early_warning import outcome_switch
from pages.shell import answer_cache, client_labels, page_context, page_frame, signed_in
from pages.shell.page_context import Context
from pages.ui import cards, empty_states, formatting, page_links

NONE = "none"


def number(name: str) -> int | None:
    """Return the integer in the widget or URL parameter of this name; None if it is not an integer."""
    text = str(st.session_state.get(name) or st.query_params.get(name) or "")
    return int(text) if text.isdecimal() and len(text) < 5 else None


def clicked() -> None:
    """Select the session whose point was clicked in the chart."""
    points = st.session_state["curves-timeline"]["selection"]["points"]
    if points and points[0].get("customdata"):
        value = points[0]["customdata"]
        st.session_state["session"] = str(value[0] if isinstance(value, (list, tuple)) else value)


def episode_switch(answer: Timeline) -> None:
    """Draw the select box of a client's episodes, if there is more than one."""
    if len(answer.episodes) < 2:
        return
    labels = {str(row.episode_no): client_text.episode_label(row) for row in answer.episodes}
    st.selectbox(
        "Episode",
        list(labels),
        index=list(labels).index(str(answer.episode_no)),
        format_func=lambda number: labels[number],
        key="episode",
        width=460,
    )


def curves_card(context: Context, answer: Timeline, chosen: int | None, asked: dict) -> None:
    """Draw the card with the ORS and SRS curves, their legend and an explanation."""
    with cards.card("", key="curves") as card:
        marked = {mark.kind for mark in answer.marks if answer.n_srs or mark.kind == "missing_ors"}
        entries = [
            ("line", "w", "wellbeing (ORS)"),
            *((("band", "w", "expected range"),) if len(answer.expected_course) > 1 else ()),
            ("line", "a", "alliance (SRS)"),
            *(entry for kinds, entry in client_text.MARKS if marked & kinds),
        ]
        card.legend(*(entry for entry in entries if answer.n_srs or entry[1] != "a"))
        figure = answer_cache.get_figure(
            context,
            chart.draw,
            timeline_query.timeline,
            options={"chosen": chosen},
            record=answer.record_id,
            episode=answer.episode_no,
            **asked,
        )
        if figure is not None:
            card.chart(
                figure,
                alt=" ".join(lead_text.lead(answer, context.definitions.change.rule)),
                name="timeline",
                on_select=clicked,
            )
        if not answer.n_srs and answer.has_srs:
            card.text(client_text.NO_ALLIANCE)
        card.footnote(client_text.footnote(answer, context.definitions.change.rule))
        card.table(
            lambda: client_text.table(answer), name="sessions", note="The files hold no code of the client."
        )


def session_card(answer: Timeline) -> None:
    """Draw the card of one session: ORS and SRS totals, their items, changes since the previous session."""
    with cards.card("What happened in one session?", key="session"):
        numbers = [str(row.session_no) for row in answer.sessions]
        if st.session_state.get("session", NONE) not in (NONE, *numbers):
            st.session_state["session"] = NONE
        choice = st.selectbox("Session", [NONE, *numbers], key="session", bind="query-params")
        if choice == NONE:
            cards.footnote("Choose a session here or click a point.")
            return
        position = next(index for index, row in enumerate(answer.sessions) if str(row.session_no) == choice)
        now, before = answer.sessions[position], answer.sessions[position - 1] if position else None
        cards.footnote(formatting.day(now.date))
        for form in ("ors", "srs"):
            if form == "srs" and not answer.has_srs:
                continue  # said in the lead
            cards.text(client_text.total(form, now, before))
            if rows := client_text.areas(form, now, before):
                cards.facts(rows)


def question_card(context: Context, answer: Timeline) -> None:
    """Draw the card with a suggested opening question and the scores behind it."""
    if answer.ask is None:
        return
    with cards.card("A way to ask", key="ask"):
        cards.quote(answer.ask.question.strip("“”"))
        cards.footnote(client_text.ask_note(answer))
        if answer.last_drop is not None and client_text.asks_about_alliance(answer):
            cards.footnote(client_text.drop_rule(answer, context.definitions))


def similar_cases_card(context: Context, answer: Timeline) -> None:
    """Draw the card on past clients with a similar start, with the button to mark the case as discussed."""
    with cards.card("Cases that started like this", key="similar") as card:
        if answer.is_open:
            outcome_switch.choose(context, narrow=True)
        score = answer.similar
        if score is None or score.why:
            empty_states.pending(risk.no_estimate(answer.similar_why or "", score))
        else:
            groups, words = risk.dots(score)
            card.legend(*risk.dots_legend(score))
            card.dots(groups, words)
            card.text(risk.like_this(score, answer.similar_tier, answer.horizon_days))
            if sentences := risk.reasons(score, client_text.flags(answer)):
                card.bullets(sentences)
            else:
                card.text(risk.NO_FACTOR)
            card.footnote(risk.based_on(score))
        card.flush()
        if answer.is_open and context.allowed("caseload"):
            discussed.mark(context, answer)
            pick(context, answer)


def pick(context: Context, answer: Timeline) -> None:
    """Draw the button that adds the client to the supervision agenda, with the day of an earlier pick."""
    if said := supervision_picks.problem():
        cards.footnote(said)
    picks = supervision_picks.waiting(context).get((answer.record_id, answer.episode_no), ())
    if picks:
        cards.footnote(supervision_picks.picked_on(picks))
    last = answer.sessions[-1].date
    supervision_picks.button(context, picks, answer.record_id, answer.episode_no, last)


context = page_context.require_page("client", title=False)
if context.allowed("caseload"):
    st.page_link(
        page_links.target("caseload"),
        label="My caseload",
        icon=":material/arrow_back:",
        query_params=page_links.address(),
        width="content",
    )
record = str(st.query_params.get("client", ""))[:64]
asked = {
    "outcome": outcome_switch.selected_outcome(context),
    "stamp": model_store.mtime_ns(context.data_version),
}
answer = (
    answer_cache.get(context, timeline_query.timeline, record=record, episode=number("episode"), **asked)
    if record
    else None
)
if answer is None or not answer.sessions:
    cards.title("Client timeline")
    page_frame.demo_strip(context)
    cards.lead(client_text.UNKNOWN, "Open a client from My caseload.")
    st.stop()
signed_in.client_seen(context.store, context.viewer, record)
cards.title(client_text.title(answer, client_labels.shown(context).get(answer.record_id, "")))
page_frame.demo_strip(context)
cards.footnote(client_text.state(answer))
name_on_screen.form(context, answer)
cards.action(
    "Open the sheet for the client",
    "client_sheet",
    icon=":material/description:",
    client=record,
    episode=str(answer.episode_no),
)
episode_switch(answer)
cards.lead(*lead_text.lead(answer, context.definitions.change.rule))
left, right = st.columns([2.1, 1], gap="medium")
with left:
    curves_card(context, answer, number("session"), asked)
with right:
    question_card(context, answer)
    if context.allowed("caseload"):
        next_step_card.card(context, answer)
    session_card(answer)
    similar_cases_card(context, answer)
