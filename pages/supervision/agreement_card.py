"""Card of what supervisor and therapist agreed to practise, with the input fields of a new agreement."""

from __future__ import annotations

import datetime

import streamlit as st

from analytics import clock
from analytics.agreements import WHOLE_POINT, Shift, moved, needed, over_time, pooled
from analytics.focus import practices
from analytics.focus.results import AREAS, PRACTICES, SIGNALS
from analytics.notes import Agreement, Agreements, NotesUnusable, agreements
from analytics.outcomes.own_clients import sees_every_client
from pages.shell import note_changes
from pages.shell.page_context import Context
from pages.supervision import agreement_text as text
from pages.supervision import lots_card, shift_text, signal_chart, signal_text
from pages.ui import cards, chart_style

_SAID = "agreement_said"  # sentence for the next run, where an agreement could not be kept
_SIGNAL, _DAY = "agree-signal", "agree-day"
MOST_ENDED = 5  # ended agreements listed


def card(context: Context, therapist: str, suggested: str | None) -> None:
    """Draw the running agreement of a therapist, or the input fields of a new one, and earlier agreements below.

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
            known = _known(context)
            if context.version is not None:
                lots_card.turns(context, drawn, therapist)
        except NotesUnusable as error:
            drawn.text(str(error))
            return
        if said := st.session_state.pop(_SAID, None):
            drawn.text(said)
        own = [one for one in agreements.visible(known, context.viewer) if one.therapist == therapist]
        running = [one for one in own if one.ended is None]
        for one in running:
            _running(context, drawn, one, known)
        if not running:
            drawn.flush()
            _form(context, therapist, suggested)
        drawn.bullets([text.ended(one) for one in own if one.ended][-MOST_ENDED:])
        drawn.footnote(text.WHO_SEES)


def practice_card(context: Context) -> None:
    """Draw how many therapists have each training practice and what moved, for owners; nothing without agreements."""
    try:
        known = _known(context)
    except NotesUnusable:
        return
    if not known:
        return
    with cards.card("What is being practised, and did it move?", key="practised") as drawn:
        counts = agreements.therapists_by_practice(known, context.warehouse.therapist_key)
        drawn.bullets(text.counted(*counts, below(context)))
        effects = pooled(context.warehouse, context.scope, known)
        drawn.bullets(shift_text.pooled(effects))
        drawn.footnote(text.practice_note(), shift_text.pooled_note(effects))


def below(context: Context) -> int:
    """Return the smallest number of therapists shown to the viewer; 0 for whoever may see every client."""
    if sees_every_client(context.warehouse, context.scope):
        return 0
    return context.definitions.small_numbers.suppress_below


def _known(context: Context) -> tuple[Agreement, ...]:
    """Return every agreement of the practice, with therapist codes as shown now."""
    if context.version is None:
        return ()
    kept = Agreements(context.store.folder).all()
    return agreements.as_shown(kept, context.warehouse.shown_therapist)


def _running(context: Context, drawn: cards.Card, one: Agreement, known: tuple[Agreement, ...]) -> None:
    """Draw a running agreement, whether its signal moved since, and the button that ends it."""
    drawn.flush()
    words, chart = st.columns(2, gap="medium")
    shift = moved(context.warehouse, context.scope, one, known)
    with words:
        drawn.text(text.agreed(one), text.when_to_look(one, clock.today()), shift_text.state(shift))
        drawn.facts({"Try": practices()[one.practice].try_})
        drawn.facts(shift_text.facts(shift))
        drawn.footnote(*(sentence for sentence in (shift_text.note(shift),) if sentence))
        drawn.flush()
    with chart:
        _chart(context, drawn, one, shift)
    change = (Agreements(context.store.folder).end, one, clock.today())
    st.button("End this agreement", key=f"end-{one.id}", on_click=note_changes.guarded, args=(_SAID, *change))


def _chart(context: Context, drawn: cards.Card, one: Agreement, shift: Shift) -> None:
    """Draw the agreed signal over time with its table; nothing where there are no figures."""
    answer = over_time(context.warehouse, context.scope, one)
    figure = chart_style.finish(signal_chart.draw(answer, shift))
    if figure is None or shift.why is not None:
        return
    drawn.y_title(signal_text.y_title(one.signal))
    drawn.chart(figure, alt=signal_text.alt(answer, shift), name=f"signal-{one.id}")
    drawn.footnote(signal_text.how(answer, shift))
    drawn.table(lambda: signal_text.table(answer), name=f"signal-{one.id}")


def _form(context: Context, therapist: str, suggested: str | None) -> None:
    """Draw the choice of what to practise and when to look again, with the button that keeps it."""
    listed = list(SIGNALS)
    first = listed.index(suggested) if suggested in listed else 0
    key = f"{_SIGNAL}-{therapist}"
    signal = st.selectbox("What to practise", listed, index=first, format_func=text.option, key=key)
    enough = needed(context.warehouse, context.scope, therapist, signal)
    point = (
        needed(context.warehouse, context.scope, therapist, signal, WHOLE_POINT) if signal in AREAS else None
    )
    cards.footnote(shift_text.needed(enough, point))
    today = clock.today()
    st.date_input(
        "Look again on",
        value=today + datetime.timedelta(weeks=text.weeks(enough)),
        min_value=today + datetime.timedelta(days=1),
        max_value=today + datetime.timedelta(weeks=text.MOST_WEEKS),
        format="YYYY-MM-DD",
        key=_day_key(therapist, signal),
    )
    st.button("Agree and set the day", key=f"agree-{therapist}", on_click=_agree, args=(context, therapist))


def _day_key(therapist: str, signal: str) -> str:
    """Return the key of the date field; one per signal, because each takes its own time to move."""
    return f"{_DAY}-{therapist}-{signal}"


def _agree(context: Context, therapist: str) -> None:
    """Store the agreement entered in the card."""
    signal = st.session_state[f"{_SIGNAL}-{therapist}"]
    made = Agreement(
        id=agreements.new_id(),
        therapist=therapist,
        signal=signal,
        practice=PRACTICES[signal],
        start=clock.today(),
        look_again=st.session_state[_day_key(therapist, signal)],
        person=context.viewer.person,
    )
    note_changes.guarded(_SAID, Agreements(context.store.folder).add, made)
