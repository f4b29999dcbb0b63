"""Reading of one file of a delivery: from bytes to a clean file of text cells with a known layout."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analytics.ingest.columns import client_name_parts, layout
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.containers import encodings as containers_encodings
from analytics.ingest.containers import file_kind, formulas, json_tables, parquet, workbook
from analytics.ingest.rows import (
    canonical_csv,
    compared_columns,
    constants,
    ditto_marks,
    fill_client_facts,
    fill_down,
    pivot_answers,
    reshape,
    section_rows,
)
from analytics.ingest.rows.found_tables import FoundTable


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """One table of a delivery, with its layout and its rows as clean CSV.

    number: among the files of the delivery. name: as the person calls the file, with the sheet where several
    of a workbook are read. encoding: of the text, or the kind of a file that is no text (xlsx, xls, xlsb,
    ods, parquet, json, fhir). delimiter: as in the file, empty if there is none. lookup: meanings of
    column names in this import. sheet: its name, empty if only one is read. hidden_sheets, unused_sheets:
    names of sheets that were not read because a person does not see them or because they hold nothing to
    import. uncalculated: used columns with formulas without a value. given: facts that apply to all rows.
    has_fields_as_rows: whether each row of the file holds one field.
    """

    number: int
    name: str
    encoding: str
    delimiter: str
    layout: layout.Layout
    cleaned: canonical_csv.Cleaned
    lookup: HeaderNames
    hidden_sheets: tuple[str, ...] = ()
    unused_sheets: tuple[str, ...] = ()
    sheet: str = ""
    uncalculated: tuple[str, ...] = ()
    given: tuple[constants.Constant, ...] = ()
    has_fields_as_rows: bool = False

    @property
    def fields(self) -> list[str]:
        """One name per column of the clean CSV: the field, or a placeholder for an unused column."""
        return [f or f"unused_{i}" for i, f in enumerate(self.layout.fields)]


def read(number: int, path: Path, scratch: Path, table: FoundTable, answers: dict[str, str]) -> ReadFile:
    """Write the rows of a table to `scratch` as clean CSV and return the table with its layout.

    Parameters
    ----------
    number : among the files of the delivery.
    path : the private copy of the file.
    scratch : folder for the clean rows.
    table : one of what `tables_of` returned.
    answers : question key -> choice.

    Raises
    ------
    ImportRejected, QuestionForUser
        If the table cannot be used, or a question must be answered first.
    """
    table = replace(table, table=section_rows.ask_for_client(table.table, answers))
    understood, given = constants.parse(table.table, answers, file=table.file, sheet=table.sheet_name)
    uncalculated = _uncalculated(table, understood)
    cleaned, carried = rows(path, scratch / f"clean-{number}.csv", table, scratch, given, answers)
    used = [index for index, field in enumerate(understood.fields[: len(table.table.header)]) if field]
    cleaned.damaged = cleaned.damaged and containers_encodings.is_damaged(
        cleaned.path, cleaned.delimiter, used
    )
    if table.rivals:
        containers_encodings.ask_encoding(
            cleaned.path, cleaned.delimiter, used, (table.encoding, *table.rivals)
        )
    if carried is not table:
        table, (understood, _) = carried, constants.parse(carried.table, answers, given=given)
    if not understood.answers and not understood.numbered:
        compared_columns.settle(cleaned, understood)
        cleaned.dittos = ditto_marks.fill(cleaned, understood.fields)
        join_names(cleaned, understood.fields)
    if not understood.numbered and not isinstance(
        table.source, json_tables.Document
    ):  # each record stands by itself
        client = understood.column("client_id") or ""
        fill_down.fill(cleaned, understood.fields, answers, client if client in uncalculated else "")
    if not understood.numbered and not understood.answers:
        fill_client_facts.fill(cleaned, understood.fields, understood.headers, answers)
    return file_of(number, table, understood, cleaned, given, uncalculated)


def rows(
    path: Path,
    target: Path,
    found_table: FoundTable,
    scratch: Path,
    given: tuple[constants.Constant, ...],
    answers: Mapping[str, str],
) -> tuple[canonical_csv.Cleaned, FoundTable]:
    """Return the clean CSV of a table's rows, and the table with labels found above or between the rows.

    Each row is extended by the values found above or between the rows and by the facts for all rows.

    Raises
    ------
    QuestionForUser
        If a person must explain the lines between the rows.
    """
    cleaned = _cleaned(path, target, found_table, scratch)
    cleaned.early += [(line, "label_row", text) for line, text in found_table.table.words]
    cleaned.rows += len(found_table.table.words)
    table, source = found_table.table, found_table.source
    cleaned.epoch_1904 = isinstance(source, workbook.Sheet) and source.book.epoch_1904
    if table.is_form:
        reshape.add_labels(found_table.lookup, cleaned, table.header, table.labels, titled=bool(table.parts))
        cleaned.asked |= {section_rows.KEY: section_rows.CLIENT} if table.parts else {}
    elif (
        not table.beside
        and not found_table.pivoted
        and (source is None or isinstance(source, workbook.Sheet))
    ):
        added = section_rows.fill(cleaned, table, answers)
        if added.names != [label for label, _ in table.labels]:
            labels = tuple(
                (name, next(iter(s), "")) for name, s in zip(added.names, added.samples, strict=True)
            )
            found_table = replace(found_table, table=replace(table, labels=labels))
    if given:
        constants.add(cleaned, given)
    return cleaned, found_table


def file_of(
    number: int,
    found_table: FoundTable,
    understood: layout.Layout,
    cleaned: canonical_csv.Cleaned,
    given: tuple[constants.Constant, ...] = (),
    uncalculated: tuple[str, ...] = (),
) -> ReadFile:
    """Build a ReadFile from a table, with all columns of the layout and one session per row."""
    table, source = found_table.table, found_table.source
    if understood.answers:
        pivot_answers.put_together(found_table.lookup, cleaned, understood.source, understood.answers)
    if understood.numbered:
        reshape.unpivot(found_table.lookup, cleaned, understood.source, understood.numbered)
    if understood.sides:
        reshape.fold(cleaned, understood.fields, understood.sides)
    if understood.answers or understood.numbered:
        compared_columns.settle(cleaned, understood)
        join_names(cleaned, understood.fields)
    delimiter = table.delimiter if source is None else None
    hidden = source.hidden if source is not None else ()
    unused = source.unused if isinstance(source, workbook.Sheet) else ()
    return ReadFile(
        number=number,
        name=found_table.name,
        encoding=found_table.encoding,
        delimiter=delimiter or "",
        layout=understood,
        cleaned=cleaned,
        lookup=found_table.lookup,
        hidden_sheets=hidden,
        unused_sheets=unused,
        sheet=found_table.sheet,
        uncalculated=uncalculated,
        given=given,
        has_fields_as_rows=found_table.pivoted is not None,
    )


def join_names(cleaned: canonical_csv.Cleaned, fields: Sequence[str | None]) -> None:
    """Join first and last name in the client column, if the client's names have separate columns."""
    if client_name_parts.FIRST not in fields:
        return
    first, last = fields.index(client_name_parts.FIRST), fields.index("client_id")

    def rows() -> Iterator[tuple[int, list[str]]]:
        for line, cells in cleaned.records():
            cells[last] = " ".join(part for index in (first, last) if (part := cells[index].strip()))
            yield line, cells

    cleaned.rewrite(rows())


def _uncalculated(table: FoundTable, understood: layout.Layout) -> tuple[str, ...]:
    """Return the used columns that contain formulas without a saved value."""
    if not isinstance(table.source, workbook.Sheet) or table.pivoted:
        return ()
    headers = table.source.book.uncalculated(table.source.name)
    empty = [name for name, cells in zip(table.table.header, table.table.samples, strict=False) if not cells]
    return formulas.used(headers, understood, empty) if headers else ()


def _cleaned(path: Path, target: Path, found_table: FoundTable, scratch: Path) -> canonical_csv.Cleaned:
    """Write the rows of a table to `target` as clean CSV; return these rows and those set aside."""
    encoding, table, source = found_table.encoding, found_table.table, found_table.source
    width = len(table.header)
    if rows := found_table.pivoted:
        shutil.copyfile(rows.path, target)
        return replace(
            rows, path=target, early=list(rows.early), with_line=rows.with_line[:], asked=dict(rows.asked)
        )
    if table.beside:
        return canonical_csv.write_rows(((n, list(cells)) for n, cells in table.beside), width, target)
    if isinstance(source, parquet.Parquet):
        return canonical_csv.write_text(source.copy, "utf-8", table, target)
    if source is not None:
        return canonical_csv.write_rows(source.rows(), width, target)
    whole = file_kind.without_inner_marks(path, encoding, scratch)
    return canonical_csv.write_text(whole, encoding, table, target)
