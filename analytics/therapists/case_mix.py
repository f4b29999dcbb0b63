"""Case mix of a comparison of therapists: which characteristics of clients can be allowed for, and which cannot.

A characteristic such as the programme can be told apart from the therapists only where several therapists share it. A
value that fewer share counts together with others of that kind; if nothing is left to compare, the column is not allowed
for, and the reason is handed on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GROUPINGS = ("site", "age_group", "program", "orientation")
DESCRIBE_CLIENTS = ("age_group", "program")  # said to be left out where the definitions do so
MIN_SHARING = 3  # therapists who share a value: with fewer, one of them decides what the value is worth
MIN_EPISODES = 3  # episodes with the value at each of them; one or two may be slips of the keyboard
OTHERS = "others"  # values that too few therapists share, together
SUMS = ("n", "x", "xx", "y", "yy", "xy")

LEFT_OUT, NOT_SHARED, NOT_ESTIMABLE = "left_out", "not_shared", "not_estimable"  # reasons


@dataclass(frozen=True, kw_only=True)
class Levels:
    """Values of one column as a comparison counts them.

    counts_as: value in the rows -> level; levels: all levels, the most frequent first; reason: why the column cannot be
    allowed for, None if it can or never varies.
    """

    counts_as: dict[str, str]
    levels: tuple[str, ...]
    reason: str | None = None


def levels(rows: Sequence[Mapping], column: str) -> Levels:
    """Return the levels of one column that a comparison of therapists can allow for.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `therapist_cells.sql`.
    column : str
        One of GROUPINGS.

    Returns
    -------
    Levels
        One level only if nothing is to be allowed for.

    Notes
    -----
    A level needs MIN_SHARING therapists with MIN_EPISODES episodes each. The site is taken as it stands: who works
    where is known, and clinics differ.
    """
    n: dict[str, dict[int, int]] = {}
    for row in rows:
        of = n.setdefault(row[column], {})
        of[row["therapist_key"]] = of.get(row["therapist_key"], 0) + row["n"]
    frequent = sorted(n, key=lambda value: (-sum(n[value].values()), value))
    if column == "site" or len(frequent) <= 1:
        return Levels(counts_as={value: value for value in frequent}, levels=tuple(frequent))
    kept = [value for value in frequent if _shared([n[value]])]
    rest = [value for value in frequent if value not in kept]
    together = rest[0] if len(rest) == 1 else OTHERS
    if rest and _shared([n[value] for value in rest]):
        kept.append(together)
    if len(kept) < 2:
        return Levels(counts_as=dict.fromkeys(frequent, ""), levels=("",), reason=NOT_SHARED)
    usual = kept[0]  # what too few share even together counts as the most frequent level
    counts_as = {value: value if value in kept else together if together in kept else usual for value in n}
    return Levels(counts_as=counts_as, levels=tuple(kept))


def _shared(of: Sequence[Mapping[int, int]]) -> bool:
    """Return whether enough therapists have enough episodes with a value, or with several values together."""
    total: dict[int, int] = {}
    for counts in of:
        for therapist, n in counts.items():
            total[therapist] = total.get(therapist, 0) + n
    return sum(n >= MIN_EPISODES for n in total.values()) >= MIN_SHARING


def merged(rows: Sequence[Mapping], allowed: Mapping[str, Levels]) -> list[dict]:
    """Return the rows with the values of each column replaced by its levels, and equal cells added up.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `therapist_cells.sql`.
    allowed : mapping of str to Levels
        Levels of the columns that are allowed for; every other column is dropped.

    Returns
    -------
    list of dict
        One row per therapist, level of each column, half-year and point of the first ORS.
    """
    found: dict[tuple, dict] = {}
    for row in rows:
        values = {column: of.counts_as[row[column]] for column, of in allowed.items()}
        cell = {"therapist_key": row["therapist_key"], **values, "half_year": row["half_year"]}
        into = found.setdefault((*cell.values(), row["point"]), cell | dict.fromkeys(SUMS, 0))
        for name in SUMS:
            into[name] += row[name]
    return list(found.values())


def left_out(rows: Sequence[Mapping], allow_for: Sequence[str]) -> dict[str, str]:
    """Return the columns of the export that the definitions leave out though clients differ in them, with the reason."""
    return {
        column: LEFT_OUT
        for column in (*DESCRIBE_CLIENTS, "site")
        if column not in allow_for and len({row[column] for row in rows} - {None}) > 1
    }
