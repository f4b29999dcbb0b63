"""Second page of the board report: who stays, how sure we are, what we did, how to read it."""

from __future__ import annotations

from analytics import alliance, outcomes, therapists
from analytics.agreements import pooled
from analytics.definitions import GLOSSARY
from analytics.notes import Agreements, FlagMarks, NotesUnusable, agreements, flag_marks
from analytics.outcomes.results import Outcomes
from analytics.privacy import share_hidden
from analytics.reports import Block, Box, Bullets, Columns, Heading, Paragraph
from analytics.therapists.results import Comparison
from pages.alliance import forest_plot
from pages.alliance import text as alliance_text
from pages.caseload import worth_text
from pages.outcomes import benchmark_text, comparison_charts, course_text, retention_chart
from pages.outcomes import text as outcomes_text
from pages.report.charts import HALF, picture
from pages.report.request import ReportRequest, totals_scope
from pages.supervision import agreement_text, shift_text
from pages.therapists import text as therapists_text
from pages.ui import endings_text, formatting, standing_text

TALL, FOREST = 190, 250  # px; heights of the retention curve and of the correlations
TERMS = ("ORS", "SRS", "Correlation r", "95% range")


def stays(request: ReportRequest, answer: Outcomes) -> list[Block]:
    """Return the part on how long clients stay, and how many end without an agreed ending."""
    bold, _ = outcomes_text.lead(answer, "unplanned")
    began = answer.retention[0].at_risk if answer.retention else None
    curve = retention_chart.draw(answer) if began and began >= formatting.SMALL else None
    bars = comparison_charts.endings(answer) if endings_text.are_recorded(answer.endings) else None
    if curve is None:
        left: list[Block] = [Paragraph(course_text.too_few_began(began), "note")]
    else:
        alt = course_text.retention_lead(answer)
        title = Paragraph("**Still in care**, of every 100 who started", "note")
        left = [title, picture(curve, alt, width=HALF, height=TALL)]
    right: list[Block] = []
    if bars is not None:
        right = [
            Paragraph("**Without an agreed ending**", "note"),
            picture(bars, bold, width=HALF, height=TALL),
        ]
    elif answer.endings is not None and not answer.endings.are_recorded:
        right = [Paragraph(endings_text.without_session(answer.endings), "note")]
    rules = request.definitions.endings
    notes = [course_text.retention_footnote(answer)] if curve is not None else []
    notes += (
        [outcomes_text.endings_footnote(answer, rules.unplanned, rules.lapse_days)]
        if bars is not None
        else []
    )
    return [
        Heading("Who stays?"),
        Paragraph(f"**{bold}**"),
        Columns([left, right]) if right else Columns([left]),
        *(Paragraph(note, "note") for note in notes),
    ]


def sure(request: ReportRequest, outcome: Outcomes) -> list[Block]:
    """Return the part on how far the figures carry: alliance and outcome, therapists, missing forms."""
    sentences = [benchmark_text.benchmarks_footnote(outcome)]
    compared = request.answer(
        therapists.comparison, scope=totals_scope(request), measure="reliable_improvement"
    )
    sentences = [*_between_therapists(compared), *sentences]
    whole = request.answer(outcomes.holds, scope=totals_scope(request))
    if not whole.has_srs:
        return [
            Heading("How sure are we?"),
            Paragraph(f"{standing_text.NO_SRS}."),
            *map(Paragraph, sentences),
        ]
    answer = request.answer(alliance.alliance, scope=totals_scope(request), window="early")
    bold, _ = alliance_text.lead(answer, "early")
    texts: list[Block] = [
        Paragraph(f"**{bold}** {alliance_text.without_srs(answer)}"),
        *map(Paragraph, sentences),
    ]
    figure = None if answer.why else forest_plot.draw(answer, window="early")
    if figure is None:
        return [Heading("How sure are we?"), *texts]
    texts.append(Paragraph(alliance_text.forest_footnote(answer, "early"), "note"))
    chart = picture(figure, bold, width=HALF, height=FOREST)
    return [Heading("How sure are we?"), Columns([texts, [chart]])]


def _between_therapists(answer: Comparison) -> list[str]:
    """Return the sentences on how far therapists differ, without naming any; empty if therapists are not compared."""
    if answer.why or not answer.therapists:
        return []
    bold, _ = therapists_text.lead(answer, None)
    return [part for part in (bold, therapists_text.share_between(answer)) if part]


def did(request: ReportRequest) -> list[Block]:
    """Return the part on what the practice did: number and effects of agreements, and how often flags helped."""
    heading = Heading("What did we do?")
    try:
        agreed = agreements.as_shown(Agreements(request.folder).all(), request.warehouse.shown_therapist)
        marks = FlagMarks(request.folder).all()
    except NotesUnusable as unusable:
        return [heading, Paragraph(str(unusable))]
    below = request.definitions.small_numbers.suppress_below
    counts = agreements.therapists_by_practice(agreed, request.warehouse.therapist_key)
    items = [*agreement_text.counted(*counts, below)]
    if agreed:
        effects = pooled(request.warehouse, totals_scope(request), agreed)
        items += shift_text.pooled(effects)
    worth = flag_marks.practice_worth(marks, "")
    if worth is not None and not share_hidden(worth.helped, worth.marked, below):
        items.append(worth_text.of_practice(worth))
    if not items:
        return [heading, Paragraph("Nothing that this report may count is written down in Holdfast yet.")]
    return [heading, Bullets(items), Paragraph(agreement_text.practice_note(), "note")]


def how_to_read(months: str) -> Box:
    """Return the box that explains terms; if `months` (how to read the monthly charts) is given, only that text."""
    terms = {term.name: term.short for term in GLOSSARY}
    lines = [months] if months else [f"**{name}.** {terms[name]}" for name in TERMS]
    return Box([Paragraph("**How to read this**"), *(Paragraph(line, "note") for line in lines)])
