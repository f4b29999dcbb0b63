"""Button on the client timeline that records that the case has been discussed."""

from __future__ import annotations

import streamlit as st

from analytics import clock, notes
from analytics.client.results import Timeline
from analytics.messages import gettext
from analytics.notes import AgendaPicks, Talk, Talks
from pages.caseload import supervision_picks
from pages.shell import note_changes
from pages.shell.page_context import Context
from pages.ui import cards, formatting


def mark(context: Context, answer: Timeline) -> None:
    """Draw the button that marks a case as discussed; for a marked case, the date and an undo button."""
    kept = Talks(context.store.folder)
    if said := kept.problem() or st.session_state.pop("mark_said", None):
        cards.footnote(said)
        return
    followed = notes.courses(context.warehouse, context.scope, kept.all()).get(
        (answer.record_id, answer.episode_no)
    )
    if followed is None:
        st.button(
            "Talked about it", key="talked", on_click=_save, args=(context, answer), icon=":material/check:"
        )
        return
    cards.footnote(
        gettext("Talked about on {day}. Later checks of the early warning can leave this case out.").format(
            day=formatting.day(followed.first.day)
        )
    )
    st.button(
        "Take it back",
        key="not-talked",
        on_click=note_changes.guarded,
        args=("mark_said", kept.withdraw, followed.marks),
    )


def _save(context: Context, answer: Timeline) -> None:
    """Store the mark, and take the client off the supervision agenda."""
    score = answer.similar
    low, high = (score and score.interval) or (None, None)
    at = (answer.record_id, answer.episode_no, answer.sessions[-1].date)
    note_changes.guarded(
        "mark_said",
        Talks(context.store.folder).mark,
        Talk(
            record_id=notes.delivered_record(context.warehouse, context.scope, *at),
            episode_no=answer.episode_no,
            day=clock.today(),
            person=context.viewer.person,
            version=context.data_version.name,
            tier=answer.similar_tier or "none",
            outcome=score and score.outcome,
            landmark=score and score.landmark,
            probability=score and score.probability,
            low=low,
            high=high,
            band=score and score.band,
            session_day=answer.sessions[-1].date,
        ),
    )
    picks = supervision_picks.waiting(context).get((answer.record_id, answer.episode_no), ())
    if picks:
        note_changes.guarded(
            "mark_said", AgendaPicks(context.store.folder).remove, [one.record_id for one in picks]
        )
