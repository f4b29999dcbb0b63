"""Tables with one row per day and one column per client: `Date`, `C01`, `C02`.

The scale of the numbers is given by the column's name (`C01 ORS`), by a column that names the measure, by texts around
the table, or by a person. Whether codes such as `C01` are clients is asked where no word says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from analytics.ingest.base.errors import EXPECTED, ImportRejected, Question, QuestionForUser, listed
from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns import date_columns, measure_names
from analytics.ingest.columns.column_inference import Samples
from analytics.ingest.columns.header_names import HeaderNames, Meaning
from analytics.ingest.columns.wide_format import PART, SESSION_NUMBER, Numbered

KEY = "columns_are"  # the answer that says whether the names of columns are clients
CLIENTS, NOT_CLIENTS = "client_id", "not_used"
CLIENT = "client in the column name"
_HEADS = {"ors_total": "ORS total", "srs_total": "SRS total", "total": "Score"}
_LEAST = 2  # clients from which columns are those of clients
_LONGEST = 60  # characters of the name of such a column
_PARTS = re.compile(r"\s+[-–—]\s+|[\s_:/|()\[\]]+")
_AGAIN = re.compile(r" \(\d+\)$|(?<=\d)\.\d$")  # behind a name that a table has twice
_CODE = re.compile(r"([^\W\d_]{0,4})[-.]?(\d{1,8}(?:[-.]\d{1,6})?)[^\W\d_]{0,2}")
_SHORT = 2  # digits of a number without letters that numbers sessions or questions rather than clients
_POINTS = re.compile(r"\s*\d{1,3}(?:[.,]\d+)?\s*(?:/\s*\d+|%)?\s*")


@dataclass(frozen=True)
class Head:
    """Name of a column that stands for a client: client, score field (`total` without a scale), and certainty.

    is_told: whether a word such as `Client` says that it is a client.
    """

    client: str
    field: str
    is_told: bool


@lru_cache(maxsize=4096)
def split(lookup: HeaderNames, header: str) -> Head | None:
    """Return the client that a column name consists of, with the scale beside it if any; None for other names."""
    once = _AGAIN.sub("", header)
    if once != header and (head := split(lookup, once)):
        return head
    words = [word for word in _PARTS.split(header) if word]
    if not words or len(header) > _LONGEST:
        return None
    words, field = _without_scale(lookup, words)
    is_told = len(words) > 1 and is_client_word(lookup, words[0])
    words = words[1:] if is_told else words
    if any(map(lookup.field_of, words)):
        return None
    if len(words) == 1 and (is_told or _is_code(words[0])):
        return Head(words[0], field, is_told)
    return Head(" ".join(words), field, True) if is_told and len(words) == 2 else None


def _without_scale(lookup: HeaderNames, words: list[str]) -> tuple[list[str], str]:
    """Return the words without those that name a scale at their beginning or end, and the scale's total."""
    for n in range(min(5, len(words) - 1), 0, -1):
        for part, rest in ((words[:n], words[n:]), (words[-n:], words[:-n])):
            known = lookup.field_of(" ".join(part))
            if len(rest) == 1 and is_client_word(lookup, rest[0]):
                continue  # `Client C ORS` is client C, not a client's CORS
            if known and known.is_exact and known.field in ("ors_total", "srs_total"):
                return rest, known.field
    return words, "total"


def is_client_word(lookup: HeaderNames, word: str) -> bool:
    """Return whether a word means client, also in the plural."""
    found = (lookup.field_of(word[: len(word) - cut]) for cut in (0, 1, 2) if len(word) > cut + 3)
    return any(m and m.field == "client_id" and m.is_exact for m in found)


def _is_code(word: str) -> bool:
    """Return whether a word looks like the code of a client, and not like the number of a session or question."""
    code = _CODE.fullmatch(word)
    if not code:
        return False
    letters, digits = code.groups()
    if not letters:
        return len(digits) > _SHORT
    return normalized(letters) not in _numbered()


@cache
def _numbered() -> frozenset[str]:
    words = (
        *data("words")["numbered"]["session"],
        *data("additions")["weeks"],
        *data("additions")["items"],
        *data("additions")["instruments"],
    )
    return frozenset(map(normalized, words))


def heads(lookup: HeaderNames, names: Sequence[str], samples: Samples) -> dict[int, Head]:
    """Return the columns that stand for clients, by position; empty if the table is not of this kind.

    Parameters
    ----------
    lookup : meanings of column names.
    names : column names; one of them must be the day.
    samples : first cells of each column; may be empty.
    """
    known = [lookup.field_of(name) for name in names]
    if sum(m is not None and m.field == "session_date" for m in known) != 1:
        return {}
    found = {i: head for i, name in enumerate(names) if (head := split(lookup, name))}
    others = [m for i, m in enumerate(known) if i not in found and m]
    if any(m.field == "client_id" or m.field.startswith(("ors_", "srs_")) for m in others):
        return {}
    if len({head.client for head in found.values()}) < _LEAST:
        return {}
    if samples and any(cells and not name.strip() for name, cells in zip(names, samples, strict=False)):
        return {}  # what stands in a column without a name is nobody's
    filled = [samples[i] for i in found if samples[i]] if samples else []
    if samples and not (filled and all(map(_are_points, filled))):
        return {}
    return found


def named_after_clients(lookup: HeaderNames, numbered: Numbered | None, names: Iterable[str]) -> list[str]:
    """Return those column names that consist of one of a table's clients, with or without the scale."""
    clients = set(numbered.clients.values()) if numbered else set()
    return [name for name in names if (head := split(lookup, name)) and head.client in clients]


def _are_points(cells: Sequence[str]) -> bool:
    return 2 * sum(_POINTS.fullmatch(cell) is not None for cell in cells) >= len(cells)


def find(
    lookup: HeaderNames,
    names: list[str],
    meanings: Sequence[Meaning | None],
    answers: Mapping[str, str],
    samples: Samples,
) -> Numbered | None:
    """Return each client's columns in a table with score columns named by client; None for other tables.

    Parameters
    ----------
    lookup : meanings of column names.
    names : column names.
    meanings : meaning of each column name, None if it is unknown.
    answers : question key -> choice.
    samples : first cells of each column; may be empty.

    Raises
    ------
    QuestionForUser
        If nothing says that the names are clients, or which scale the scores belong to.
    ImportRejected
        If the names are no clients, or one client has several columns of one scale.
    """
    if any(m and m.field == "client_id" for m in meanings):
        return None
    found = heads(lookup, names, samples)
    found = {i: head for i, head in found.items() if f"column:{names[i]}" not in answers}
    if len({head.client for head in found.values()}) < _LEAST:
        return None
    _ask_whether_clients(names, found, answers)
    by_row = any(
        m and m.field == "measure" and any(map(measure_names.read_as, dict.fromkeys(samples[i])))
        for i, m in enumerate(meanings)
        if samples
    )
    fields = {
        i: "total" if by_row else _scale(head, names, found, answers, samples) for i, head in found.items()
    }
    at = {(found[i].client, field): i for i, field in fields.items()}
    if len(at) < len(found):
        twice = [names[i] for i, head in found.items() if at[head.client, fields[i]] != i]
        raise ImportRejected(
            f"One client has several columns of one scale: {listed(twice, 4)}. Write ORS or SRS beside the client in the"
            " name of each column, or put the two scales on sheets of their own that are called ORS and SRS."
        )
    scales = [field for field in _HEADS if field in fields.values()]
    shared = [i for i in range(len(names)) if i not in found]
    clients = dict(enumerate(dict.fromkeys(head.client for head in found.values()), PART + 1))
    return Numbered(
        (*(names[i] for i in shared), *(_HEADS[field] for field in scales), CLIENT, SESSION_NUMBER),
        {
            number: (*shared, *(at.get((client, field)) for field in scales), None, None)
            for number, client in clients.items()
        },
        clients=clients,
    )


def _ask_whether_clients(names: Sequence[str], found: Mapping[int, Head], answers: Mapping[str, str]) -> None:
    """Raise QuestionForUser if no word says that column names are clients, ImportRejected if they are none."""
    columns = [names[i] for i in found]
    if answers.get(KEY) == NOT_CLIENTS:
        raise ImportRejected(
            f"Each row is a day, and the columns {listed(columns, 3)} are no clients, so nothing names the client."
            f" {EXPECTED}"
        )
    if answers.get(KEY) is None and not all(head.is_told for head in found.values()):
        clients = tuple(dict.fromkeys(head.client for head in found.values()))
        text = (
            "Each row is a day, and no column names the client. Do the names of the columns stand for clients"
            f" ({listed(list(clients), 3)})?"
        )
        raise QuestionForUser(Question(KEY, text, (CLIENTS, NOT_CLIENTS), clients[:3]))


def _scale(
    head: Head, names: Sequence[str], found: Mapping[int, Head], answers: Mapping[str, str], samples: Samples
) -> str:
    """Return the field of a client's column; raise QuestionForUser if it may be ORS or SRS."""
    if head.field != "total":
        return head.field
    if answers.get(date_columns.KEY) in date_columns.SCALES:
        return f"{answers[date_columns.KEY]}_total"
    text = (
        f"The columns {listed([names[i] for i in found], 3)} hold scores of these clients, and nothing says of which form."
        " Are they of the ORS or of the SRS?"
    )
    cells = dict.fromkeys(cell for i in found for cell in (samples[i] if samples else ()))
    raise QuestionForUser(Question(date_columns.KEY, text, date_columns.SCALES, tuple(cells)[:3]))
