"""Sheets whose names may be data (client, therapist or site), and refusal of unusable workbooks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from analytics.ingest.base.errors import EXPECTED, ImportRejected, Lacking, QuestionForUser, listed, shortened
from analytics.ingest.base.normalize import normalized
from analytics.ingest.columns import foreign_keys
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.table import Table
from analytics.ingest.containers.workbook import Workbook
from analytics.ingest.rows import column_mapping, constants, table_names

Settled = Callable[[tuple[str, ...]], dict[str, str]]
_DESCRIBED = 5  # sheets described in a refusal


def clients(book: Workbook, answered: Settled) -> None:
    """Use a sheet without a client column as a table if a user confirmed that its name is a client.

    Raises
    ------
    QuestionForUser
        If several sheets without a client have names that may be codes.
    """
    names = [
        n
        for n, table in book.incomplete.items()
        if book.is_filled(n) and not foreign_keys.has_parent(table.header)
    ]
    for name in names:
        table = book.incomplete[name]
        given = constants.of(book.lookup, table.header, answered(table.header), "", name)
        if any(one.field == "client_id" for one in given):
            book.take(name)
    left = [n for n in names if n in book.incomplete and _is_sessions(book.incomplete[n], answered)]
    open_ones = [name for name in left if table_names.OF_SHEET not in answered(book.incomplete[name].header)]
    if telling := _telling(book.lookup, open_ones, "client_id"):
        raise table_names.question(table_names.OF_SHEET, telling, ("client_id",))


def _is_sessions(table: Table, answered: Settled) -> bool:
    """Return whether a table is a complete table of sessions except for the client."""
    try:
        return constants.parse(table, answered(table.header), lent=("client_id",))[0].has_scores
    except QuestionForUser:
        return True
    except ImportRejected:
        return False


def ask_sheet(book: Workbook, rivals: Sequence[str], others: Sequence[str], answered: Settled) -> None:
    """Raise QuestionForUser if sheets of one layout may be named after therapists or sites.

    Parameters
    ----------
    book : the workbook.
    rivals : sheets with scores of one scale.
    others : sheets without scores that are joined to them.
    answered : returns the answers for a table with given column names.
    """
    present = {field for name in others for field in _present(book.tables[name], answered)}
    layouts: dict[frozenset[str], list[str]] = {}
    for name in rivals:
        layouts.setdefault(frozenset(map(normalized, book.tables[name].header)), []).append(name)
    for names in layouts.values():
        header = (*book.tables[names[0]].header, *(label for label, _ in book.tables[names[0]].labels))
        answers = answered(book.tables[names[0]].header)
        lacking = [
            f
            for f in table_names.lacking(book.lookup, header, answers)
            if f not in present and f != "client_id"
        ]
        lacking = [field for field in lacking if f"{constants.PREFIX}{field}" not in answers]
        telling = [
            name for name in _telling(book.lookup, names, "therapist") if not _occurs(book.tables[name], name)
        ]
        if lacking and len(telling) > 1 and table_names.OF_SHEET not in answers:
            raise table_names.question(table_names.OF_SHEET, telling, lacking)


def any_answered(book: Workbook, names: Sequence[str], answered: Settled) -> bool:
    """Return whether a user said that the name of at least one given sheet is a data value."""
    tables = {name: book.tables[name].header for name in names}
    return any(
        answered(header).get(table_names.OF_SHEET) not in (None, table_names.NOTHING)
        and constants.of(book.lookup, header, answered(header), "", name)
        for name, header in tables.items()
    )


def _present(table: Table, answered: Settled) -> set[str]:
    """Return which of client, therapist and site have a column in a table."""
    choices: set[str] = set(table_names.CHOICES)
    return choices - set(table_names.lacking(table.lookup, table.header, answered(table.header)))


def _telling(lookup: HeaderNames, names: Sequence[str], field: str) -> list[str]:
    """Return the sheet names that may be values of a field; empty unless at least two differ.

    A number such as 07 also counts if the name of another sheet is a value.
    """
    values = {name: table_names.name_value(lookup, name, field) for name in names}
    if any(values.values()):
        values |= {name: name.strip() for name in names if name.strip().isdigit() and len(name.strip()) < 4}
    return (
        [name for name in names if values[name]]
        if len({normalized(v) for v in values.values() if v}) > 1
        else []
    )


def _occurs(table: Table, name: str) -> bool:
    """Return whether the client named by a sheet's name also occurs in the sheet's cells."""
    value = table_names.name_value(table.lookup, name, "client_id")
    return any(value == cell.strip() for cells in table.samples for cell in cells)


def refusal(book: Workbook, answered: Settled) -> ImportRejected:
    """Return the error for a workbook without a usable sheet; it says what each sheet lacks."""
    lines = [_lacks(book, name, answered) for name in book.filled[:_DESCRIBED]]
    rest = len(book.filled) - _DESCRIBED
    more = f" {rest} more sheets are like these." if rest > 0 else ""
    text = f"No sheet of the workbook can be imported by itself. {' '.join(lines)}{more} {EXPECTED}"
    tables = {name: table for name in book.filled if (table := book.table(name))}
    entries = [
        entry
        for name, table in tables.items()
        for entry in column_mapping.of_table(
            book.lookup,
            name,
            table.header,
            itertools.zip_longest(*table.samples, fillvalue=""),
            answered(table.header),
        )
    ]
    return ImportRejected(text, entries)


def _lacks(book: Workbook, name: str, answered: Settled) -> str:
    """Return the sentence that says what a sheet lacks for an import."""
    table = book.table(name)
    called = f"“{shortened(name)}”"
    if table is None:
        return f"{called} has no row of column names."
    columns = listed([column for column in table.header if column], 4)
    if not book.is_filled(name):
        return f"{called} ({columns}) has no rows."
    try:
        found = constants.parse(table, answered(table.header), sheet=name)[0]
    except Lacking as problem:
        return f"{called} ({columns}) has no column for {' and '.join(problem.missing)}."
    except (ImportRejected, QuestionForUser):
        return f"{called} ({columns}) is no table of sessions."
    return (
        f"{called} ({columns}) has no column for the scores."
        if not found.has_scores
        else f"{called} has scores."
    )
