"""Overview: how clients of the practice ended up, whether anything really changed, what to look at."""

import streamlit as st

from analytics import outcomes
from pages.parts import answers, cards, guard, states, withheld, wording, wording_verdict
from pages.parts import wording_overview as say
from pages.parts.charts import months, seen
from pages.parts.wording_selection import phrase, to_100

CELLS = (("dot", "w", "clearly better"), ("ring", "w", "about the same"), ("half", "w", "clearly worse"))


def endings(context, overview) -> None:
    """The dots, or counts in words where there are too few for dots."""
    with cards.card("How did clients end up?", key="endings") as card:
        found, lead = say.counts(overview), say.lead(overview)[0]
        n = overview.assessable or 0
        if n < wording.SMALL:
            states.too_little(n)
            states.all_data(context)
        elif found is None:
            better = phrase(overview.reliable_improvement)
            card.text(*([f"Clearly better: {better}."] if better else []), "Some counts are too small to show.")
        elif n < wording.ENOUGH:
            card.bullets([f"{k} of {n} {words}" for k, (_, _, words) in zip(found, CELLS, strict=True)])
        else:
            of_100 = to_100(found)
            card.legend(
                *(
                    (mark, colour, f"{words} {k}")
                    for k, (mark, colour, words) in zip(of_100, CELLS, strict=True)
                )
            )
            card.dots([(k, mark, colour) for k, (mark, colour, _) in zip(of_100, CELLS, strict=True)], lead)
        card.facts(say.beside(overview))
        card.how(*filter(None, [say.endings(overview), wording_verdict.how(overview)]))
        card.table(lambda: say.endings_table(overview), name="endings")
        if context.allowed("outcomes"):
            card.action("Open Outcomes", "outcomes")


def look_at(context, overview) -> None:
    """At most three things, each with its link where the viewer may follow it."""
    with cards.card("What to look at", key="look"):
        items = [item for item in overview.look_at if context.allowed(item.page)]
        if not items:
            cards.text(say.nothing(overview))
        for item in items:
            sentence, verb = say.look_at(item)
            cards.text(sentence)
            cards.action(verb, item.page)


def changes(context, overview) -> None:
    """Four small multiples over at least 24 months, one word each."""
    with cards.card("Has anything really changed?", key="months") as card:
        early = all(series.state == "too_early" for series in overview.series)
        limits = (("band", "g", "chance alone"), ("line", "g", "average"), ("diamond", "o", "changed"))
        card.legend(*(() if early else limits), ("ring", "g", "not complete yet"))
        card.flush()
        with st.grid(min_column_width=190, gap="medium"):
            for measure, (name, _) in say.MEASURES.items():
                series = months.find(overview, measure)
                with st.container(gap="xsmall", key=f"tile-{measure}"):
                    axis = months.axis(series) if series and months.shown(series) else None
                    card.y_title(say.tile(series, measure, axis))
                    card.y_title(say.word(series))
                    figure = answers.figure(
                        context, months.draw, outcomes.overview, options={"measure": measure}
                    )
                    if figure is not None:
                        card.chart(figure, alt=f"{name}: {series.word}", name=measure)
                    card.flush()
        card.how(say.changes(overview))
        card.table(lambda: say.months_table(overview), name="months")


def who(context, overview) -> None:
    """Starts and ends by month, and how distressed people are when they come."""
    with cards.card("Who do we see?", key="seen") as card:
        figure = answers.figure(context, seen.draw, outcomes.overview)
        if figure is None:
            states.later("No month holds enough people to show.")
            return
        card.legend(
            ("line", "g", "starts"),
            ("dash", "g", "ends"),
            ("dot", "w", "mean ORS at the start, with its range"),
        )
        card.y_title("Above: episodes a month. Below: ORS points, 0 to 40")
        card.chart(figure, alt=say.seen(overview))
        card.how(say.seen(overview))
        card.table(lambda: say.seen_table(overview), name="who-we-see")


context = guard.enter("overview")
answer = answers.of(context, outcomes.overview)
if answer.why:
    withheld.stop(context, answer)
cards.lead(*say.lead(answer))
cards.text(*wording_verdict.verdict(answer))
left, right = st.columns([1.5, 1], gap="medium")
with left:
    endings(context, answer)
with right:
    look_at(context, answer)
changes(context, answer)
who(context, answer)
