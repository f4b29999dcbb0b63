"""Answers given with a delivery: allowed keys, allowed values, and checks that each answer applies."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analytics.errors import HoldfastError
from analytics.ingest import coverage
from analytics.ingest.base import identity_answers
from analytics.ingest.base.errors import ALL_SHEETS, listed, shortened
from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns import client_columns, date_columns, measure_names
from analytics.ingest.columns.header_names import FIELDS
from analytics.ingest.columns.layout import NOT_USED
from analytics.ingest.containers import encodings as containers_encodings
from analytics.ingest.containers.workbook import Sheet
from analytics.ingest.rows import (
    constants,
    dates,
    fill_client_facts,
    fill_down,
    section_rows,
    table_names,
    units,
)
from analytics.ingest.rows.found_tables import FoundTable
from analytics.ingest.rows.reading import ReadFile

# Key -> values that fit, None where the file decides which do. A key with a colon at its end takes a name behind it.
KEYS: dict[str, tuple[str, ...] | None] = {
    "sheet": None,
    "column:": (NOT_USED, *sorted(FIELDS)),
    containers_encodings.KEY: tuple(containers_encodings.NAMES),
    section_rows.KEY: (section_rows.CLIENT, *section_rows.FIELDS, section_rows.NOT_USED),
    fill_down.KEY: (fill_down.ABOVE, fill_down.LEAVE_OUT),
    fill_client_facts.KEY: (fill_client_facts.CARRY, fill_client_facts.LEAVE_BLANK),
    "therapist_column": None,
    "date_order": (dates.DAY_FIRST, dates.MONTH_FIRST),
    "item_scale": (units.STANDARD, units.HUNDREDS, units.MEAN, units.TOTAL, units.PERCENT),
    table_names.OF_SHEET: table_names.CHOICES,
    table_names.OF_FILE: table_names.CHOICES,
    constants.PREFIX: None,
    measure_names.KEY: measure_names.CHOICES,
    date_columns.KEY: date_columns.SCALES,
    client_columns.KEY: (client_columns.CLIENTS, client_columns.NOT_CLIENTS),
    "closure:": tuple(data("closures")),
    "closure": ("ask",),
    "data_day": None,
    coverage.REPLACE: (coverage.YES, coverage.NO),
    coverage.KEY: (coverage.LEAVE_OUT, coverage.KEEP),
    **identity_answers.KEYS,
}
# Keys of questions about what stands between the rows of a file
OF_ROWS = (section_rows.KEY, fill_down.KEY, fill_client_facts.KEY)
_EXAMPLES = {
    "column:": "column:HEADER",
    "closure:": "closure:WORD",
    constants.PREFIX: f"{constants.PREFIX}FIELD",
    measure_names.KEY: "measure:TEXT",
}


class WrongAnswer(HoldfastError, ValueError):
    """Error for an answer that no delivered file asks for, or for a value that is not allowed."""


def problem(key: str, value: str) -> str | None:
    """Return the error message for an answer with an unknown key or a value never allowed; None otherwise."""
    kind = next((known for known in _EXAMPLES if key.startswith(known) and len(key) > len(known)), key)
    if kind not in KEYS or kind.endswith(":") and kind == key:
        near = difflib.get_close_matches(key, KEYS, 1)
        hint = f" Did you mean {_EXAMPLES.get(near[0], near[0])}?" if near else ""
        known = ", ".join(_EXAMPLES.get(one, one) for one in KEYS)
        return f"there is no question {shortened(key)!r}.{hint} What can be answered: {known}"
    fitting = KEYS[kind]
    if kind == constants.PREFIX and key.removeprefix(kind) not in constants.FIELDS:
        return f"{shortened(key)!r} is no fact of a whole file; there are {', '.join(constants.FIELDS)}"
    if fitting is not None and value not in fitting:
        return f"{shortened(value)!r} is no answer to {shortened(key, 60)}; there are {', '.join(fitting)}"
    return None if value else f"the answer to {shortened(key, 60)} is empty"


@dataclass(kw_only=True)
class UsedAnswers:
    """Contents of a delivery (sheet names, encodings, score unit and others) that answers must refer to.

    sheets: names of the sheets that were read. encodings: encodings of text files that are not Unicode.
    orders: date orders. scale: unit of the scores. words: normalised closing reason -> closing reason as
    written. measures: texts that name a measure.
    """

    sheets: list[str] = field(default_factory=list)
    encodings: list[str] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    scale: str = ""
    words: dict[str, str] = field(default_factory=dict)
    measures: list[str] = field(default_factory=list)

    def add_tables(self, tables: Sequence[FoundTable]) -> None:
        """Add the sheet names and text encodings of the given tables to this record of the delivery."""
        self.encodings += [one.encoding for one in tables if one.encoding in containers_encodings.NAMES]
        self.sheets += [one.source.name for one in tables if isinstance(one.source, Sheet)]


def check(
    given: Mapping[str, str], known: Mapping[str, str], read: Sequence[ReadFile], used: UsedAnswers
) -> None:
    """Raise WrongAnswer for the first answer that refers to nothing in this delivery.

    An unnecessary but correct answer is accepted.

    Parameters
    ----------
    given : the answers of this delivery.
    known : the answers remembered for its column names, which always apply.
    read : its files.
    used : other properties of the delivery.
    """
    columns = [pair for file in read for pair in file.layout.shown()]
    asked = [pair for file in read for pair in file.cleaned.asked.items()]
    for key, value in given.items():
        if known.get(key) == value:
            continue
        is_of_rows = key in OF_ROWS and (key, value) not in asked
        sentence = _not_asked(key, value, []) if is_of_rows else _unfitting(key, value, columns, used)
        if not sentence and not (key == table_names.OF_SHEET and "sheet" in given):
            sentence = _not_taken(key, value, read)
        if sentence:
            raise WrongAnswer(sentence)


def _unfitting(key: str, value: str, columns: list[tuple[str, str | None]], used: UsedAnswers) -> str | None:
    """Return the error message for an answer that fits nothing in the delivery; None for any other answer.

    The sentence also says what the delivery contains.
    """
    headers = [header for header, _ in columns]
    if key.startswith("column:"):
        name = key.partition(":")[2]
        fits = normalized(name) in map(normalized, headers)
        return (
            None
            if fits
            else f"No file has a column “{shortened(name)}”. The columns are: {listed(headers, 20)}."
        )
    if key.startswith("closure:"):
        word = key.partition(":")[2]
        fits, there = normalized(word) in used.words, listed(list(used.words.values())) or "none"
        return None if fits else f"No course has the closing reason “{shortened(word)}”. There are: {there}."
    if key.startswith(measure_names.KEY):
        there = used.measures
        fits = measure_names.letters(key.removeprefix(measure_names.KEY)) in map(measure_names.letters, there)
        name = shortened(key.removeprefix(measure_names.KEY))
        return (
            None if fits else f"No file names a measure “{name}”. There are: {listed(there, 20) or 'none'}."
        )
    if key == date_columns.KEY:
        there = [header for header, meaning in columns if meaning == "session_date"]
        return (
            None if {date_columns.DAY, client_columns.CLIENT} & {*headers} else _not_asked(key, value, there)
        )
    if key == client_columns.KEY:
        return None if client_columns.CLIENT in headers else _not_asked(key, value, ())
    if key == "therapist_column":
        there = [header for header, meaning in columns if meaning == "therapist"]
        return None if value in there else _not_asked(key, value, there)
    if key == "sheet":
        fits = value in used.sheets or value == ALL_SHEETS and len(used.sheets) > 1
        return None if fits else _not_asked(key, value, used.sheets)
    if key == containers_encodings.KEY:
        return None if value in used.encodings else _not_asked(key, value, used.encodings)
    if key == "date_order":
        there = [order for order in used.orders if order in (dates.DAY_FIRST, dates.MONTH_FIRST)]
        return None if value in there else _not_asked(key, value, there)
    if key == "item_scale":
        return (
            None
            if value in names_of_scale(used.scale)
            else _not_asked(key, value, names_of_scale(used.scale)[:1])
        )
    return None


def _not_taken(key: str, value: str, read: Sequence[ReadFile]) -> str | None:
    """Return why an answer that applies to all rows of a file has no effect; None if it has an effect.

    None also for answers that do not apply to all rows.
    """
    given = [one for file in read for one in file.given]
    if key.startswith(constants.PREFIX):
        field = key.removeprefix(constants.PREFIX)
        if any((one.field, one.value) == (field, value.strip()) for one in given):
            return None
        column = next((header for file in read for header, f in file.layout.shown() if f == field), None)
        why = f"“{shortened(column)}” says it" if column else "no file has rows of sessions"
        return (
            f"{field.replace('_', ' ').capitalize()} cannot be one for all rows: {why}. Leave the answer out."
        )
    if key in table_names.COLUMNS and value != table_names.NOTHING:
        fits = any(one.label.startswith(table_names.COLUMNS[key]) for one in given)
        return None if fits else _not_asked(key, value, ())
    return None


def names_of_scale(scale: str) -> list[str]:
    """Return all names by which an answer may state a score unit, including the name used in the report."""
    total_in_points = [units.TOTAL] if scale in (units.TOTAL_ONLY, units.STANDARD, units.WHOLE) else []
    return [*total_in_points, scale, *([units.STANDARD] if scale == units.WHOLE else [])]


def _not_asked(key: str, value: str, found: Sequence[str]) -> str:
    """Return the error message for an answer to a question that the delivery does not raise."""
    reading = f" It was read as {listed(list(dict.fromkeys(found)))}." if found else ""
    return f"This delivery does not ask for {key}, so {shortened(value)!r} cannot be taken.{reading} Leave the answer out."
