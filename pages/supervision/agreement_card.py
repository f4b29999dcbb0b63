"""Card of what supervisor and therapist agreed to practise, with the form to agree on something."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import streamlit as st

from analytics import clock
from analytics.focus import practices
from analytics.focus.results import PRACTICES, SIGNALS
from analytics.notes import Agreement, Agreements, NotesUnusable, agreements
from pages.shell.page_context import Context
from pages.supervision import agreement_text as text
from pages.ui import cards

_SAID = "agreement_said"  # sentence for the next run, where an agreement could not be kept
_SIGNAL, _DAY = "agree-signal", "agree-day"
MOST_ENDED = 5  # ended agreements listed


def card(context: Context, therapist: str, suggested: str | None) -> None:
    """Draw the running agreement of a therapist, or the form to make one, and earlier ones below.

    Parameters
    ----------
    context
        Page context of the viewer, who may see this therapist.
    therapist
        Code as shown.
    suggested
        Signal of the training focus, chosen beforehand in the form; None without a focus.
    """
    with cards.card("What did we agree on?", key="agreed") as drawn:
        try:
            known = Agreements(context.store.folder).all()
        except NotesUnusable as error:
            drawn.text(str(error))
            return
        if said := st.session_state.pop(_SAID, None):
            drawn.text(said)
        own = [one for one in _visible(context, known) if one.therapist == therapist]
        running = [one for one in own if one.ended is None]
        for one in running:
            _running(context, drawn, one)
        if not running:
            drawn.flush()
            _form(context, therapist, suggested)
        drawn.bullets([text.ended(one) for one in own if one.ended][-MOST_ENDED:])
        drawn.footnote(text.WHO_SEES)


def practice_card(context: Context) -> None:
    """Draw the number of running agreements per practice, for owners; nothing if there is none."""
    try:
        running = agreements.running_by_practice(Agreements(context.store.folder).all())
    except NotesUnusable:
        return
    if running:
        with cards.card("What is being practised?", key="practised") as drawn:
            drawn.bullets(text.counted(running))
            drawn.footnote(text.practice_note())


def _visible(context: Context, known: tuple[Agreement, ...]) -> tuple[Agreement, ...]:
    """Return the agreements that the viewer is part of."""
    if context.version is None:
        return ()
    return agreements.visible(known, context.viewer, context.warehouse.shown_therapist)


def _running(context: Context, drawn: cards.Card, one: Agreement) -> None:
    """Draw a running agreement with the button that ends it."""
    drawn.text(text.agreed(one), text.when_to_look(one, clock.today()))
    drawn.facts({"Try": practices()[one.practice].try_})
    drawn.footnote(text.TAKES_TIME)
    drawn.flush()
    change = (Agreements(context.store.folder).end, one, clock.today())
    st.button("End this agreement", key=f"end-{one.id}", on_click=_guarded, args=change)


def _form(context: Context, therapist: str, suggested: str | None) -> None:
    """Draw the choice of what to practise and when to look again, with the button that keeps it."""
    listed = list(SIGNALS)
    first = listed.index(suggested) if suggested in listed else 0
    key = f"{_SIGNAL}-{therapist}"
    st.selectbox("What to practise", listed, index=first, format_func=text.option, key=key)
    today = clock.today()
    st.date_input(
        "Look again on",
        value=today + datetime.timedelta(weeks=text.WEEKS),
        min_value=today + datetime.timedelta(days=1),
        max_value=today + datetime.timedelta(days=366),
        format="YYYY-MM-DD",
        key=f"{_DAY}-{therapist}",
    )
    st.button("Agree and set the day", key=f"agree-{therapist}", on_click=_agree, args=(context, therapist))


def _agree(context: Context, therapist: str) -> None:
    """Store the agreement that was chosen in the form."""
    signal = st.session_state[f"{_SIGNAL}-{therapist}"]
    made = Agreement(
        id=agreements.new_id(),
        therapist=therapist,
        signal=signal,
        practice=PRACTICES[signal],
        start=clock.today(),
        look_again=st.session_state[f"{_DAY}-{therapist}"],
        person=context.viewer.person,
    )
    _guarded(Agreements(context.store.folder).add, made)


def _guarded(change: Callable[..., object], *arguments: object) -> None:
    """Change the agreements; if that fails, keep the sentence for the next run."""
    try:
        change(*arguments)
    except NotesUnusable as error:
        st.session_state[_SAID] = str(error)
