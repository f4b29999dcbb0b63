"""Tables used only for their ids: lists of clients with ids, and tables that link two other tables."""

from __future__ import annotations

from dataclasses import replace

from analytics.ingest.columns import incomplete_tables
from analytics.ingest.columns.layout import CLIENTS, Layout
from analytics.ingest.rows import reading
from analytics.ingest.rows.deferred_tables import DeferredTable
from analytics.ingest.rows.reading import ReadFile

# What a table that links two others may say about the rows that point to it
_OF_LINKS = ("session_date", "therapist", "therapist_name", "site", "program", "attendance")


def layout_of(aid: DeferredTable) -> Layout:
    """Return the layout of an id table: a list of clients, or a table that links two others.

    Of a nested table only the fields that its own parent gave it count, of a linking one its day and the like, too.
    """
    if incomplete_tables.is_between(aid.lookup, aid.found.table.header):
        headers, fields = (*aid.names, *aid.lent), (*told_by_itself(aid), *aid.lent)
        return Layout(name=CLIENTS, headers=headers, fields=fields)
    found = aid.layout(("site",))
    return replace(found, name=CLIENTS, headers=found.headers[:-1], fields=found.fields[:-1])


def told_by_itself(aid: DeferredTable) -> list[str | None]:
    """Return the fields that a linking table's own columns give to the rows that refer to it."""
    known = [m.field if (m := aid.lookup.field_of(name)) else None for name in aid.names]
    if incomplete_tables.is_nested(aid.lookup, aid.found.table.header):
        return [None] * len(known)
    return [f if f in _OF_LINKS and f not in known[:i] else None for i, f in enumerate(known)]


def file_of(aid: DeferredTable, number: int) -> ReadFile:
    """Convert a deferred id table to a ReadFile with the given file number."""
    found = layout_of(aid)
    if aid.lent:
        found = replace(
            found, fields=tuple(field if field == "client_id" else None for field in found.fields)
        )
    return reading.file_of(number, aid.found, found, aid.cleaned, aid.given)
