"""One file of a delivery: from bytes to a clean file of text cells with a known layout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.ingest import clean, decoding, dialect, documents, layout, parquet, reshape, sheet, together
from analytics.ingest.refusal import shortened
from analytics.store.staging import Staging


@dataclass(frozen=True)
class ReadFile:
    """name: as the person calls the file, with the sheet where several of a workbook are read; encoding: of the text,
    or the kind of a file that is no text (xlsx, xls, xlsb, ods, parquet, json, fhir); delimiter: as in the file,
    empty where there is none; sheet: its name, empty where only one is read; hidden_sheets, unused_sheets: names of
    sheets that were not read because a person does not see them or because they hold nothing to import."""

    number: int
    name: str
    encoding: str
    delimiter: str
    layout: layout.Layout
    cleaned: clean.Cleaned
    hidden_sheets: tuple[str, ...] = ()
    unused_sheets: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def fields(self) -> list[str]:
        """A name per column of the clean file: the canonical field, or a placeholder for what is not used."""
        return [f or f"unused_{i}" for i, f in enumerate(self.layout.fields)]


@dataclass(frozen=True)
class Found:
    """Where a table of a file begins and what its columns are called, before its rows are read.

    name, sheet, encoding: as in ReadFile; source: what gives the rows of a file that is no text (`table`, `rows()`,
    `kind`, `hidden`), else None.
    """

    name: str
    encoding: str
    table: dialect.Table
    source: Any = None
    sheet: str = ""


def tables_of(
    name: str, path: Path, answers: dict[str, str], settled: together.Settled, staging: Staging
) -> list[Found]:
    """The tables of a file: one, or those of the sheets of a workbook that are taken together.

    Parameters: answers, of which `sheet` counts; settled, what was said about a table with these column names.
    """
    kind = decoding.kind_of(path)
    if kind in ("workbook", "old_workbook"):
        book = sheet.Workbook(path, old=kind == "old_workbook")
        sheets = together.sheets(book, answers.get("sheet"), settled)
        if len(sheets) == 1:
            return [Found(name, book.kind, sheets[0].table, sheets[0])]
        return [
            Found(f"{name}, sheet {shortened(one.name, 60)}", book.kind, one.table, one, one.name) for one in sheets
        ]
    if kind == "parquet":
        source = parquet.Parquet(path, staging)
    else:
        encoding = decoding.encoding_of(path)
        if kind == "text":
            return [Found(name, encoding, dialect.find(path, encoding))]
        source = documents.Document(path, encoding)
    return [Found(name, source.kind, source.table, source)]


def read(number: int, path: Path, scratch: Path, found: Found, answers: dict[str, str]) -> ReadFile:
    """Write the rows of a table to `scratch` as clean CSV and say what its columns mean.

    Parameters: found, one of what `tables_of` returned. Raises Refused, NeedsChoice.
    """
    table, source = found.table, found.source
    labels = [label for label, _ in table.labels]
    samples = (*table.samples, *((value,) for _, value in table.labels))
    understood = layout.understand([*table.header, *labels], answers, samples)
    cleaned = _cleaned(path, scratch / f"clean-{number}.csv", found, scratch)
    if labels:
        reshape.add_labels(cleaned, table.header, table.labels)
    if understood.numbered:
        reshape.unpivot(cleaned, understood.source, understood.numbered)
    if understood.sides:
        reshape.fold(cleaned, understood.fields, understood.sides)
    delimiter = table.delimiter if source is None else None
    hidden = source.hidden if source is not None else ()
    unused = source.unused if isinstance(source, sheet.Sheet) else ()
    name, encoding = found.name, found.encoding
    return ReadFile(number, name, encoding, delimiter or "", understood, cleaned, hidden, unused, found.sheet)


def _cleaned(path: Path, target: Path, found: Found, scratch: Path) -> clean.Cleaned:
    encoding, table, source = found.encoding, found.table, found.source
    width = len(table.header)
    if table.beside:
        return clean.write_rows(((n, list(cells)) for n, cells in table.beside), width, target)
    if isinstance(source, parquet.Parquet):
        cleaned = clean.write_text(source.copy, "utf-8", table, target)
        source.copy.unlink(missing_ok=True)
        return cleaned
    if source is not None:
        return clean.write_rows(source.rows(), width, target)
    whole = decoding.without_inner_marks(path, encoding, scratch)
    if table.quote != '"' or table.labels:
        return clean.write_rows(clean.records(whole, encoding, table), width, target)
    return clean.write_text(whole, encoding, table, target)
