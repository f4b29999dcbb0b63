"""Alliance page: correlation of SRS with outcome, early patterns, completed forms, drops and repairs."""

from collections.abc import Callable, Hashable

import streamlit as st

from analytics import alliance, outcomes
from analytics.alliance.results import Alliance
from analytics.messages import gettext
from pages.alliance import (
    by_session_chart,
    completion_charts,
    drops_chart,
    forest_plot,
    forms_text,
    patterns_chart,
    patterns_text,
    scatter_chart,
    tables,
    text,
)
from pages.shell import answer_cache, page_context, withheld
from pages.shell.page_context import Context
from pages.ui import cards, empty_states, standing_text
from pages.ui.figure import Drawing

SAME, EVERYBODY = "The same clients", "All available"


def page_figure(
    context: Context, chart: Callable[..., Drawing | None], sessions: str, **options: Hashable
) -> Drawing | None:
    """Return a chart of the alliance page for the chosen sessions, from the cache if possible."""
    return answer_cache.get_figure(context, chart, alliance.alliance, options=options, window=sessions)


def correlation_card(context: Context, answer: Alliance, window: str) -> None:
    """Draw the card with the scatter plot of ORS gain against SRS, and the forest plot below it."""
    with cards.card("Does early alliance go with outcome here?", key="together") as card:
        figure = page_figure(context, scatter_chart.draw, window)
        forest = page_figure(context, forest_plot.draw, window, window=window)
        if figure is None or forest is None or answer.scatter is None:
            empty_states.pending(text.nothing_drawn(answer, window))
            return
        cells = bool(answer.scatter.cells)
        card.legend(
            ("bar" if cells else "dot", "a", "clients"),
            ("line", "g", "trend"),
            ("band", "g", "its 95% range"),
        )
        card.y_title("ORS points gained, allowing for the start")
        card.chart(figure, alt=text.lead(answer, window)[0], name=f"scatter-{window}")
        card.footnote(text.scatter_footnote(answer))
        card.chart(forest, alt=" ".join(text.lead(answer, window)), name=f"forest-{window}")
        card.footnote(text.forest_footnote(answer, window))
        card.table(lambda: tables.correlations(answer, window), name="alliance-outcome")
        with st.expander("Sources", key="sources-alliance"):
            cards.bullets(text.forest_source(answer))


def by_session_card(context: Context, answer: Alliance, window: str) -> None:
    """Draw the card of SRS-outcome correlations per session, with a switch for the clients included."""
    with cards.card("How early does the alliance tell?", key="sessions") as card:
        choice = st.segmented_control(
            "Clients",
            (SAME, EVERYBODY),
            default=SAME,
            key="clients",
            bind="query-params",
            required=True,
            wrap=True,
        )
        same = choice != EVERYBODY
        figure = page_figure(context, by_session_chart.draw, window, same=same)
        if figure is None:
            empty_states.pending(text.no_sessions(answer, same))
            return
        card.legend(("dot", "a", "allowing for the start"), ("ring", "a", "and for change by then"))
        card.y_title("Correlation r with the last ORS")
        card.chart(figure, alt=text.sessions_footnote(answer, same), name=f"sessions-{same}")
        card.footnote(text.sessions_footnote(answer, same))
        card.table(lambda: tables.sessions(answer, same), name="alliance-by-session")


def patterns_card(context: Context, answer: Alliance, window: str) -> None:
    """Draw the card of unplanned endings for each of the four early alliance patterns."""
    with cards.card("Which early patterns end how?", key="patterns") as card:
        figure = page_figure(context, patterns_chart.draw, window)
        if figure is None:
            empty_states.pending(patterns_text.no_patterns(answer))
            card.table(lambda: tables.patterns(answer), name="alliance-patterns")
            return
        card.chart(figure, alt=patterns_text.patterns_alt(answer))
        card.footnote(patterns_text.patterns_footnote(answer))
        card.table(lambda: tables.patterns(answer), name="alliance-patterns")


def forms_card(context: Context, answer: Alliance, window: str) -> None:
    """Draw the card with SRS completion by session number and the histogram of SRS totals."""
    with cards.card("Are the forms telling us anything?", key="forms") as card:
        figure = page_figure(context, completion_charts.completion, window)
        if not completion_charts.rows_with_share(answer):
            empty_states.pending(forms_text.completion_footnote(answer))
            return
        if figure is not None:
            card.y_title("Sessions with an SRS, of every 100")
            card.chart(figure, alt=forms_text.completion_footnote(answer), name="completion")
        card.footnote(forms_text.completion_footnote(answer))
        card.table(lambda: tables.completion(answer), name="alliance-completion")
        figure = page_figure(context, completion_charts.totals, window)
        if figure is None:
            cards.text("**How high are the totals?**")
            empty_states.too_little(
                forms_text.too_few_forms(answer), answer.ceiling.n, completion_charts.FEWEST
            )
            return
        card.legend(("bar", "a", "SRS forms"), ("ring", "a", "exactly 40"))
        card.chart(figure, alt=forms_text.totals_footnote(answer), name="totals")
        card.footnote(forms_text.totals_footnote(answer))
        card.table(lambda: tables.totals(answer), name="alliance-totals")


def drops_card(context: Context, answer: Alliance, window: str) -> None:
    """Draw the card of alliance drops: how many were repaired, and how these episodes ended."""
    with cards.card("Drops and repairs", key="drops") as card:
        if standing_text.one_session(whole):
            empty_states.pending(standing_text.NO_DROP_YET)
            return
        card.text(text.drops_lead(answer))
        figure = page_figure(context, drops_chart.draw, window)
        if figure is not None:
            card.chart(figure, alt=text.drops_lead(answer), name="paths")
        if answer.dips is not None:
            card.footnote(text.drops_footnote(answer, context.definitions.dips))
        ended = page_figure(context, drops_chart.outcome, window) if figure is not None else None
        if ended is not None:
            card.chart(ended, alt=text.paths_footnote(), name="outcome")
            card.footnote(text.paths_footnote())
        if answer.paths:
            card.table(lambda: tables.drops(answer), name="alliance-drops")
        if context.allowed("caseload"):
            card.action("See open clients with a drop", "caseload")


context = page_context.require_page("alliance")
whole = answer_cache.get(context, outcomes.holds)
if not whole.has_srs:
    cards.lead(
        f"{standing_text.NO_SRS}.",
        gettext("Nothing can be said about the alliance here. {add_srs}").format(
            add_srs=standing_text.ADD_SRS
        ),
    )
    st.stop()
labels = text.windows(context.definitions.alliance.early_sessions)
choice = st.segmented_control(
    "Sessions",
    tuple(labels),
    default=next(iter(labels)),
    key="sessions",
    bind="query-params",
    required=True,
    wrap=True,
)
window = labels.get(choice, "early")
answer = answer_cache.get(context, alliance.alliance, window=window)
if answer.why:
    withheld.stop_suppressed(context, answer)
bold, plain = text.lead(answer, window)
cards.lead(bold, standing_text.one_session(whole) or plain)
withheld.fixed_period(context, answer)
left, right = st.columns(2, gap="medium")
with left:
    correlation_card(context, answer, window)
    by_session_card(context, answer, window)
with right:
    patterns_card(context, answer, window)
    forms_card(context, answer, window)
    drops_card(context, answer, window)
