"""Selection of the sheets of a workbook that are imported together.

A sheet is used if it would be accepted as a file of a delivery: it has the client and dated scores, or the
client and facts that are joined to scores. Other sheets are ignored and listed: those without a client,
without rows, with averages without dates, or with dates that need not be sessions (payments, another
questionnaire). Sheets that complete each other (clients, appointments, ORS, SRS) are joined without a
question. Several sheets with scores of one scale may be years of one practice, or a copy and its correction;
a person is asked which to use, or all. If all are wanted but contradict each other, `sheet_conflicts` asks
for one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from analytics.ingest.base.errors import (
    ALL_SHEETS,
    ImportRejected,
    Question,
    QuestionForUser,
    listed,
    shortened,
)
from analytics.ingest.base.limits import MAX_SHEETS
from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns.layout import APPOINTMENTS, AREAS, PER_ADMINISTRATION, Layout
from analytics.ingest.columns.table import Table
from analytics.ingest.containers.workbook import Sheet, Workbook
from analytics.ingest.rows import sheet_names, supporting_tables
from analytics.ingest.rows.constants import parse as reading_of

_OF_A_DIARY = ("attendance", "session_no", "source_session_id")  # columns that only rows of sessions have

Settled = Callable[[tuple[str, ...]], dict[str, str]]


def sheets(book: Workbook, wanted: str | None, answered: Settled) -> list[Sheet]:
    """Return the sheets of a workbook that are to be read, in order.

    Parameters
    ----------
    book : the workbook.
    wanted : the sheet a person has chosen.
    answered : returns the answers for a table with given column names.

    Raises
    ------
    QuestionForUser
        If several sheets have scores of one scale and nobody has chosen.
    ImportRejected
        If no sheet can be used.

    Notes
    -----
    Sheets whose scores get their client from another sheet are returned as well, marked as `aside`. The first
    sheet lists the unread sheets.
    """
    for tables in (book.tables, book.incomplete):
        tables.update({name: _of_scale(name, table) for name, table in tables.items()})
    sheet_names.clients(book, answered)
    names = [name for name in book.filled if name in book.tables]
    if len(names) > 1:
        names = _usable(book, names, wanted, answered)
    beside = supporting_tables.sheets(book, names, answered)
    is_without_client = book.incomplete and not any(_scales(book, name, answered) for name in names)
    if not beside and (not names or is_without_client):
        raise sheet_names.refusal(book, answered)
    names = [name for name in book.filled if name in names or name in beside]
    if len(names) > MAX_SHEETS:
        raise ImportRejected(
            f"The workbook has {len(names):,} sheets with tables; at most {MAX_SHEETS} are read. Split it."
        )
    for name in [name for name in names if name not in book.tables]:
        book.take(name)
    book.keep(names)
    unused = tuple(name for name in book.filled if name not in names)
    return [
        Sheet(book, name, () if index else book.hidden, () if index else unused, name in beside)
        for index, name in enumerate(names)
    ]


def _usable(book: Workbook, names: list[str], wanted: str | None, answered: Settled) -> list[str]:
    """Return the sheets that can be imported.

    Raises QuestionForUser if several sheets have scores of the same scale.
    """
    found = {name: _scales(book, name, answered) for name in names}
    scales = {name: held for name, held in found.items() if held is not None}
    usable = list(scales)
    rivals = [
        name for name in usable if any(other != name and scales[name] & scales[other] for other in usable)
    ]
    if wanted in scales:
        return [name for name in usable if name == wanted or not scales[name] & scales[wanted]]
    if rivals:
        sheet_names.ask_sheet(book, rivals, [name for name in usable if not scales[name]], answered)
        is_said = wanted == ALL_SHEETS or sheet_names.any_answered(book, rivals, answered)
        if not is_said and not all(_all_wanted(book, name, answered) for name in rivals):
            raise QuestionForUser(_question(book, rivals))
    return usable


def _all_wanted(book: Workbook, name: str, answered: Settled) -> bool:
    """Return whether a person answered that all sheets with these column names are imported."""
    return answered(book.tables[name].header).get("sheet") == ALL_SHEETS


def _question(book: Workbook, rivals: list[str]) -> Question:
    """Return the question that asks which sheets with scores to import, one or all together."""
    text = f"The sheets {listed(rivals)} all hold scores. Which one should be imported, or all together?"
    columns = tuple(f"{shortened(name)}: {listed(list(book.tables[name].header), 5)}" for name in rivals)
    return Question("sheet", text, (*rivals, ALL_SHEETS), columns)


def _of_scale(name: str, table: Table) -> Table:
    """Return a table in which a total without a named scale gets the scale in the sheet's name.

    `Score` of the sheet ORS is `ORS Score`, as under a header row with the scale.
    """
    scales = [
        word
        for word in name.split()
        if (m := table.lookup.field_of(word)) and m.version and m.field.endswith("_total")
    ]
    fields = [m.field if (m := table.lookup.field_of(header)) else None for header in table.header]
    is_said = "measure" in fields or any(
        m and m.is_score and m.version for m in map(table.lookup.field_of, table.header)
    )
    if len(scales) != 1 or is_said or fields.count("total") != 1:
        return table
    both = (f"{scales[0]} {h}" if f == "total" else h for h, f in zip(table.header, fields, strict=True))
    return replace(table, header=tuple(both))


def _scales(book: Workbook, name: str, answered: Settled) -> set[str] | None:
    """Return the scales (ors, srs) with scores in a sheet; None if the sheet cannot be used.

    The set is empty for a sheet that is joined with others.
    """
    if not book.is_filled(name):
        return None
    table: Table = book.tables[name]
    try:
        layout = reading_of(table, answered(table.header), sheet=name)[0]
    except ImportRejected:
        return None
    except QuestionForUser:
        return set(AREAS)
    if layout.name == APPOINTMENTS and not _is_diary(layout, name):
        return None
    if layout.name == PER_ADMINISTRATION:
        return set(AREAS)
    return {scale for scale, areas in AREAS.items() if {*areas, f"{scale}_total"} & set(layout.fields)}


def _is_diary(layout: Layout, name: str) -> bool:
    """Return whether a table of dates is a list of sessions, judging by its columns and names."""
    if any(field in layout.fields for field in _OF_A_DIARY):
        return True
    names = normalized(name), normalized(layout.column("session_date") or "")
    return any(normalized(word) in text for word in data("words")["columns"]["diary"] for text in names)
