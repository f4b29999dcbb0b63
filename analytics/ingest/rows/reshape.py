"""Rewriting of clean rows to one session per row, for tables with another arrangement.

Examples: several sessions or versions of a scale in one row, or the client above the table, as on form
sheets.
"""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.base.errors import ImportRejected, shortened
from analytics.ingest.base.limits import MAX_ROWS
from analytics.ingest.columns import date_columns, form_sheet
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.version_columns import BOTH, VersionColumns
from analytics.ingest.columns.wide_format import PART, Numbered
from analytics.ingest.rows.canonical_csv import Cleaned, is_summary


def unpivot(lookup: HeaderNames, cleaned: Cleaned, header: tuple[str, ...], numbered: Numbered) -> None:
    """Split each row with several sessions into one clean row per session.

    A session without any cell filled is left out; a row without any session is set aside. `cleaned.rows` stays
    the number of rows of the file.
    """
    session = {n: _own(numbered, n) for n in numbered.places}
    told = numbered.days | numbered.clients

    def rows() -> Iterator[tuple[int, list[str]]]:
        written, title = 0, ""
        for line, cells in cleaned.records():
            if told:
                title = _title_of_another(lookup, line, cells, title)
            if [c.strip() for c in cells] == list(header):
                cleaned.early.append((line, "repeated_header", shortened(" ".join(cells), 80)))
                continue
            held = [n for n, own in session.items() if any(cells[i].strip() for i in own)]
            written += len(held)
            if written > MAX_ROWS:
                raise ImportRejected(
                    f"The file has more than {MAX_ROWS:,} sessions. Split it and import the parts."
                )
            if not held and (told or min(session) < PART or not _tells_facts(cells)):
                _without_session(cleaned, line, cells)
            elif not held:  # a row without a form may tell facts of the client
                held = [min(session)]
            for n in held:
                given = ["" if i is None else cells[i] for i in numbered.places[n]]
                yield line, [*given[:-2], told.get(n, given[-2]), str(n)]

    cleaned.rewrite(rows())
    cleaned.width = len(numbered.columns)


def _title_of_another(lookup: HeaderNames, line: int, cells: list[str], title: str) -> str:
    """Return the scale that the only text of a row names, else an empty text.

    Parameters
    ----------
    lookup : meanings of column names.
    line, cells : of the row.
    title : what the row above returned.

    Raises
    ------
    ImportRejected
        If the row is a header below such a title: its scores are of the scale named there.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    if title and len(filled) > 1 and not any(_is_number(cell) for cell in filled[1:]):
        raise ImportRejected(
            f"Another table begins in line {line}, below the title “{shortened(title)}”. Put each table on a sheet or in"
            " a file of its own."
        )
    return filled[0] if len(filled) == 1 and date_columns.stated_scale(lookup, filled[0]) else ""


def _is_number(cell: str) -> bool:
    return cell.replace(",", ".", 1).replace(".", "", 1).isdecimal()


def _own(numbered: Numbered, number: int) -> list[int]:
    """Return the column positions that belong to one session only, not to the whole row."""
    shared = set.intersection(*(set(places) for places in numbered.places.values()))
    return [i for i in numbered.places[number] if i is not None and i not in shared]


def _tells_facts(cells: list[str]) -> bool:
    """Return whether a row without a session may contain facts about the client."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) > 1 and not is_summary(filled)


def _without_session(cleaned: Cleaned, line: int, cells: list[str]) -> None:
    """Set aside a row without a session, with its reason: sum, footer or other row."""
    filled = [cell for cell in cells if cell.strip()]
    reason = "summary_row" if is_summary(filled) else "footer" if len(filled) <= 1 else "not_an_orssrs_row"
    cleaned.early.append((line, reason, shortened(" ".join(filled), 80)))


def add_labels(
    lookup: HeaderNames,
    cleaned: Cleaned,
    header: tuple[str, ...],
    labels: tuple[tuple[str, str], ...],
    *,
    titled: bool = False,
) -> None:
    """Append the values of the labels above a table (client, therapist) to each of its rows.

    Parameters
    ----------
    lookup : meanings of column names.
    cleaned : the clean rows.
    header : column names.
    labels : (label, value) above the table.
    titled : whether text alone in the line above a header is the first of the labels.

    Notes
    -----
    A later block with its own labels and header changes the values for the rows below it. A line that also names
    another client empties them, as the client of the rows below it is not known.
    """
    now, between = dict(labels), sorted(_between(lookup, cleaned).items())

    def says(found_labels: list[tuple[str, str, str]]) -> None:
        if any(field == "client_id" for _, field, _ in found_labels):
            now.update(dict.fromkeys(now, ""))
        now.update({name: value for name, _, value in found_labels if name in now})

    def left_out(line: int, reason: str, filled: list[str]) -> None:
        cleaned.early.append((line, reason, shortened(" ".join(filled), 80)))

    def rows() -> Iterator[tuple[int, list[str]]]:
        alone: tuple[int, list[str]] | None = None
        for line, cells in cleaned.records():
            while between and between[0][0] < line:
                says(between.pop(0)[1])
            filled = [cell for cell in cells if cell.strip()]
            is_header = [c.strip() for c in cells] == list(header)
            found_labels = form_sheet.labels(lookup, cells) or _of_another(lookup, filled)
            if alone:
                if is_header:
                    now.update({labels[0][0]: alone[1][0].strip()})
                left_out(alone[0], "section_row" if is_header else "footer", alone[1])
                alone = None
            says(found_labels)
            if found_labels or is_header:
                left_out(line, "repeated_header", filled)
            elif titled and len(filled) == 1:
                alone = line, filled
            elif len(filled) <= 1 or is_summary(filled):
                left_out(line, "summary_row" if is_summary(filled) else "footer", filled)
            else:
                yield line, [*cells, *now.values()]
        if alone:
            left_out(alone[0], "footer", alone[1])

    cleaned.rewrite(rows())
    cleaned.width += len(labels)


def _between(lookup: HeaderNames, cleaned: Cleaned) -> dict[int, list[tuple[str, str, str]]]:
    """Return the labels, such as `Client: K02`, in lines with a wrong number of cells, by line.

    A line of labels only is then reported as such, not as a faulty row.
    """
    found: dict[int, list[tuple[str, str, str]]] = {}
    for place, (line, reason, text) in enumerate(cleaned.early):
        if reason != "wrong_field_count":
            continue
        if found_labels := form_sheet.labels(lookup, cleaned.odd.get(line, [])):
            cleaned.early[place] = (line, "repeated_header", text)
        if found_labels := found_labels or _of_another(lookup, [text]):
            found[line] = found_labels
    return found


def _of_another(lookup: HeaderNames, filled: list[str]) -> list[tuple[str, str, str]]:
    """Recognise a line such as `Client: K02, moved`; return its client label with an empty value.

    Returns an empty list for any other line.
    """
    name, value = form_sheet.label(filled[0]) if filled else ("", "")
    known = lookup.field_of(name) if value else None
    return [(name, known.field, "")] if known and known.field == "client_id" else []


def fold(cleaned: Cleaned, fields: tuple[str | None, ...], sides: VersionColumns) -> None:
    """Append to each row the scores of the scale version that is filled in, and the name of that version.

    Parameters
    ----------
    cleaned : the clean rows.
    fields : canonical field of each column.
    sides : the columns of each version.

    Raises
    ------
    QuestionForUser
        If many rows fill two versions; few such rows are set aside.
    """
    key = [fields.index(name) for name in ("client_id", "session_date") if name in fields]
    doubles: list[tuple[int, str, str]] = []
    written = 0

    def rows() -> Iterator[tuple[int, list[str]]]:
        nonlocal written
        for line, cells in cleaned.records():
            added, is_double = sides.coalesced(cells)
            filled = [cell for cell in cells if cell.strip()]
            is_row = all(cells[index].strip() not in ("", sides.names[index]) for index in key)
            if is_double and is_row and not is_summary(filled):
                text = " ".join(cells[index] for index in sides.score_positions(cells))
                doubles.append((line, "conflicting_duplicate", shortened(text, 80)))
                continue
            written += is_row
            yield line, [*cells, *added]

    cleaned.rewrite(rows())
    if len(doubles) > BOTH * (written + len(doubles)):
        raise sides.question(tuple(text for *_, text in doubles[:3]))
    cleaned.early += doubles
    cleaned.width += len(sides.fields)
