"""In which order a column writes its dates, by proof over the whole column or by a person's answer."""

from __future__ import annotations

import datetime

from analytics.ingest.reading import ReadFile
from analytics.ingest.refusal import NeedsChoice, Question, shortened
from analytics.store.staging import Staging

DAY_FIRST, MONTH_FIRST = "day_first", "month_first"


def settle(staging: Staging, file: ReadFile, today: datetime.date, answers: dict[str, str]) -> str:
    """Read the dates of a file that are not written year first; the order used, `iso` where there are none.

    How: a part above 12 cannot be a month, so one such value proves the order of its column; a column without
    proof takes the proof of the other date column of the same file, then the answer `date_order`.
    Raises NeedsChoice with three examples when nothing settles it.
    """
    columns = {row[0]: row[1:] for row in staging.run("dates_left", file_no=file.number)}
    proved = {field: _proof(*row[1:3]) for field, row in columns.items()}
    known = next((order for order in proved.values() if order), None) or answers.get("date_order")
    orders = {
        field: proved[field] or known or (DAY_FIRST if columns[field][3] else None) for field in columns
    }
    for field, order in orders.items():
        if order not in (DAY_FIRST, MONTH_FIRST):
            raise NeedsChoice(_question(file.layout.column(field) or field, columns[field][4]))
    staging.run(
        "dates_read",
        file_no=file.number,
        session_order=orders.get("session_date", ""),
        case_order=orders.get("case_start", ""),
    )
    staging.run("dates_judged", file_no=file.number, today=today)
    return orders.get("session_date") or orders.get("case_start") or "iso"


def _proof(highest_first: int, highest_second: int) -> str | None:
    if highest_first > 12 >= highest_second:
        return DAY_FIRST
    if highest_second > 12 >= highest_first:
        return MONTH_FIRST
    return None


def _question(header: str, examples: list[str]) -> Question:
    return Question(
        "date_order",
        f"The dates in “{shortened(header)}” can be read in two ways. Does the day or the month come first?",
        (DAY_FIRST, MONTH_FIRST),
        tuple(_both(text) for text in examples[:3]),
    )


def _both(text: str) -> str:
    """`03/04/2026` with its two readings."""
    parts = text.split(" ")[0].replace(".", "/").replace("-", "/").split("/")
    try:
        first, second, year = (int(part) for part in parts)
        year += 2000 if year < 100 else 0
        days = datetime.date(year, second, first), datetime.date(year, first, second)
    except ValueError:
        return shortened(text)
    return f"{shortened(text)}: {days[0].day} {days[0]:%B %Y} or {days[1].day} {days[1]:%B %Y}"
