"""Table of the questionnaires (ORS and SRS forms): areas, who fills them in, age groups and sources.

Both families are four areas of 0 to 10 in steps of 0.1 with a total of 0 to 40, and higher is better in both
(published tables have had the direction wrong).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

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
    """One questionnaire; `family` is `ors` (how life is going) or `srs` (the alliance)."""

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
    """Return the questionnaires of `instruments.toml`, in the order of the file."""
    text = (Path(__file__).parent / "instruments.toml").read_text(encoding="utf-8")
    return tuple(
        Measure(**{**entry, "areas": tuple(entry["areas"]), "age_groups": tuple(entry["age_groups"])})
        for entry in tomllib.loads(text)["measure"]
    )


MEASURES = _read()
