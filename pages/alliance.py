"""Alliance: does it go with outcome here, which patterns end how, can the forms be trusted, drops and repairs."""

import streamlit as st

from analytics import alliance, outcomes
from pages.parts import answers, cards, guard, states, tables_alliance, withheld, wording_holds
from pages.parts import wording_alliance as say
from pages.parts.charts import (
    alliance_drops,
    alliance_forest,
    alliance_forms,
    alliance_patterns,
    alliance_scatter,
    alliance_sessions,
)

SAME, EVERYBODY = "The same clients", "All available"


def drawn(context, chart, sessions: str, **options):
    """A figure of this page's answer."""
    return answers.figure(context, chart, alliance.alliance, options=options, window=sessions)


def together(context, answer, window: str) -> None:
    """The scatter, and under it ours next to the published figure."""
    with cards.card("Does early alliance go with outcome here?", key="together") as card:
        figure = drawn(context, alliance_scatter.draw, window)
        forest = drawn(context, alliance_forest.draw, window, window=window)
        if figure is None or forest is None:
            states.later(alliance_forest.chosen(answer, window).why or say.NO_LINE)
            return
        cells = bool(answer.scatter.cells)
        card.legend(
            ("bar" if cells else "dot", "a", "clients"),
            ("line", "g", "trend"),
            ("band", "g", "its 95% range"),
        )
        card.y_title("ORS points gained, allowing for the start")
        card.chart(figure, alt=say.lead(answer, window)[0], name=f"scatter-{window}")
        card.how(say.scatter_how(answer))
        card.chart(forest, alt=" ".join(say.lead(answer, window)), name=f"forest-{window}")
        card.how(say.forest_how(answer, window))
        card.table(lambda: tables_alliance.correlations(answer, window), name="alliance-outcome")
        with st.expander("Sources", key="sources-alliance"):
            cards.bullets(say.forest_source(answer))


def by_session(context, answer, window: str) -> None:
    """The correlation session by session, with the same clients or with everybody."""
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
        figure = drawn(context, alliance_sessions.draw, window, same=same)
        if figure is None:
            states.later(alliance_sessions.rows(answer, same)[0].why or say.NO_LINE)
            return
        card.legend(("dot", "a", "allowing for the start"), ("ring", "a", "and for change by then"))
        card.y_title("Correlation r with the last ORS")
        card.chart(figure, alt=say.sessions_how(answer, same), name=f"sessions-{same}")
        card.how(say.sessions_how(answer, same))
        card.table(lambda: tables_alliance.sessions(answer, same), name="alliance-by-session")


def patterns(context, answer, window: str) -> None:
    """Four early patterns and how they end."""
    with cards.card("Which early patterns end how?", key="patterns") as card:
        figure = drawn(context, alliance_patterns.draw, window)
        if figure is None:
            states.later(say.no_patterns(answer))
            card.table(lambda: tables_alliance.patterns(answer), name="alliance-patterns")
            return
        card.chart(figure, alt=say.patterns_alt(answer))
        card.how(say.patterns_how(answer))
        card.table(lambda: tables_alliance.patterns(answer), name="alliance-patterns")


def forms(context, answer, window: str) -> None:
    """Completion by session number and the histogram of totals."""
    with cards.card("Are the forms telling us anything?", key="forms") as card:
        figure = drawn(context, alliance_forms.completion, window)
        if figure is None:
            states.later(say.completion_how(answer))
            return
        card.y_title("Sessions with an SRS, of every 100")
        card.chart(figure, alt=say.completion_how(answer), name="completion")
        card.how(say.completion_how(answer))
        card.table(lambda: tables_alliance.completion(answer), name="alliance-completion")
        figure = drawn(context, alliance_forms.totals, window)
        if figure is None:
            states.too_little(answer.ceiling.n, alliance_forms.FEWEST, "form")
            return
        card.legend(("bar", "a", "SRS forms"), ("ring", "a", "exactly 40"))
        card.chart(figure, alt=say.totals_how(answer), name="totals")
        card.how(say.totals_how(answer))
        card.table(lambda: tables_alliance.totals(answer), name="alliance-totals")


def drops(context, answer, window: str) -> None:
    """What became of drops, and how such episodes ended."""
    with cards.card("Drops and repairs", key="drops") as card:
        card.text(say.drops_lead(answer))
        figure = drawn(context, alliance_drops.draw, window)
        if figure is not None:
            card.chart(figure, alt=say.drops_lead(answer), name="paths")
        if answer.dips is not None:
            card.how(say.drops_how(answer, context.definitions.dips))
        ended = drawn(context, alliance_drops.outcome, window) if figure is not None else None
        if ended is not None:
            card.chart(ended, alt=say.paths_how(), name="outcome")
            card.how(say.paths_how())
        card.table(lambda: tables_alliance.drops(answer), name="alliance-drops")
        if context.allowed("caseload"):
            card.action("See open clients with a drop", "caseload")


context = guard.enter("alliance")
whole = answers.of(context, outcomes.holds)
if not whole.has_srs:
    cards.lead(f"{wording_holds.NO_SRS}.", f"Nothing can be said about the alliance here. {wording_holds.ADD_SRS}")
    st.stop()
labels = say.windows(context.definitions.alliance.early_sessions)
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
answer = answers.of(context, alliance.alliance, window=window)
if answer.why:
    withheld.stop(context, answer)
cards.lead(*say.lead(answer, window))
if wording_holds.one_session(whole):
    cards.how(wording_holds.one_session(whole))
left, right = st.columns(2, gap="medium")
with left:
    together(context, answer, window)
    by_session(context, answer, window)
with right:
    patterns(context, answer, window)
    forms(context, answer, window)
    drops(context, answer, window)
