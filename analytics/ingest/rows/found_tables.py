"""Search for the tables in one delivered file, before their rows are read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from analytics.ingest.base.errors import ImportRejected, shortened
from analytics.ingest.columns import csv_dialect
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.table import Table
from analytics.ingest.containers import encodings as containers_encodings
from analytics.ingest.containers import fhir_people, file_kind, json_tables, parquet, workbook
from analytics.ingest.rows import canonical_csv, pivot_eav, sheet_selection
from analytics.store.staging import Staging

Source = workbook.Sheet | parquet.Parquet | json_tables.Document  # gives the rows of a file that is no text


@dataclass(frozen=True, kw_only=True)
class FoundTable:
    """One table found in a file: name, encoding, header and where its rows come from.

    name, sheet, encoding: as in ReadFile. table: position and column names. rivals: other equally plausible
    encodings. source: reader of the rows of a file that is not text, else None. file: the name of the file.
    """

    name: str
    encoding: str
    table: Table
    source: Source | None = None
    sheet: str = ""
    file: str = ""
    rivals: tuple[str, ...] = ()
    pivoted: canonical_csv.Cleaned | None = None

    @property
    def lookup(self) -> HeaderNames:
        """Lookup from column name to meaning used in this import."""
        return self.table.lookup

    @property
    def sheet_name(self) -> str:
        """Name of the sheet that contains the table; empty if the file is not a workbook."""
        return self.source.name if isinstance(self.source, workbook.Sheet) else ""

    @property
    def names(self) -> list[str]:
        """Column names, followed by the labels above the table."""
        return [*self.table.header, *(label for label, _ in self.table.labels)]


def tables_of(
    lookup: HeaderNames,
    name: str,
    path: Path,
    answers: dict[str, str],
    answered: sheet_selection.Settled,
    staging: Staging,
    people: fhir_people.People | None = None,
) -> list[FoundTable]:
    """Return the tables of a file: one, or one per usable sheet of a workbook.

    Parameters
    ----------
    lookup : meanings of column names.
    name : of the file, for messages.
    path : the private copy.
    answers : question key -> choice; `sheet` counts.
    answered : returns the answers for a table with given column names.
    staging : the staging database, for Parquet files.
    people : that other files are about.
    """
    kind = file_kind.kind_of(path)
    if kind in ("workbook", "old_workbook"):
        book = workbook.Workbook(lookup, path, old=kind == "old_workbook")
        pivoted = _pivoted_sheets(book, answers, staging.scratch)
        sheets = sheet_selection.sheets(book, answers.get("sheet"), answered)
        if len(sheets) == 1:
            sheet = sheets[0]
            rows = pivoted.get(sheet.name)
            return [
                FoundTable(
                    name=name, encoding=book.kind, table=sheet.table, source=sheet, file=name, pivoted=rows
                )
            ]
        return [
            FoundTable(
                name=f"{name}, sheet {shortened(sheet.name, 60)}",
                encoding=book.kind,
                table=sheet.table,
                source=sheet,
                sheet=sheet.name,
                file=name,
                pivoted=pivoted.get(sheet.name),
            )
            for sheet in sheets
        ]
    if kind == "parquet":
        source = parquet.Parquet(lookup, path, staging)
    else:
        encodings = file_kind.encodings_of(path)
        if kind == "text":
            found = _text(lookup, name, path, encodings, answers, answered)
            return [_pivoted(found, path, answers, staging.scratch) if found.table.eav else found]
        source = json_tables.Document(lookup, path, encodings[0], people)
    found = FoundTable(name=name, encoding=source.kind, table=source.table, source=source, file=name)
    return [_pivoted(found, path, answers, staging.scratch) if found.table.eav else found]


def _pivoted_sheets(
    book: workbook.Workbook, answers: dict[str, str], scratch: Path
) -> dict[str, canonical_csv.Cleaned]:
    """Return the clean rows of each sheet that has one row per field, and give the workbook their tables."""
    found = {}
    for name, table in book.tables.items():
        if table.eav:
            rows, width = book.rows(name), len(table.header)
            cleaned = canonical_csv.write_rows(rows, width, pivot_eav.target(scratch))
            book.tables[name] = pivot_eav.put_together(table, cleaned, answers)
            found[name] = cleaned
    return found


def _pivoted(found: FoundTable, path: Path, answers: dict[str, str], scratch: Path) -> FoundTable:
    """Return the table of a text or JSON file with one row per field, after its rows have been combined."""
    if isinstance(found.source, json_tables.Document):
        rows, width = found.source.rows(), len(found.table.header)
        cleaned = canonical_csv.write_rows(rows, width, pivot_eav.target(scratch))
        return replace(found, table=pivot_eav.put_together(found.table, cleaned, answers), pivoted=cleaned)
    whole = file_kind.without_inner_marks(path, found.encoding, scratch)
    cleaned = canonical_csv.write_text(whole, found.encoding, found.table, pivot_eav.target(scratch))
    return replace(found, table=pivot_eav.put_together(found.table, cleaned, answers), pivoted=cleaned)


def _text(
    lookup: HeaderNames,
    name: str,
    path: Path,
    encodings: tuple[str, ...],
    answers: dict[str, str],
    answered: sheet_selection.Settled,
) -> FoundTable:
    """Return the table of a text file, decoded as a person chose, else by the most likely encoding."""
    best, *rivals = encodings
    encoding = answers.get(containers_encodings.KEY)
    if encoding in containers_encodings.NAMES and best in containers_encodings.NAMES:
        if not file_kind.decodes(path, encoding):
            raise ImportRejected(
                f"The file has bytes that {containers_encodings.NAMES[encoding]} does not know. Take another encoding."
            )
        return FoundTable(
            name=name, encoding=encoding, table=csv_dialect.find(lookup, path, encoding), file=name
        )
    table = csv_dialect.find(lookup, path, best)
    for rival in rivals:
        remembered = answered(table.header).get(containers_encodings.KEY)
        if remembered in encodings:
            own = table if remembered == best else csv_dialect.find(lookup, path, remembered)
            return FoundTable(name=name, encoding=remembered, table=own, file=name)
        table = csv_dialect.find(lookup, path, rival)
    own = csv_dialect.find(lookup, path, best) if rivals else table
    return FoundTable(name=name, encoding=best, table=own, rivals=tuple(rivals), file=name)
