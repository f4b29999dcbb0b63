"""Answers a person gives with a delivery: which keys there are, which values fit, and whether they were of use."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analytics.ingest import dates, scales
from analytics.ingest.headers import FIELDS
from analytics.ingest.layout import NOT_USED
from analytics.ingest.reading import Found, ReadFile
from analytics.ingest.refusal import ALL_SHEETS, listed, shortened
from analytics.ingest.sheet import Sheet
from analytics.ingest.spelling import data, plain

# Key -> values that fit, None where the file decides which do. A key with a colon at its end takes a name behind it.
KEYS: dict[str, tuple[str, ...] | None] = {
    "sheet": None,
    "column:": (NOT_USED, *sorted(FIELDS)),
    "therapist_column": None,
    "date_order": (dates.DAY_FIRST, dates.MONTH_FIRST),
    "item_scale": (scales.STANDARD, scales.HUNDREDS, scales.MEAN, scales.TOTAL, scales.PERCENT),
    "closure:": tuple(data("closures")),
    "closure": ("ask",),
    "data_day": None,
}
_EXAMPLES = {"column:": "column:HEADER", "closure:": "closure:WORD"}


class WrongAnswer(ValueError):
    """An answer that no file of the delivery asks for, or a value that is no choice; one plain sentence."""


def problem(key: str, value: str) -> str | None:
    """What is wrong with an answer whatever the file holds; None when it may fit one."""
    kind = next(
        (known for known in ("column:", "closure:") if key.startswith(known) and len(key) > len(known)), key
    )
    if kind not in KEYS or kind.endswith(":") and kind == key:
        near = difflib.get_close_matches(key, KEYS, 1)
        hint = f" Did you mean {_EXAMPLES.get(near[0], near[0])}?" if near else ""
        known = ", ".join(_EXAMPLES.get(one, one) for one in KEYS)
        return f"there is no question {shortened(key)!r}.{hint} What can be answered: {known}"
    fitting = KEYS[kind]
    if fitting is not None and value not in fitting:
        return f"{shortened(value)!r} is no answer to {shortened(key, 60)}; there are {', '.join(fitting)}"
    return None if value else f"the answer to {shortened(key, 60)} is empty"


@dataclass
class Used:
    """What a delivery turned out to hold, to tell which answers were about it.

    sheets: names of the sheets that were read; words: closing reasons that occur, in plain spelling -> as written.
    """

    sheets: list[str] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    scale: str = ""
    words: dict[str, str] = field(default_factory=dict)

    def seen(self, tables: Sequence[Found]) -> None:
        """Take note of the sheets of a workbook."""
        self.sheets += [one.source.name for one in tables if isinstance(one.source, Sheet)]


def check(given: Mapping[str, str], known: Mapping[str, str], read: Sequence[ReadFile], used: Used) -> None:
    """Raise WrongAnswer for the first answer that is about nothing in this delivery.

    Parameters: given, the answers of this delivery; known, those remembered for its column names, which are always
    fitting; read, its files. An answer that was not needed but is true passes.
    """
    columns = [pair for file in read for pair in file.layout.shown()]
    for key, value in given.items():
        if known.get(key) == value:
            continue
        sentence = _unfitting(key, value, columns, used)
        if sentence:
            raise WrongAnswer(sentence)


def _unfitting(key: str, value: str, columns: list[tuple[str, str | None]], used: Used) -> str | None:
    """Why an answer is about nothing here, with what there is instead; None when it fits."""
    headers = [header for header, _ in columns]
    if key.startswith("column:"):
        name = key.partition(":")[2]
        fits = plain(name) in map(plain, headers)
        return (
            None
            if fits
            else f"No file has a column “{shortened(name)}”. The columns are: {listed(headers, 20)}."
        )
    if key.startswith("closure:"):
        word = key.partition(":")[2]
        fits, there = plain(word) in used.words, listed(list(used.words.values())) or "none"
        return None if fits else f"No course has the closing reason “{shortened(word)}”. There are: {there}."
    if key == "therapist_column":
        there = [header for header, meaning in columns if meaning == "therapist"]
        return None if value in there else _not_asked(key, value, there)
    if key == "sheet":
        fits = value in used.sheets or value == ALL_SHEETS and len(used.sheets) > 1
        return None if fits else _not_asked(key, value, used.sheets)
    if key == "date_order":
        there = [order for order in used.orders if order in KEYS[key]]
        return None if value in there else _not_asked(key, value, there)
    if key == "item_scale":
        return None if value in _names_of(used.scale) else _not_asked(key, value, _names_of(used.scale)[:1])
    return None


def _names_of(scale: str) -> list[str]:
    """A scale as the report names it, and what a person may have called it."""
    total_in_points = [scales.TOTAL] if scale in (scales.TOTAL_ONLY, scales.STANDARD, scales.WHOLE) else []
    return [*total_in_points, scale, *([scales.STANDARD] if scale == scales.WHOLE else [])]


def _not_asked(key: str, value: str, found: Sequence[str]) -> str:
    said = f" It was read as {listed(list(dict.fromkeys(found)))}." if found else ""
    return f"This delivery does not ask for {key}, so {shortened(value)!r} cannot be taken.{said} Leave the answer out."
