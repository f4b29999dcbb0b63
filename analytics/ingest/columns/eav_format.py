"""Tables with one row per field of a record (entity-attribute-value): record, field name, value.

The date, the therapist, the scores and the ending each stand in a row of their own, as in REDCap's export of the type
`eav`. `pivot_eav` turns the rows of a record into one row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analytics.ingest.base.limits import HEADER_WITHIN
from analytics.ingest.columns import measure_names
from analytics.ingest.columns.column_inference import are_dates
from analytics.ingest.columns.header_names import HeaderNames, Meaning
from analytics.ingest.columns.long_format import names_answer
from analytics.ingest.columns.wide_format import split

PER_FIELD = "one_row_per_field"  # the layout, for the report
DATES = frozenset({"session_date", "date_ors", "date_srs"})
_LEAST_COLUMNS, _MOST_COLUMNS = 3, 40
_LEAST_ROWS = 4  # rows that a record of a session has: its date and scores, of two records
_NUMBER = re.compile(r"-?\d{1,4}(?:[.,]\d+)?\s*(?:/\s*\d+|%)?")
_MOST_FORMS = 60  # different texts of a column that names forms
_FITTING = 0.8  # share of the rows of dates and of scores whose value is a date, or a number


@dataclass(frozen=True, kw_only=True)
class EavColumns:
    """Positions of the columns in a table with one row per field.

    attribute: the column that names the field. values: the columns that hold the value, of which each row fills one.
    form: the column that names the scale (ORS, SRS) of the field; None if the field's name says it.
    """

    attribute: int
    values: tuple[int, ...]
    form: int | None = None

    def name(self, lookup: HeaderNames, cells: Sequence[str]) -> str:
        """Return the name of the field in a row: `ors_total`, or `ORS Individual` where the form says the scale."""
        name = " ".join(cells[self.attribute].split())
        scale = scale_of(cells[self.form].strip()) if self.form is not None else ""
        return _with_scale(lookup, scale, name) if scale else name

    def value(self, cells: Sequence[str]) -> str:
        """Return the value in a row: the first filled cell of the columns of values."""
        return next((text for i in self.values if (text := cells[i].strip())), "")


@lru_cache(maxsize=1024)
def scale_of(form: str) -> str:
    """Return ORS or SRS, the scale that the name of a form means; an empty text for any other form."""
    found = measure_names.read_as(form) if form else None
    return found.partition(":")[0].upper() if found else ""


@lru_cache(maxsize=4096)
def _with_scale(lookup: HeaderNames, scale: str, name: str) -> str:
    known, both = lookup.field_of(name), f"{scale} {name}"
    if known and (known.version or not known.is_score):
        return name
    return both if (m := lookup.field_of(both)) and m.is_score else name


def meaning(lookup: HeaderNames, name: str) -> Meaning | None:
    """Return the meaning of a field's name, also with a number in it such as `ors_1`; None if it is unknown."""
    return lookup.field_of(name) or (lookup.field_of(part[0]) if (part := split(lookup, name)) else None)


def may_be(lookup: HeaderNames, header: Sequence[str], samples: Sequence[Sequence[str]]) -> bool:
    """Return whether a recognised table may have one row per field: a column names dates and scores.

    A table with a column of scores of its own has not.
    """
    known = [lookup.field_of(name) for name in header]
    if any(m and m.field.startswith(("ors_", "srs_")) for m in known):
        return False
    return any(_names_fields(lookup, list(dict.fromkeys(cells))) for cells in samples)


def find(lookup: HeaderNames, rows: list[list[str]]) -> tuple[int, EavColumns] | None:
    """Return the position of the header and the columns of a table with one row per field, else None.

    Parameters
    ----------
    lookup : meanings of column names.
    rows : cells of the first rows of the file.

    Notes
    -----
    Evidence: the cells of one column name at least one date and one score, and another column has dates in the rows of
    the former and numbers in those of the latter.
    """
    for position, row in enumerate(rows[:HEADER_WITHIN]):
        names = [cell.strip() for cell in row]
        while names and not names[-1]:
            names.pop()
        if not _LEAST_COLUMNS <= len(names) <= _MOST_COLUMNS or not all(names):
            continue
        below = [
            [*cells[: len(names)], *[""] * (len(names) - len(cells))]
            for cells in rows[position + 1 :]
            if any(cells)
        ]
        found = _columns(lookup, names, below) if len(below) >= _LEAST_ROWS else None
        return (position, found) if found else None
    return None


def _columns(lookup: HeaderNames, names: list[str], below: list[list[str]]) -> EavColumns | None:
    """Return the columns of a table with these column names and rows; None if it has not one row per field."""
    texts = [{cells[i].strip() for cells in below} for i in range(len(names))]
    forms = [i for i in range(len(names)) if len(texts[i]) <= _MOST_FORMS and any(map(scale_of, texts[i]))]
    found: list[tuple[int, EavColumns]] = []
    for attribute in range(len(names)):
        if 2 * sum(text[:1].isdigit() for text in texts[attribute]) > len(texts[attribute]):
            continue  # numbers and days are no names of fields
        for form in (None, *(i for i in forms if i != attribute)):
            alone = EavColumns(attribute=attribute, values=(), form=form)
            fields = [alone.name(lookup, cells) for cells in below]
            distinct = list(dict.fromkeys(fields))
            if _names_fields(lookup, distinct) and (
                values := _values(lookup, names, below, fields, {attribute, form})
            ):
                n_known = len({m.field for name in distinct if (m := meaning(lookup, name))})
                found.append((n_known, EavColumns(attribute=attribute, values=values, form=form)))
    return max(found, key=lambda one: one[0], default=(0, None))[1]


def _names_fields(lookup: HeaderNames, texts: Sequence[str]) -> bool:
    """Return whether texts name a date and a score of the ORS or SRS."""
    known = [m for text in texts if (m := meaning(lookup, text))]
    is_dated = any(m.field in DATES for m in known)
    return is_dated and any(m.field.startswith(("ors_", "srs_")) for m in known if m.is_score)


def _values(
    lookup: HeaderNames, names: list[str], below: list[list[str]], fields: list[str], taken: set[int | None]
) -> tuple[int, ...]:
    """Return the columns with the values: one, or several of which each row fills one; empty if there are none."""
    known = [m.field if (m := meaning(lookup, name)) else "" for name in fields]
    dated = [cells for cells, field in zip(below, known, strict=True) if field in DATES]
    scored = [cells for cells, field in zip(below, known, strict=True) if field.startswith(("ors_", "srs_"))]
    free = [i for i in range(len(names)) if i not in taken]
    days = [i for i in free if _fit(dated, i, _is_date)]
    numbers = [i for i in free if _fit(scored, i, _is_number)]
    both = [i for i in days if i in numbers]
    if both:
        named = [i for i in both if (m := lookup.field_of(names[i])) and m.field == "total"]
        named += [i for i in both if names_answer([names[i]])]
        return ((named or both)[0],)
    if not days or not numbers:
        return ()
    found = [numbers[0], days[0]]
    for i in free:
        if i not in found and all(sum(bool(cells[j].strip()) for j in (*found, i)) <= 1 for cells in below):
            found.append(i)
    is_apart = all(sum(bool(cells[j].strip()) for j in found) <= 1 for cells in below)
    return tuple(found) if is_apart else ()


def _fit(rows: list[list[str]], column: int, is_value: Callable[[str], bool]) -> bool:
    """Return whether most cells of a column are such values, blank ones apart."""
    cells = [text for row in rows if (text := row[column].strip())]
    return bool(cells) and sum(map(is_value, cells)) >= _FITTING * len(cells)


def _is_date(cell: str) -> bool:
    return are_dates((cell,))


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None
