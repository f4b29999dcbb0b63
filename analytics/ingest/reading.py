"""One file of a delivery: from bytes to a clean file of text cells with a known layout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.ingest import clean, decoding, dialect, documents, layout, parquet, reshape, sheet
from analytics.store.staging import Staging


@dataclass(frozen=True)
class ReadFile:
    """name: as the person calls the file; encoding: of the text, or the kind of a file that is no text (xlsx,
    xls, xlsb, ods, parquet, json, fhir); delimiter: as in the file, empty where there is none; hidden_sheets:
    names of sheets that were not read because a person does not see them."""

    number: int
    name: str
    encoding: str
    delimiter: str
    layout: layout.Layout
    cleaned: clean.Cleaned
    hidden_sheets: tuple[str, ...] = ()

    @property
    def fields(self) -> list[str]:
        """A name per column of the clean file: the canonical field, or a placeholder for what is not used."""
        return [f or f"unused_{i}" for i, f in enumerate(self.layout.fields)]


def headers_of(path: Path, answers: dict[str, str], staging: Staging) -> tuple[str, dialect.Table, Any]:
    """(encoding, table, source) of a file: where its table begins and what its columns are called.

    source: what gives the rows of a file that is no text (`table`, `rows()`, `kind`, `hidden`), else None.
    """
    kind = decoding.kind_of(path)
    if kind in ("workbook", "old_workbook"):
        source = sheet.Workbook(path, answers, old=kind == "old_workbook")
    elif kind == "parquet":
        source = parquet.Parquet(path, staging)
    else:
        encoding = decoding.encoding_of(path)
        if kind == "text":
            return encoding, dialect.find(path, encoding), None
        source = documents.Document(path, encoding)
    return source.kind, source.table, source


def read(number: int, name: str, path: Path, scratch: Path, found, answers: dict[str, str]) -> ReadFile:
    """Write the rows of a file to `scratch` as clean CSV and say what its columns mean.

    Parameters: found, what `headers_of` returned. Raises Refused, NeedsChoice.
    """
    encoding, table, source = found
    labels = [label for label, _ in table.labels]
    samples = (*table.samples, *((value,) for _, value in table.labels))
    understood = layout.understand([*table.header, *labels], answers, samples)
    cleaned = _cleaned(path, scratch / f"clean-{number}.csv", found, scratch)
    if labels:
        reshape.add_labels(cleaned, table.header, table.labels)
    if understood.numbered:
        reshape.unpivot(cleaned, understood.source, understood.numbered)
    delimiter = table.delimiter if source is None else None
    hidden = source.hidden if source is not None else ()
    return ReadFile(number, name, encoding, delimiter or "", understood, cleaned, hidden)


def _cleaned(path: Path, target: Path, found, scratch: Path) -> clean.Cleaned:
    encoding, table, source = found
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
