"""Normalised spelling of names and words, for comparisons that ignore case, accents and punctuation."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

HERE = Path(__file__).parents[1]
_FOLDED = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ß": "ss", "#": " no ", "№": " no ", "°": "o"}
)


@lru_cache(maxsize=16_384)  # the same headers and words are looked at for each possible header row
def normalized(name: str) -> str:
    """Return the letters and digits of a name, in lower case and without accents.

    Example: `Klient*in-Nr.` -> `klientinnr`.
    """
    folded = unicodedata.normalize("NFKD", str(name).lower().translate(_FOLDED))
    return folded if folded.isalnum() else "".join(c for c in folded if c.isalnum())


@cache
def data(name: str) -> dict:
    """Return the content of the data file `<name>.toml` of the import package; read once per process."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def is_summary(filled: list[str]) -> bool:
    """Return whether the first of a row's filled cells is a word such as Total or Average."""
    return len(filled) > 1 and normalized(filled[0]) in _summaries()


@cache
def _summaries() -> frozenset[str]:
    return frozenset(normalized(word) for word in data("words")["summary"]["summary"])
