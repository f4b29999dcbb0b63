"""Recognition of a known name inside a column name with additions, such as `ors_total (0-40)`.

`7. SRS - Relationship`, `ors_total (0-40)`, `ORS [max 40]`, `form.ors.total`, `Individually (Personal
well-being)`. The whole name is tried first, elsewhere. This module tries ever simpler spellings; the first
known one counts. The omitted part must not change the meaning of the column: `PHQ-9 total (0-27)`, `ORS
(mother)`, `Date (birth)` stay unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple, TypeVar

from analytics.ingest.base.normalize import data, normalized

Found = TypeVar("Found")
_COMPOUND = 6  # letters from which a word is looked for within longer ones, as German writes them
_LONGEST = 400  # characters of a name looked at
_JOINED = 7  # words of a name from which small ones are left away
_SIGNS = re.compile(r"[(\[{/\\.:|>?–—*_]|\s-|-\s|[a-z0-9]-[a-z_]|\d+\)|^\s*\W?[A-Za-z]{0,12}\W{0,2}\d|\s")
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_TO = r"(?:-|–|—|\.\.|to|bis|a|à|til|till|tot)"
_MOST = r"(?:max(?:imum|imal|imo)?\.?|out of|of|von|de|af|av|van|sur|/)"
_UNIT = r"(?:points?|pts\.?|punkte?|puntos|po[äe]ng|punten|cm|mm)?"
_RANGE = re.compile(  # `(0-40)`, `[max 40]`, `/40`, `0 to 10 points`
    rf"[\s,;:_(\[{{-]*(?:\b[01]\s*{_TO}\s*|(?<![^\W_]){_MOST}\s*|/\s*)(?:10|40|100|400)\s*{_UNIT}\s*[)\]}}]*\s*$",
    re.IGNORECASE,
)
_QUESTION = "question|frage|pregunta|sp[øo]rgsm[åa]l|sp[øo]rsm[åa]l|fr[åa]ga|vraag|item|nr|no|qid|q|f|p|v"
_NUMBERING = re.compile(
    rf"^\s*[(\[#]?\s*(?:(?:(?:{_QUESTION})[\s.°º_]*)?\d{{1,3}}[a-z]?(?:[._]\d{{1,2}})?(?:\s*[.:)\]]+|\s+[-–—](?=\s))"
    r"|(?:question|frage|pregunta|fr[åa]ga|vraag|qid|q)\s?\d{1,3}(?:[._]\d{1,2})?\s)\s*(?=\S)",
    re.IGNORECASE,
)
_ITEM_CODE = re.compile(r"^([A-Za-z]{2,5})[_ ]?\d{1,2}\s*[.:)–—-]\s*(?=\D)")  # `ORS1. Individually`
_PATH = re.compile(r"(?<=[^\s\d])(?:/|::?|\\|\||>|\.)(?=[^\s\d/.:|>])")
_HYPHENED = re.compile(
    r"[a-z_][a-z0-9_]*(?:-[a-z_][a-z0-9_]*)+"
)  # `ors-ors_total`, a path as ODK Briefcase writes it
_CODE = re.compile(
    r"^([A-Za-z]\w{0,19})(?:\[\w{1,20}\])?\. (?=\S)"
)  # `therapist. Who saw you?`, of LimeSurvey
_BREAK = re.compile(r"\s*(?::(?=\s|$)|[–—|>→]|\s-|-\s|\s/\s|\?|\n|_\s|;)\s*")
_WORD = re.compile(r"[^\W_]+")
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]*-?[A-Z0-9-]*[A-Z0-9]\b")


class Spelling(NamedTuple):
    """Simplified spelling of a column name: text, ignored part, whether that part stood before the text.

    text: the spelling. dropped: the omitted part. is_lead: whether the omitted part stood before the text.
    """

    text: str
    dropped: str
    is_lead: bool


def find_meaning(
    name: str, look_up: Callable[[str], Found | None], fits: Callable[[Found, Spelling], bool]
) -> Found | None:
    """Return the meaning of a column name by its first simplified spelling that is known; else None.

    Parameters
    ----------
    name : the column name.
    look_up : returns the meaning of a plain spelling.
    fits : returns whether the meaning is valid despite the omitted part.
    """
    if len(name) > _LONGEST or not _SIGNS.search(name) or sum(map(str.isalpha, name)) < 2:
        return None
    for spelling in spellings(name):
        found = look_up(spelling.text)
        if found is not None and fits(found, spelling):
            return found
    return None


def spellings(name: str) -> Iterator[Spelling]:
    """Yield simplified spellings of a column name, least changed first, each once."""
    seen = {normalized(name)}
    for one in _steps(" ".join(name.replace("\xa0", " ").split())):
        bare = _without_empty(one.text)
        for spelling in (one, one._replace(text=bare), one._replace(text=without_joining(bare))):
            key = normalized(spelling.text)
            if key and key not in seen:
                seen.add(key)
                yield spelling


def _steps(name: str) -> Iterator[Spelling]:
    """Yield simplified spellings of a column name, least changed first, possibly repeated."""
    bare = unnumbered(name)
    yield Spelling(name, "", False)
    yield Spelling(bare, "", False)
    if code := _ITEM_CODE.match(name):
        yield Spelling(f"{code.group(1)} {name[code.end() :]}", "", False)
    if code := _CODE.match(name):
        for one in _steps(name[code.end() :]):
            yield Spelling(one.text, f"{code.group(1)} {one.dropped}", one.is_lead or not one.dropped)
    short = without_range(bare)
    yield Spelling(short, "", False)
    inner = " ".join(_BRACKETS.findall(short))
    plainer = _BRACKETS.sub(" ", short).strip()
    if inner:
        yield Spelling(plainer, inner, False)
        yield from _of_text(short, "")
    yield from _of_path(plainer, inner)
    yield from _of_text(plainer, inner)
    if inner:
        yield Spelling(inner, plainer, True)


def _of_path(name: str, inner: str) -> Iterator[Spelling]:
    """Yield the simplified spellings of a name that is a path, such as `form.ors.total`."""
    parts = name.split("-") if _HYPHENED.fullmatch(name) else _PATH.split(name)
    if len(parts) < 2 or any(not part.strip() for part in parts):
        return
    for start in range(len(parts)):
        groups = [_without_group(part) for part in parts[start:-1]]
        yield Spelling(" ".join([*groups, parts[-1]]), " ".join([*parts[:start], inner]), True)


def _of_text(name: str, inner: str) -> Iterator[Spelling]:
    """Yield the simplified spellings of a name with separators, such as `SRS: Relationship`."""
    parts = [part for part in _BREAK.split(name) if part and part.strip()]
    if len(parts) < 2:
        return
    for cut in range(len(parts) - 1, 0, -1):
        yield Spelling(unnumbered(" ".join(parts[:cut])), " ".join([*parts[cut:], inner]), False)
    for cut in range(1, len(parts)):
        yield Spelling(unnumbered(" ".join(parts[cut:])), " ".join([*parts[:cut], inner]), True)


def unnumbered(name: str) -> str:
    """Return a column name without a leading question number: `Q3. ORS total` gives `ORS total`."""
    return _NUMBERING.sub("", name, count=1)


def without_range(name: str) -> str:
    """Return a column name without a score range at the end: `ORS (0–40)` gives `ORS`."""
    return _RANGE.sub("", name) or name


def highest(name: str) -> int | None:
    """Return the maximum score stated in a column name (100 in `ORS (0-100)`); None if it states none."""
    for text in (name, _BRACKETS.sub(" ", name), *_BRACKETS.findall(name)):
        if found := _RANGE.search(text):
            return int(re.findall(r"\d+", found.group())[-1])
    return None


def _without_empty(text: str) -> str:
    """Return a text without filler words such as articles."""
    words = [
        word for word in re.sub(r"['’]s\b", " ", text).split() if normalized(word) not in _words("empty")
    ]
    return " ".join(words) or text


def without_joining(text: str) -> str:
    """Return a text without joining words such as `du`: `Code du client` gives `Code client`.

    A text of many words, such as a note, is returned as it is.
    """
    words = text.split(" ")
    if not 2 < len(words) <= _JOINED:
        return text
    left = [word for word in words if normalized(word) not in _words("joining")]
    return " ".join(left) if 1 < len(left) < len(words) else text


def _without_group(part: str) -> str:
    """Return one part of a path-like column name, leaving out words that mean a group of questions."""
    words = [word for word in _WORD.findall(part) if normalized(word) not in _words("group")]
    return " ".join(words)


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(normalized(word) for word in data("additions")[kind])


def is_plain(text: str, is_same: Callable[[str], bool] = lambda word: False) -> bool:
    """Return whether a text has only words that keep a column's meaning, such as `self` or `code`.

    Such words are ranges, formats, and words such as `self`, `adult` and `code`.

    Parameters
    ----------
    text : the words.
    is_same : returns whether a word repeats what the column holds.
    """
    known = _words("plain") | _words("empty")
    return all(word.isdecimal() or word in known or is_same(word) for word in _split(text))


def is_other(text: str) -> bool:
    """Return whether a text has a word that changes a column's meaning, such as `mother` or `comment`."""
    words = _split(text)
    if _words("french_how").intersection(words):
        words = [word for word in words if word != "comment"]
    return any(word in _words("other") for word in words)


def is_other_day(text: str) -> bool:
    """Return whether words name a day other than the session's, such as birth or the next visit."""
    whole, words = normalized(text), _split(text)
    days = _words("other_days")
    return any(day in whole for day in days if len(day) >= _COMPOUND) or any(
        word.startswith(day) for word in words for day in days
    )


def names_instrument(text: str, is_ours: Callable[[str], bool]) -> bool:
    """Return whether a text names a questionnaire other than the ORS and the SRS.

    Parameters
    ----------
    text : the text.
    is_ours : returns whether a word is a name of the ORS or the SRS, which does not count.
    """
    words = _split(text)
    if any(
        word.rstrip("0123456789") in _words("instruments") or word in _words("instruments") for word in words
    ):
        return True
    return any(not is_ours(normalized(found)) for found in _CAPITALS.findall(text) if text != text.upper())


def _split(text: str) -> list[str]:
    """Return the words of a text, each normalised by `normalized`."""
    return [normalized(word) for word in _WORD.findall(text)]
