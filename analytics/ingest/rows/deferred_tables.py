"""Tables that wait for the rest of a delivery, because another table or a file name must complete them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analytics.ingest.base.errors import EXPECTED, Lacking, Refused, listed, shortened
from analytics.ingest.base.normalize import plain
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
from analytics.ingest.rows.found_tables import Found
from analytics.ingest.rows.reading import ReadFile


@dataclass(kw_only=True)
class Waiting:
    """One table that another table has to complete, with its clean rows and missing fields.

    found: where it stands. answers: question key -> choice. cleaned: its rows. lacking: why it cannot be imported by
    itself. book: number of its file in the delivery. is_aid: it only maps ids to clients for other tables. given:
    facts that hold for all its rows. missing: the fields it lacks. lent: fields that an aid got from its own parent.
    told_by: that parent, where it is an aid itself.
    """

    found: Found
    answers: dict[str, str]
    cleaned: Cleaned
    lacking: Lacking
    book: int
    is_aid: bool
    given: tuple[Constant, ...] = ()
    missing: tuple[str, ...] = ()
    lent: tuple[str, ...] = ()
    told_by: Waiting | None = None

    @property
    def lookup(self) -> HeaderNames:
        """The lookup from column name to meaning used in this import."""
        return self.found.lookup

    @property
    def names(self) -> list[str]:
        """The column names of the clean rows."""
        return [*self.found.names, *(one.label for one in self.given)]

    def layout(self, lent: Sequence[str]) -> Layout:
        """Return the layout that this table has once another table adds the fields `lent`.

        Raises
        ------
        Refused, NeedsChoice
            As `layout.understand`.
        """
        return constants.understood(self.found.table, self.answers, lent=lent, given=self.given)[0]


def of(
    path: Path, scratch: Path, found: Found, answers: dict[str, str], lacking: Lacking, book: int
) -> Waiting:
    """Return a table that lacks a field as a waiting table, with its rows written as clean CSV.

    Raises
    ------
    Lacking, NeedsChoice
        Where nothing can complete it.
    """
    missing = supporting_tables.lacks(found.table, answers, found.sheet_name)
    is_of_ids = incomplete_tables.is_of_ids(found.lookup, found.table.header) or incomplete_tables.is_between(
        found.lookup, found.table.header
    )
    is_aid = not missing and (is_of_ids or (isinstance(found.source, Sheet) and found.source.aside))
    may_be_named = "client_id" in missing and not found.sheet
    if not is_aid and not (
        missing and (foreign_keys.may_point(found.lookup, found.table.header) or may_be_named)
    ):
        raise lacking.asked or lacking
    given = constants.of(found.lookup, [*found.names, *missing], answers, found.file, found.sheet_name)
    place = scratch / f"waiting-{sum(1 for _ in scratch.glob('waiting-*'))}.csv"
    cleaned, found = reading.rows(path, place, found, scratch, given, answers)
    return Waiting(
        found=found,
        answers=answers,
        cleaned=cleaned,
        lacking=lacking,
        book=book,
        is_aid=is_aid,
        given=given,
        missing=tuple(missing),
    )


def settle(left: Sequence[Waiting], read: list[ReadFile]) -> None:
    """Raise NeedsChoice or Refused for deferred tables that no other table has completed.

    A sheet next to others with scores is not used, like any sheet that is no table of the practice; else a person is
    asked whether names of files are the clients, or each table is refused with what it lacks.
    """
    files = [one for one in left if not one.found.sheet]
    for one in left:
        first = next(
            (n for n, file in enumerate(read) if file.sheet and file.name.startswith(one.found.file)), None
        )
        if one.found.sheet and first is not None:
            read[first] = replace(read[first], unused_sheets=(*read[first].unused_sheets, one.found.sheet))
    for one in left:
        asked = one.lacking.asked
        if asked is None or foreign_keys.has_parent(one.found.table.header):
            continue
        if not one.found.sheet or not any(file.layout.has_scores for file in read):
            raise asked
    may_be_named = [
        one for one in files if one.missing == ("client_id",) and table_names.OF_FILE not in one.answers
    ]
    file_names.ask_client([one.found for one in may_be_named])
    if files or left and not any(file.layout.has_scores for file in read):
        entries = [entry for one in left for entry in _matching(one)]
        raise Refused(_left(left), entries)


def _left(left: Sequence[Waiting]) -> str:
    """Return the error message about tables that nothing completes: missing columns and usable ids."""
    if len(left) == 1 and not left[0].found.sheet:
        source = left[0].found.source
        sheet = left[0].found.sheet_name if isinstance(source, Sheet) and source.unused else ""
        where = f"Sheet “{shortened(sheet)}”: " if sheet else ""
        return f"{where}{left[0].lacking}{_ids(left[0])}{_one_client(left)}"
    lines = [_lacks(one, left) for one in left[:4]]
    more = f" So it is with {len(left) - 4} more." if len(left) > 4 else ""
    return " ".join(lines) + more + (_beyond(left) or _ids(left[0]) or f" {EXPECTED}") + _one_client(left)


def _lacks(one: Waiting, left: Sequence[Waiting]) -> str:
    """Return the sentence that says what a deferred table lacks, or that it only links others and lacks it, too."""
    name, ids = f"“{shortened(one.found.name, 60)}”", _linked(one)
    if len(ids) < 2:
        return f"{name} has no column for {' and '.join(one.lacking.missing)}."
    lacking = _nowhere(one, left)
    return f"{name} only links {' with '.join(ids[:3])}" + (
        f" and has no column for {' and '.join(lacking)} either." if lacking else "."
    )


def _linked(one: Waiting) -> list[str]:
    """Return what a table that only links others has: the names of its ids, and the client; else empty."""
    if not one.is_aid:
        return []
    ids = foreign_keys.of_rows(one.lookup, one.found.table.header)
    return [*map(shortened, ids), *(["the client"] if "client_id" in _known(one) else [])]


def _known(one: Waiting) -> set[str]:
    return {m.field for column in one.names if (m := one.lookup.meaning(column))}


def _nowhere(link: Waiting, left: Sequence[Waiting]) -> list[str]:
    """Return what the deferred tables of scores need and a table that links them does not have, in words."""
    wanted = {field for one in left if not one.is_aid for field in one.missing} - _known(link)
    return [words for field, words in _FACTS.items() if field in wanted]


def _beyond(left: Sequence[Waiting]) -> str:
    """Return the hint which table is missing behind one that only links others; empty without such a table."""
    near = {plain(name) for one in left if not one.is_aid for name in one.found.table.header}
    for link in left:
        lacking, ids = _nowhere(link, left), foreign_keys.of_rows(link.lookup, link.found.table.header)
        if len(_linked(link)) > 1 and lacking and any(plain(name) in near for name in ids):
            far = [name for name in ids if plain(name) not in near] or ids
            says = " and ".join(lacking)
            return f" Import the table that says {says} for each {listed(far, 3)} together with these."
    return ""


_FACTS = {"client_id": "the client", "session_date": "the date"}


def _matching(one: Waiting) -> list[dict]:
    """Return the column entries of a deferred table, which a person can check."""
    rows = itertools.zip_longest(*one.found.table.samples, fillvalue="")
    return column_mapping.of_table(one.lookup, one.found.name, one.found.table.header, rows, one.answers)


def _one_client(left: Sequence[Waiting]) -> str:
    """Return the hint how to name the client of a whole file; empty if other fields are missing too."""
    if any(one.missing != ("client_id",) for one in left):
        return ""
    return (
        " Where all rows of a file are of one client, say which one for the whole file (constant:client_id)."
    )


def _ids(one: Waiting) -> str:
    """Return the hint which id columns link a deferred table to another table; empty without any."""
    names = [name for name in one.found.table.header if foreign_keys.may_point(one.lookup, [name])]
    if not names:
        return ""
    called = sorted(foreign_keys.parents_named(one.found.table.header, one.found.table.samples))
    table = f"a sheet or file called {listed(called, 3)} with" if called else "the table that has"
    return f" Its rows may reach them by {listed(names, 3)}: import {table} these ids together with it."
