"""Five things that therapists can practise, such as asking for feedback, read from `practices.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Practice:
    """One exercise for therapists, such as asking for feedback, read from `practices.toml`.

    name: as a noun, doing: as an activity; what: what it is; try_: one thing to try; evidence: a word on the
    evidence, note: its note.
    """

    key: str
    name: str
    doing: str
    what: str
    try_: str
    evidence: str
    note: str


@cache
def practices() -> dict[str, Practice]:
    """Return the exercises for therapists in `practices.toml`, by key."""
    text = (Path(__file__).parent / "practices.toml").read_text(encoding="utf-8")
    return {
        key: Practice(
            key=key,
            name=one["name"],
            doing=one["doing"],
            what=one["what"],
            try_=one["try"],
            evidence=one["evidence"],
            note=one["note"],
        )
        for key, one in tomllib.loads(text).items()
    }
