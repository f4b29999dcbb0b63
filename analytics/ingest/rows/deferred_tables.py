"""Tables that can be completed only by another table of the delivery or by a file name."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analytics.ingest.base.errors import EXPECTED, ImportRejected, Lacking, listed, shortened
from analytics.ingest.base.normalize import normalized
from analytics.ingest.columns import foreign_keys, incomplete_tables
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.layout import Layout
from analytics.ingest.containers.workbook import Sheet
from analytics.ingest.rows import (
    column_mapping,
    constants,
    file_names,
    reading,
    supporting_tables,
    table_names,
)
from analytics.ingest.rows.canonical_csv import Cleaned
from analytics.ingest.rows.constants import Constant
from analytics.ingest.rows.found_tables import FoundTable
from analytics.ingest.rows.reading import ReadFile


@dataclass(kw_only=True)
class DeferredTable:
    """One table that must be completed by another table, with its clean rows and missing fields.

    found: position and header of the table. answers: question key -> choice. cleaned: clean rows. lacking:
    why it cannot be imported by itself. book: number of its file in the delivery. is_aid: whether it only
    maps ids to clients for other tables. given: facts that apply to all rows. missing: fields that it lacks.
    lent: fields that it got from a parent table. told_by: that parent table, if it maps ids itself.
    """

    found: FoundTable
    answers: dict[str, str]
    cleaned: Cleaned
    lacking: Lacking
    book: int
    is_aid: bool
    given: tuple[Constant, ...] = ()
    missing: tuple[str, ...] = ()
    lent: tuple[str, ...] = ()
    told_by: DeferredTable | None = None

    @property
    def lookup(self) -> HeaderNames:
        """Lookup from column name to meaning used in this import."""
        return self.found.lookup

    @property
    def names(self) -> list[str]:
        """Column names of the clean rows."""
        return [*self.found.names, *(one.label for one in self.given)]

    def layout(self, lent: Sequence[str]) -> Layout:
        """Return the layout that this table has once another table has added the given fields.

        Raises
        ------
        ImportRejected, QuestionForUser
            As `layout.infer_layout`.
        """
        return constants.parse(self.found.table, self.answers, lent=lent, given=self.given)[0]


def find(
    path: Path, scratch: Path, table: FoundTable, answers: dict[str, str], lacking: Lacking, book: int
) -> DeferredTable:
    """Read a table that lacks a field, so that another table or the file name can complete it later.

    Raises
    ------
    Lacking, QuestionForUser
        If nothing can complete it.
    """
    missing = supporting_tables.missing_fields(table.table, answers, table.sheet_name)
    is_of_ids = incomplete_tables.is_of_ids(table.lookup, table.table.header) or incomplete_tables.is_between(
        table.lookup, table.table.header
    )
    is_aid = not missing and (is_of_ids or (isinstance(table.source, Sheet) and table.source.aside))
    may_be_named = "client_id" in missing and not table.sheet
    if not is_aid and not (
        missing and (foreign_keys.may_point(table.lookup, table.table.header) or may_be_named)
    ):
        raise lacking.asked or lacking
    given = constants.of(table.lookup, [*table.names, *missing], answers, table.file, table.sheet_name)
    target = scratch / f"waiting-{sum(1 for _ in scratch.glob('waiting-*'))}.csv"
    cleaned, table = reading.rows(path, target, table, scratch, given, answers)
    return DeferredTable(
        found=table,
        answers=answers,
        cleaned=cleaned,
        lacking=lacking,
        book=book,
        is_aid=is_aid,
        given=given,
        missing=tuple(missing),
    )


def resolve(deferred: Sequence[DeferredTable], read: list[ReadFile]) -> None:
    """Raise QuestionForUser or ImportRejected for deferred tables that no other table has completed.

    An incomplete sheet is ignored if other sheets of its workbook have scores. Otherwise a person is asked
    whether file names are clients, or the tables are refused with a list of what they lack.
    """
    files = [one for one in deferred if not one.found.sheet]
    for one in deferred:
        first = next(
            (n for n, file in enumerate(read) if file.sheet and file.name.startswith(one.found.file)), None
        )
        if one.found.sheet and first is not None:
            read[first] = replace(read[first], unused_sheets=(*read[first].unused_sheets, one.found.sheet))
    for one in deferred:
        asked = one.lacking.asked
        if asked is None or foreign_keys.has_parent(one.found.table.header):
            continue
        if not one.found.sheet or not any(file.layout.has_scores for file in read):
            raise asked
    may_be_named = [
        one for one in files if one.missing == ("client_id",) and table_names.OF_FILE not in one.answers
    ]
    file_names.ask_client([one.found for one in may_be_named])
    if files or deferred and not any(file.layout.has_scores for file in read):
        entries = [entry for one in deferred for entry in _matching(one)]
        raise ImportRejected(_error_message(deferred), entries)


def _error_message(deferred: Sequence[DeferredTable]) -> str:
    """Return the error message about tables that could not be completed: missing columns and usable ids."""
    if len(deferred) == 1 and not deferred[0].found.sheet:
        source = deferred[0].found.source
        sheet = deferred[0].found.sheet_name if isinstance(source, Sheet) and source.unused else ""
        where = f"Sheet “{shortened(sheet)}”: " if sheet else ""
        return f"{where}{deferred[0].lacking}{_ids(deferred[0])}{_one_client(deferred)}"
    lines = [_lacks(one, deferred) for one in deferred[:4]]
    more = f" So it is with {len(deferred) - 4} more." if len(deferred) > 4 else ""
    return (
        " ".join(lines)
        + more
        + (_beyond(deferred) or _ids(deferred[0]) or f" {EXPECTED}")
        + _one_client(deferred)
    )


def _lacks(one: DeferredTable, deferred: Sequence[DeferredTable]) -> str:
    """Return the sentence on the columns that a deferred table lacks.

    For a table that only links other tables, the sentence says so.

    For a linking table, it adds which facts the tables of scores need and this table lacks as well.
    """
    name, ids = f"“{shortened(one.found.name, 60)}”", _linked(one)
    if len(ids) < 2:
        return f"{name} has no column for {' and '.join(one.lacking.missing)}."
    lacking = _nowhere(one, deferred)
    return f"{name} only links {' with '.join(ids[:3])}" + (
        f" and has no column for {' and '.join(lacking)} either." if lacking else "."
    )


def _linked(one: DeferredTable) -> list[str]:
    """Return what a linking table contains, in words: its id names, and `the client` if present.

    The list is empty for other tables.
    """
    if not one.is_aid:
        return []
    ids = foreign_keys.of_rows(one.lookup, one.found.table.header)
    return [*map(shortened, ids), *(["the client"] if "client_id" in _known(one) else [])]


def _known(one: DeferredTable) -> set[str]:
    return {m.field for column in one.names if (m := one.lookup.field_of(column))}


def _nowhere(link: DeferredTable, deferred: Sequence[DeferredTable]) -> list[str]:
    """Return, in words, the facts that neither the tables of scores nor the linking table contain."""
    wanted = {field for one in deferred if not one.is_aid for field in one.missing} - _known(link)
    return [words for field, words in _FACTS.items() if field in wanted]


def _beyond(deferred: Sequence[DeferredTable]) -> str:
    """Return the hint to import also the table that a linking table refers to; empty if not needed."""
    near = {normalized(name) for one in deferred if not one.is_aid for name in one.found.table.header}
    for link in deferred:
        lacking, ids = _nowhere(link, deferred), foreign_keys.of_rows(link.lookup, link.found.table.header)
        if len(_linked(link)) > 1 and lacking and any(normalized(name) in near for name in ids):
            far = [name for name in ids if normalized(name) not in near] or ids
            says = " and ".join(lacking)
            return f" Import the table that says {says} for each {listed(far, 3)} together with these."
    return ""


_FACTS = {"client_id": "the client", "session_date": "the date"}


def _matching(one: DeferredTable) -> list[dict]:
    """Return how each column of a table not yet joined was understood, for a person to check."""
    rows = itertools.zip_longest(*one.found.table.samples, fillvalue="")
    return column_mapping.of_table(one.lookup, one.found.name, one.found.table.header, rows, one.answers)


def _one_client(deferred: Sequence[DeferredTable]) -> str:
    """Return the hint to name the client of a file; empty if a table lacks more than the client."""
    if any(one.missing != ("client_id",) for one in deferred):
        return ""
    return (
        " Where all rows of a file are of one client, say which one for the whole file (constant:client_id)."
    )


def _ids(one: DeferredTable) -> str:
    """Return the hint that names the id columns by which a table can be joined; empty if it has none."""
    names = [name for name in one.found.table.header if foreign_keys.may_point(one.lookup, [name])]
    if not names:
        return ""
    called = sorted(foreign_keys.parents_named(one.found.table.header, one.found.table.samples))
    table = f"a sheet or file called {listed(called, 3)} with" if called else "the table that has"
    return f" Its rows may reach them by {listed(names, 3)}: import {table} these ids together with it."
