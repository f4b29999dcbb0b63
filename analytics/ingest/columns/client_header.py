"""Search for the header of a table with one row per day and one column per client, in one or two rows."""

from __future__ import annotations

from analytics.ingest.base.limits import HEADER_WITHIN
from analytics.ingest.columns import client_columns, date_columns, header_row
from analytics.ingest.columns.column_inference import are_dates
from analytics.ingest.columns.header_names import HeaderNames

_DATE = "Date"  # name of the column of days where it has none


def find(lookup: HeaderNames, rows: list[list[str]]) -> header_row.Top | None:
    """Return the header of a table whose columns are clients; None for any other table.

    Parameters
    ----------
    lookup : meanings of column names.
    rows : cells of the first rows of the file.
    """
    for position in range(min(len(rows), HEADER_WITHIN)):
        first = [" ".join(cell.split()) for cell in rows[position]]
        for last in (position + 1, position):
            if last + 1 >= len(rows) or not any(first):
                continue
            lower = [" ".join(cell.split()) for cell in rows[last]]
            names = _together(lookup, first, lower) if last > position else list(first)
            below = [cells for cells in rows[last + 1 :] if any(cells)]
            if not below or any(date_columns.stated_scale(lookup, cell) for cell in below[0]):
                continue  # names go on in the next row
            names = _dated(lookup, names, below)
            if names and client_columns.heads(lookup, names, header_row.samples(below, len(names))):
                return header_row.Top(names=tuple(names), first=position, last=last, known=1)
    return None


def _together(lookup: HeaderNames, upper: list[str], lower: list[str]) -> list[str]:
    """Return the names made of two header rows: `C01` above `ORS` and `SRS`, `ORS` above `C01` and `C02`.

    Empty if fewer than two columns have a name of both rows.
    """
    width = max(len(upper), len(lower))
    upper, lower = ([*row, *[""] * (width - len(row))] for row in (upper, lower))
    names, group, n_both = [], "", 0
    for above, below in zip(upper, lower, strict=True):
        group = above or (group if below else "")
        word = group.split()[0] if group else ""
        told = client_columns.is_client_word(lookup, word) and not client_columns.split(lookup, group)
        both = f"{'Client' if told else group} {below}"
        is_both = bool(group and below) and client_columns.split(lookup, both) is not None
        n_both += is_both
        names.append(both if is_both else below or above)
    return names if n_both > 1 else []


def _dated(lookup: HeaderNames, names: list[str], below: list[list[str]]) -> list[str]:
    """Return the names with one for the first column where its cells are days and its name does not say so.

    Empty if no column has days.
    """
    while names and not names[-1]:
        names.pop()
    if len(names) < 3:
        return []
    if any(m and m.field == "session_date" for m in map(lookup.field_of, names)):
        return names
    days = tuple(cells[0].strip() for cells in below if cells and cells[0].strip())
    if not days or not are_dates(days) or client_columns.split(lookup, names[0]):
        return []
    return [f"{names[0]} (date)" if names[0] else _DATE, *names[1:]]
