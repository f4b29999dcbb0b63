"""Recognition of a column's field by its name alone: a built-in name or one that a person explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from analytics.ingest.base.normalize import normalized
from analytics.ingest.columns import built_in_names, header_suffixes
from analytics.ingest.columns.built_in_names import (
    ADDED_RANK,
    FIELDS,
    FILLED_IN_RANK,
    NAME_RANK,
    PREFIXED_RANK,
    SAID_RANK,
    Meaning,
    exactly,
)

__all__ = ["ADDED_RANK", "FIELDS", "FILLED_IN_RANK", "SAID_RANK", "HeaderNames", "Meaning"]
# OpenFIT writes custom fields as Episode_... and Client_...
_CUSTOM = ("episode", "client", "case", "session")
_DIGITS = re.compile(r"\d")
_NEGATED = re.compile(  # `Client code (no names, please)`
    r"\b(?:not?|never|without|nicht|keine?|ohne|sin|nunca|ikke|uden|uten|aldri[g]?|inte|utan|niet|geen|zonder|pas|jamais"
    r"|sans)\b.*",
    re.IGNORECASE,
)


class HeaderNames:
    """Lookup from column name to meaning, for one import.

    Immutable and compared by identity, so that it can be part of the key of a cache; `from_answers` gives the same object
    for the same answers.
    """

    def __init__(self, given: Iterable[tuple[str, str]] = (), not_used: Iterable[str] = ()) -> None:
        """Store which column names a person explained, and which a person excluded from use.

        Parameters
        ----------
        given : (header as `normalized` spells it, canonical field) pairs.
        not_used : headers, spelt so, of columns that a person does not want used.
        """
        self._given, self._not_used = dict(given), frozenset(not_used)
        self._meaning = lru_cache(maxsize=4096)(self._looked_up)

    @classmethod
    def from_answers(cls, answers: Mapping[str, str]) -> HeaderNames:
        """Return the lookup of column names that takes account of a person's answers.

        Equal answers give the same object.

        The key of such an answer is `column:<header>`.

        A header that is known without an answer keeps its built-in meaning.
        """
        answered = {normalized(k.partition(":")[2]): v for k, v in answers.items() if k.startswith("column:")}
        given = frozenset((name, value) for name, value in answered.items() if value in FIELDS)
        return _of(given, frozenset(name for name, value in answered.items() if value == "not_used"))

    def is_not_used(self, header: str) -> bool:
        """Return whether a person excluded the column with this name from use."""
        return normalized(header) in self._not_used

    def field_of(self, header: str) -> Meaning | None:
        """Return the meaning (field, rank, version) of a column name; None if it is unknown.

        `overall` and `total` without a scale are returned as the fields `overall` and `total`: which scale
        they belong to depends on the other columns of the table.
        """
        return self._meaning(header)

    def _looked_up(self, header: str) -> Meaning | None:
        name = normalized(header)
        if not name:
            return None
        if name.isdecimal():  # a cell of numbers, while the header row is looked for; no name is one
            return self._explained(name)
        return _by_itself(name) or self._explained(name) or _by_its_known_part(header)

    def _explained(self, name: str) -> Meaning | None:
        return Meaning(self._given[name], SAID_RANK) if name in self._given else None


@lru_cache(maxsize=8)
def _of(given: frozenset[tuple[str, str]], not_used: frozenset[str]) -> HeaderNames:
    return HeaderNames(given, not_used)


def _by_itself(name: str) -> Meaning | None:
    """Return the built-in meaning of a full column name, also after OpenFIT's prefix for custom fields."""
    if found := built_in_names.spelt(name):
        return found
    for prefix in _CUSTOM:
        if name.startswith(prefix) and (found := built_in_names.names().get(name[len(prefix) :])):
            return Meaning(found.field, found.rank + PREFIXED_RANK, found.version)
    return None


def _by_its_known_part(header: str) -> Meaning | None:
    """Return the meaning of a name that contains a known name plus additions such as a range."""
    found = header_suffixes.find_meaning(header, exactly, _fits)
    if found is None or found.is_client_name:
        return found
    return replace(found, rank=min(found.rank // 2 + ADDED_RANK, NAME_RANK - 1))


def _fits(meaning: Meaning, spelling: header_suffixes.Spelling) -> bool:
    """Return whether the ignored part of a column name leaves the recognised meaning unchanged."""
    dropped = spelling.dropped
    if not dropped.strip():
        return True
    if dropped.strip().isdecimal() or _DIGITS.search(dropped) and not meaning.is_score:
        return False
    same = exactly(dropped)
    if same and same.field == meaning.field:
        return True
    if not meaning.is_score:
        dropped = _NEGATED.sub("", dropped)
        if meaning.field == "session_date" and header_suffixes.is_other_day(dropped):
            return False
        is_told = spelling.is_lead or meaning.field == "client_id" and len(dropped.split()) > 1
        return not header_suffixes.is_other(dropped) and (is_told or header_suffixes.is_plain(dropped))
    if header_suffixes.is_other(dropped) or header_suffixes.names_instrument(dropped, _is_ours):
        return False
    if meaning.field == "total":
        return header_suffixes.is_plain(dropped)
    if spelling.is_lead or not meaning.field.endswith("_total"):
        return True
    return header_suffixes.is_plain(
        dropped, lambda word: (m := exactly(word)) is not None and m.field == meaning.field
    )


@lru_cache(maxsize=1)
def _our_names() -> frozenset[str]:
    return frozenset(name for name, _ in built_in_names.scales())


def _is_ours(word: str) -> bool:
    """Return whether a word belongs to ORS or SRS columns, such as `V3`, not to another questionnaire."""
    return (
        word in _our_names()
        or header_suffixes.is_plain(word)
        or re.fullmatch(r"v\d*|mrn|gmt|cet", word) is not None
    )
