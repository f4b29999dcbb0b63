"""Card for owners to draw lots for who starts a training practice first, and to read what the draw shows."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import streamlit as st

from analytics import clock
from analytics.accounts.schema import AccountsUnusable
from analytics.agreements import lots, lots_drawing
from analytics.agreements.lots_answer import lot_comparison, power
from analytics.agreements.results import SHIFTS
from analytics.focus.results import SIGNALS
from analytics.notes import Agreements, NotesUnusable, agreements
from analytics.notes.lot_draws import LotDraw, LotDraws, turn
from analytics.store import identities
from pages.shell.page_context import Context
from pages.supervision import agreement_text, lots_text
from pages.ui import cards

_SAID = "lots_said"  # sentence for the next run, where lots could not be drawn
WEEKS, FEWEST_WEEKS, MOST_WEEKS = 26, 8, 78  # of the wait; own choice


def card(context: Context) -> None:
    """Show the draws by lot so far with their results, and the input fields of a new draw; for owners only."""
    if not lots_drawing.may_draw(context.viewer) or context.version is None:
        return
    with cards.card("Who starts first, by lot", key="lots") as drawn:
        drawn.text(lots_text.WHAT)
        if said := st.session_state.pop(_SAID, None):
            drawn.text(said)
        try:
            made = LotDraws(context.store.folder).all()
            known = agreements.as_shown(
                Agreements(context.store.folder).all(), context.warehouse.shown_therapist
            )
        except NotesUnusable as error:
            drawn.text(str(error))
            return
        for one in reversed(made):
            _past_draw(context, drawn, one, known)
        drawn.footnote(*([lots_text.BOTH_TESTS] if made else []))
        drawn.flush()
        with st.expander("Draw lots", key="lots-form"):
            _new_draw(context)


def turns(context: Context, drawn: cards.Card, therapist: str) -> None:
    """Show on which day the lot lets one therapist start, if the viewer may see this therapist."""
    for one in LotDraws(context.store.folder).all():
        if one.called_off is None:
            starts = lots.starts_now(one.seed, one.strata)
            day = turn(one, therapist, starts, context.warehouse.shown_therapist)
            if day is not None:
                own = context.viewer.own_therapist == therapist
                drawn.text(lots_text.turn(one, day, clock.today(), own))


def _past_draw(context: Context, drawn: cards.Card, one: LotDraw, known: tuple) -> None:
    """Show one draw by lot: result, who starts when, how to repeat it, and the button that calls it off."""
    found = lot_comparison(context.warehouse, context.scope, one, known)
    drawn.text(lots_text.drawn(found), lots_text.state(found))
    drawn.facts(lots_text.facts(found))
    starts = lots.starts_now(one.seed, one.strata)
    balanced = len(set(one.strata.values())) > 1
    drawn.flush()
    with st.expander("Who starts when, and how it was drawn", key=f"lots-{one.number}"):
        cards.facts(lots_text.groups(one, starts))
        cards.footnote(lots_text.how_drawn(found, balanced))
    if one.called_off is None and clock.today() < one.later:
        arguments = (context.store.folder, context.viewer, one.number)
        st.button(
            "Call this draw off",
            key=f"lots-off-{one.number}",
            on_click=_change,
            args=(lots_drawing.call_off, *arguments),
        )


def _new_draw(context: Context) -> None:
    """Show the input fields of a new draw: what to train, among whom, how long the others wait; and its button."""
    warehouse, scope = context.warehouse, context.scope
    signal = st.selectbox(
        "What to train", list(SIGNALS), format_func=agreement_text.option, key="lots-signal"
    )
    codes = sorted({warehouse.shown_therapist(code) for code in identities.codes(context.store, "therapist")})
    chosen = st.multiselect("Among whom", codes, default=codes, key="lots-among")
    weeks = st.number_input(
        "Weeks that the others wait", FEWEST_WEEKS, MOST_WEEKS, value=WEEKS, key="lots-weeks"
    )
    balanced = st.toggle(
        "Balance by ratings so far",
        key="lots-balanced",
        help="Half of those with lower ratings so far start, and half of those with higher ones.",
    )
    start = clock.today()
    later = start + datetime.timedelta(weeks=int(weeks))
    strata = _strata(context, signal, tuple(chosen), start, balanced)
    found = power(warehouse, scope, strata, signal, start, later) if len(chosen) > 1 else None
    fewest = lots_drawing.fewest(balanced)
    cards.footnote(lots_text.announced(found, signal, SHIFTS[signal], len(chosen), fewest))
    st.button(
        "Draw lots now",
        key="lots-draw",
        on_click=_draw_lots,
        args=(context, signal, tuple(chosen), start, later, balanced),
        disabled=len(chosen) < 2,
        help="The draw is kept with its seed and is never changed; it can be called off and stays listed.",
    )


def _draw_lots(
    context: Context,
    signal: str,
    chosen: tuple[str, ...],
    start: datetime.date,
    later: datetime.date,
    balanced: bool,
) -> None:
    """Draw lots with the values entered in the card, and store the draw."""
    strata = _strata(context, signal, chosen, start, balanced)
    _change(lots_drawing.draw, context.store.folder, context.viewer, signal, strata, start, later)


def _strata(
    context: Context, signal: str, chosen: tuple[str, ...], start: datetime.date, balanced: bool
) -> dict[str, str]:
    """Return the stratum of each therapist: if `balanced`, lower or higher half of mean ratings so far, else the same."""
    if balanced:
        return lots_drawing.halves(context.warehouse, context.scope, chosen, signal, start)
    return dict.fromkeys(chosen, "")


def _change(change: Callable[..., object], *arguments: object) -> None:
    """Call a function that changes the draws by lot; if it refuses, keep the error's message for the next run."""
    try:
        change(*arguments)
    except (lots_drawing.LotsRefused, NotesUnusable, AccountsUnusable) as error:
        st.session_state[_SAID] = str(error)
