"""Form sheets with field names in the first column and one session in each further column."""

from __future__ import annotations

from analytics.ingest.base.limits import MAX_COLUMNS
from analytics.ingest.columns import form_sheet
from analytics.ingest.columns.header_names import HeaderNames

_NEEDED = {"client_id", "session_date"}

Turned = tuple[tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...]]


def transpose(lookup: HeaderNames, rows: list[list[str]]) -> Turned | None:
    """Return the field names and the sessions of a sheet with one session per column, else None.

    Parameters
    ----------
    lookup : meanings of column names.
    rows : all rows of the file.

    Notes
    -----
    The client, the date and a score must be named. A value that stands once for the client or the therapist holds
    for each session; a scale alone in its row names the areas below it.
    """
    names, values, group = [], [], ""
    for row in rows:
        label, *cells = row or [""]
        name, value = form_sheet.label(label)
        cells = [value, *cells[1:]] if value and not any(cells[:1]) else cells
        if not name:
            continue
        known = lookup.field_of(name)
        if not any(cell.strip() for cell in cells):
            group = name if known and known.is_score else group
            continue
        both = f"{group} {name}"
        names.append(both if group and lookup.field_of(both) else name)
        values.append(cells)
    known = [lookup.field_of(name) for name in names]
    fields = {k.field for k in known if k}
    if not fields >= _NEEDED or not any(k and k.is_score for k in known) or len(names) > MAX_COLUMNS:
        return None
    width = max(map(len, values))
    sessions = []
    whole = [
        _only(cells) if k and k.field in form_sheet.FIELDS else ""
        for k, cells in zip(known, values, strict=True)
    ]
    for index in range(width):
        own = [cells[index].strip() if index < len(cells) else "" for cells in values]
        if any(cell and not once for cell, once in zip(own, whole, strict=True)):
            cells = tuple(cell or once for cell, once in zip(own, whole, strict=True))
            sessions.append((index + 2, cells))
    return tuple(names), tuple(sessions)


def _only(cells: list[str]) -> str:
    """Return the only filled cell of a row; empty if there are several or none."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return filled[0] if len(filled) == 1 else ""
