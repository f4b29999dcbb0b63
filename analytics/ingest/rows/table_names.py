"""Sheet and file names that contain the client, the therapist or the site of all rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from analytics.ingest.base.errors import Question, QuestionForUser, listed, shortened
from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns.header_names import HeaderNames

OF_SHEET, OF_FILE = "sheet_means", "file_means"  # keys of the question
NOTHING = "nothing"
CHOICES = ("client_id", "therapist", "site", NOTHING)
COLUMNS = {OF_SHEET: "Sheet name", OF_FILE: "File name"}  # how the name is called among the columns
# Fields that name the therapist
THERAPIST = ("therapist", "therapist_name", "therapist_first", "therapist_last", "therapist_email")
_WORDS = {"client_id": "the client", "therapist": "the therapist", "site": "the site"}
_TOKEN = re.compile(r"\d+[^\W\d_]+\d*|[^\W\d_]+\d+|[^\W\d_]+|\d+")  # C01 and 12a stay whole
_LETTERS = re.compile(r"[^\W\d_]+")
_PART = re.compile(r"[^\s_]+")
_LABELLED = re.compile(r"\s*([^\W\d_]+)(?:\s*[:=]\s*|\s+[-–—]\s+|[\s_-]+)(\S.*)")  # Client 042, Klient: 042
_COPY = re.compile(r"\s*\(\d+\)\s*$")  # Data (2)
_DAY = re.compile(r"\d{4}([-.]?)\d\d\1\d\d")


def lacking(lookup: HeaderNames, header: Iterable[str], answers: Mapping[str, str]) -> list[str]:
    """Return which of client, therapist and site have no column in a table."""
    present = {answers.get(f"column:{name}") or ((m := lookup.field_of(name)) and m.field) for name in header}
    return [
        field for field in CHOICES[:3] if not present & set(THERAPIST if field == "therapist" else (field,))
    ]


def value(lookup: HeaderNames, name: str) -> str:
    """Return the client, therapist or site in a sheet or file name: `Client C01 ORS` gives C01.

    Common table words, labels, and dates next to words are removed at both ends (`Berg 2026`), but never
    parts of a code: `2025-042` is not changed. The result is empty for common words alone (`Sheet 2`).
    """
    if not any(_may_be_value(lookup, token) for token in _TOKEN.findall(_COPY.sub("", name))):
        return ""
    labelled = _LABELLED.match(name)
    if labelled and (known := lookup.field_of(labelled[1])) and known.field in CHOICES:
        name = labelled[2]
    parts = list(_PART.finditer(name))
    kept = [part for part in parts if not _is_around(lookup, part.group())]
    if not any(_LETTERS.search(part.group()) and not _is_timed(part.group()) for part in kept):
        return _between(name, [part for part in kept if not _DAY.fullmatch(part.group())] or parts)
    timed = [part for part in kept if _is_timed(part.group())]
    if timed and timed[0] is kept[0] and _is_first_name(timed, kept):
        timed = []
    return _between(name, [part for part in kept if part not in timed])


def _is_first_name(timed: Sequence[re.Match], kept: Sequence[re.Match]) -> bool:
    """Return whether a month in a sheet or file name is rather a first name, as in `April Berg`.

    timed: the parts that may be a date, all of them. kept: the parts that are no common words.
    """
    is_alone = len(timed) == 1 and not any(map(str.isdigit, "".join(part.group() for part in kept)))
    return is_alone and normalized(timed[0].group()) in _months_as_names()


def _between(name: str, parts: Sequence[re.Match]) -> str:
    """Return the text of a name from the first to the last of the given parts."""
    text = name[parts[0].start() : parts[-1].end()].strip()
    return text if any(map(str.isdigit, text)) else text.replace("_", " ").strip()


def _may_be_value(lookup: HeaderNames, token: str) -> bool:
    """Return whether a word or number in a sheet or file name may be part of a value."""
    return token.isdigit() and len(token) > 1 or not _is_common(lookup, token)


def _is_around(lookup: HeaderNames, part: str) -> bool:
    """Return whether a part of a sheet or file name is a common word such as Sheet or Client.

    Capitals such as `AF` count as part of a code instead.
    """
    tokens = _TOKEN.findall(part)
    return all(
        _is_common(lookup, token) and not (token.isupper() and len(token) < 3) for token in tokens
    ) and bool(tokens or not any(map(str.isalnum, part)))


def _is_timed(part: str) -> bool:
    """Return whether a part of a name is a date or a piece of one, such as `May`, `2024` or `3 May`."""
    tokens = _TOKEN.findall(part)
    has_time = any(map(_is_time, tokens))
    return has_time and all(_is_time(token) or token.isdigit() and len(token) < 3 for token in tokens)


def name_value(lookup: HeaderNames, name: str, field: str) -> str:
    """Return the part of a sheet or file name that may be data, such as a client code; else empty.

    A person must confirm the value.

    The result is empty for a date, a form name or `Sheet 2`; a number alone can only be a client.
    """
    tokens = list(_TOKEN.finditer(name))
    has_time = any(_is_time(token.group()) for token in tokens)
    kept = [token for token in tokens if _may_be_code(lookup, token.group(), has_time)]
    if not kept or field != "client_id" and all(token.group().isdigit() for token in kept):
        return ""
    return value(lookup, name)


def _may_be_code(lookup: HeaderNames, token: str, has_time: bool) -> bool:
    """Return whether a word or number of a name may belong to a person's code or name.

    Parameters
    ----------
    lookup : meanings of column names.
    token : the word or number.
    has_time : whether the name also has a time.
    """
    if _is_common(lookup, token) or _is_time(token):
        return False
    return not token.isdigit() or not (has_time and len(token) < 3)


def question(key: str, names: Sequence[str], choices: Sequence[str]) -> QuestionForUser:
    """Return the question that asks what the names of sheets or files mean."""
    what = "sheets" if key == OF_SHEET else "files"
    lacks = " or ".join(_WORDS[choice] for choice in choices)
    text = f"No column of these {what} says {lacks}. What do their names say ({listed(list(names), 4)})?"
    return QuestionForUser(
        Question(key, text, (*choices, NOTHING), tuple(shortened(name) for name in names[:3]))
    )


def _is_common(lookup: HeaderNames, token: str) -> bool:
    """Return whether a word is generic in table names or a label such as `Client`, not a name or code."""
    word, letters = normalized(token), normalized("".join(_LETTERS.findall(token)))
    if word in _generic() or letters in _generic():
        return True
    known = lookup.field_of(token)
    return known is not None and (
        known.field in CHOICES or known.version is not None or known.field == "measure"
    )


def _is_time(token: str) -> bool:
    """Return whether a word or number is part of a date: a month, a week or a year."""
    letters = normalized("".join(_LETTERS.findall(token)))
    return letters in _calendar() if letters else len(token) in (4, 6, 8) and token[:2] in ("19", "20")


@cache
def _generic() -> frozenset[str]:
    return frozenset(normalized(word) for word in data("words")["tables"]["generic"])


@cache
def _calendar() -> frozenset[str]:
    months = [word for words in data("words")["dates"]["months"] for word in words]
    words = frozenset(normalized(word) for word in (*months, *data("words")["tables"]["calendar"]))
    return words - frozenset(data("words")["tables"]["names_not_months"])


@cache
def _months_as_names() -> frozenset[str]:
    return frozenset(data("words")["tables"]["names_and_months"])
