"""Sheet for client and therapist on paper: the words and the chart of the page, with room to write."""

from __future__ import annotations

from analytics.client.results import Timeline
from analytics.endings import default_outcome
from analytics.messages import ngettext
from analytics.reports import Block, Box, Document, Heading, Paragraph, Rows, WritingLines
from analytics.risk import model_store
from pages.client import text as client_text
from pages.client import timeline_query
from pages.client_sheet import chart
from pages.client_sheet import text as sheet_text
from pages.report import charts, footer, glyph_svg
from pages.report.request import NothingToPrint, Printed, ReportRequest

WIDTH = 540  # px of the chart; wider than others, so that its type is no larger than the text
HEIGHT, HEIGHT_LONG = 200, 152  # px; the second where the sheet has many words
LONG = 1080  # characters of all sentences from which on the chart makes room, so that one page holds all
LINES, LINES_WITHOUT_CHART = 3, 8  # to write on


def build(request: ReportRequest) -> Printed:
    """Return the sheet of one client, one page in large type, with the client's code and never a name.

    Raises
    ------
    NothingToPrint
        No client is chosen, or none that the viewer may see.
    """
    if not request.client:
        raise NothingToPrint("Open the sheet from the timeline of a client.")
    answer = request.answer(
        timeline_query.timeline,
        record=request.client,
        episode=request.episode,
        outcome=default_outcome(request.version),
        stamp=model_store.mtime_ns(request.version),
    )
    if answer is None or not answer.sessions:
        raise NothingToPrint(client_text.UNKNOWN)
    foot = footer.foot(request, answer, ngettext("session", "sessions", answer.n))
    return Printed(document(answer, request.definitions.caseload.no_srs_sessions, foot), clients=1)


def document(answer: Timeline, no_srs_sessions: int, foot: str) -> Document:
    """Return the sheet of one timeline with this text at its foot; see `sheet_text.sheet`."""
    words = sheet_text.sheet(answer, no_srs_sessions)
    lines = LINES if answer.n_ors > 1 else LINES_WITHOUT_CHART
    blocks = [
        Paragraph(words.who, "note"),
        *_wellbeing(answer, words),
        *_alliance(words),
        *_question(words, lines),
    ]
    return Document(title=words.title, blocks=blocks, foot=foot, large=True)


def _wellbeing(answer: Timeline, words: sheet_text.Sheet) -> list[Block]:
    """Return the part on the client's weeks, with the chart where there are two scores."""
    first, *rest = words.weeks
    blocks: list[Block] = [Heading(sheet_text.WEEKS), Paragraph(f"**{first}** {' '.join(rest)}")]
    figure = chart.draw(answer)
    height = HEIGHT if len(" ".join(words.sentences())) < LONG else HEIGHT_LONG
    if figure is not None:
        has_band = len(answer.expected_course) > 1
        marks = sheet_text.LEGEND if has_band else sheet_text.LEGEND[:1]
        blocks += [
            glyph_svg.key(*marks, width=WIDTH),
            charts.picture(figure, sheet_text.alt(words), width=WIDTH, height=height),
        ]
    explained = " ".join((*words.scale, *words.band))
    return [*blocks, Paragraph(explained)] if explained else blocks


def _alliance(words: sheet_text.Sheet) -> list[Block]:
    """Return the part on the last alliance form."""
    blocks: list[Block] = [Heading(sheet_text.WORK), Paragraph(" ".join(words.work))]
    blocks += [Rows(words.areas)] if words.areas else []
    return [*blocks, Paragraph(" ".join(words.work_after))] if words.work_after else blocks


def _question(words: sheet_text.Sheet, lines: int) -> list[Block]:
    """Return the question, the lines to write on, and what the sheet cannot tell."""
    asked = Box([Heading(words.ask, 3), Paragraph(words.question, "lead")])
    return [asked, WritingLines(words.write, lines), Paragraph(words.foot, "note")]
