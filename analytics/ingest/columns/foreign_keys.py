"""Columns that may contain the id of a row in another table, recognised by their names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from analytics.ingest.base.normalize import plain
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
    """Return whether any column is named as the id of a parent row.

    Examples: `_parent_index`, `PARENT_KEY`, `_submission__id`.
    """
    return any(_of_parent(name) for name in header)


def is_nested(header: Sequence[str]) -> bool:
    """Return whether a table has both an id column of its rows and a column with a parent row's id."""
    return has_parent(header) and any(map(is_own, header))


def parents_named(header: Sequence[str], samples: Sequence[Sequence[str]]) -> set[str]:
    """Return the names of the parent tables listed in the column `_parent_table_name`; empty if absent.

    `_parent_index` counts within that table.
    """
    places = [place for place, name in enumerate(header) if plain(name) == _PARENT_TABLE]
    return {cell.strip() for place in places for cells in samples[place : place + 1] for cell in cells} - {""}


def is_called(table: str, wanted: str) -> bool:
    """Return whether a sheet or file is the parent table with the wanted name; sheet names may be cut off."""
    name, file = plain(wanted), PurePath(table)
    is_file = bool(file.suffix) and plain(table.removesuffix(file.suffix)).endswith(name)
    return plain(table) == name or is_file or len(table) >= _LONGEST_SHEET and name.startswith(plain(table))


def is_own(name: str) -> bool:
    """Return whether a column name is that of the id of the table's own rows."""
    return plain(name) in OWN


def _of_parent(name: str) -> str:
    """Return the name of the parent's id column that a column name refers to; empty if it refers to none."""
    word = plain(name)
    rest = next((word[len(plain(start)) :] for start in _PARENT if word.startswith(plain(start))), "")
    return rest if rest in OWN else ""


def may_point(lookup: HeaderNames, header: Sequence[str]) -> bool:
    """Return whether any column may contain the id of a row in another table."""
    return any(_of_parent(name) or _is_key(lookup, name) for name in header)


def of_rows(lookup: HeaderNames, header: Sequence[str]) -> list[str]:
    """Return the column names that are ids of the table's own rows or may be those of rows elsewhere."""
    return [name for name in header if is_own(name) or may_point(lookup, [name])]


def _is_key(lookup: HeaderNames, name: str) -> bool:
    known, word = lookup.meaning(name), plain(name)
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
    """Return how certain it is that two columns contain the same id (NAMED to ALIKE); None if they do not."""
    if not plain(name) or not plain(other):
        return None
    target = _of_parent(name)
    if target and plain(other) == target:
        return NAMED
    if plain(name) in OWN or target and plain(name) != plain(other):
        return None
    known, theirs = lookup.meaning(name), lookup.meaning(other)
    if plain(name) == plain(other) and (known is None or known.field in _KEYS):
        return SAME if target or _is_key(lookup, name) else ALIKE
    if known and theirs and known.field == theirs.field and known.field in _KEYS:
        return SAME
    stem = _stem(name)
    if not _is_key(lookup, name) or len(stem) < 3 or theirs and theirs.field not in _KEYS:
        return None
    if plain(other) in OWN and stem in plain(parent_name) or _stem(other) == stem:
        return STEM
    return None


def _stem(name: str) -> str:
    """Return a column name without words for an id: `Termin-Nr.` gives termin."""
    word = plain(name)
    for end in _WORDS:
        if word.endswith(end) and word != end:
            return word.removesuffix(end)
    return word.removeprefix("id")
