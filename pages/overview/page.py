"""Overview page: outcomes, changes by month, things to look at, starts and ends of episodes."""

import streamlit as st

from analytics import outcomes
from analytics.messages import gettext
from analytics.outcomes.results import Overview
from pages.overview import (
    highlights_text,
    intake_chart,
    months_chart,
    months_text,
    tables,
    text,
    verdict_text,
)
from pages.shell import answer_cache, page_context, withheld
from pages.shell.page_context import Context
from pages.ui import cards, empty_states, formatting, standing_text
from pages.ui.selection_text import phrase, to_100

CELLS = (("dot", "w", "clearly better"), ("ring", "w", "about the same"), ("half", "w", "clearly worse"))


def endings_card(context: Context, overview: Overview) -> None:
    """Draw the card of clients by outcome: as 100 dots, or as counts if there are few clients."""
    with cards.card("How did clients end up?", key="endings") as card:
        found, lead = text.counts(overview), text.lead(overview)[0]
        n = overview.assessable
        if n is None or n < formatting.SMALL:
            if n != 0:
                empty_states.too_few_scored(n)
            else:
                card.text("It takes a first and a later ORS of the same client to say how somebody ended up.")
            card.flush()
            if not standing_text.one_session(answer_cache.get(context, outcomes.holds)):
                withheld.all_data_button(context)
        elif found is None:
            better = phrase(overview.reliable_improvement)
            card.text(
                *([gettext("Clearly better: {better}.").format(better=better)] if better else []),
                "Some counts are too small to show.",
            )
        elif n < formatting.ENOUGH:
            card.bullets(
                [
                    gettext("{k} of {n} {words}").format(k=k, n=n, words=words)
                    for k, (_, _, words) in zip(found, CELLS, strict=True)
                ]
            )
        else:
            of_100 = to_100(found)
            card.legend(
                *(
                    (mark, colour, f"{words} {k}")
                    for k, (mark, colour, words) in zip(of_100, CELLS, strict=True)
                )
            )
            card.dots([(k, mark, colour) for k, (mark, colour, _) in zip(of_100, CELLS, strict=True)], lead)
        card.facts(text.side_figures(overview))
        card.footnote(
            *filter(
                None,
                [text.endings(overview, context.definitions.change.rule), verdict_text.footnote(overview)],
            )
        )
        card.table(lambda: tables.endings(overview), name="endings")
        if context.allowed("outcomes"):
            card.action("Open Outcomes", "outcomes")


def highlights_card(context: Context, overview: Overview) -> None:
    """Draw the card of things to look at, each linked to its page where this person may open it.

    What a chart of this page shows too is named to everybody; open clients to those who see clients.
    """
    with cards.card("What to look at", key="look"):
        items = [one for one in overview.look_at if one.kind != "talk_first" or context.allowed(one.page)]
        if not items or overview.as_of is None:
            cards.text(highlights_text.nothing_unusual(overview))
            return
        for item in items:
            sentence, verb = highlights_text.look_at(item, overview.as_of)
            cards.text(sentence)
            if context.allowed(item.page):
                cards.action(verb, item.page)


def months_card(context: Context, overview: Overview) -> None:
    """Draw the card of four small monthly charts, each with a verdict about change."""
    with cards.card("Has anything really changed?", key="months") as card:
        early = all(series.state == "too_early" for series in overview.series)
        limits = (("band", "g", "chance alone"), ("line", "g", "average"))
        drawn = [point for series in overview.series if months_chart.shown(series) for point in series.points]
        running = any(point.incomplete and point.value is not None for point in drawn)
        ring = ("ring", "g", "not complete yet")
        marks = {
            "changed": ("diamond", "o", "after a change"),
            "unusual_month": ("dot", "o", "unusual month"),
        }
        seen = [mark for signal, mark in marks.items() if any(point.signal == signal for point in drawn)]
        card.legend(*(() if early else limits), *seen, *((ring,) if running else ()))
        card.flush()
        with st.grid(min_column_width=190, gap="medium"):
            for measure, (name, _) in months_text.MEASURES.items():
                series = months_chart.find(overview, measure)
                with st.container(gap="xsmall", key=f"tile-{measure}"):
                    axis = months_chart.axis(series) if series and months_chart.shown(series) else None
                    card.y_title(months_text.tile(series, measure, axis))
                    card.y_title(months_text.word(series))
                    figure = answer_cache.get_figure(
                        context, months_chart.draw, outcomes.overview, options={"measure": measure}
                    )
                    if figure is not None and series is not None:
                        card.chart(figure, alt=f"{name}: {series.word}", name=measure)
                    card.flush()
        card.footnote(months_text.changes(overview))
        card.table(lambda: tables.months(overview), name="months")


def intake_card(context: Context, overview: Overview) -> None:
    """Draw the card of episode starts and ends by month, with the mean first ORS."""
    with cards.card("Who do we see?", key="seen") as card:
        figure = answer_cache.get_figure(context, intake_chart.draw, outcomes.overview)
        if figure is None:
            empty_states.pending(overview.seen_why or text.NO_MONTHS)
            card.footnote(text.start(overview))
            return
        below = bool(intake_chart.means(overview))
        card.legend(
            ("line", "g", "starts"),
            ("dash", "g", "ends"),
            *((("dot", "w", "mean ORS at the start, with its range"),) if below else ()),
        )
        card.y_title("Above: episodes a month. Below: ORS points, 0 to 40" if below else "Episodes a month")
        card.chart(figure, alt=text.intake_text(overview))
        card.footnote(text.intake_text(overview))
        card.table(lambda: tables.intake(overview), name="who-we-see")


context = page_context.require_page("overview")
answer = answer_cache.get(context, outcomes.overview)
if answer.why:
    withheld.stop_suppressed(context, answer)
cards.lead(*text.lead(answer))
cards.text(*verdict_text.verdict(answer))
withheld.fixed_period(context, answer)
left, right = st.columns([1.5, 1], gap="medium")
with left:
    endings_card(context, answer)
with right:
    highlights_card(context, answer)
months_card(context, answer)
intake_card(context, answer)
