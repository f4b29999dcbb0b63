"""Closing reasons that say only that the treatment has ended, such as `Case closed` or `Status: closed`."""

from __future__ import annotations

import re
from functools import lru_cache

from analytics.ingest.base.normalize import data, normalized

OVER = "ended"  # meaning of such a word; `export sessions` writes it as `unknown`
_PARTS = re.compile(r"\s*(?:\s[-–—]+\s|[–—:/,;|+&()\[\]])\s*")
_BREAK = re.compile(r"\s*[-–—:/,;(]\s*")


def is_closed(text: str) -> bool:
    """Return whether the first words of a closing reason say that the treatment has ended.

    Example: `Closed by system`.
    """
    words = re.findall(r"\w+", text)
    return any(normalized(" ".join(words[:count])) in _over() for count in (1, 2, 3) if words)


def reason_after(text: str) -> str:
    """Return the reason that follows a word for `ended`; empty if no reason follows.

    Example: `Closed - planned` gives `planned`.
    """
    first, *rest = _BREAK.split(text.strip().rstrip(")"), maxsplit=1)
    return rest[0] if rest and normalized(first) in _over() else ""


def parts(text: str) -> list[str]:
    """Return the parts of a closing reason, split at punctuation marks and brackets.

    Examples: `Lost contact / no-show`, `Completed (planned)`.
    """
    return [part for part in _PARTS.split(text.strip()) if normalized(part)]


@lru_cache(maxsize=1)
def _over() -> frozenset[str]:
    return frozenset(normalized(word) for word in data("words")["endings"]["over"])
