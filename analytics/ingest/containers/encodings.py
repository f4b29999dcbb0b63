"""Choice of a text file's one-byte encoding by how plausible its words are under each encoding.

Windows, Macintosh and DOS programs of Western and Central Europe write the same letters as different bytes.
With a wrong encoding, words contain signs, capitals inside, letters of no common language, or consonants in
place of vowels. If two encodings give equally plausible words, a person is asked which names are right.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from analytics.ingest.base.errors import ImportRejected, Question, QuestionForUser, shortened

KEY = "encoding"
# Encoding -> its name in words.
NAMES = {
    "cp1252": "Windows, Western Europe",
    "iso8859-15": "Latin 9, Western Europe",
    "cp1250": "Windows, Central Europe",
    "iso8859-2": "Latin 2, Central Europe",
    "mac_roman": "Macintosh",
    "cp850": "DOS, Western Europe",
    "cp437": "DOS, United States",
    "mac_latin2": "Macintosh, Central Europe",
    "cp852": "DOS, Central Europe",
}
# What an encoding needs to be better by than those of today's programs.
_RARE = {"iso8859-15": 0.1, "iso8859-2": 0.1, "mac_roman": 0.5, "cp850": 0.5, "cp437": 0.6}
# Those of older programs of Central Europe, looked at only where no other encoding gives words without a fault
_LAST = {"mac_latin2": 0.7, "cp852": 0.7}
_LETTERS = {
    "German": "äöüß", "Swedish": "åäöé", "Danish": "æøåéö", "Norwegian": "æøåéòóô", "French": "éèêëàâçîïôùûœü",
    "Spanish": "ñáéíóúü", "Dutch": "ëïéèöüá", "Portuguese": "ãõáéíóúâêôàç", "Italian": "àèéìòù",
    "Icelandic": "áðéíóúýþæö", "Polish": "ąćęłńóśźż",
    "Czech": "áčďéěíňóřšťúůýž", "Slovak": "áäčďéíľĺňóôŕšťúýž", "Hungarian": "áéíóöőúüű",
    "Croatian": "čćđšž", "Romanian": "ăâîşţșț",
}  # fmt: skip
_SETS = tuple(map(frozenset, _LETTERS.values()))
_ALL = frozenset("".join(_LETTERS.values()))
_VOWELS = frozenset("aeiouyæøœ")
_ALONE = frozenset("àáèéêìíòóôùúåäöøæ")  # letters that may be a word
_BEFORE_E = frozenset("bdfmnptv")  # Czech writes ě behind these only
_SOFT = frozenset("ńśź")  # Polish writes these before a vowel with an i
_OPENING = frozenset("¿¡«»‹›“‘„‚”’–—-•§#…")  # signs that may stand before a word
_ODD = frozenset("¤¦¨¬¯´¶¸ˆ˜†‡‰ƒ˝˛˙ˇ\ufffd")  # signs that no table of people holds
_WHOLE, _PART = 1.0, 0.5  # what a letter costs that cannot be, and one that hardly can
_LANGUAGE = 0.3  # what each further language costs
_EQUAL = 0.35  # costs apart by no more are equal
_UNSURE = 0.25  # of the best's cost, if it is _WHOLE or more: among odd words small differences prove little
_FEW = 3  # so few words prove little: an encoding of older programs need not be better by anything to be asked about
_LOOSE = 0.4  # what signs cost that stand where an accented letter may, however many there are
_UNREADABLE = 1.0  # cost of each word on average from which no encoding fits
_DAMAGED = re.compile(
    "\ufffd|Ã[\u0080-\u00bf\u0152-\u0178\u02c6-\u2122]"
)  # Ã¸ is an ø whose two bytes are letters
MOST = 3_000  # different words that are looked at


def ranked(words: Iterable[bytes], *, old_mac: bool = False) -> tuple[str, ...]:
    """Return the best encoding of some words, then close rivals that decode them to other texts.

    Parameters
    ----------
    words : runs of letters and bytes beyond ASCII, each once.
    old_mac : whether lines end as on old Macintoshes.

    Raises
    ------
    ImportRejected
        If no encoding gives plausible words.
    """
    words = sorted(words)[:MOST]
    costs, bare = {}, {}
    for encoding in NAMES:
        read = [word.decode(encoding, "replace") for word in words]
        if encoding in _LAST and min(bare.values()) < _PART:
            continue
        prior = (-_PART if old_mac else _PART) if encoding == "mac_roman" else _RARE.get(encoding, 0.0)
        prior += _LAST.get(encoding, 0.0)
        loose = _LOOSE * any(map(_is_loose, read))
        bare[encoding] = sum(map(_cost, read)) + _LANGUAGE * max(0, _languages(read) - 1) + loose
        costs[encoding] = bare[encoding] + prior
    best = min(costs, key=costs.__getitem__)
    if len(words) > 2 and costs[best] >= _UNREADABLE * len(words):
        raise ImportRejected(
            "The letters of the file are of no alphabet that can be told. Save it as CSV UTF-8 or xlsx."
        )
    found, compared = [best], bare if len(words) <= _FEW else costs
    equal = _EQUAL + (_UNSURE * bare[best] if bare[best] >= _WHOLE else 0.0)
    for encoding in sorted(costs, key=costs.__getitem__):
        differs = all(
            any(w.decode(encoding, "replace") != w.decode(o, "replace") for w in words) for o in found
        )
        if compared[encoding] <= costs[best] + equal and differs:
            found.append(encoding)
    return tuple(found)


def _languages(words: Sequence[str]) -> int:
    """Return the smallest number of languages that together have all non-ASCII letters in the words."""
    open_letters = {c for word in words for c in word.lower() if c in _ALL}
    n = 0
    while open_letters:
        best = max(_LETTERS.values(), key=lambda letters: len(open_letters.intersection(letters)))
        open_letters -= set(best)
        n += 1
    return n


@lru_cache(maxsize=50_000)
def _cost(word: str) -> float:
    """Return how implausible a word's non-ASCII letters are; 0 for a plausible word."""
    mixed = _PART if _is_mixed(word) else 0.0
    return mixed + sum(_at(word, index) for index, letter in enumerate(word) if letter > "\x7f")


def _is_mixed(word: str) -> bool:
    """Return whether a word has letters that do not occur together in any one language.

    Example: `Hafţór` is Hafþór in another encoding.
    """
    strange = _ALL.intersection(word.lower())
    return len(strange) > 1 and not any(strange <= letters for letters in _SETS)


@lru_cache(maxsize=50_000)
def _is_loose(word: str) -> bool:
    """Return whether a word has a non-ASCII sign where only an accented letter makes sense.

    Examples: `Malm”`, `’var`, `S nchez`, `Wei§`.
    """
    for index, sign in enumerate(word):
        if sign <= "\x7f" or sign.isalpha():
            continue
        before, after = word[index - 1 : index], word[index + 1 : index + 2]
        if before.isalpha() and (after.islower() or not after.isalpha()) or not before and after.islower():
            return True
    return False


def _at(word: str, index: int) -> float:
    """Return how implausible a non-ASCII letter or sign is at its position in a word."""
    letter = word[index]
    before, after = word[index - 1 : index], word[index + 1 : index + 2]
    if not letter.isalpha():
        return _sign(word, index, before, after)
    small = letter.lower()
    if small not in _ALL:
        return 0.0 if letter in "ªºµ" and not after.isalpha() else _WHOLE
    is_capital = letter.isupper() and before.isalpha() and any(map(str.islower, word))
    if is_capital or letter.islower() and after.isupper() and letter != "ß":
        return _WHOLE
    if len(word) == 1:
        return 0.0 if small in _ALONE else _PART
    return _PART if _sounds_wrong(small, before.lower(), after.lower()) else 0.0


def _sign(word: str, index: int, before: str, after: str) -> float:
    """Return how implausible a non-ASCII sign is between its neighbours in a word."""
    sign, kind = word[index], unicodedata.category(word[index])
    if kind == "Zs" or sign == "\u00ad":
        return 0.0
    if before.isalpha() and after.isalpha():
        is_elided = sign == "’" and (index <= 2 or len(word) - index <= 3 and after in "stdmrvln")
        return 0.0 if is_elided or sign == "·" and (before, after) == ("l", "l") else _WHOLE
    if sign in _ODD or kind in ("Cc", "Co") or kind in ("Sm", "So") and sign not in "®©°±×÷™":
        return _WHOLE
    if after.isalpha() and sign not in _OPENING or kind == "No" and len(word) > 3:
        return _WHOLE
    return _PART if sign == "‘" and before.isalpha() and "‚" not in word else 0.0


def _sounds_wrong(letter: str, before: str, after: str) -> bool:
    """Return whether an accented letter between these neighbours occurs in no known language.

    Such a letter is a vowel among vowels, or a consonant without one.
    """
    first, last = _is_vowel(before), _is_vowel(after)
    if letter in "ĺŕ" or letter in "áíóú" and after == unicodedata.normalize("NFD", letter)[0]:
        return True
    if letter in "ăőű" and after in ("a", "e", "o"):
        return True
    if letter in "ňčě" and not after and before and not first:
        return letter != "ě" or before not in _BEFORE_E
    if letter in "ãõ":
        return after not in ("o", "e", "n") or not after
    if letter in _SOFT and last or letter == "ñ" and not last:
        return True
    if _is_vowel(letter):
        return (
            first
            and (last or not after)
            and letter not in "éëïü"
            and (before, letter) != ("o", "å")
            and not (before == "i" and letter in "àèòù" and not after)
        )
    if letter in "řďť":
        return not last and not (first and (not after or after == "k"))
    if letter in "łßçśđ":
        return False
    return bool(before) and bool(after) and not first and not last


def _is_vowel(letter: str) -> bool:
    """Return whether a letter is a vowel, with or without an accent; False for an empty text."""
    return bool(letter) and unicodedata.normalize("NFD", letter)[0] in _VOWELS


def ask_encoding(path: Path, delimiter: str, used: Sequence[int], encodings: Sequence[str]) -> None:
    """Raise QuestionForUser if equally good encodings give different texts in a column that is used.

    Parameters
    ----------
    path : the clean text, read under the first of the encodings.
    delimiter : of the clean text.
    used : positions of the columns that are used.
    encodings : those under which the letters are equally good.
    """
    current, *others = encodings
    found: dict[str, None] = {}
    with path.open(encoding="utf-8", newline="") as text:
        for cells in csv.reader((line for line in text if not line.isascii()), delimiter=delimiter):
            for index in used:
                cell = cells[index + 1]
                if not cell.isascii() and any(_other(cell, current, there) != cell for there in others):
                    found[cell] = None
            if len(found) >= 3:
                break
    if found:
        cells = list(found)[:3]
        shown = [
            f"{NAMES[one]}: {', '.join(shortened(_other(c, current, one)) for c in cells)}"
            for one in encodings
        ]
        text = "The letters of this file can be read in several ways. Under which are the names spelt right?"
        raise QuestionForUser(Question(KEY, text, tuple(encodings), tuple(shown[:3])))


def seems_damaged(text: str) -> bool:
    """Return whether a text may have letters that an earlier program lost or read as two letters."""
    return not text.isascii() and ("\ufffd" in text or "Ã" in text)


def is_damaged(path: Path, delimiter: str, used: Sequence[int]) -> bool:
    """Return whether any cell in the used columns shows letters that an earlier program damaged.

    Parameters
    ----------
    path, delimiter : of the clean text.
    used : positions of the columns that are used.
    """
    with path.open(encoding="utf-8", newline="") as text:
        rows = csv.reader((line for line in text if seems_damaged(line)), delimiter=delimiter)
        return any(_DAMAGED.search(cells[index + 1]) for cells in rows for index in used)


def _other(cell: str, here: str, there: str) -> str:
    """Return a cell's text after decoding its bytes in another encoding.

    `here` is the encoding that was used, `there` the other one.
    """
    return cell.encode(here, "replace").decode(there, "replace")
