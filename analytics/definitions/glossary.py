"""Glossary: each term of the product with a short and a longer explanation, read from `glossary.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Term:
    """Glossary term: name, texts, formula, and key of the definition on which the term depends (or None)."""

    name: str
    short: str
    long: str = ""
    formula: str = ""
    rule: str = ""


def _read() -> tuple[Term, ...]:
    """Return the terms of `glossary.toml`, in the order of the file."""
    table = tomllib.loads((Path(__file__).parent / "glossary.toml").read_text(encoding="utf-8"))
    return tuple(Term(**entry) for entry in table["term"])


GLOSSARY = _read()
