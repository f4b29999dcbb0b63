"""Recognition of column names that are whole questions, by ignoring the words that they share.

In `How would you mark Socially?` and `How would you mark Overall?` the words that differ give the meaning.
This works in any language without a list of questions. Names with a known meaning are not changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns import header_suffixes
from analytics.ingest.columns.column_inference import Samples
from analytics.ingest.columns.header_names import ADDED_RANK, SAID_RANK, HeaderNames, Meaning

_LEAST = 3  # columns of different meaning that share words
_REACH = 3  # columns further on with which words are compared
_LONGEST = 400  # characters of a name looked at
# Letters of a word that is short for a statistic only where it stands alone (`se`, `t`, `n`)
_ABBREVIATED = 2
_SCALE_WORDS = 4  # words that a scale's name has at most
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"\w+|[^\w\s]")

_Shared = tuple[tuple[str, ...], tuple[str, ...]]  # words before the name, words behind it


def meanings(lookup: HeaderNames, names: Sequence[str], samples: Samples = ()) -> list[Meaning | None]:
    """Return the meaning of each column name, ignoring words shared by several names if necessary.

    Parameters
    ----------
    lookup : meanings of column names.
    names : column names.
    samples : first cells of each column; one that holds words only (`Why did you mark Socially so?`) is no score by
        shared words.
    """
    found = list(_meanings(lookup, tuple(names)))
    for i, cells in enumerate(samples[: len(found)]):
        known = found[i]
        is_shared = known is not None and known.is_score and lookup.field_of(names[i]) is None
        if is_shared and cells and not any(map(_DIGIT.search, cells)):
            found[i] = None
    return found


@lru_cache(maxsize=512)
def _meanings(lookup: HeaderNames, names: tuple[str, ...]) -> tuple[Meaning | None, ...]:
    found = [lookup.field_of(name) for name in names]
    bare = [header_suffixes.unnumbered(name) if len(name) <= _LONGEST else "" for name in names]
    is_open = [
        known is None and len(_TOKEN.findall(name)) > 1 for known, name in zip(found, bare, strict=True)
    ]
    for shared in _candidates(bare, is_open):
        inner = {i: known for i, name in enumerate(bare) if (known := _within(lookup, name, shared))}
        if len({known.field for known in inner.values()}) < _LEAST or not _keeps_meaning(
            shared, inner.values()
        ):
            continue
        found = [known or inner.get(i) if is_open[i] else known for i, known in enumerate(found)]
    return tuple(found)


def _candidates(names: Sequence[str], is_open: Sequence[bool]) -> Iterator[_Shared]:
    """Yield the first and last words that nearby column names share, the most frequent ones first."""
    words = [tuple(token.casefold() for token in _TOKEN.findall(name)) for name in names]
    counts: Counter[_Shared] = Counter()
    for i, mine in enumerate(words):
        for theirs in words[i + 1 : i + 1 + _REACH] if is_open[i] else ():
            if shared := _shared(mine, theirs):
                counts[shared] += 1
    yield from (shared for shared, _ in counts.most_common())


def _shared(mine: Sequence[str], theirs: Sequence[str]) -> _Shared | None:
    """Return (first words, last words) that two column names share; None if they share none."""
    most = min(len(mine), len(theirs)) - 1
    first = next((n for n in range(most) if mine[n] != theirs[n]), most)
    last = next((n for n in range(most - first) if mine[-1 - n] != theirs[-1 - n]), most - first)
    if mine == theirs or not any(word.isalpha() for word in (*mine[:first], *mine[len(mine) - last :])):
        return None
    return tuple(mine[:first]), tuple(mine[len(mine) - last :])


def _within(lookup: HeaderNames, name: str, shared: _Shared) -> Meaning | None:
    """Return a column name's meaning after removing the given shared words; None if unknown.

    The removed words may name the scale of a total.
    """
    tokens = list(_TOKEN.finditer(name))
    words = tuple(token.group().casefold() for token in tokens)
    first, last = (len(part) for part in shared)
    end = len(tokens) - last
    if first >= end or (words[:first], words[end:]) != shared:
        return None
    text = name[tokens[first].start() : tokens[end - 1].end()]
    known = lookup.field_of(text)
    if known and known.field in ("overall", "total"):
        scale = _scale(lookup, [*words[:first], *words[end:]])
        known = lookup.field_of(f"{scale} {text}") if scale else known
    return replace(known, rank=min(max(known.rank, ADDED_RANK), SAID_RANK - 1)) if known else None


def _scale(lookup: HeaderNames, words: Sequence[str]) -> str:
    """Return the name of a scale that occurs among words; empty if none does."""
    for start in range(len(words)):
        for end in range(min(len(words), start + _SCALE_WORDS), start, -1):
            known = lookup.field_of(name := " ".join(words[start:end]))
            if known and known.version and known.field.endswith("_total") and known.is_exact:
                return name
    return ""


def _keeps_meaning(shared: _Shared, meanings: Collection[Meaning]) -> bool:
    """Return whether columns keep their meaning if the words shared by their names are ignored.

    For scores this is so unless the words name another person, number or instrument; for client, day and
    therapist only if they follow the name (`Date (from the card)`), because preceding words may mean another
    day.
    """
    before, behind = shared
    words = _without_periods([word for word in (*before, *behind) if word.isalnum()])
    if len(words) > _LEAST:
        words = [word for word in words if len(word) > _ABBREVIATED]
    if header_suffixes.is_other(" ".join(words)) or _names_other_instrument(words):
        return False
    if all(one.is_score for one in meanings):
        return True
    return (
        not before
        and any(one.field == "client_id" for one in meanings)
        and not header_suffixes.is_other_day(" ".join(words))
    )


def _names_other_instrument(words: Sequence[str]) -> bool:
    """Return whether words name a questionnaire other than the ORS and the SRS."""
    return header_suffixes.names_instrument(" ".join(words), lambda word: True)


def _without_periods(words: Sequence[str]) -> list[str]:
    """Return words, leaving out those that state a period, such as `last week`."""
    periods = {normalized(word) for word in data("additions")["periods"]}
    near = [{normalized(word) for word in words[max(0, i - 2) : i + 3]} for i in range(len(words))]
    return [word for word, around in zip(words, near, strict=True) if not around & periods]
