"""Tables that must be joined with another table because they lack the client or the scores.

Scores without a client refer to ids in a table of clients; otherwise the sheet's name gives the client.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analytics.ingest.base.limits import HEADER_WITHIN
from analytics.ingest.columns import foreign_keys, header_row, shared_words
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.wide_format import split

CLIENT = "client_id"
_BELOW = 2000  # less than any table that names its clients is worth


def header(lookup: HeaderNames, rows: list[list[str]]) -> header_row.Top | None:
    """Return the header of a table of scores without a client column; None for any other table.

    Notes
    -----
    The rows are read as if each had one more cell, `client_id`.
    """
    rows = rows[: HEADER_WITHIN + 1]
    width = max(map(len, rows), default=0)
    if width < 2:
        return None
    head = header_row.find(lookup, [[*row, *[""] * (width - len(row)), CLIENT] for row in rows])
    if head is None or head.labels:
        return None
    names, ids = head.names[:-1], of_ids(lookup, rows)
    if ids and ids.first < head.first:  # a cell such as `family` is no header below names of ids
        return None
    return replace(head, names=names, known=head.known - _BELOW) if is_scored(lookup, names) else None


def of_ids(lookup: HeaderNames, rows: list[list[str]]) -> header_row.Top | None:
    """Return the header of a table that lists clients with ids or links other tables, else None."""
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        names = [" ".join(cell.split()) for cell in row]
        if is_of_ids(lookup, names) or is_between(lookup, names):
            return header_row.Top(names=tuple(names), first=index, last=index, known=1 - 2 * _BELOW)
    return None


def is_of_ids(lookup: HeaderNames, names: Sequence[str]) -> bool:
    """Return whether column names include the client and an id that other tables may refer to."""
    fields = {m.field for name in names if (m := lookup.field_of(name))}
    return CLIENT in fields and (
        any(map(foreign_keys.is_own, names)) or foreign_keys.may_point(lookup, names)
    )


def is_between(lookup: HeaderNames, names: Sequence[str]) -> bool:
    """Return whether a table without client column links other tables by two ids, or an id and a day."""
    return is_nested(lookup, names) or is_linking(lookup, names)


def is_nested(lookup: HeaderNames, names: Sequence[str]) -> bool:
    """Return whether a table has row ids and parent ids but no client column."""
    return foreign_keys.is_nested(names) and not any(
        m and m.field == CLIENT for m in map(lookup.field_of, names)
    )


def is_linking(lookup: HeaderNames, names: Sequence[str]) -> bool:
    """Return whether a table only links other tables, by two ids or by one id and a session day.

    It has no columns of the client, of scores and of parent ids.

    Example: the number of an appointment beside that of an episode.
    """
    ids = foreign_keys.of_rows(lookup, names)
    if not ids or foreign_keys.has_parent(names):
        return False
    known = [m for name in names if (m := lookup.field_of(name))]
    has_client = any(m.field == CLIENT for m in known)
    is_dated = any(m.field == "session_date" and not m.is_filled_in for m in known)
    return not has_client and len(ids) + is_dated > 1 and not is_scored(lookup, names)


def is_scored(lookup: HeaderNames, names: Sequence[str]) -> bool:
    """Return whether column names include scores, of one session or of several."""
    named = zip(names, shared_words.meanings(lookup, names), strict=True)
    known = [m or (lookup.field_of(part[0]) if (part := split(lookup, name)) else None) for name, m in named]
    return any(m and (m.is_score or m.field == "measure") for m in known)
