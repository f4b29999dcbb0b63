"""Reading of Parquet files with DuckDB: every column as text, within limits of size."""

from __future__ import annotations

from pathlib import Path

from analytics.ingest.base.errors import EXPECTED, ImportRejected, listed
from analytics.ingest.base.limits import MAX_LINE, MAX_ROWS, unpacked_limit
from analytics.ingest.columns.csv_dialect import trimmed
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.header_score import recognised
from analytics.ingest.columns.table import Table
from analytics.store.staging import Staging

_NUMBER = "file_row_number"  # the column DuckDB adds; a file that has one of its own is not read
_OURS = ("BinderException", "CatalogException", "ParserException", "SyntaxException")  # defects of our SQL


class Parquet:
    """One Parquet file, converted to CSV text and read as a table.

    copy: the rows as a CSV file with the header on line 1. table: the columns. Row 1 of the file is line 2,
    as in a CSV. The copy stays for the import, as a table may be read twice (without a column of names).
    Columns that hold lists, records or unknown bytes are not used.
    """

    kind = "parquet"
    hidden = ()

    def __init__(self, lookup: HeaderNames, path: Path, staging: Staging) -> None:
        self.copy = staging.scratch / f"{path.name}-text"
        try:
            staging.run("parquet_zone")
            rows = staging.run("parquet_size", path=str(path))[0][0]
            columns = staging.run("parquet_columns", path=str(path))
            if any(name.lower() == _NUMBER for name, _ in columns):
                raise ImportRejected(
                    f"A column of the file is called {_NUMBER}. Rename it and export the file again."
                )
            unused = [name for name, kind in columns if _holds_no_cells(lookup, name, kind)]
            names = trimmed([name for name, _ in columns if name not in unused])
            if rows > MAX_ROWS:
                raise ImportRejected(
                    f"The file has more than {MAX_ROWS:,} rows. Split it by year and import the parts."
                )
            if not recognised(lookup, names):
                raise ImportRejected(f"The columns of the file are: {listed(names) or 'none'}. {EXPECTED}")
            whole, longest = staging.run("parquet_length", path=str(path), unused=unused)[0]
            if whole > unpacked_limit(path.stat().st_size) or longest > MAX_LINE:
                raise ImportRejected(
                    "The texts in the file are longer than any export's. Export it again as CSV."
                )
            staging.run("parquet_text", path=str(path), target=str(self.copy), unused=[*unused, _NUMBER])
        except (ImportRejected, MemoryError):
            raise
        except Exception as error:  # whatever the reader finds wrong; its words name paths
            if "OutOfMemory" in type(error).__name__:
                raise MemoryError from error
            if type(error).__name__ in _OURS:
                raise
            raise ImportRejected(
                "The Parquet file is damaged or of a kind that cannot be read. Export it again as CSV."
            ) from error
        self.table = Table(header=tuple(names), line=1, last_line=1, delimiter=",", lookup=lookup)


def _holds_no_cells(lookup: HeaderNames, name: str, kind: str) -> bool:
    """Return whether a Parquet column has lists, records or unknown bytes instead of cell values.

    Some programs write text as bytes.
    """
    nested = kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION", "VARIANT"))
    return nested or (kind == "BLOB" and lookup.field_of(name) is None)
