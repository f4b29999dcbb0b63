"""Form sheets made by hand, with labelled cells above the table, such as `Client:` and `0033`."""

from __future__ import annotations

import re

from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns.header_names import HeaderNames

FIELDS = {
    "client_id", "case_id", "therapist", "therapist_name", "site", "program", "age_group", "age", "birth",
    "orientation",
}  # fmt: skip
THERAPISTS = frozenset(
    {"therapist", "therapist_name", "therapist_first", "therapist_last", "therapist_email"}
)
CARRIED = THERAPISTS | {"site", "program"}  # what a line above rows may say that name their client themselves
_LABEL = re.compile(r"\s*([^:=]{1,40}?)\s*[:=]\s*(\S.*)?")


def label(cell: str) -> tuple[str, str]:
    """Return (name, value) of a labelled cell such as `Client: 0033`.

    The value is empty if it stands in another cell.
    """
    match = _LABEL.fullmatch(cell)
    return (match.group(1), (match.group(2) or "").strip()) if match else (" ".join(cell.split()), "")


def labels(lookup: HeaderNames, cells: list[str]) -> list[tuple[str, str, str]]:
    """Return (label, field, value) of the labels in a row; empty if a cell is neither label nor value.

    A label is a known column name, with its value behind a colon in the same cell or in the next filled cell.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    found, position = [], 0
    while position < len(filled):
        name, value = label(filled[position])
        known = lookup.field_of(name)
        if not known:
            return []
        if not value:
            position += 1
            value = filled[position] if position < len(filled) else ""
        if (
            not value
            or lookup.field_of(value)
            or _LABEL.fullmatch(value)
            and lookup.field_of(value.split(":")[0])
        ):
            return []
        if known.field in FIELDS:
            found.append((name, known.field, value))
        position += 1
    return found


def above(lookup: HeaderNames, rows: list[list[str]]) -> tuple[tuple[str, str], ...]:
    """Return (label, value) of the labelled cells above a table, one per field."""
    labelled: dict[str, tuple[str, str]] = {}
    for row in rows:
        for name, field, value in labels(lookup, row):
            labelled[field] = (name, value)
    return tuple(labelled.values())


def names_client(lookup: HeaderNames, labels: tuple[tuple[str, str], ...]) -> bool:
    """Return whether the labels above a table name the client."""
    return any(known.field == "client_id" for name, _ in labels if (known := lookup.field_of(name)))


def usable(
    lookup: HeaderNames, labels: tuple[tuple[str, str], ...], names: list[str]
) -> tuple[tuple[str, str], ...]:
    """Return the labels above a table that give facts missing from its columns.

    Parameters
    ----------
    lookup : meanings of column names.
    labels : (label, value) of each.
    names : column names; a label is not needed for a field with a column. `Therapist: all` contains no fact.
    """
    fields = {m.field for m in map(lookup.field_of, names) if m}
    taken = fields | (THERAPISTS if fields & THERAPISTS else frozenset())
    everyone = {normalized(word) for word in data("words")["bands"]["everyone"]}
    known = [
        (name, value, lookup.field_of(name)) for name, value in labels if normalized(value) not in everyone
    ]
    return tuple((name, value) for name, value, m in known if m and m.field in CARRIED - taken)
