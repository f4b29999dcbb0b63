"""Panel that compares estimates with the true values of the made-up practice."""

from __future__ import annotations

import streamlit as st

from analytics.evidence import truth
from analytics.filters import Filters
from pages.evidence import truth_chart as chart
from pages.evidence import truth_text
from pages.shell import answer_cache
from pages.shell.page_context import Context
from pages.ui import cards, empty_states


def show(context: Context) -> None:
    """Draw an expander that compares estimates with true values; its content is built when it opens."""
    with cards.card("Can you trust these estimates?", key="truth") as card:
        card.text(truth_text.INTRODUCED)
        card.flush()
        box = st.expander("Our estimates beside the truth", key="truth-open", on_change="rerun")
        if box.open:
            with box:
                _opened(context, card)


def _opened(context: Context, card: cards.Card) -> None:
    whole = Filters()
    truths = answer_cache.get(context, truth.truths, filters=whole)
    if truths.why:
        empty_states.pending(truths.why)
        return
    card.text(truth_text.counted(truths))
    card.bullets(truth_text.practice(truths))
    card.flush()
    choice = st.segmented_control(
        "Measure",
        tuple(truth_text.MEASURES),
        default=next(iter(truth_text.MEASURES)),
        key="truth-of",
        required=True,
        wrap=True,
    )
    measure = truth_text.MEASURES.get(choice, "early_alliance")
    figure = answer_cache.get_figure(
        context, chart.draw, truth.truths, filters=whole, options={"measure": measure}
    )
    if figure is None:
        empty_states.pending("There is no therapist of yours to compare.")
        return
    colour = "a" if measure == "early_alliance" else "w"
    card.legend(("diamond-open", "g", "the truth"), ("dot", colour, "our estimate"), ("line", colour, "95% range"),
                ("line", "o", "a range that misses"))  # fmt: skip
    card.chart(figure, alt=truth_text.alt_text(truths, measure), name=measure)
    card.footnote(truth_text.footnote(measure))
    card.table(lambda: truth_text.table(truths, measure), name=f"truth-{measure}")
