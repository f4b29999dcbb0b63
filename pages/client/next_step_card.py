"""Card of the next step for a client's leading reason, with the buttons that keep what came of it."""

from __future__ import annotations

import datetime

import streamlit as st

from analytics import clock, notes
from analytics.caseload.next_step import next_step
from analytics.caseload.results import Reason
from analytics.client.results import Timeline
from analytics.notes import FlagMark, FlagMarks, NotesUnusable
from pages.client import next_step_text as text
from pages.shell import note_changes
from pages.shell.page_context import Context
from pages.ui import cards

_SAID = "flag_said"  # sentence for the next run, where a mark could not be kept


def card(context: Context, answer: Timeline) -> None:
    """Draw the next step for the reason that stands first; nothing for a client without a reason."""
    if not answer.is_open or not answer.fired:
        return
    reason = answer.fired[0]
    area = answer.lowest_area.area if answer.lowest_area else None
    practice = next_step(reason.code, area)
    with cards.card("A next step", key="next-step") as drawn:
        drawn.text(f"**{practice.name}.** {practice.try_}")
        drawn.footnote(text.why(reason, practice))
        drawn.flush()
        _marking(context, answer, reason)


def _marking(context: Context, answer: Timeline, reason: Reason) -> None:
    """Draw the buttons that record whether the next step helped, or the recorded answer and its undo button."""
    kept = FlagMarks(context.store.folder)
    if said := st.session_state.pop(_SAID, None):
        cards.footnote(said)
    try:
        marks = kept.all()
    except NotesUnusable as error:
        cards.footnote(str(error))
        return
    day = _session_day(answer, reason)
    record = notes.delivered_record(
        context.warehouse, context.scope, answer.record_id, answer.episode_no, day
    )
    at = (day, reason.code)
    own = next(
        (m for m in marks if m.record_id in (record, answer.record_id) and (m.session_day, m.code) == at),
        None,
    )
    if own is not None:
        cards.footnote(text.marked(own))
        st.button(
            "Take the answer back",
            key="flag-back",
            on_click=note_changes.guarded,
            args=(_SAID, kept.withdraw, own),
        )
        return
    with st.container(horizontal=True, gap="small", key="flag-results"):
        for result, label in text.LABELS.items():
            mark = FlagMark(
                record_id=record,
                session_day=day,
                code=reason.code,
                result=result,
                day=clock.today(),
                person=context.viewer.person,
            )
            st.button(
                label, key=f"flag-{result}", on_click=note_changes.guarded, args=(_SAID, kept.put, mark)
            )


def _session_day(answer: Timeline, reason: Reason) -> datetime.date:
    """Return the day of the session that a reason rests on; of the last session if it has none."""
    days = {one.session_no: one.date for one in answer.sessions}
    return days.get(reason.session or 0, answer.sessions[-1].date)
