"""Board report: whether it works, whether anything changed, who stays, how sure we are, what we did.

A board is not the practice: whoever prints it, the figures are those of somebody who may see no client, with small
numbers left out. Nobody is named.
"""

from __future__ import annotations

from analytics import outcomes
from analytics.access import Scope
from analytics.outcomes.results import Overview
from analytics.reports import Block, Columns, Document, Heading, Paragraph, Rows
from pages.overview import months_chart, months_text, text, verdict_text
from pages.report import footer, glyph_svg
from pages.report.charts import tile
from pages.report.request import NothingToPrint, Printed, ReportRequest
from pages.ui import formatting, withheld_text
from pages.ui.selection_text import to_100

SCOPE = Scope(practice_totals=True, imports=True)  # totals for any period, of no client
ENDINGS = (("dot", "w", "clearly better"), ("ring", "w", "about the same"), ("half", "w", "clearly worse"))


def build(request: ReportRequest) -> Printed:
    """Return the board report for the chosen filters, two pages.

    Raises
    ------
    NothingToPrint
        The filters select nothing, or too few people to say anything without naming them.
    """
    overview = request.answer(outcomes.overview, scope=SCOPE)
    if overview.why:
        raise NothingToPrint(" ".join(withheld_text.nothing_shown(overview, request.version.newest_session)))
    blocks = [*_working(request, overview), *_changed(overview)]
    return Printed(
        Document(
            title="Board report", blocks=blocks, foot=footer.foot(request, overview, "courses of therapy")
        )
    )


def _working(request: ReportRequest, overview: Overview) -> list[Block]:
    """Return the part on how clients ended up."""
    bold, plain = text.lead(overview)
    rows = Rows(tuple(text.side_figures(overview).items()))
    found = text.counts(overview)
    picture: list[Block] = []
    if found is not None and (overview.assessable or 0) >= formatting.ENOUGH:
        of_100 = to_100(found)
        marks = [
            (mark, colour, f"{words} {n}") for n, (mark, colour, words) in zip(of_100, ENDINGS, strict=True)
        ]
        drawn = [(n, mark, colour) for n, (mark, colour, _) in zip(of_100, ENDINGS, strict=True)]
        picture = [glyph_svg.dots(drawn, bold), glyph_svg.key(*marks, width=280)]
    beside: list[Block] = [Columns([picture, [rows]])] if picture else [rows]
    return [
        Heading("Is it working?"),
        Paragraph(f"**{bold}** {plain}", "lead"),
        *(beside if rows.rows or picture else []),
        Paragraph(text.endings(overview, request.definitions.change.rule), "note"),
    ]


def _changed(overview: Overview) -> list[Block]:
    """Return the part on change over time: against the period before, and month by month."""
    tiles = []
    for measure in months_text.MEASURES:
        series = months_chart.find(overview, measure)
        axis = months_chart.axis(series) if series and months_chart.shown(series) else None
        figure = months_chart.draw(overview, measure=measure)
        tiles.append(tile(months_text.tile(series, measure, axis), months_text.word(series), figure))
    return [
        Heading("Did anything change?"),
        *(Paragraph(sentence) for sentence in verdict_text.verdict(overview)),
        Columns([[*tiles[0]], [*tiles[1]]]),
        Columns([[*tiles[2]], [*tiles[3]]]),
        Paragraph(months_text.changes(overview), "note"),
    ]
