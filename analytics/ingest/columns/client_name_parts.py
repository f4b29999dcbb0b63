"""First and last name of a client in two columns of a table that has no column of client codes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

from analytics.ingest.base.normalize import data, normalized

FIRST = "client_first"  # the column whose cells are put before those of the client's column


def assign_fields(
    names: Sequence[str], fields: list[str | None], chosen: Collection[int]
) -> list[str | None]:
    """Return each column's field; without a client column, the last name gets the field `client_id`.

    The first name then gets a field of its own.

    Parameters
    ----------
    names : column names.
    fields : canonical field of each column, None if it has none.
    chosen : positions about which a person has said what they are.

    Returns
    -------
    The unchanged fields if a column identifies the client, or if one of the two names is missing or
    ambiguous.
    """
    if "client_id" in fields:
        return fields
    first, last = (
        [
            i
            for i, name in enumerate(names)
            if normalized(name) in _names(part) and i not in chosen and not fields[i]
        ]
        for part in ("first", "last")
    )
    if len(first) != 1 or len(last) != 1:
        return fields
    return [
        FIRST if i == first[0] else "client_id" if i == last[0] else field for i, field in enumerate(fields)
    ]


def is_part(name: str) -> bool:
    """Return whether a column name means a first name or a last name."""
    return normalized(name) in _names("first") | _names("last")


@cache
def _names(part: str) -> frozenset[str]:
    return frozenset(normalized(name) for name in data("headers")["client_name_parts"][part])
