"""Columns whose names mean the same field, such as `Klient` and `Patient`.

Their cells are compared once the rows are read (`ingest.rows.compared_columns`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from analytics.ingest.base.normalize import normalized
from analytics.ingest.columns import column_choice, column_inference
from analytics.ingest.columns.header_names import FILLED_IN_RANK, PREFIXED_RANK, Meaning

# Fields for which a wrong column makes wrong figures; about others a sentence is enough
_ASKED = ("client_id", "case_id", "session_date", "therapist", "closure", "case_start", "case_end", "attendance",
          "site", "program")  # fmt: skip
# Words for a code at the end or the beginning of a name
_ENDS = ("id", "code", "kode", "kod", "codigo", "number", "nummer", "numero", "nr", "no", "kurzel", "kennung")
_STARTS = ("id", "code", "codigo", "numero", "number", "nummer")
_TIER = 100  # ranks of one list of days of a form: submitted, end, start


@dataclass(frozen=True, kw_only=True)
class Competing:
    """Columns whose names mean one and the same field.

    field: canonical field. taken: position of the column that is used. equals, weaker: positions of other
    columns, whose names mean the field as clearly, or less clearly. is_asked: whether a person must choose if
    the cells of `equals` differ.
    """

    field: str
    taken: int
    equals: tuple[int, ...]
    weaker: tuple[int, ...]
    is_asked: bool


def find(
    names: Sequence[str],
    claimed: Sequence[str | None],
    given: Sequence[str | None],
    meanings: Sequence[Meaning | None],
    chosen: Collection[int],
    answers: dict[str, str],
) -> tuple[Competing, ...]:
    """Return the columns whose names mean the same field, unless a person has chosen one of them.

    Parameters
    ----------
    names : column names.
    claimed, given : canonical field of each column, before and after each field was given to one column.
    meanings : meaning of each column name, None where it is unknown.
    chosen : positions about which a person has said what they are.
    answers : question key -> choice.

    Notes
    -----
    A name beside a code, the day of a form beside that of the session, and the like say something else, and do not
    compete. Scores are asked about by their names alone (`column_choice`).
    """
    found = []
    for place, field in enumerate(given):
        if (
            not field
            or claimed.count(field) < 2
            or place in chosen
            or field in _NEVER
            or field[:4] in _SCORES
        ):
            continue
        if field == "therapist" and answers.get("therapist_column") == names[place]:
            continue
        others = [i for i, f in enumerate(claimed) if f == field and i != place]
        others = [i for i in others if _kind(meanings[i], names[i]) == _kind(meanings[place], names[place])]
        best = _clearness(meanings[place], names[place])
        equals = tuple(i for i in others if _clearness(meanings[i], names[i]) <= best)
        weaker = tuple(i for i in others if i not in equals)
        if others:
            found.append(
                Competing(field=field, taken=place, equals=equals, weaker=weaker, is_asked=field in _ASKED)
            )
    return tuple(found)


_NEVER = ("total", "overall", "measure")
_SCORES = ("ors_", "srs_")


def _kind(known: Meaning | None, name: str) -> tuple[bool, bool, bool, int, bool]:
    """Return what kind of information a column gives; only columns of the same kind compete for a field."""
    tier = known.rank % PREFIXED_RANK // _TIER if known and known.is_filled_in else FILLED_IN_RANK
    is_status = known is not None and known.field == "closure" and column_inference.is_status(name)
    return (*column_choice.order(known, name)[:3], tier, is_status)


def _clearness(known: Meaning | None, name: str) -> tuple[bool, bool, bool]:
    """Return the sort key for how clearly a column name means its field.

    The clearest sorts first: a name known as a whole, then one from a published template, then one of a code
    or number.
    """
    has_codes = known is not None and known.field in ("client_id", "therapist", "case_id")
    word = normalized(name)
    is_coded = word.endswith(_ENDS) or word.startswith(_STARTS)
    is_published = known is not None and known.version is not None
    return known is not None and not known.is_exact, not is_published, has_codes and not is_coded
