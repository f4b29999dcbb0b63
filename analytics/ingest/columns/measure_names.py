"""Interpretation of a column that names each row's measure, such as a version of the ORS or SRS.

`Outcome Rating Scale (ORS)`, `SRS v3.0`, `ORS - Adult`, `ORS (0-40)`: the known part counts, as in column
names. If a text may mean one of the two, a person is asked. Every text is listed in the report, so that no
form is omitted silently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from analytics import measures
from analytics.ingest.base.errors import Question, QuestionForUser, shortened
from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns import header_suffixes
from analytics.ingest.columns.column_inference import Samples
from analytics.ingest.columns.header_names import Meaning

KEY = "measure:"  # before the text of a measure: the answer that says which scale it is
CHOICES = ("ors", "srs", "not_used")
MOST = 200  # different texts looked at; a table of more has no column of measures
_LIKE = re.compile(
    r"(?<![^\W_])[a-z]{0,2}(?:ors|srs)(?![^\W\d_])|outcome rating|session rating", re.IGNORECASE
)
_ENDS = ("", "total", "score", "totalscore", "self", "adult")


def letters(word: str) -> str:
    """Return a word in lower case without blanks, hyphens, points and underscores.

    `staging.letters` in macros.sql must give the same result.
    """
    for mark in " -_.":
        word = word.replace(mark, "")
    return word.lower()


def _fixed() -> dict[str, str]:
    """Return the fixed meanings of measure names, by normalised name: `childorstotal` gives `ors:CORS`."""
    scales = {m.code.lower(): f"{m.family}:{m.code}" for m in measures.MEASURES if m.scored}
    scales |= {letters(m.name): f"{m.family}:{m.code}" for m in measures.MEASURES if m.scored}
    scales |= {name: f"{e['family']}:{e['version']}" for name, e in data("headers")["scales"].items()}
    return {name + end: meaning for name, meaning in scales.items() for end in _ENDS}


FIXED = _fixed()


def read_as(text: str) -> str | None:
    """Return the scale and version that a measure's name stands for (`ors:ORS`); None if unknown."""
    return FIXED.get(letters(text)) or header_suffixes.find_meaning(
        text, lambda part: FIXED.get(letters(part)), _fits
    )


def _fits(found: str, spelling: header_suffixes.Spelling) -> bool:
    """Return whether the ignored part of a measure's name leaves the recognised meaning unchanged."""
    dropped = spelling.dropped
    if not dropped.strip() or FIXED.get(letters(dropped)) == found:
        return True
    return not dropped.strip().isdecimal() and header_suffixes.is_plain(
        dropped, lambda word: FIXED.get(word) == found
    )


def is_by_measure(fields: Sequence[str | None], meanings: Sequence[Meaning | None], samples: Samples) -> bool:
    """Return whether each row of a table is one form, with its measure named in a column.

    False if other columns name the scales and the column of measures names none.
    """
    if "measure" not in fields:
        return False
    if not any(m and m.version for m in meanings):
        return True
    cells = samples[fields.index("measure")] if samples else ()
    return "total" in fields and (not cells or any(read_as(c) or _is_like(c) for c in dict.fromkeys(cells)))


def _is_like(text: str) -> bool:
    """Return whether an unknown name may mean the ORS or the SRS.

    SRS-22 and SRS-2 are other questionnaires, YCORS has no scores.
    """
    others = (*data("additions")["instruments"], *(m.code for m in measures.MEASURES if not m.scored))
    return bool(_LIKE.search(text)) and normalized(text) not in map(normalized, others)


def resolve(
    names: Sequence[tuple[str, int]], answers: Mapping[str, str]
) -> tuple[list[tuple], list[dict[str, Any]]]:
    """Return the meanings of a file's measure names in two forms: for the SQL, and for the report.

    Parameters
    ----------
    names : the texts of a file with their numbers of rows.
    answers : question key -> choice.

    Returns
    -------
    The words that typing needs, as (field, word, meaning), and for the report per text: text, read_as, rows.

    Raises
    ------
    QuestionForUser
        For a text that looks like the ORS or the SRS and is neither known nor answered for.
    """
    answered = {letters(k.removeprefix(KEY)): v for k, v in answers.items() if k.startswith(KEY)}
    words, reported = [], []
    for text, rows in names:
        answer, meaning = answered.get(letters(text)), read_as(text)
        if answer:
            meaning = f"{answer}:{answer.upper()}" if answer in ("ors", "srs") else None
            meaning = read_as(text) if meaning and (read_as(text) or "")[:3] == answer else meaning
        elif meaning is None and _is_like(text) and len(names) <= MOST:
            raise QuestionForUser(_question(text, names))
        if meaning != FIXED.get(letters(text)):
            words.append(("measure", letters(text), meaning))
        reported.append(
            {"text": shortened(text, 60), "read_as": meaning.split(":")[1] if meaning else None, "rows": rows}
        )
    return words, reported


def _question(text: str, names: Sequence[tuple[str, int]]) -> Question:
    rows = dict(names)[text]
    asked = (
        f"“{shortened(text, 60)}” stands in {rows:,} {'row' if rows == 1 else 'rows'} as the name of the form."
        " Is it the client’s ORS or SRS?"
    )
    return Question(f"{KEY}{text}", asked, CHOICES, tuple(shortened(name, 60) for name, _ in names)[:3])


def none_known(told: Sequence[Mapping[str, Any]], column: str) -> str | None:
    """Return the error message for a file in which no measure is the ORS or SRS; None for other files."""
    if not told or any(one["read_as"] for one in told):
        return None
    names = ", ".join(
        f"{one['text']} ({one['rows']:,} {'row' if one['rows'] == 1 else 'rows'})" for one in told[:6]
    )
    more = f" and {len(told) - 6} more" if len(told) > 6 else ""
    return (
        f"The column “{shortened(column)}” names {names}{more}, and none of them is known as the ORS or the SRS."
        f" If one is, say so ({KEY}{told[0]['text']}=ors, for example); else export the ORS and SRS scores, too."
    )
