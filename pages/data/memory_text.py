"""Sentences on remembered answers to questions about a practice's files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.ingest.remembered import Remembered
from analytics.messages import gettext, paragraph
from pages.data import answer_text, column_text
from pages.data.remembered_text import local_day, noted
from pages.ui import formatting

HOW = (
    "Each answer holds for files with the same column names. Taking an import back takes back what was said with it;"
    " bringing it back brings that back too."
)
FROM_NOW_ON = (
    "It counts from the next file on. Where an import was read wrongly: take it back below,"
    " then import its file again."
)
_ABOUT = {
    "sheet": "Sheets of a workbook",
    "sheet_means": "Names of sheets",
    "file_means": "Names of files",
    "therapist_column": "The therapist is in",
    "encoding": "Letters",
    "section": "Names alone in their lines",
    "blank_client": "Rows without a client",
    "told_once": "What stands in one row of each client",
    "columns_are": "Names of the columns",
    "date_order": "Dates",
    "item_scale": "Scores",
    "client_column": "Names of clients",
    "ids": "Client ids without leading zeros",
}


def about(key: str) -> str:
    """Return the text for the subject of an answer: `Dates`, `Column “Wer”`, `Ending “Moved house”`."""
    what, _, name = key.partition(":")
    if what == "constant":
        return gettext("{field} of all rows").format(field=column_text.field(name).capitalize())
    if name:
        return (
            gettext("Column “{name}”").format(name=name)
            if what == "column"
            else gettext("Ending “{name}”").format(name=name)
        )
    return _ABOUT.get(what, what.replace("_", " ").capitalize())


def when(one: Remembered) -> str:
    """Return the sentence on a remembered answer: day, author, and the files it was used for."""
    if one.by_hand:
        template = (
            gettext("Said on {day} by {person}, apart from any import.")
            if one.said_by
            else gettext("Said on {day}, apart from any import.")
        )
    else:
        template = gettext("Said on {day} by {person}.") if one.said_by else gettext("Said on {day}.")
    return paragraph(
        template.format(day=formatting.day(local_day(one.said_at)), person=one.said_by),
        gettext("Used for {files}.").format(files=formatting.listed(one.files)) if one.files else "",
    )


def all_of(n: int) -> str:
    """Return the label of the switch that shows all n remembered answers."""
    return gettext("Show all {n}").format(n=n)


def done(one: Remembered, value: str | None) -> str:
    """Return the sentence that a remembered answer was changed or deleted.

    value: the new answer; None if it was deleted.
    """
    if value is None:
        return gettext("Forgotten: {about}. The next file is asked about it, or tells it by itself.").format(
            about=about(one.key)
        )
    return gettext("Changed: {about} now {choice}. {from_now_on}").format(
        about=about(one.key), choice=answer_text.choice(one.key, value), from_now_on=FROM_NOW_ON
    )


def remembered_lines(report: Mapping[str, Any]) -> list[str]:
    """Return one line per remembered answer that this import used.

    Answers about columns, dates and the score scale are left out.
    """
    lines = []
    for one in report.get("remembered") or []:
        if one["key"] not in ("date_order", "item_scale") and not one["key"].startswith("column:"):
            lines += [
                noted(line, report, one["key"])
                for line in answer_text.answer_lines({one["key"]: one["value"]})
            ]
    return lines
