"""One file of a delivery: from bytes to a clean file of text cells with a known layout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analytics.ingest import clean, decoding, dialect, layout, sheet


@dataclass(frozen=True)
class ReadFile:
    """name: as the person calls the file; encoding: of the text, `xlsx` for a workbook; delimiter: as in the
    file, empty for a workbook; decimal: `,` where score cells of the first rows use a decimal comma."""

    number: int
    name: str
    encoding: str
    delimiter: str
    layout: layout.Layout
    cleaned: clean.Cleaned

    @property
    def fields(self) -> list[str]:
        """A name per column of the clean file: the canonical field, or a placeholder for what is not used."""
        return [f or f"unused_{i}" for i, f in enumerate(self.layout.fields)]


def headers_of(path: Path, answers: dict[str, str]) -> tuple[str, dialect.Table, sheet.Workbook | None]:
    """(encoding, table, workbook) of a file: where its table begins and what its columns are called."""
    if decoding.kind_of(path) == "zip":
        book = sheet.Workbook(path, answers)
        return "xlsx", book.table, book
    encoding = decoding.encoding_of(path)
    return encoding, dialect.find(path, encoding), None


def read(number: int, name: str, path: Path, scratch: Path, found, answers: dict[str, str]) -> ReadFile:
    """Write the rows of a file to `scratch` as clean CSV and say what its columns mean.

    Parameters: found, what `headers_of` returned. Raises Refused, NeedsChoice.
    """
    encoding, table, book = found
    understood = layout.understand(list(table.header), answers)
    target = scratch / f"clean-{number}.csv"
    if book is not None:
        cleaned = clean.write_rows(book.rows(), len(table.header), target)
    else:
        cleaned = clean.write_text(path, encoding, table, target)
    return ReadFile(number, name, encoding, table.delimiter or "", understood, cleaned)
