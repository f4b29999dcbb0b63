"""Position of a table in a file, with its column names and the texts around it."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.ingest.columns import form_sheet
from analytics.ingest.columns.eav_format import EavColumns
from analytics.ingest.columns.header_names import HeaderNames


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of a file: its header, position, delimiter, sample cells and surrounding texts.

    header: names as written. line: where the header stands (1 = first line a person sees). last_line: where its last
    record ends, rows of labels included. delimiter: None for a sheet. lookup: meanings of column names in this
    import. labels: (label, value) of cells above a table that names no client itself, or that say more than it does
    of therapists and the like. samples: the first filled cells of each column. quote: the quote around cells. words:
    (line, text) of rows of labels or codes between the header and the rows. title: text alone in the row above the
    header. beside: the sessions of a form sheet whose names stand in its first column, as (number of the column,
    cells). titles: texts above the table. parts: text alone above each header, where several equal ones name no
    client. eav: the columns of field and value, where each row holds one field.
    """

    header: tuple[str, ...]
    line: int
    last_line: int
    delimiter: str | None
    lookup: HeaderNames
    labels: tuple[tuple[str, str], ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()
    quote: str = '"'
    words: tuple[tuple[int, str], ...] = ()
    title: str = ""
    beside: tuple[tuple[int, tuple[str, ...]], ...] = ()
    titles: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    eav: EavColumns | None = None

    @property
    def is_form(self) -> bool:
        """Return whether the client is named above the table instead of in its rows."""
        return form_sheet.names_client(self.lookup, self.labels)
