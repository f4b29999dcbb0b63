"""Text at the foot of every page of a report: period, filters, n, day of the data, rules, version, made-up tag."""

from __future__ import annotations

from analytics import __version__
from analytics.answers import Answer
from analytics.messages import gettext
from pages.report.request import ReportRequest
from pages.ui import formatting
from pages.ui.selection_text import number_of
from pages.ui.standing_text import DEMO_TAG

DIGITS = 8  # of the rules' digest


def foot(request: ReportRequest, answer: Answer, counted: str, too_few: bool = False) -> str:
    """Return the text at the foot of every page of a report.

    Parameters
    ----------
    request
        What the report is made from.
    answer
        Its main answer: the filters in force for this reader stand in it, which can be wider than the chosen ones.
    counted
        What n counts, such as `courses of therapy`.
    too_few
        Whether n is too small to show.
    """
    told = gettext(
        "{selection} · n = {n} ({counted}) · data up to {day} · rules {rules} · data version {version} · Holdfast {holdfast}"
    ).format(
        selection=answer.filters.describe(),
        n=number_of(None if too_few else answer.n, answer),
        counted=counted,
        day=formatting.day(request.version.data_date),
        rules=request.version.definitions_digest[:DIGITS],
        version=request.version.name.removesuffix(".duckdb"),
        holdfast=__version__,
    )
    return f"{DEMO_TAG} · {told}" if request.demo else told
