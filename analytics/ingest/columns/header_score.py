"""Rating of a possible header row by how many of its names are known columns of session data."""

from __future__ import annotations

from analytics.ingest.columns import client_name_parts, date_columns, long_format, shared_words, wide_format
from analytics.ingest.columns.header_names import HeaderNames


def recognised(lookup: HeaderNames, names: list[str]) -> int:
    """Return a rating of how many names in a possible header row are known; 0 if it cannot be a header.

    A row with the client and a date or scores ranks above one with the client alone; then the number
    of known columns counts, with half weight for columns of unknown scale. First and last name beside scores
    count as the client, too.
    """
    known = [(m.field, 0) for m in shared_words.meanings(lookup, names) if m]
    parts = [part for name in names if (part := wide_format.split(lookup, name))]
    known += [(m.field, number) for name, number in parts if (m := lookup.field_of(name))]
    found: set[tuple[str, int]] = set(known)
    fields = {name for name, _ in found}
    scored = (
        any(f.startswith(("ors_", "srs_")) for f in fields)
        or {"measure", "total"} <= fields
        or "overall" in fields
    )
    if "client_id" not in fields:
        if not _is_named(lookup, names, scored=scored, dated="session_date" in fields):
            return 0
        found.add(("client_id", 0))
    if date_columns.is_headed(lookup, names):
        scored = True
        found |= {(name, -1) for name in names if date_columns.split(lookup, name)}
    worth = 2 * len(found) - len(fields & {"overall", "total"})
    return worth + 1000 if "session_date" in fields or scored else worth * (len(found) > 1)


def _is_named(lookup: HeaderNames, names: list[str], *, scored: bool, dated: bool) -> bool:
    """Return whether a possible header row identifies the client by columns for first name and surname.

    Without scores, they may be the names of anybody.
    """
    if client_name_parts.places(names) is None:
        return False
    return scored or date_columns.is_headed(lookup, names) or dated and long_format.names_answer(names)
