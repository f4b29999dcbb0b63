"""Outcomes & benchmarks: how far clients travelled, next to published services, when it happened, for whom less."""

import streamlit as st

from analytics import outcomes
from pages.parts import answers, cards, guard, states, tables_outcomes, withheld, wording, wording_endings
from pages.parts import wording_outcomes as say
from pages.parts.charts import comparisons, course, retention, travel


def _nothing(answer, measure: str, otherwise: str) -> str:
    """Why a card is empty."""
    if measure == "unplanned" and not wording_endings.are_recorded(answer.endings):
        return wording_endings.not_recorded(answer.endings)
    return otherwise


def travelled(context, answer) -> None:
    """The travel scatter with the sensitivity to the threshold of reliable change."""
    with cards.card("How far did each client travel?", key="travel") as card:
        n = len(answer.travel_start)
        if n < wording.SMALL:
            states.too_little(n)
            return
        if n < wording.ENOUGH:
            states.later(f"{wording.plural(n, 'episode')} are too few to draw; the table counts them.")
            card.table(lambda: tables_outcomes.classes(answer), name="outcome-classes")
            return
        figure = answers.figure(context, travel.draw, outcomes.outcomes)
        cells = n > travel.SINGLE_MARKS
        card.legend(
            ("bar" if cells else "dot", "w", "clients" if cells else "beyond noise, up"),
            *(() if cells else (("ring", "g", "inside the noise"),)),
            ("triangle", "o", "beyond noise, down"),
            ("band", "g", "the form's noise"),
        )
        card.y_title("ORS at the end, 0 to 40")
        card.chart(figure, alt=say.lead(answer, "mean_change")[0])
        card.how(say.travel_how(answer))
        if say.sensitivity(answer):
            card.text(say.sensitivity(answer))
        card.table(lambda: tables_outcomes.classes(answer), name="outcome-classes")


def beside(context, answer, measure: str) -> None:
    """Our figure and published ones on one axis, each with its source."""
    with cards.card("Next to published services", key="published") as card:
        names = say.BESIDE[measure]
        figure = answers.figure(
            context, comparisons.benchmarks, outcomes.outcomes, options={"measures": names}
        )
        if figure is None:
            none = "No published figure of the same kind, or not enough data here yet."
            states.later(_nothing(answer, measure, none))
            return
        card.legend(
            ("dot", "w", "this practice"), ("ring", "g", "published"), ("bar", "g", "a goal, not measured")
        )
        card.chart(figure, alt=say.lead(answer, measure)[0], name=measure)
        card.how(say.benchmarks_how(answer))
        card.flush()
        with st.expander("Sources", key=f"sources-{measure}"):
            cards.bullets([say.source(row) for row in comparisons.compared(answer, names)])


def by_session(context, answer) -> None:
    """Mean ORS by session, split by how long people stayed."""
    with cards.card("When does change happen?", key="course") as card:
        figure = answers.figure(context, course.draw, outcomes.outcomes)
        if figure is None:
            states.later("No group of 20 ended episodes yet.")
            return
        card.legend(
            ("dash", "w", "stayed 1–3 or 4–8 sessions"),
            ("line", "w", "9 or more"),
            ("band", "w", "95% range"),
        )
        card.y_title(f"Mean ORS, axis from {course.LOW} to {course.HIGH}")
        card.chart(figure, alt=say.course_how(answer))
        card.how(say.course_how(answer))
        card.table(lambda: tables_outcomes.course(answer), name="change-by-session")


def staying(context, answer) -> None:
    """The retention curve."""
    with cards.card("How long do clients stay?", key="retention") as card:
        began = answer.retention[0].at_risk if answer.retention else 0
        figure = answers.figure(context, retention.draw, outcomes.outcomes)
        if figure is None or began < wording.SMALL:
            states.too_little(began, what="episode")
            return
        card.y_title("Still in care, of every 100 who started")
        card.chart(figure, alt=say.retention_lead(answer))
        card.how(say.retention_how(answer))
        card.table(lambda: tables_outcomes.retention(answer), name="retention")


def groups(context, answer, measure: str) -> None:
    """Groups beside the practice."""
    with cards.card("Who do we help less?", key="groups") as card:
        figure = answers.figure(
            context, comparisons.subgroups, outcomes.outcomes, options={"measure": measure}
        )
        if figure is None:
            states.later(_nothing(answer, measure, "No group of 10 closed episodes yet."))
            return
        card.legend(("dot", "g", "inside chance"), ("diamond", "o", "differs beyond chance"))
        card.chart(figure, alt=say.subgroups_how(answer, measure), name=measure)
        card.how(say.subgroups_how(answer, measure))
        card.table(lambda: tables_outcomes.subgroups(answer, measure), name=f"groups-{measure}")


def unplanned(context, answer) -> None:
    """Unplanned endings: two bars always together, the bounds, and the rule in force."""
    with cards.card("How many end without an agreed ending?", key="unplanned") as card:
        if not wording_endings.are_recorded(answer.endings):
            states.later(wording_endings.not_recorded(answer.endings))
            card.action("See the rule", "definitions", term="endings.min_recorded")
            return
        figure = answers.figure(context, comparisons.endings, outcomes.outcomes)
        if figure is None:
            states.too_little(answer.ended or 0)
            return
        card.chart(figure, alt=say.lead(answer, "unplanned")[0])
        rules = context.definitions.endings
        card.how(say.endings_how(answer, rules.unplanned, rules.lapse_days))
        card.table(lambda: tables_outcomes.endings(answer), name="unplanned")
        card.action("See the rule", "definitions", term="endings.unplanned")


context = guard.enter("outcomes")
choice = st.segmented_control(
    "Measure",
    tuple(say.MEASURES),
    default="Reliable improvement",
    key="measure",
    bind="query-params",
    required=True,
    wrap=True,
)
measure = say.MEASURES.get(choice, "reliable_improvement")
answer = answers.of(context, outcomes.outcomes)
if answer.why:
    withheld.stop(context, answer)
cards.lead(*say.lead(answer, measure))
if measure == "mean_change" and say.effect_sizes(answer):
    cards.text(say.effect_sizes(answer))
left, right = st.columns(2, gap="medium")
with left:
    if measure == "unplanned":
        unplanned(context, answer)
        staying(context, answer)
    else:
        travelled(context, answer)
        by_session(context, answer)
with right:
    beside(context, answer, measure)
    if measure != "unplanned":
        staying(context, answer)
    groups(context, answer, measure)
