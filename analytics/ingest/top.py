"""Where the table begins among the first rows of a file: its header row or rows, and what stands above it."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.ingest import forms
from analytics.ingest.headers import meaning
from analytics.ingest.layout import recognised
from analytics.ingest.limits import HEADER_WITHIN
from analytics.ingest.numbered import split
from analytics.ingest.spelling import plain

SAMPLES = 100  # cells kept of each column
_LABELLED = 500  # worth of a header row whose client stands above it, less than one that has the client


@dataclass(frozen=True)
class Top:
    """names: of the columns, two header rows put together; first, last: positions of the header's first and
    last row; known: how well the names are known (more is better); labels: (label, value) of cells above the
    table that name its client, and with it its therapist and the like."""

    names: tuple[str, ...]
    first: int
    last: int
    known: int
    labels: tuple[tuple[str, str], ...] = ()


def found(rows: list[list[str]]) -> Top | None:
    """The header among the first rows: the row, or two rows together, with most known column names.

    Two rows count as a header only when they say more together than either alone.
    """
    best = None
    for position in range(min(len(rows), HEADER_WITHIN)):
        here = _one(rows, position)
        if position + 1 < len(rows):
            single = max(here.known if here else 0, recognised(_stripped(rows[position + 1])))
            two = recognised(names := _together(rows[position], rows[position + 1]))
            if two > single:
                here = Top(tuple(names), position, position + 1, two)
        if here and (best is None or here.known > best.known):
            best = here
    return best


def _one(rows: list[list[str]], position: int) -> Top | None:
    names = _stripped(rows[position])
    if sum(bool(name) for name in names) < 2:
        return None
    if known := recognised(names):
        return Top(tuple(names), position, position, known)
    labels = forms.above(rows[:position])
    known = recognised([*names, *(label for label, _ in labels)]) if labels else 0
    return Top(tuple(names), position, position, max(1, known - _LABELLED), labels) if known else None


def _stripped(row: list[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in row]


def _together(upper: list[str], lower: list[str]) -> list[str]:
    """Names of two header rows: `ORS` above `Individual` is `ORS Individual`, whether ORS is repeated or merged."""
    width = max(len(upper), len(lower))
    groups = _stripped(upper) + [""] * (width - len(upper))
    items = _stripped(lower) + [""] * (width - len(lower))
    if not any(items) or not any(groups):
        return []
    names, group = [], ""
    for above, below in zip(groups, items, strict=True):
        group = above or (group if below else "")
        both = f"{group} {below}".strip()
        if not below or plain(below) == plain(group) or not group:
            names.append(above or below)
        elif _is_known(both):
            names.append(both)
        else:
            names.append(below if _is_known(below) else f"{above} {below}".strip())
    return names


def _is_known(name: str) -> bool:
    return meaning(name) is not None or split(name) is not None


def samples(rows: list[list[str]], width: int) -> tuple[tuple[str, ...], ...]:
    """The first filled cells of each column below a header."""
    columns: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        for column, cell in zip(columns, row, strict=False):
            if len(column) < SAMPLES and (text := cell.strip()):
                column.append(text[:200])
    return tuple(tuple(column) for column in columns)
