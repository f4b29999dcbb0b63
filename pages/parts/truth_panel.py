"""Estimates beside the truth: a panel for the made-up practice, built when it is opened."""

from __future__ import annotations

import streamlit as st

from analytics.evidence import truth
from analytics.filters import Filters
from pages.parts import answers, cards, states
from pages.parts import wording_truth as say
from pages.parts.charts import truth as chart


def show(context) -> None:
    """The card, with everything behind one expander: it takes a second the first time."""
    with cards.card("Can you trust these estimates?", key="truth") as card:
        card.text(say.INTRODUCED)
        card.flush()
        box = st.expander("Our estimates beside the truth", key="truth-open", on_change="rerun")
        if box.open:
            with box:
                _opened(context, card)


def _opened(context, card) -> None:
    whole = Filters()
    found = answers.of(context, truth.truths, filters=whole)
    if found.why:
        states.later(found.why)
        return
    card.text(say.counted(found))
    card.bullets(say.practice(found))
    card.flush()
    choice = st.segmented_control(
        "Measure",
        tuple(say.MEASURES),
        default=next(iter(say.MEASURES)),
        key="truth-of",
        required=True,
        wrap=True,
    )
    measure = say.MEASURES.get(choice, "early_alliance")
    figure = answers.figure(context, chart.draw, truth.truths, filters=whole, options={"measure": measure})
    if figure is None:
        states.later("There is no therapist of yours to compare.")
        return
    colour = "a" if measure == "early_alliance" else "w"
    card.legend(("diamond-open", "g", "the truth"), ("dot", colour, "our estimate"), ("line", colour, "95% range"),
                ("line", "o", "a range that misses"))  # fmt: skip
    card.chart(figure, alt=say.one(found, measure), name=measure)
    card.how(say.how(measure))
    card.table(lambda: say.table(found, measure), name=f"truth-{measure}")
