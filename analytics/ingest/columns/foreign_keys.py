"""Columns that may contain the id of a row in another table, recognised by their names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from analytics.ingest.base.normalize import normalized
from analytics.ingest.columns.header_names import HeaderNames

# Names of a row's own id, as survey programs write them: _index, KEY, _id, _uuid, instanceID.
OWN = frozenset("index key id uuid rowid instanceid metainstanceid row no nr number num".split())
# Words before a parent's id
_PARENT = ("parent", "submissions", "submission", "eltern", "padre", "forælder", "forelder", "ouder")
_WORDS = tuple(
    "id key uuid index ref reference nummer number numero nr no fk kennung code".split()
)  # at its end
_KEYS = ("source_session_id", "case_id", "session_no")  # canonical fields that tell rows apart
NAMED, SAME, STEM, ALIKE = range(4)  # how sure a pair of names is, the surest first
_PARENT_TABLE = "parenttablename"  # _parent_table_name of Kobo
_LONGEST_SHEET = 28  # from here on a survey program or a spreadsheet may have cut the name of a sheet off
_MOST = 8  # pairs looked at for two tables


def has_parent(header: Sequence[str]) -> bool:
    """Return whether any column name means the id of a row in a parent table.

    Examples: `_parent_index`, `PARENT_KEY`, `_submission__id`.
    """
    return any(_of_parent(name) for name in header)


def is_nested(header: Sequence[str]) -> bool:
    """Return whether a table has a column of row ids and a column of parent row ids."""
    return has_parent(header) and any(map(is_own, header))


def parents_named(header: Sequence[str], samples: Sequence[Sequence[str]]) -> set[str]:
    """Return the names of the parent tables listed in the column `_parent_table_name`; empty if absent.

    `_parent_index` counts within that table.
    """
    places = [index for index, name in enumerate(header) if normalized(name) == _PARENT_TABLE]
    return {cell.strip() for index in places for cells in samples[index : index + 1] for cell in cells} - {""}


def is_called(table: str, wanted: str) -> bool:
    """Return whether a sheet or file has the wanted table name, even if the sheet name is cut off."""
    name, file = normalized(wanted), PurePath(table)
    is_file = bool(file.suffix) and normalized(table.removesuffix(file.suffix)).endswith(name)
    return (
        normalized(table) == name
        or is_file
        or len(table) >= _LONGEST_SHEET
        and name.startswith(normalized(table))
    )


def is_own(name: str) -> bool:
    """Return whether a column name means the id of the table's own rows."""
    return normalized(name) in OWN


def _of_parent(name: str) -> str:
    """Return which id column of a parent table a column name refers to; empty if it refers to none."""
    word = normalized(name)
    rest = next(
        (word[len(normalized(start)) :] for start in _PARENT if word.startswith(normalized(start))), ""
    )
    return rest if rest in OWN else ""


def may_point(lookup: HeaderNames, header: Sequence[str]) -> bool:
    """Return whether any column may contain the id of a row in another table."""
    return any(_of_parent(name) or _is_key(lookup, name) for name in header)


def of_rows(lookup: HeaderNames, header: Sequence[str]) -> list[str]:
    """Return the names of columns that contain ids of the table's own rows or may refer to another table."""
    return [name for name in header if is_own(name) or may_point(lookup, [name])]


def _is_key(lookup: HeaderNames, name: str) -> bool:
    known, word = lookup.field_of(name), normalized(name)
    if word in OWN:
        return False
    return known.field in _KEYS if known else word.endswith(_WORDS) or word.startswith("id")


def pairs(
    lookup: HeaderNames, child: Sequence[str], parent: Sequence[str], parent_name: str
) -> list[tuple[int, int, int]]:
    """Return the pairs of columns of two tables that may contain the same id, most certain first.

    Parameters
    ----------
    lookup : meanings of column names.
    child, parent : column names of the two tables.
    parent_name : name of the parent's sheet or file: `appointment_id` points to the `id` of the sheet
        `appointments`.

    Returns
    -------
    (how sure, column of the child, column of the parent) of each pair.
    """
    found = []
    for i, name in enumerate(child):
        for j, other in enumerate(parent):
            sure = _sure(lookup, name, other, parent_name)
            if sure is not None:
                found.append((sure, i, j))
    return sorted(found)[:_MOST]


def _sure(lookup: HeaderNames, name: str, other: str, parent_name: str) -> int | None:
    """Return how certain it is that two columns contain the same id; None if they do not.

    The value ranges from NAMED, the most certain, to ALIKE.
    """
    if not normalized(name) or not normalized(other):
        return None
    target = _of_parent(name)
    if target and normalized(other) == target:
        return NAMED
    if normalized(name) in OWN or target and normalized(name) != normalized(other):
        return None
    known, theirs = lookup.field_of(name), lookup.field_of(other)
    if normalized(name) == normalized(other) and (known is None or known.field in _KEYS):
        return SAME if target or _is_key(lookup, name) else ALIKE
    if known and theirs and known.field == theirs.field and known.field in _KEYS:
        return SAME
    stem = _stem(name)
    if not _is_key(lookup, name) or len(stem) < 3 or theirs and theirs.field not in _KEYS:
        return None
    if normalized(other) in OWN and stem in normalized(parent_name) or _stem(other) == stem:
        return STEM
    return None


def _stem(name: str) -> str:
    """Return a column name without words for an id: `Termin-Nr.` gives termin."""
    word = normalized(name)
    for end in _WORDS:
        if word.endswith(end) and word != end:
            return word.removesuffix(end)
    return word.removeprefix("id")
