"""Order of day and month in the dates of a column, proved by the whole column or answered by a person."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields

from analytics.ingest.base.errors import Question, QuestionForUser, shortened
from analytics.ingest.base.normalize import data
from analytics.ingest.rows.reading import ReadFile
from analytics.store.staging import Staging

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day_first", "month_first", "year_first"
SERIAL, ISO = "serial", "iso"
EPOCH = datetime.date(1899, 12, 30)  # day 0 of a spreadsheet's days from March 1900 on
EPOCH_1904 = datetime.date(1904, 1, 1)  # day 0 where a workbook says so
SERIAL_SHARE = 0.9  # share of a column's five-digit numbers that must be days from 1995 up to today


def prepare(staging: Staging) -> None:
    """Pass the names of months and weekdays in eight languages to the SQL."""
    known = data("words")["dates"]
    months = [(word, number) for number, words in enumerate(known["months"], 1) for word in words]
    before = "|".join(sorted((*known["weekdays"], *known["articles"]), key=len, reverse=True))
    words, numbers = (list(column) for column in zip(*months, strict=True))
    staging.set("months", {"key": words, "value": numbers})
    staging.set("before_dates", rf"^(?:(?:{before})[.,]*\s+)+")


@dataclass(frozen=True, kw_only=True)
class _DateColumn:
    """One date column of a file: counts and examples from date_formats.sql."""

    field: str
    n: int
    day_first: int
    month_first: int
    same: bool
    year_first: bool
    examples: list[str]
    opposed: list[str]
    serials: int
    plausible: int
    other: bool

    def proved(self) -> str | None:
        """Return the date order proved by the column, `serial` for day numbers, or None without proof."""
        if self.year_first:
            return YEAR_FIRST
        if bool(self.day_first) != bool(self.month_first):
            return DAY_FIRST if self.day_first else MONTH_FIRST
        only_serials = self.serials and not self.n and not self.other
        return SERIAL if only_serials and self.plausible >= SERIAL_SHARE * self.serials else None

    def opposes_itself(self) -> bool:
        """Return whether some dates prove the day first and others the month first."""
        return bool(self.day_first and self.month_first) and not self.year_first


_COLUMNS = tuple(column.name for column in fields(_DateColumn))


def resolve(staging: Staging, file: ReadFile, today: datetime.date, answers: dict[str, str]) -> str:
    """Convert the dates of a file that are not written year first; return the date order.

    Parameters
    ----------
    staging : the staging database.
    file : the file.
    today : the day after which rows are set aside as lying in the future.
    answers : question key -> choice.

    Returns
    -------
    The date order, `iso` where there are only dates written year first.

    Raises
    ------
    QuestionForUser
        As `decided`.
    """
    staging.run("untyped_dates", file_no=file.number)
    readings = day_orders(staging, file, today, answers.get("date_order"))
    if readings:
        staging.run("dates_read", file_no=file.number)
        staging.run("starts_read", file_no=file.number)
        staging.run("ends_read", file_no=file.number)
    staging.run("dates_checked", file_no=file.number, today=today)
    return readings.get("session_date") or readings.get("case_start") or ISO


def day_orders(staging: Staging, file: ReadFile, today: datetime.date, known: str | None) -> dict[str, str]:
    """Return, for each date field, whether day or month comes first in dates not written year first.

    Parameters
    ----------
    staging : the staging database.
    file : the file.
    today : the last plausible day.
    known : the order used if no date proves one; None without one.

    Raises
    ------
    QuestionForUser
        With three examples when nothing decides the order, or when a column proves both orders.

    Notes
    -----
    A part above 12 cannot be a month, so one such date proves the order of its column; a column without
    proof takes the proof of another date column of the same file, then the order known. A column of nothing but
    five-digit numbers that are days since 1995 holds the serial days of a spreadsheet (of the 1904 system where the
    workbook says so). Months in words and dates that begin with the year need no order.
    """
    if not staging.run("dates_unread_exist", file_no=file.number)[0][0]:
        return {}
    staging.run("date_texts", file_no=file.number)
    epoch = EPOCH_1904 if file.cleaned.epoch_1904 else EPOCH
    rows = staging.run("date_formats", file_no=file.number, today=today, epoch=epoch)
    columns = [_DateColumn(**dict(zip(_COLUMNS, row, strict=True))) for row in rows]
    orders = [column.proved() for column in columns if column.proved() in (DAY_FIRST, MONTH_FIRST)]
    shared = orders[0] if orders else known
    readings = {}
    for column in columns:
        reading = column.proved() or (shared or (DAY_FIRST if column.same else None) if column.n else "")
        if column.opposes_itself():
            reading = known
        if reading not in (DAY_FIRST, MONTH_FIRST, YEAR_FIRST, SERIAL, ""):
            raise QuestionForUser(_question(file.layout.column(column.field) or column.field, column))
        staging.run("dates_converted", file_no=file.number, field=column.field, reading=reading, epoch=epoch)
        readings[column.field] = reading.replace(YEAR_FIRST, ISO)
    return readings


def _question(header: str, column: _DateColumn) -> Question:
    """Return the question that asks whether day or month comes first in a column."""
    name = shortened(header)
    if column.opposes_itself():
        text = f"“{name}” has dates with the day first and dates with the month first. Which lines are right?"
        return Question(
            "date_order", text, (DAY_FIRST, MONTH_FIRST), tuple(shortened(day) for day in column.opposed)
        )
    text = f"The dates in “{name}” can be read in two ways. Does the day or the month come first?"
    return Question(
        "date_order", text, (DAY_FIRST, MONTH_FIRST), tuple(_both(day) for day in column.examples)
    )


def _both(text: str) -> str:
    """Return an ambiguous date such as `03/04/2026` followed by its two readings in words."""
    parts = text.split(" ")[0].replace(".", "/").replace("-", "/").split("/")
    try:
        first, second, year = (int(part) for part in parts)
        year += 2000 if year < 70 else 1900 if year < 100 else 0
        days = datetime.date(year, second, first), datetime.date(year, first, second)
    except ValueError:
        return shortened(text)
    return f"{shortened(text)}: {days[0].day} {days[0]:%B %Y} or {days[1].day} {days[1]:%B %Y}"
