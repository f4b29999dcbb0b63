"""Tables with one row per client and one column per session day, such as `ORS 2026-03-02`.

Examples: `2026-03-02`, `Week 1 (02.03.2026)`, `ORS 2026-03-02`. The scale of the numbers below a day is given by the
column's name, by the group above it, by texts around the table (its title, its sheet, its file), or by a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from analytics.ingest.base.errors import ImportRejected, Question, QuestionForUser, listed
from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns.column_inference import Samples
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.measure_names import read_as
from analytics.ingest.columns.wide_format import PART, SESSION_NUMBER, Numbered

KEY = "measure_of_file"  # the answer that says which scale the scores of a file belong to
SCALES = ("ors", "srs")
DAY = "day in the column name"
_SCORE = "Score"  # the column that the scores of all days are put into where each row names its measure
_DATE = re.compile(
    r"(?<!\d)(\d{4}([-./])\d{1,2}\2\d{1,2}|\d{1,2}([./-])\d{1,2}\3(?:\d{4}|\d{2}))(?!\d)(?:[ T]0?0:00(?::00)?)?"
)
_LONGEST = 100  # characters of a name in which a month is looked for
_DAY_OF_MONTH = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]?")  # a day without its year
_HEADS = {"ors_total": "ORS total", "srs_total": "SRS total", "total": _SCORE}
_LEAST = 2  # days from which columns are those of sessions


@lru_cache(maxsize=4096)
def split(lookup: HeaderNames, header: str) -> tuple[str, str] | None:
    """Return (day, field) of a column whose name contains a day; None for any other name.

    The field is that of a total, `total` where the name says no scale.
    """
    is_open = header[:1].isalnum() or header[:1] in "(["
    found = _DATE.search(header) if is_open else None
    if is_open and not found and len(header) <= _LONGEST and any(map(str.isdigit, header)):
        found = _in_words().search(header)
    if not found:
        return None
    rest = f"{header[: found.start()]} {header[found.end() :]}"
    words = [w for w in re.findall(r"[^\W_]+", rest) if normalized(w) not in _around() and not w.isdecimal()]
    if not words:
        return found.group(1), "total"
    known = lookup.field_of(" ".join(words))
    if known and (known.field in ("ors_total", "srs_total") or known.field == "total"):
        return found.group(1), known.field
    return None


@lru_cache(maxsize=1)
def _in_words() -> re.Pattern[str]:
    """Return the regular expression for dates with a month name: `2 mars 2026`, `Mar 2, 2026`."""
    known = {word for months in data("words")["dates"]["months"] for word in months} | {
        "märz",
        "février",
        "août",
        "março",
    }
    months = "|".join(sorted(map(re.escape, known | {"décembre"}), key=len, reverse=True))
    of = r"(?:[ .-]+|\.? de )"
    return re.compile(
        rf"(?<!\w)(\d{{1,2}}{of}(?:{months}){of}\d{{4}}|(?:{months})\.? \d{{1,2}},? \d{{4}})(?!\d)",
        re.IGNORECASE,
    )


def without_year(names: Sequence[str]) -> list[str]:
    """Return the column names that are days without a year, such as `02.03.`; empty if too few."""
    found = [name for name in names if _DAY_OF_MONTH.fullmatch(name.strip())]
    return found if len(found) >= _LEAST else []


@lru_cache(maxsize=1)
def _around() -> frozenset[str]:
    words = data("words")
    known_words = [*words["numbered"]["session"], *words["dates"]["weekdays"], *words["dates"]["articles"]]
    return frozenset(
        normalized(word)
        for word in (*known_words, *data("additions")["weeks"], *data("additions")["before_days"])
    )


def is_headed(lookup: HeaderNames, names: Sequence[str]) -> bool:
    """Return whether a row of column names contains the days of at least two sessions."""
    return sum(split(lookup, name) is not None for name in names) >= _LEAST


def find(
    lookup: HeaderNames, names: list[str], answers: Mapping[str, str], samples: Samples
) -> Numbered | None:
    """Return each session's columns in a table with score columns named by day; None for other tables.

    Parameters
    ----------
    lookup : meanings of column names.
    names : column names.
    answers : question key -> choice.
    samples : first cells of each column; may be empty.

    Raises
    ------
    QuestionForUser
        If nothing says which scale the scores belong to.
    ImportRejected
        If a day occurs twice for one scale.
    """
    used = [i for i, name in enumerate(names) if answers.get(f"column:{name}") != "not_used"]
    heads = {i: found for i in used if (found := split(lookup, names[i]))}
    if len(heads) < _LEAST or any(m and m.field == "session_date" for m in map(lookup.field_of, names)):
        return None
    if samples and not all(_are_scores(samples[i]) for i in heads):
        return None
    by_row = _names_measure(lookup, names, used, heads, samples)
    fields = {
        i: field if by_row else _scale(field, answers, names, heads, samples)
        for i, (_, field) in heads.items()
    }
    days = list(dict.fromkeys(day for day, _ in heads.values()))
    at = {(heads[i][0], field): i for i, field in fields.items()}
    if len(at) < len(heads):
        twice = [names[i] for i, (day, _) in heads.items() if at[day, fields[i]] != i]
        raise ImportRejected(
            f"Several columns of one scale stand for one day: {listed(twice, 4)}. Write ORS or SRS before the day in"
            " the name of each column, or put the two scales on sheets of their own that are called ORS and SRS."
        )
    scales = (
        ["total"] if by_row else [field for field in ("ors_total", "srs_total") if field in fields.values()]
    )
    shared = [i for i in range(len(names)) if i not in heads]
    return Numbered(
        (*(names[i] for i in shared), *(_HEADS[field] for field in scales), DAY, SESSION_NUMBER),
        {
            PART + n: (*shared, *(at.get((day, field)) for field in scales), None, None)
            for n, day in enumerate(days, 1)
        },
        {PART + n: day for n, day in enumerate(days, 1)},
    )


def _names_measure(
    lookup: HeaderNames, names: list[str], used: list[int], heads: dict, samples: Samples
) -> bool:
    """Return whether a column states which questionnaire the scores of a row belong to."""
    if not samples or any(field != "total" for _, field in heads.values()):
        return False
    columns = [
        i for i in used if i not in heads and (m := lookup.field_of(names[i])) and m.field == "measure"
    ]
    return any(read_as(cell) for i in columns for cell in dict.fromkeys(samples[i]))


def _are_scores(cells: Sequence[str]) -> bool:
    texts = [cell.replace(",", ".") for cell in cells]
    numbers = [t for t in texts if re.fullmatch(r"\s*\d{1,3}(\.\d+)?\s*(?:/\s*\d+)?", t)]
    return 2 * len(numbers) >= len(texts)


def _scale(field: str, answers: Mapping[str, str], names: list[str], heads: dict, samples: Samples) -> str:
    """Return the field of a column named by day; raise QuestionForUser if it may be ORS or SRS."""
    if field != "total":
        return field
    if answers.get(KEY) in SCALES:
        return f"{answers[KEY]}_total"
    columns = [names[i] for i in heads]
    text = (
        f"The columns {listed(columns, 3)} hold scores of these days, and nothing says of which form."
        " Are they of the ORS or of the SRS?"
    )
    cells = dict.fromkeys(cell for i in heads for cell in (samples[i] if samples else ()))
    raise QuestionForUser(Question(KEY, text, SCALES, tuple(cells)[:3]))


def stated_scale(lookup: HeaderNames, *texts: str) -> dict[str, str]:
    """Return {question key: scale} for the scale that the texts name (ORS or SRS); else empty.

    The texts are titles, sheet names or file names.

    The result is also empty if a text names both scales.
    """
    for text in texts:
        words = re.findall(r"[^\W_]+", text)
        pairs = [*words, *(" ".join(words[i : i + 3]) for i in range(len(words) - 2))]
        found = {
            m.field[:3]
            for word in pairs
            if (m := lookup.field_of(word)) and m.version and m.field.endswith("_total")
        }
        if len(found) == 1:
            return {KEY: found.pop()}
    return {}
