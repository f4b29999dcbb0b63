"""Button that adds a client to the supervision agenda, or takes the client off it again."""

from __future__ import annotations

import datetime

import streamlit as st

from analytics import clock, notes
from analytics.messages import gettext
from analytics.notes import AgendaPicks, Pick, agenda_picks
from analytics.notes.agenda_picks import Waiting
from pages.shell import note_changes
from pages.shell.page_context import Context
from pages.ui import formatting

_SAID = "pick_said"  # sentence for the next run, where a pick could not be kept


def waiting(context: Context) -> Waiting:
    """Return the picks that wait for supervision, for the clients whom the viewer may see."""
    if context.version is None:
        return {}
    return agenda_picks.waiting(context.warehouse, context.scope, context.store.folder)


def problem() -> str | None:
    """Return, once, the sentence on why the last click could not be kept; None if it was."""
    return st.session_state.pop(_SAID, None)


def picked_on(picks: tuple[Pick, ...]) -> str:
    """Return the words on the day of a client's pick: `On the supervision agenda since 3 Nov 2026`."""
    return gettext("On the supervision agenda since {day}").format(day=formatting.day(picks[0].day))


def button(
    context: Context, picks: tuple[Pick, ...], record_id: str, episode_no: int, session_day: datetime.date
) -> None:
    """Draw the button of one client's episode.

    Parameters
    ----------
    context
        Page context of the viewer, who may see the client.
    picks
        The client's picks that wait; empty to offer "Add to supervision".
    record_id, episode_no
        The episode.
    session_day
        Day of a session of the episode, by which later imports find it again.
    """
    key = f"pick-{record_id}-{episode_no}"
    if picks:
        taken_off = [one.record_id for one in picks]
        change: tuple = (AgendaPicks(context.store.folder).remove, taken_off)
        st.button(
            "Take off the agenda",
            key=key,
            type="tertiary",
            on_click=note_changes.guarded,
            args=(_SAID, *change),
        )
        return
    st.button(
        "Add to supervision",
        key=key,
        type="tertiary",
        on_click=_add,
        args=(context, record_id, episode_no, session_day),
    )


def _add(context: Context, record_id: str, episode_no: int, session_day: datetime.date) -> None:
    """Store a pick of today by the viewer."""
    delivered = notes.delivered_record(context.warehouse, context.scope, record_id, episode_no, session_day)
    pick = Pick(record_id=delivered, session_day=session_day, day=clock.today(), person=context.viewer.person)
    note_changes.guarded(_SAID, AgendaPicks(context.store.folder).add, pick)
