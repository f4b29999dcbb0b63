"""Outcomes page: change per client, published services, ORS by session, retention, subgroups."""

import streamlit as st

from analytics import outcomes
from analytics.messages import gettext
from analytics.outcomes.results import Outcomes
from pages.outcomes import (
    benchmark_text,
    change_scatter,
    comparison_charts,
    course_chart,
    course_text,
    favours_text,
    retention_chart,
    sessions_not_held_card,
    tables,
    text,
)
from pages.shell import answer_cache, page_context, withheld
from pages.shell.page_context import Context
from pages.ui import cards, empty_states, endings_text, formatting, standing_text


def change_scatter_card(context: Context, answer: Outcomes) -> None:
    """Draw the card of last against first ORS, with the share improved at other change thresholds."""
    with cards.card("How far did each client travel?", key="travel") as card:
        n = change_scatter.episodes(answer)
        if n is None or n < formatting.SMALL:
            empty_states.too_few_scored(n)
            return
        if n < formatting.ENOUGH:
            empty_states.pending(
                gettext("{n} episodes are too few to draw; the table counts them.").format(
                    n=formatting.count(n)
                )
            )
            card.table(lambda: tables.classes(answer), name="outcome-classes")
            return
        figure = answer_cache.get_figure(context, change_scatter.draw, outcomes.outcomes)
        if figure is None:
            empty_states.pending(text.NO_CELLS)
            card.table(lambda: tables.classes(answer), name="outcome-classes")
            return
        binned = answer.travel_scope == "cells"
        cells = binned or n > change_scatter.SINGLE_MARKS
        card.legend(
            ("bar" if cells else "dot", "w", "clients" if cells else "beyond noise, up"),
            *(() if cells else (("ring", "g", "inside the noise"),)),
            *(() if binned else (("triangle", "o", "beyond noise, down"),)),
            ("band", "g", "the form's noise"),
        )
        card.y_title("ORS at the end, 0 to 40")
        card.chart(figure, alt=text.lead(answer, "mean_change")[0])
        rule = context.definitions.change.rule
        card.footnote(text.travel_footnote(answer, rule))
        if shares := text.sensitivity(answer, rule):
            card.text(shares)
        card.table(lambda: tables.classes(answer), name="outcome-classes")


def favours_detail(context: Context, answer: Outcomes) -> None:
    """Draw, folded up behind the headline, which definition of success favours whom, and the table."""
    if not answer.favours:
        return
    with st.expander("Which headline favours whom?", key="favours"):
        cards.text(favours_text.overall(answer))
        if rows := favours_text.definitions(answer):
            cards.bullets(rows)
            cards.text(favours_text.read(answer))


def benchmarks_card(context: Context, answer: Outcomes, measure: str) -> None:
    """Draw the card of the practice's figure and comparable published figures with their sources."""
    with cards.card("Next to published services", key="published") as card:
        names = benchmark_text.BESIDE[measure]
        figure = answer_cache.get_figure(
            context, comparison_charts.benchmarks, outcomes.outcomes, options={"measures": names}
        )
        if figure is None:
            empty_states.pending(benchmark_text.none_beside(answer, measure))
            return
        card.legend(
            ("dot", "w", "this practice"),
            ("ring", "g", "published"),
            *((("bar", "g", "a goal, not measured"),) if benchmark_text.has_goal(answer, measure) else ()),
        )
        card.chart(figure, alt=text.lead(answer, measure)[0], name=measure)
        card.footnote(benchmark_text.benchmarks_footnote(answer))
        card.flush()
        with st.expander("Sources", key=f"sources-{measure}"):
            cards.bullets([benchmark_text.source(row) for row in comparison_charts.compared(answer, names)])


def course_card(context: Context, answer: Outcomes) -> None:
    """Draw the card of the mean ORS by session, one line per group of episode lengths."""
    cards.chart_card(
        "When does change happen?",
        key="course",
        figure=answer_cache.get_figure(context, course_chart.draw, outcomes.outcomes),
        empty=lambda: course_text.NO_COURSE,
        legend=(
            ("dash", "w", "stayed 1–3 or 4–8 sessions"),
            ("line", "w", "9 or more"),
            ("band", "w", "95% range"),
        ),
        y_title=gettext("Mean ORS, axis from {low} to {high}").format(
            low=course_chart.LOW, high=course_chart.HIGH
        ),
        alt=lambda: course_text.course_footnote(answer),
        table=lambda: tables.course(answer),
        table_name="change-by-session",
    )


def retention_card(context: Context, answer: Outcomes) -> None:
    """Draw the card of the retention curve: share of clients still in care after each session."""
    with cards.card("How long do clients stay?", key="retention") as card:
        if standing_text.one_session(answer_cache.get(context, outcomes.holds)):
            empty_states.pending(standing_text.NO_STAY_YET)
            return
        began = answer.retention[0].at_risk if answer.retention else None if answer.hidden_below else 0
        figure = answer_cache.get_figure(context, retention_chart.draw, outcomes.outcomes)
        if figure is None or began is None or began < formatting.SMALL:
            empty_states.too_little(course_text.too_few_began(began), began)
            return
        card.y_title("Still in care, of every 100 who started")
        card.chart(figure, alt=course_text.retention_lead(answer))
        card.footnote(course_text.retention_footnote(answer))
        card.table(lambda: tables.retention(answer), name="retention")


def subgroups_card(context: Context, answer: Outcomes, measure: str) -> None:
    """Draw the card that compares subgroups with the whole practice on one measure."""
    cards.chart_card(
        "Who do we help less?",
        key="groups",
        figure=answer_cache.get_figure(
            context, comparison_charts.subgroups, outcomes.outcomes, options={"measure": measure}
        ),
        empty=lambda: text.NO_GROUPS_HERE if answer.rounded_to else text.no_subgroups(answer, measure),
        legend=(("dot", "g", "inside chance"), ("diamond", "o", "differs beyond chance")),
        alt=lambda: text.subgroups_footnote(answer, measure),
        name=measure,
        table=lambda: tables.subgroups(answer, measure),
        table_name=f"groups-{measure}",
    )


def unplanned_card(context: Context, answer: Outcomes) -> None:
    """Draw the card of unplanned endings by five counting rules, with the current definition."""
    with cards.card("How many end without an agreed ending?", key="unplanned") as card:
        figure = answer_cache.get_figure(context, comparison_charts.endings, outcomes.outcomes)
        if figure is None:
            empty_states.too_little(formatting.not_enough(answer.ended), answer.ended)
            return
        card.chart(figure, alt=text.lead(answer, "unplanned")[0])
        rules = context.definitions.endings
        card.footnote(text.endings_footnote(answer, rules.unplanned, rules.lapse_days))
        card.table(lambda: tables.endings(answer), name="unplanned")
        card.action("See the rule", "definitions", term="endings.unplanned")


context = page_context.require_page("outcomes")
choice = st.segmented_control(
    "Measure",
    tuple(text.MEASURES),
    default="Reliable improvement",
    key="measure",
    bind="query-params",
    required=True,
    wrap=True,
)
measure = text.MEASURES.get(choice, "reliable_improvement")
answer = answer_cache.get(context, outcomes.outcomes)
if answer.why:
    withheld.stop_suppressed(context, answer)
cards.lead(*text.lead(answer, measure))
withheld.fixed_period(context, answer)
if measure == "mean_change" and text.effect_sizes(answer):
    cards.text(text.effect_sizes(answer))
if measure != "unplanned":
    favours_detail(context, answer)
if measure == "unplanned" and not endings_text.are_recorded(answer.endings):
    cards.action("See the rule", "definitions", term="endings.min_recorded")
    retention_card(context, answer)
    st.stop()
drawn = (change_scatter.episodes(answer) or 0) >= formatting.ENOUGH  # else the curve fills the left column
left, right = st.columns(2, gap="medium")
with left:
    if measure == "unplanned":
        unplanned_card(context, answer)
        sessions_not_held_card.card(context, answer)
        retention_card(context, answer)
    else:
        change_scatter_card(context, answer)
        course_card(context, answer)
        if not drawn:
            retention_card(context, answer)
with right:
    benchmarks_card(context, answer, measure)
    if measure != "unplanned" and drawn:
        retention_card(context, answer)
    subgroups_card(context, answer, measure)
