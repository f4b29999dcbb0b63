"""Published correlation of alliance and outcome, read from `published.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from analytics.alliance.results import Published
from analytics.stats import meta


@lru_cache(maxsize=1)
def alliance_outcome() -> Published:
    """Return the published mean correlation, with the range of true correlations across settings.

    Notes
    -----
    The mean pools many measures, raters and moments; a single practice is to be compared with the range of
    settings, which is our own derivation (`meta.range_of_settings`) and rough.
    """
    text = Path(__file__).with_name("published.toml").read_text(encoding="utf-8")
    entry = tomllib.loads(text)["alliance_outcome"]
    interval = (entry["low"], entry["high"])
    settings = meta.range_of_settings(
        entry["r"], interval, entry["k"], entry["people_per_study"], entry["share_negative"]
    )
    return Published(
        r=entry["r"],
        interval=interval,
        k=entry["k"],
        label=entry["label"],
        source=entry["source"],
        year=entry["year"],
        doi=entry["doi"],
        settings=settings.interval,
        settings_note=f"derived by us: {settings.derivation}",
    )
