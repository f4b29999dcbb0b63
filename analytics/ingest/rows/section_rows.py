"""Lines between a table's rows that give a value to the rows below, such as `Therapist: Berg`.

A value applies to every row below its line until the next line of the same kind, even one without a value. A
line of a wider kind (a site above its therapists) resets the values of narrower kinds. The lines themselves
are listed as skipped.
"""

from __future__ import annotations

import bisect
import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TextIO

from analytics.ingest.base.errors import Question, QuestionForUser, shortened
from analytics.ingest.columns import form_sheet
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.table import Table
from analytics.ingest.rows.canonical_csv import Cleaned, is_summary, quoted

KEY = "section"  # of the question what names alone in their lines are
CLIENT = "client_id"
FIELDS = ("therapist", "site", "program")
NOT_USED = "not_used"
_HEAD = 1 << 16  # characters of the clean rows in which a first line of this kind stands, if there are any
_BLOCK = 1 << 18  # characters read at a time
_MOST = 20_000  # sparse rows that are looked at
_FIGURE = re.compile(r"[-+]?\d+(?:[.,]\d+)?%?")
_COUNTS = re.compile(r"\s*[(\[][^()\[\]]*\d[^()\[\]]*[)\]]\s*$")  # Berg (12 sessions)
_UNMARKED = re.compile(r"([^\W\d_]+)\s+(?:[-–—]\s+)?(\S.*)")  # Therapist Berg, Therapist - Berg
_CODE = re.compile(r"[^\W\d_]{1,4}[-.]?\d{1,4}")  # T1 alone in its line, among names that stand so
_WORDS = 5  # of a name alone in its line, at most


@dataclass
class Bands:
    """Values stated in lines between a table's rows, which apply to the rows below.

    names: names of the columns that are added to the rows. lines: line -> value by column name. start: values
    above the first line. alone: line -> name that is the only text in it.
    """

    names: list[str] = field(default_factory=list)
    lines: dict[int, dict[str, str]] = field(default_factory=dict)
    start: dict[str, str] = field(default_factory=dict)
    alone: dict[int, str] = field(default_factory=dict)

    @property
    def samples(self) -> list[tuple[str, ...]]:
        """Distinct values of each added column, at most 100."""
        values = [self.start, *self.lines.values()]
        return [
            tuple(dict.fromkeys(one[name] for one in values if one.get(name)))[:100] for name in self.names
        ]


def ask_for_client(table: Table, answers: Mapping[str, str]) -> Table:
    """Return the table; ask a person first if the titles above its sections may be client names.

    If the person says that they are not, the titles are removed from the table.

    Raises
    ------
    QuestionForUser
        If nobody has answered.
    """
    if not table.parts:
        return table
    if answers.get(KEY) is None:
        text = "No column names the client, but words stand alone in the line above each part. Are they the clients?"
        examples = tuple(shortened(title) for title in table.parts[:3])
        raise QuestionForUser(Question(KEY, text, (CLIENT, NOT_USED), examples))
    return table if answers[KEY] == CLIENT else replace(table, labels=(), parts=())


def fill(cleaned: Cleaned, table: Table, answers: Mapping[str, str]) -> Bands:
    """Append values stated in lines between rows, such as `Therapist: Berg`, to the rows below.

    The return value lists these values by line.

    Parameters
    ----------
    cleaned : the clean rows.
    table : the table.
    answers : question key -> choice; `section` gives the meaning of names alone in a line.

    Raises
    ------
    QuestionForUser
        If the table names no therapist and nobody has answered the question.
    """
    rows = cleaned.odd | _sparse(cleaned, head=True)
    found = _found(rows, table)
    if found.lines or found.alone or found.start:
        rows |= _sparse(cleaned)
        found = _found(rows, table)
        if found.lines or found.start:
            found.alone = {}
        else:
            _settle_alone(found, cleaned, table, answers)
        _rewrite(cleaned, found, {line for line, cells in rows.items() if len(cells) < 2})
        _skip(cleaned, rows, found)
    return found


def _found(rows: Mapping[int, list[str]], table: Table) -> Bands:
    """Return the values that lines with one or two filled cells state for the rows below them."""
    bands = Bands()
    fields: dict[str, str] = {}
    codes: dict[int, str] = {}
    for name, value in table.labels:
        if known := table.lookup.field_of(name):
            fields[known.field] = name
        bands.start[name] = value
    for line in sorted(rows):
        cells = rows[line]
        found_labels = _said(table.lookup, cells)
        kept = {
            n
            for n, _ in form_sheet.usable(
                table.lookup, tuple((n, v) for n, _, v in found_labels), list(table.header)
            )
        }
        if found_labels:
            bands.lines[line] = {fields[f]: "" for _, f, _ in found_labels if f in fields}
            bands.lines[line] |= {fields.setdefault(f, n): v for n, f, v in found_labels if n in kept}
        elif ended := _ended(table.lookup, cells, fields):
            bands.lines[line] = {ended: ""}
        elif name := _alone(table.lookup, cells):
            bands.alone[line] = name
        elif len(cells) == 1 and _CODE.fullmatch(cells[0].strip()):
            codes[line] = cells[0].strip()
    for _, known, value in _said(table.lookup, [table.title]) if table.title else ():
        if known in fields and fields[known] not in bands.start:
            bands.start[fields[known]] = value
    bands.names = list(fields.values())
    bands.alone |= codes if bands.alone else {}
    return bands


def _said(lookup: HeaderNames, cells: list[str]) -> list[tuple[str, str, str]]:
    """Return (label, field, value) of each label in a line that states values for the rows below."""
    words = [_COUNTS.sub("", cell) for cell in cells if not _FIGURE.fullmatch(cell.strip())]
    found_labels = form_sheet.labels(lookup, words)
    if not found_labels and len(words) == 1 and (match := _UNMARKED.fullmatch(words[0].strip())):
        found_labels = form_sheet.labels(lookup, [f"{match[1]}: {match[2]}"])
    return [(name, known, value) for name, known, value in found_labels if known in form_sheet.CARRIED]


def _ended(lookup: HeaderNames, cells: list[str], fields: Mapping[str, str]) -> str:
    """Return the added column whose value ends at an empty label such as `Therapist:`; else empty."""
    text = cells[0].strip() if len(cells) == 1 else ""
    known = lookup.field_of(text[:-1]) if text.endswith((":", "=")) else None
    return fields.get(known.field, "") if known else ""


def _alone(lookup: HeaderNames, cells: list[str]) -> str:
    """Return the name that is the only filled cell of a row; empty for anything else."""
    text = " ".join(cells[0].split()) if len(cells) == 1 else ""
    is_name = (
        text[:1].isalpha() and not any(c.isdigit() or c in ":=" for c in text) and len(text.split()) <= _WORDS
    )
    return text if is_name and not lookup.field_of(text) and not is_summary([text, text]) else ""


def _is_name(lookup: HeaderNames, title: str) -> bool:
    """Return whether a title may be a person's name: few words, with capital initials."""
    return _alone(lookup, [title]) == title != "" and all(
        word[:1].isupper() or len(word) < 4 for word in title.split()
    )


def _settle_alone(bands: Bands, cleaned: Cleaned, table: Table, answers: Mapping[str, str]) -> None:
    """Apply the user's answer on what lines with only a name mean, or raise QuestionForUser."""
    lines = sorted(bands.alone)
    below = _followed(cleaned, table, lines)
    bands.alone = {line: bands.alone[line] for line in lines if line in below}
    title = table.title if _is_name(table.lookup, table.title) else ""
    titles: list[str] = [title] if title else []
    names = list(dict.fromkeys([*titles, *bands.alone.values()]))
    if len(names) < 2 or not bands.alone:
        bands.alone = {}
        return
    fields = {m.field for m in map(table.lookup.field_of, table.header) if m}
    answer = answers.get(KEY)
    if answer is None and not fields.intersection(form_sheet.THERAPISTS):
        examples = tuple(shortened(name) for name in names[:3])
        text = (
            "Names stand alone in lines above their rows, and no column names the therapist. What are they?"
        )
        raise QuestionForUser(Question(KEY, text, (*FIELDS, NOT_USED), examples))
    if answer in FIELDS and answer not in fields:
        cleaned.asked[KEY] = answer
        bands.names, bands.start = [answer], {answer: title}
        bands.lines = {line: {answer: name} for line, name in bands.alone.items()}
    elif answer is not None:
        cleaned.asked[KEY] = NOT_USED


def _followed(cleaned: Cleaned, table: Table, lines: list[int]) -> set[int]:
    """Return the section lines that have at least one client row below, before the next section line."""
    known = [m.field if (m := table.lookup.field_of(name)) else None for name in table.header]
    index = known.index("client_id") if "client_id" in known else None
    found: set[int] = set()
    for number, cells in cleaned.records():
        above = bisect.bisect_left(lines, number)
        has_client = index is None or cells[index].strip()
        if above and has_client and (above == len(lines) or lines[above] != number):
            found.add(lines[above - 1])
    return found


def _sparse(cleaned: Cleaned, *, head: bool = False) -> dict[int, list[str]]:
    """Return the filled cells, by line, of clean rows with at most two filled cells.

    A label with its value in the first cell counts, too.
    """
    d = re.escape(cleaned.delimiter)
    first, other = rf'(?:"(?:[^"\n]|"")*"|[^\d{d}\n"][^{d}\n"]*)', rf'(?:"(?:[^"\n]|"")*"|[^{d}\n"]+)'
    label = rf'"?[^\d{d}\n":=][^{d}\n":=]*[:=][^\n]*'
    row = re.compile(rf"^\d+{d}+(?:{first}(?:{d}+{other})?{d}*|{label})$", re.MULTILINE)
    found: dict[int, list[str]] = {}
    with cleaned.path.open(encoding="utf-8", newline="\n") as text:
        for block in _blocks(text, _HEAD if head else _BLOCK):
            for line, *cells in csv.reader(row.findall("".join(block)), delimiter=cleaned.delimiter):
                found[int(line)] = [cell for cell in cells if cell.strip()]
            if head or len(found) > _MOST:
                break
    return found


def _blocks(text: TextIO, size: int) -> Iterator[list[str]]:
    """Yield the lines of a text file in lists of about `size` characters."""
    while block := text.readlines(size):
        yield block


def _rewrite(cleaned: Cleaned, bands: Bands, bare: set[int]) -> None:
    """Rewrite the clean rows; append to each the values stated in the lines above it.

    Parameters
    ----------
    cleaned : the clean rows.
    bands : the values of lines.
    bare : lines without a value, because they are no client's rows.
    """
    d, now = cleaned.delimiter, {name: bands.start.get(name, "") for name in bands.names}
    waiting, target = sorted(bare | set(bands.lines) | set(bands.alone)), Path(f"{cleaned.path}-bands")
    if not bands.lines and not bands.alone and not now:
        return

    def end(*, filled: bool = True) -> str:
        return "".join(d + (quoted(value, d) if filled else "") for value in now.values()) + "\n"

    with (
        cleaned.path.open(encoding="utf-8", newline="\n") as text,
        target.open("w", encoding="utf-8", newline="\n") as out,
    ):
        for block in _blocks(text, _BLOCK):
            if not waiting or waiting[0] > int(block[-1].partition(d)[0]):
                out.write("".join(block).replace("\n", end()))
                continue
            line = 0
            for row in block:
                number = int(row.partition(d)[0])
                while waiting and waiting[0] <= number:
                    _next(now, bands.lines.get(line := waiting.pop(0), {}))
                if number != line or number not in bands.lines and number not in bands.alone:
                    out.write(row.replace("\n", end(filled=number != line)))
    target.replace(cleaned.path)
    cleaned.width += len(bands.names)


def _next(now: dict[str, str], said: Mapping[str, str]) -> None:
    """Update the current section values from one line, and reset the values of narrower sections."""
    names = list(now)
    if said:
        widest = min(names.index(name) for name in said)
        now.update(dict.fromkeys(names[widest:], "") | dict(said))


def _skip(cleaned: Cleaned, rows: Mapping[int, list[str]], bands: Bands) -> None:
    """Record section lines, which only give values to other rows, as skipped rows."""
    lines = set(bands.lines) | set(bands.alone)
    kept = [entry for entry in cleaned.early if entry[0] not in lines]
    cleaned.early[:] = kept + [(n, "section_row", shortened(" ".join(rows[n]), 80)) for n in sorted(lines)]
