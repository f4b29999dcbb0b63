"""Report whose measures an owner chose beforehand: every chosen measure, good or bad."""

from __future__ import annotations

from analytics import prespecified
from analytics.messages import gettext, paragraph
from analytics.notes.prespecified import Prespecified
from analytics.prespecified import PrespecifiedReport
from analytics.prespecified.results import MeasureResult
from analytics.reports import Block, Bullets, Document, Heading, Paragraph, Rows
from pages.outcomes import benchmark_text
from pages.report import footer
from pages.report import prespecified_text as text
from pages.report.request import NothingToPrint, Printed, ReportRequest

NONE_CHOSEN = "No measures have been chosen yet. An owner chooses them before a period begins."


def build(request: ReportRequest) -> Printed:
    """Return the report on one choice: the choice asked for, or the newest not withdrawn.

    Raises
    ------
    NothingToPrint
        Nothing was chosen, or the viewer is no owner, or no choice has the number.
    """
    every = prespecified.visible(request.folder, request.viewer)
    missing = prespecified.missing(request.folder, every) if prespecified.may_choose(request.viewer) else ()
    if not every:
        raise NothingToPrint(paragraph(NONE_CHOSEN, text.missing(missing)))
    choice = _wanted(every, request.choice)
    report = prespecified.report(
        request.warehouse, choice, every, prespecified.record(request.folder, choice), missing
    )
    blocks: list[Block] = [
        Paragraph(text.lead(report), "lead"),
        Paragraph(text.standing(report)),
        Paragraph(text.counted(report)),
        Heading("All measures chosen"),
    ]
    for row in report.measures:
        blocks += _measure(request, report, row)
    blocks += _choice(report)
    foot = footer.foot(request, report, "courses of therapy", too_few=report.few)
    return Printed(Document(title=choice.title, blocks=blocks, foot=foot), answer=report)


def _wanted(every: tuple[Prespecified, ...], number: int | None) -> Prespecified:
    """Return the choice with this number; without one, the newest that was not withdrawn, else the newest."""
    if number is None:
        return next((one for one in reversed(every) if one.withdrawn_on is None), every[-1])
    for one in every:
        if one.number == number:
            return one
    numbers = ", ".join(str(one.number) for one in every)
    raise NothingToPrint(
        gettext("There is no choice {number}. There are {numbers}.").format(number=number, numbers=numbers)
    )


def _measure(request: ReportRequest, report: PrespecifiedReport, row: MeasureResult) -> list[Block]:
    """Return the part on one measure: result, n, meaning, goal and published figure."""
    published = row.published
    rows = {
        "Result": text.result(row),
        "Counted": text.number(report, row),
        "Other ways to count": text.bounds(row),
        "Meaning": text.meaning(report, row, request.definitions),
        "Goal": text.goal(row),
        "Published": benchmark_text.source(published) if published else "",
    }
    return [
        Heading(text.NAMES[row.measure], 3),
        Rows([(label, words) for label, words in rows.items() if words]),
    ]


def _choice(report: PrespecifiedReport) -> list[Block]:
    """Return the part on the choice itself: what confirms its day, and what else was chosen for the time."""
    blocks: list[Block] = [Heading("The choice"), Paragraph(text.record(report))]
    if report.missing:
        blocks.append(Paragraph(text.missing(report.missing)))
    if report.others:
        blocks += [
            Paragraph("For the same time, these reports were chosen too:"),
            Bullets([text.other(one) for one in report.others]),
        ]
    return blocks
