"""Search for the header row among the first rows of a file, and for titles and labels above it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analytics.ingest.base.errors import shortened
from analytics.ingest.base.limits import HEADER_WITHIN
from analytics.ingest.base.normalize import normalized
from analytics.ingest.columns import date_columns, form_sheet, label_rows
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.header_score import recognised
from analytics.ingest.columns.wide_format import split

_TITLES = 20  # texts above a table that are looked at
SAMPLES = 100  # cells kept of each column
_LABELLED = 500  # worth of a header row whose client stands above it, less than one that has the client


@dataclass(frozen=True, kw_only=True)
class Top:
    """Header of a table: position, column names, rating of how many are known, and texts above it.

    names: of the columns, several header rows put together. first, last: positions of the header's first and last
    row. known: how well the names are known (more is better). labels: (label, value) of cells above the table that
    name its client, and with it its therapist and the like, or only the latter where the rows name their client.
    words: how many rows below the header hold labels, codes or units and no answers. title: text alone in the row
    above the header. parts: text alone above each of several equal headers that name no client.
    """

    names: tuple[str, ...]
    first: int
    last: int
    known: int
    labels: tuple[tuple[str, str], ...] = ()
    words: int = 0
    title: str = ""
    parts: tuple[str, ...] = ()


def find(lookup: HeaderNames, rows: list[list[str]]) -> Top | None:
    """Return the header found among the first rows of a file; None if there is none.

    Parameters
    ----------
    lookup : meanings of column names.
    rows : cells of the first rows.

    Notes
    -----
    The header is the row, or up to three rows together, with most known column names. Several rows form a
    header only if they have more known names together than any of them alone.
    """
    best = None
    for position in range(min(len(rows), HEADER_WITHIN)):
        top = _one(lookup, rows, position)
        most, names = top.known if top else 0, rows[position]
        for last in range(position + 1, min(position + 3, len(rows))):
            is_names = label_rows.is_header_below(rows, last)
            if last > position + 1 and not is_names:
                break
            if best and tuple(_stripped(rows[last])) == best.names:
                break  # the header once more, which a row of sums above it does not make a better one
            if any(":" in cell for cell in rows[position]) and form_sheet.labels(lookup, rows[position]):
                break  # `Client: 0033` and `Age: 40` above a table are values and no groups of columns
            most = max(most, recognised(lookup, _stripped(rows[last])))
            names = _together(lookup, names, rows[last], keep=is_names)
            known = recognised(lookup, names)
            is_better = (
                known > most or 0 < known == most and _names_more(lookup, names, rows[position : last + 1])
            )
            if is_better and _facts(lookup, rows[position]) <= _facts(lookup, names):
                labels = form_sheet.usable(lookup, form_sheet.above(lookup, rows[:position]), names)
                top, most = _top(names, position, last, known, labels), known
        if top and (best is None or top.known > best.known):
            best = top
    best = best or _of_parts(lookup, rows)
    if best is None:
        return None
    words = label_rows.count(lookup, rows[best.last + 1 :], best.names)
    return replace(best, words=words, title=_title(rows[: best.first]))


def _top(names: list[str], first: int, last: int, known: int, labels: tuple[tuple[str, str], ...]) -> Top:
    return Top(names=tuple(names), first=first, last=last, known=known, labels=labels)


def _of_parts(lookup: HeaderNames, rows: list[list[str]]) -> Top | None:
    """Return the header that is repeated below each title in a file of several parts, else None.

    Such a header has no client column.

    The titles may be the clients.
    """
    for position in range(1, min(len(rows), HEADER_WITHIN)):
        names = _stripped(rows[position])
        if sum(map(bool, names)) < 2 or (known := recognised(lookup, [*names, "client"])) <= _LABELLED:
            continue
        parts = [_title(rows[:index]) for index, row in enumerate(rows) if _stripped(row) == names]
        if len(parts) > 1 and all(parts) and len(set(parts)) == len(parts):
            label = (("client", parts[0]),)
            top = _top(names, position, position, known - _LABELLED, label)
            return replace(top, parts=tuple(parts))
    return None


def _names_more(lookup: HeaderNames, names: list[str], rows: list[list[str]]) -> bool:
    """Return whether combined header rows name the scale of more score columns than any single row does."""

    def named(row: list[str]) -> int:
        known = filter(None, map(lookup.field_of, row))
        return sum(m.is_score and m.field not in ("total", "overall") for m in known)

    return named(names) > max(map(named, rows))


def _facts(lookup: HeaderNames, row: list[str]) -> set[str]:
    """Return the fields that a header row names, except score fields."""
    return {m.field for cell in row if (m := lookup.field_of(cell)) and not m.is_score}


def _title(rows: list[list[str]]) -> str:
    """Return the title above a header: the only cell of the last filled row, else an empty text."""
    filled = [[cell for cell in row if cell.strip()] for row in rows]
    last = next((cells for cells in reversed(filled) if cells), [])
    return " ".join(last[0].split()) if len(last) == 1 else ""


def _one(lookup: HeaderNames, rows: list[list[str]], position: int) -> Top | None:
    """Return the row at `position` as the header of a table; None if it cannot be one."""
    names = _stripped(rows[position])
    if sum(bool(name) for name in names) < 2:
        return None
    labels = form_sheet.above(lookup, rows[:position])
    if known := recognised(lookup, names):
        return _top(names, position, position, known, form_sheet.usable(lookup, labels, names))
    known = (
        recognised(lookup, [*names, *(n for n, _ in labels)])
        if form_sheet.names_client(lookup, labels)
        else 0
    )
    return _top(names, position, position, max(1, known - _LABELLED), labels) if known else None


def _stripped(row: list[str]) -> list[str]:
    """Return cells with surrounding and repeated blanks removed."""
    return [" ".join(cell.split()) for cell in row]


def _together(lookup: HeaderNames, upper: list[str], lower: list[str], *, keep: bool) -> list[str]:
    """Return the column names made of two header rows: `ORS` above `Individual` is `ORS Individual`.

    The same holds whether `ORS` is repeated above each of its areas or merged over all of them.

    Parameters
    ----------
    lookup : meanings of column names.
    upper, lower : cells of the two rows.
    keep : a known name stays above words that mean nothing (`Client` above `Open-Ended Response`).
    """
    width = max(len(upper), len(lower))
    groups = _stripped(upper) + [""] * (width - len(upper))
    items = _stripped(lower) + [""] * (width - len(lower))
    if not any(items) or not any(groups):
        return []
    names, group = [], ""
    for index, (above, below) in enumerate(zip(groups, items, strict=True)):
        group = above or (group if below else "")
        is_wide = not above or groups[index + 1 : index + 2] == [""] and any(items[index + 1 : index + 2])
        both = f"{group} {below}".strip()
        if not below or normalized(below) == normalized(group) or not group:
            names.append(above or below)
        elif _is_known(lookup, both) or is_wide and _is_score(lookup, group) and not _is_known(lookup, below):
            names.append(both)
        elif keep and above and _is_known(lookup, above) and not _is_known(lookup, below):
            names.append(above)
        else:
            names.append(below if _is_known(lookup, below) else f"{above} {below}".strip())
    return names


def titles(rows: list[list[str]], first: int) -> tuple[str, ...]:
    """Return the texts above a header row, nearest first."""
    return tuple(cell.strip()[:200] for row in rows[:first][::-1] for cell in row if cell.strip())[:_TITLES]


def _is_known(lookup: HeaderNames, name: str) -> bool:
    """Return whether a column name is known, even with a session number or a day in it."""
    day = date_columns.split(lookup, name)
    return (
        lookup.field_of(name) is not None
        or split(lookup, name) is not None
        or day is not None
        and day[1] != "total"
    )


def _is_score(lookup: HeaderNames, name: str) -> bool:
    """Return whether a column name is known as a score."""
    known = lookup.field_of(name)
    return known is not None and known.is_score


def in_words(row: list[str]) -> str:
    """Return a row's filled cells as one text of at most 80 characters, for the report."""
    return shortened(" ".join(cell for cell in row if cell.strip()), 80)


def samples(rows: list[list[str]], width: int) -> tuple[tuple[str, ...], ...]:
    """Return the first filled cells of each column below a header."""
    columns: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        for column, cell in zip(columns, row, strict=False):
            if len(column) < SAMPLES and (text := cell.strip()):
                column.append(text[:200])
    return tuple(tuple(column) for column in columns)
