"""Names and words as they are compared: blind to case, accents, spaces, underscores and punctuation."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
_FOLDED = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ß": "ss", "#": " no "})


def plain(name: str) -> str:
    """The letters and digits of a name in lower case without accents: `Klient*in-Nr.` -> `klientinnr`."""
    folded = unicodedata.normalize("NFKD", str(name).lower().translate(_FOLDED))
    return "".join(c for c in folded if c.isalnum())


@cache
def data(name: str) -> dict:
    """A data file of this package, read once."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
