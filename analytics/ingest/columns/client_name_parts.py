"""First name and surname of a client in two columns of a table that has no column of client codes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

from analytics.ingest.base.normalize import data, normalized

FIRST = "client_first"  # the column whose cells are put before those of the client's column


def assign_fields(
    names: Sequence[str], fields: list[str | None], chosen: Collection[int]
) -> list[str | None]:
    """Return the columns' fields; without a client column, the surname column gets the field `client_id`.

    The column of first names then gets a field of its own.

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
    both = None if "client_id" in fields else places(names, fields, chosen)
    if both is None:
        return fields
    first, last = both
    return [FIRST if i == first else "client_id" if i == last else field for i, field in enumerate(fields)]


def places(
    names: Sequence[str], fields: Sequence[str | None] = (), chosen: Collection[int] = ()
) -> tuple[int, int] | None:
    """Return the positions of the first-name and the surname column; None unless each occurs exactly once.

    Parameters
    ----------
    names : column names.
    fields : canonical field of each column; a column that has one is no name.
    chosen : positions about which a person has said what they are.
    """
    spelt = [normalized(name) for name in names]
    first, last = (
        [
            i
            for i, name in enumerate(spelt)
            if name in _names(part) and i not in chosen and not (fields and fields[i])
        ]
        for part in ("first", "last")
    )
    return (first[0], last[0]) if len(first) == len(last) == 1 else None


def is_part(name: str) -> bool:
    """Return whether a column name means a first name or a surname."""
    return normalized(name) in _names("first") | _names("last")


@cache
def _names(part: str) -> frozenset[str]:
    return frozenset(normalized(name) for name in data("headers")["client_name_parts"][part])
