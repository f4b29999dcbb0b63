"""Therapist comparison page: differences beyond chance, their certainty, SRS areas, retention."""

from collections.abc import Callable, Mapping

import streamlit as st

from analytics import focus, outcomes, therapists
from analytics.messages import gettext
from analytics.outcomes import peer_suppression
from analytics.therapists.results import Comparison
from analytics.why import is_code
from pages.outcomes import course_text, retention_chart
from pages.shell import answer_cache, chosen_therapist, page_context, withheld
from pages.shell.page_context import Context
from pages.therapists import areas_chart, caterpillar_plot, funnel_plot, text
from pages.ui import cards, chart_style, empty_states


def choose_on_click(context: Context, key: str) -> Callable[[], None]:
    """Return a chart callback that selects the therapist whose mark was clicked."""

    def clicked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points and points[0].get("customdata"):
            value = points[0]["customdata"]
            chosen_therapist.choose(context, value[0] if isinstance(value, (list, tuple)) else value)

    return clicked


def chosen_measure(has_srs: bool) -> str:
    """Draw the measure switch and return the selected measure."""
    choice = st.segmented_control(
        "Measure",
        tuple(text.MEASURES),
        default="Early alliance" if has_srs else "Wellbeing change",
        key="compare",
        bind="query-params",
        required=True,
        wrap=True,
    )
    return text.MEASURES.get(choice, "early_alliance")


def controls(context: Context, answer: Comparison) -> tuple[dict, str | None]:
    """Draw the names switch and the therapist selector; return (labels by code, selected code)."""
    only_own = len(answer.therapists) == 1
    shown = only_own or "owner" not in context.viewer.roles
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if not only_own and answer.therapists:
            shown = st.toggle("Show names", value=shown, key="names")
        labels = text.names(answer, shown)
        if only_own or not labels:
            return labels, next(iter(labels), None)
        return labels, chosen_therapist.selector(context, "highlight", labels)


def funnel_card(
    context: Context, answer: Comparison, measure: str, labels: Mapping[str, str], picked: str | None
) -> None:
    """Draw the card of the funnel plot: each therapist's share of episodes with an outcome, against n."""
    with cards.card("Who differs by more than chance?", key="funnel") as card:
        options = {"names": tuple(labels.items()), "picked": picked}
        figure = answer_cache.get_figure(
            context, funnel_plot.draw, therapists.comparison, options=options, measure=measure
        )
        if figure is None:
            empty_states.pending(answer.funnel_why or "Too few colleagues to draw it without naming them.")
            return
        card.legend(
            ("dot", "g", "inside"), ("diamond-open", "g", "near the edge"), ("diamond", "o", "beyond chance"),
            ("ring", "w", "highlighted"),
        )  # fmt: skip
        card.y_title("Of every 100, allowing for who came")
        said, choose = text.lead(answer, None)[0], choose_on_click(context, f"funnel-{measure}")
        card.chart(figure, alt=said, name=measure, on_select=choose)
        card.footnote(text.funnel_footnote(answer))


def caterpillar_card(
    context: Context, answer: Comparison, measure: str, labels: Mapping[str, str], picked: str | None
) -> None:
    """Draw the card of the caterpillar plot: each therapist's difference from the practice."""
    with cards.card("How sure are we about each person?", key="sure") as card:
        options = {"names": tuple(labels.items()), "picked": picked}
        figure = answer_cache.get_figure(
            context, caterpillar_plot.draw, therapists.comparison, options=options, measure=measure
        )
        if figure is None:
            empty_states.pending("Nobody to show.")
            return
        card.legend(
            ("bar", "g", "likely range"), ("thin", "g", "95% range"), ("diamond", "o", "beyond chance"),
            ("dot", "w", "highlighted"), *((("band", "g", "the others"),) if answer.others else ()),
        )  # fmt: skip
        card.chart(
            figure,
            alt=text.lead(answer, None)[0],
            name=measure,
            on_select=choose_on_click(context, f"sure-{measure}"),
        )
        card.text(text.share_between(answer))
        if text.other_ways(answer):
            card.text(text.other_ways(answer))
        card.footnote(text.caterpillar_footnote(answer))
        card.table(lambda: text.table(answer, labels), name=f"therapists-{measure}")


def areas_card(context: Context, labels: Mapping[str, str], picked: str) -> None:
    """Draw the card of the four SRS areas of the chosen therapist."""
    own = picked == context.viewer.own_therapist
    heading = (
        "Where could training help you?"
        if own
        else gettext("Where could training help {picked}?").format(picked=labels[picked])
    )
    with cards.card(heading, key="profile") as card:
        found = answer_cache.get(context, focus.focus)
        one = next((row for row in found.therapists if row.therapist == picked), None)
        figure = None if one is None else areas_chart.draw(one)
        if one is None or figure is None:
            empty_states.pending(found.why or "No forms answered area by area yet.")
            return
        sentence, how = text.profile(one, labels[picked], own=own)
        card.text(sentence)
        chart_style.finish(figure)
        card.chart(figure, alt=sentence, name="areas")
        card.footnote(how, text.OWN_QUESTION if own else text.QUESTION)
        if context.allowed("supervision"):
            card.action("Open Training focus", "supervision")


def retention_card(context: Context, labels: Mapping[str, str], picked: str) -> None:
    """Draw the card of the retention curve of the chosen therapist's clients."""
    heading = (
        "How long do your clients stay?"
        if picked == context.viewer.own_therapist
        else gettext("How long do clients of {picked} stay?").format(picked=labels[picked])
    )
    with cards.card(heading, key="stay") as card:
        narrowed = context.replace(therapist=picked)
        answer = answer_cache.get(narrowed, outcomes.outcomes)
        figure = (
            None if answer.why else answer_cache.get_figure(narrowed, retention_chart.draw, outcomes.outcomes)
        )
        if figure is None:
            empty_states.pending(answer.why or "No episode to draw yet.")
            return
        card.y_title("Still in care, of every 100 who started")
        card.chart(figure, alt=course_text.retention_lead(answer))
        card.footnote(course_text.retention_footnote(answer))


context = page_context.require_page("therapists")
whole = answer_cache.get(context, outcomes.holds)
measure = chosen_measure(whole.has_srs)
answer = answer_cache.get(context, therapists.comparison, measure=measure)
if answer.why == peer_suppression.TOO_FEW:
    withheld.stop_suppressed(context, answer)
cards.lead(*text.lead(answer, context.viewer.own_therapist))
withheld.fixed_period(context, answer)
if measure == "unplanned" and is_code(answer.why, "endings_not_recorded"):
    cards.action("See the rule", "definitions", term="endings.min_recorded")
    st.stop()
if answer.why and not answer.n:
    if not text.never(answer):
        withheld.retry_button(context)
    st.stop()
if answer.therapists:
    cards.text(text.allowed(answer))
labels, picked = controls(context, answer)
if answer.therapists:
    if answer.funnel is not None:
        left, right = st.columns(2, gap="medium")
        with left:
            funnel_card(context, answer, measure, labels, picked)
        with right:
            caterpillar_card(context, answer, measure, labels, picked)
    else:
        caterpillar_card(context, answer, measure, labels, picked)
    if picked:
        left, right = st.columns(2, gap="medium")
        with left:
            areas_card(context, labels, picked)
        with right:
            retention_card(context, labels, picked)
