"""The instruments as a table: what is measured, by whom, on which range, and which rules read it.

Both families are four areas of 0 to 10 in steps of 0.1 with a total of 0 to 40, and higher is better in
both (published tables have had the direction wrong, so it is asserted on import).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

AREA_LOW, AREA_HIGH = Decimal(0), Decimal(10)  # points per area
TOTAL_LOW, TOTAL_HIGH = Decimal(0), Decimal(40)  # points
STEP = Decimal("0.1")  # points
TOTAL_TOLERANCE = Decimal("0.1")  # points a recorded total may differ from the sum of its areas

AREA_NAMES = {
    "individual": "Individual",
    "interpersonal": "Interpersonal",
    "social": "Social",
    "relationship": "Relationship",
    "goals": "Goals and topics",
    "approach": "Approach or method",
    "overall": "Overall",
}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One instrument; `family` is `ors` (how life is going) or `srs` (the alliance)."""

    code: str
    name: str
    family: str
    areas: tuple[str, ...]
    respondents: str
    age_groups: tuple[str, ...]
    reliable_change: str  # key of the definition, empty if none is published
    scored: bool
    source: str


def _read() -> tuple[Measure, ...]:
    text = (Path(__file__).parent / "instruments.toml").read_text(encoding="utf-8")
    return tuple(
        Measure(**{**entry, "areas": tuple(entry["areas"]), "age_groups": tuple(entry["age_groups"])})
        for entry in tomllib.loads(text)["measure"]
    )


MEASURES = _read()
_BY_CODE = {measure.code: measure for measure in MEASURES}


def by_code(code: str) -> Measure:
    """The instrument with this code; KeyError if there is none."""
    return _BY_CODE[code]
