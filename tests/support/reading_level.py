"""Flesch-Kincaid grade of English sentences, with syllables counted by spelling.

Source: Kincaid, Fishburne, Rogers, Chissom 1975, Derivation of new readability formulas for Navy enlisted personnel,
Research Branch Report 8-75: grade = 0.39 words per sentence + 11.8 syllables per word - 15.59.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*")
_END = re.compile(r"[.?!:](?=\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?<=[^aeiouy])(?<![^aeiouy]l)es?$|(?<=[^aeioutdy])ed$")
SPOKEN = {  # words whose vowel groups are not their syllables, and months as they are read out
    "being": 2, "going": 2, "area": 3, "client": 2, "someone": 2, "jan": 4, "feb": 4, "apr": 2, "jul": 2, "aug": 2,
    "sep": 3, "oct": 3, "nov": 3, "dec": 3,
}  # fmt: skip


def syllables(word: str) -> int:
    """Return the syllables of an English word, counted by its groups of vowels; a digit or a point counts as one."""
    if word[0].isdigit():
        return len(word)
    word = word.lower()
    return SPOKEN.get(word) or max(1, len(_VOWELS.findall(_SILENT.sub("", word))))


def words(text: str) -> list[str]:
    """Return the words and numbers of a text."""
    return _WORD.findall(text)


@functools.cache
def _counts(text: str) -> tuple[int, int, int]:
    """Return the sentences, words and syllables of a text."""
    parts = [part for part in _END.split(text) if words(part)]
    found = words(text)
    return len(parts), len(found), sum(map(syllables, found))


def grade(sentences: Iterable[str]) -> float:
    """Return the Flesch-Kincaid grade of sentences; a heading without a full stop counts as a sentence."""
    n_sentences, n_words, n_syllables = map(sum, zip(*map(_counts, sentences), strict=True))
    return 0.39 * n_words / n_sentences + 11.8 * n_syllables / n_words - 15.59
