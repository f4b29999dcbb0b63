"""Values of the rules of scoring and counting, read from `rules.toml` without the code that applies them."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[2] / "analytics" / "definitions" / "rules.toml"


def _defaults() -> dict[str, Any]:
    """Return the default of every rule by its dotted name."""
    sections = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        f"{section}.{name}": rule["default"]
        for section, rules in sections.items()
        for name, rule in rules.items()
    }


RULES = _defaults()


def points(name: str) -> Decimal:
    """Return a rule that is measured in points, as an exact decimal."""
    return Decimal(str(RULES[name]))
