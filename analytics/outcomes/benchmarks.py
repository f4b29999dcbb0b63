"""Published figures to compare a practice with, read from `benchmarks.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from analytics.outcomes.results import Benchmark


@lru_cache(maxsize=1)
def published() -> tuple[Benchmark, ...]:
    """Return every published figure, in the order of `benchmarks.toml`.

    Notes
    -----
    Different services count different clients by different rules; `measure_rule`, `population` and `note`
    belong beside every figure. Only figures read in their source are in the file.
    """
    text = Path(__file__).with_name("benchmarks.toml").read_text(encoding="utf-8")
    return tuple(_benchmark(entry) for entry in tomllib.loads(text)["benchmark"])


def comparable(endings_recorded: bool) -> tuple[Benchmark, ...]:
    """Return the published figures; those on endings only if the practice records endings.

    endings_recorded: whether the practice records endings; without, figures about endings are left out.
    """
    return tuple(
        one
        for one in published()
        if endings_recorded or not (one.compares or one.figure).startswith("unplanned")
    )


def _benchmark(entry: dict) -> Benchmark:
    """Build a Benchmark from one entry of `benchmarks.toml`."""
    low, high = entry.get("low"), entry.get("high")
    return Benchmark(
        figure=entry["figure"],
        label=entry["label"],
        value=entry.get("value"),
        source=entry["source"],
        year=entry.get("year"),
        n=entry.get("n"),
        unit=entry["unit"],
        interval=None if low is None or high is None else (low, high),
        population=entry["population"],
        measure_rule=entry["measure_rule"],
        goal=entry.get("goal", False),
        compares=entry["compares"] or None,
        note=entry["note"],
        verified=True,
    )
