"""Glossary of the product: each term with a short and a longer text, used in code and on screen alike."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Term:
    """One entry of the glossary; `rule` names the definition that sets it, if one does."""

    name: str
    short: str
    long: str = ""
    formula: str = ""
    rule: str = ""


def _read() -> tuple[Term, ...]:
    """Read the terms of `glossary.toml`, in file order."""
    table = tomllib.loads((Path(__file__).parent / "glossary.toml").read_text(encoding="utf-8"))
    return tuple(Term(**entry) for entry in table["term"])


GLOSSARY = _read()
