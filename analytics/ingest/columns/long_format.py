"""Tables with one row per answer: client, session day, question and numeric answer.

Questions (`ORS Individual`) are recognised like column names, in eight languages and with additions. If the
form has a column of its own, question and form together name the area. `pivot_answers` combines the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from analytics.ingest.base.errors import ImportRejected, listed
from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns import client_name_parts
from analytics.ingest.columns.column_choice import AREAS, NOT_USED
from analytics.ingest.columns.column_inference import Samples
from analytics.ingest.columns.header_names import HeaderNames, Meaning

FIELDS = tuple(f for scale, areas in AREAS.items() for f in (*areas, f"{scale}_total"))
_MOST_QUESTIONS = 60  # different texts of a column of questions among its first cells
_UNSCALED = 3  # areas that a column of questions names where none says its scale


@dataclass(frozen=True, kw_only=True)
class AnswerRows:
    """Positions of the columns in a table with one row per answer.

    question, value: what was asked, and the number. form: None if the question says it. shared: all other
    columns. key: columns that tell one session from another. day: position of the date among key, None if the key
    has an encounter.
    """

    question: int
    value: int
    form: int | None
    shared: tuple[int, ...]
    key: tuple[int, ...]
    day: int | None

    def columns(self, names: Sequence[str]) -> list[str]:
        """Return the column names after combining one row per answer into one row per session."""
        return [*(names[i] for i in self.shared), *(f"{f[:3].upper()} {f[4:]}" for f in FIELDS)]


def find(
    lookup: HeaderNames,
    names: Sequence[str],
    meanings: Sequence[Meaning | None],
    samples: Samples,
    answers: dict[str, str],
) -> AnswerRows | None:
    """Return the column positions of a table with one row per answer; None for any other table.

    Parameters
    ----------
    lookup : meanings of column names.
    names : column names.
    meanings : meaning of each column name, None if it is unknown.
    samples : first cells of each column; may be empty.
    answers : question key -> choice.

    Raises
    ------
    ImportRejected
        If an area is named without its scale.
    """
    if not samples or any(m and m.is_score and m.field not in ("total", "overall") for m in meanings):
        return None
    fields = [
        m.field if m and answers.get(f"column:{name}") != NOT_USED else None
        for name, m in zip(names, meanings, strict=True)
    ]
    form = fields.index("measure") if "measure" in fields else None
    places = [i for i in range(len(names)) if fields[i] in _OPEN]
    asking = [i for i in places if _asks(lookup, samples[i], is_form=fields[i] == "measure")]
    question = min(asking, key=lambda i: _vagueness(lookup, samples[i]), default=None)
    value = _value(names, fields, samples, question)
    whose = client_name_parts.places(names, fields)
    whose = (fields.index("client_id"),) if "client_id" in fields else whose
    if question is None or value is None or whose is None:
        return None
    if any(f"column:{names[i]}" in answers for i in (question, value)):
        return None
    if form == question:
        form = None
    elif form is None and len(asking) > 1:  # another column that names the scales, of whatever name
        form = next((i for i in asking if i != question and _vagueness(lookup, samples[i]) == 2), None)
    _refuse_unscaled(lookup, samples[question], form)
    used = {question, value, *(() if form is None else (form,))}
    shared = tuple(i for i in range(len(names)) if i not in used)
    encounter = next((i for i, f in enumerate(fields) if f == "source_session_id"), None)
    day = next((i for i, f in enumerate(fields) if f == "session_date"), None)
    apart = encounter if encounter is not None else day
    if apart is None:
        return None
    return AnswerRows(
        question=question,
        value=value,
        form=form,
        shared=shared,
        key=(*whose, apart),
        day=day if encounter is None else None,
    )


_OPEN = (None, "measure", "source_session_id", "session_no", "total", "overall")


def _asks(lookup: HeaderNames, cells: Sequence[str], *, is_form: bool) -> bool:
    """Return whether the cells of a column are questions of the ORS or SRS.

    The evidence is a scale named in a question, or the number of different areas.

    Totals count, too, unless the column names forms.
    """
    texts = list(dict.fromkeys(cells))
    if not texts or len(texts) > _MOST_QUESTIONS or all(text[:1].isdecimal() for text in texts):
        return False
    known = {m for text in texts if (m := lookup.field_of(text)) and m.is_score}
    known = {m for m in known if not is_form or not m.field.endswith("total")}
    return any(m.version for m in known) or len({m.field for m in known}) >= _UNSCALED


def _vagueness(lookup: HeaderNames, cells: Sequence[str]) -> int:
    """Return how vague a column's questions are, from 0 to 2.

    0: areas named with their scale; 1: areas without a scale; 2: no areas, only whole scales.
    """
    known = filter(None, map(lookup.field_of, dict.fromkeys(cells)))
    areas = [m for m in known if m.is_score and not m.field.endswith("total")]
    return 2 if not areas else 0 if any(m.version for m in areas) else 1


def _value(
    names: Sequence[str], fields: Sequence[str | None], samples: Samples, question: int | None
) -> int | None:
    """Return the position of the column with the numeric answers; None if there is none.

    The column is known by its name, else it is the only column of numbers of unknown meaning.
    """
    free = [
        i for i, f in enumerate(fields) if i != question and f in (None, "total") and _are_numbers(samples[i])
    ]
    named = [i for i in free if fields[i] == "total" or names_answer([names[i]])]
    return named[0] if named else free[0] if len(free) == 1 else None


def names_answer(names: Sequence[str]) -> bool:
    """Return whether any column name means the numeric answer to a question."""
    known = _answer_names()
    return any(normalized(name) in known for name in names)


@cache
def _answer_names() -> frozenset[str]:
    return frozenset(normalized(name) for name in data("additions")["answers"])


def _are_numbers(cells: Sequence[str]) -> bool:
    texts = [cell.replace(",", ".", 1).replace(".", "", 1) for cell in cells]
    return 2 * sum(text.isdecimal() for text in texts) > len(texts)


def _refuse_unscaled(lookup: HeaderNames, questions: Sequence[str], form: int | None) -> None:
    """Raise ImportRejected if a question is `Overall` and its scale (ORS or SRS) is not stated."""
    texts = dict.fromkeys(questions)
    if form is None and any((m := lookup.field_of(t)) and m.field == "overall" for t in texts):
        raise ImportRejected(
            f"The table has one row per answer: {listed(list(texts), 5)}. “Overall” may be of the ORS or of the SRS,"
            " and nothing in its row says of which. Add a column with the name of the form, or write ORS or SRS"
            " before it."
        )
