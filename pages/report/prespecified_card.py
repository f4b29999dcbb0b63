"""Card for owners to choose the measures of a report before its period begins, and to withdraw a choice."""

from __future__ import annotations

import datetime

import streamlit as st

from analytics import clock, prespecified
from analytics.accounts.schema import AccountsUnusable
from analytics.filters import month_start
from analytics.messages import gettext
from analytics.notes import NotesUnusable
from analytics.notes.prespecified import ChosenMeasure, Prespecified
from analytics.prespecified import MEASURES, ChoiceRefused
from pages.outcomes import benchmark_text
from pages.report import prespecified_choice_text as text
from pages.report.prespecified_text import NAMES
from pages.shell.page_context import Context
from pages.ui import cards, empty_states, formatting

WHICH, _SAID = "prespecified", "prespecified_said"  # the choice to print; a sentence for the next run
_TITLE, _MEASURES = "prespecified-title", "prespecified-measures"
LENGTHS = (12, 6, 3, 1)  # months of a period
MONTHS_BACK, MONTHS_AHEAD = 12, 12  # first months offered, from the present one


def chosen(context: Context) -> int | None:
    """Draw the choices made so far and the input fields of a new choice; return the number of the choice to print."""
    if said := st.session_state.pop(_SAID, None):
        empty_states.info_bar(said)
    try:
        every = prespecified.visible(context.store.folder, context.viewer)
    except NotesUnusable as error:
        empty_states.info_bar(str(error))
        return None
    number = _existing_choices(context, every) if every else None
    with st.expander("Choose the measures of a period to come", expanded=not every, key="prespecified-form"):
        _new_choice(context)
    return number


def _existing_choices(context: Context, every: tuple[Prespecified, ...]) -> int:
    """Draw the selector of choices, the newest not withdrawn first, and the button that withdraws one."""
    by_number = {one.number: one for one in reversed(every)}
    numbers = sorted(by_number, key=lambda number: (by_number[number].withdrawn_on is not None, -number))
    number = st.selectbox(
        "Which choice", numbers, key=WHICH, format_func=lambda number: text.option(by_number[number])
    )
    one = by_number[number]
    if one.withdrawn_on is None:
        st.button(
            "Withdraw this choice",
            key="prespecified-withdraw",
            on_click=_change,
            args=(prespecified.withdraw, context.store.folder, context.viewer, number),
            help="It stays listed with the day, and can still be printed.",
        )
    return number


def _new_choice(context: Context) -> None:
    """Draw the fields of a new choice, and the button that stores it."""
    title = st.text_input("Title", key=_TITLE, max_chars=40, placeholder="To the board")
    left, right = st.columns(2)
    today = clock.today()
    starts = [month_start(today, back) for back in range(MONTHS_BACK, -MONTHS_AHEAD - 1, -1)]
    with left:
        since = st.selectbox(
            "First month",
            starts,
            index=MONTHS_BACK + 1,
            format_func=formatting.month,
            key="prespecified-since",
        )
    with right:
        length = st.selectbox("Months", LENGTHS, key="prespecified-length")
    until = month_start(since, -length) - datetime.timedelta(days=1)
    names = st.multiselect(
        "Measures, in the order to print", list(MEASURES), format_func=NAMES.__getitem__, key=_MEASURES
    )
    measures = [_measure(name) for name in names]
    cards.footnote(text.before_choosing(since, until, today))
    st.button(
        "Choose these measures",
        key="prespecified-choose",
        type="primary",
        on_click=_choose,
        args=(context, title, measures, since, until),
    )


def _measure(name: str) -> ChosenMeasure:
    """Draw the goal of a measure and the published figure to print beside it, both optional."""
    measure, offered = MEASURES[name], prespecified.offered(name)
    goal = published = None
    left, right = st.columns(2)
    if measure.better is not None:
        factor = 100 if measure.unit == "share" else 1
        low, high = measure.goal_range
        with left:
            typed = st.number_input(
                text.goal_label(name),
                low * factor,
                high * factor,
                value=None,
                step=1.0 if measure.unit == "share" else 0.1,
                format="%.0f" if measure.unit == "share" else "%.1f",
                placeholder="none",
                key=f"prespecified-goal-{name}",
            )
        goal = None if typed is None else typed / factor
    if offered:
        by_key = {row.figure: row for row in offered}
        with right:
            published = st.selectbox(
                gettext("Published figure beside: {measure}").format(measure=text.SHORT[name]),
                list(by_key),
                index=None,
                format_func=lambda key: gettext("{label}: {figure}").format(
                    label=by_key[key].label, figure=benchmark_text.figure(by_key[key])
                ),
                placeholder="none",
                key=f"prespecified-published-{name}",
            )
    return ChosenMeasure(measure=name, goal=goal, published=published)


def _choose(
    context: Context, title: str, measures: list[ChosenMeasure], since: datetime.date, until: datetime.date
) -> None:
    """Store the measures and period entered in the card as a new choice, and select that choice."""
    rules = context.definitions
    stored = _change(
        prespecified.choose, context.store.folder, context.viewer, title, measures, since, until, rules
    )
    if isinstance(stored, Prespecified):
        st.session_state[WHICH] = stored.number
        st.session_state[_TITLE], st.session_state[_MEASURES] = "", []
        st.session_state[_SAID] = text.stored(stored)


def _change(function, *arguments):
    """Call a function that changes the choices; if it refuses, keep the error's message for the next run."""
    try:
        return function(*arguments)
    except (ChoiceRefused, NotesUnusable, AccountsUnusable) as error:
        st.session_state[_SAID] = str(error)
        return None
