"""Board report: whether it works, whether anything changed, who stays, how sure we are, what we did.

A board is not the practice: whoever prints it, the figures are those of somebody who may see no client, with small
numbers left out. Nobody is named.
"""

from __future__ import annotations

from analytics import outcomes
from analytics.outcomes.results import Outcomes, Overview
from analytics.reports import Block, Columns, Document, Heading, PageBreak, Paragraph, Rows
from pages.outcomes import benchmark_text, comparison_charts
from pages.outcomes import text as outcomes_text
from pages.overview import months_chart, months_text, text, verdict_text
from pages.report import board_second_page, footer, glyph_svg
from pages.report.charts import HALF, picture, tile
from pages.report.request import NothingToPrint, Printed, ReportRequest, totals_scope
from pages.ui import formatting, withheld_text
from pages.ui.selection_text import to_100

ROOM = 2  # sentences of comparison up to which all of the first page stays on it
ENDINGS = (("dot", "w", "clearly better"), ("ring", "w", "about the same"), ("half", "w", "clearly worse"))


def build(request: ReportRequest) -> Printed:
    """Return the board report for the chosen filters, two pages.

    Raises
    ------
    NothingToPrint
        The filters select nothing, or too few people to say anything without naming them.
    """
    scope = totals_scope(request)
    overview = request.answer(outcomes.overview, scope=scope)
    if overview.why:
        raise NothingToPrint(" ".join(withheld_text.nothing_shown(overview, request.version.newest_session)))
    outcome = request.answer(outcomes.outcomes, scope=scope)
    blocks = [
        *_how_clients_ended(request, overview, outcome),
        *_changed(overview),
        PageBreak(),
        *board_second_page.stays(request, outcome),
        *board_second_page.sure(request, outcome),
        *board_second_page.did(request),
        board_second_page.how_to_read(months_text.changes(overview) if _first_page_is_full(overview) else ""),
    ]
    foot = footer.foot(request, overview, "courses of therapy")
    return Printed(Document(title="Board report", blocks=blocks, foot=foot))


def _how_clients_ended(request: ReportRequest, overview: Overview, outcome: Outcomes) -> list[Block]:
    """Return the part on how clients ended up, next to published services."""
    bold, plain = text.lead(overview)
    rows = Rows(tuple(text.side_figures(overview).items()), label_share=58)
    found = text.counts(overview)
    left: list[Block] = [rows] if rows.rows else []
    if found is not None and (overview.assessable or 0) >= formatting.ENOUGH:
        of_100 = to_100(found)
        marks = [
            (mark, colour, f"{words} {n}") for n, (mark, colour, words) in zip(of_100, ENDINGS, strict=True)
        ]
        drawn = [(n, mark, colour) for n, (mark, colour, _) in zip(of_100, ENDINGS, strict=True)]
        left = [glyph_svg.dots(drawn, bold), glyph_svg.key(*marks, width=HALF), *left]
    return [
        Heading("Is it working?"),
        Paragraph(f"**{bold}** {plain}", "lead"),
        Columns([left, published(outcome)]) if left else Paragraph(""),
        Paragraph(text.endings(overview, request.definitions.change.rule), "note"),
    ]


def published(outcome: Outcomes) -> list[Block]:
    """Return the chart of the practice's share with reliable improvement and published shares, or why there is none."""
    measure = "reliable_improvement"
    title = Paragraph("**Next to published services**", "note")
    figure = comparison_charts.benchmarks(outcome, measures=benchmark_text.BESIDE[measure])
    if figure is None:
        return [title, Paragraph(benchmark_text.none_beside(outcome, measure), "note")]
    return [title, picture(figure, outcomes_text.lead(outcome, measure)[0], width=HALF)]


def _changed(overview: Overview) -> list[Block]:
    """Return the part on change over time: against the preceding period, and month by month."""
    tiles = []
    for measure in months_text.MEASURES:
        series = months_chart.find(overview, measure)
        axis = months_chart.axis(series) if series and months_chart.shown(series) else None
        figure = months_chart.draw(overview, measure=measure)
        tiles.append(tile(months_text.tile(series, measure, axis), months_text.word(series), figure))
    return [
        Heading("Did anything change?"),
        *(Paragraph(sentence) for sentence in _verdict(overview)),
        Columns([[*tiles[0]], [*tiles[1]]]),
        Columns([[*tiles[2]], [*tiles[3]]]),
        *([] if _first_page_is_full(overview) else [Paragraph(months_text.changes(overview), "note")]),
    ]


def _verdict(overview: Overview) -> list[str]:
    """Return the comparison with the preceding period; empty if the chosen filters do not allow one."""
    if overview.verdict is not None and overview.verdict.why_code in (
        "no_period_before",
        "not_closed_episodes",
    ):
        return []
    return verdict_text.verdict(overview)


def _first_page_is_full(overview: Overview) -> bool:
    """Return whether the text on how to read the monthly charts has to move to the second page."""
    return len(_verdict(overview)) > ROOM
