"""Claims of the evidence page with their published figures, read from `claims.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from analytics.alliance.published import alliance_outcome
from analytics.evidence.results import Published, Source
from analytics.stats import meta

# SD between single settings on Fisher z where a claim's own is not known. Own assumption: as much as in the claim where
# it can be worked out (alliance and outcome: .096, `meta.range_of_settings`).
SPREAD = 0.10
TEXTS = ("title", "claim", "found", "tested", "formula", "change_mind", "limits", "popular", "colour")


@dataclass(frozen=True)
class Entry:
    """One research claim of `claims.toml`: key, texts by name, and published figure."""

    key: str
    texts: tuple[tuple[str, str], ...]
    published: Published

    def text(self, name: str) -> str:
        """Return the text stored for this claim under a key of `claims.toml`; empty if there is none."""
        return dict(self.texts).get(name, "")


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """Return all claims, in the order of `claims.toml`."""
    return tuple(_entry(row) for row in _file()["claim"])


@lru_cache(maxsize=1)
def _file() -> dict:
    """Return the content of `claims.toml` as a dict."""
    return tomllib.loads(Path(__file__).with_name("claims.toml").read_text(encoding="utf-8"))


def words(name: str) -> str:
    """Return a text of the evidence page that belongs to no claim: `question` or `common_factors`."""
    return _file()["text"][name]


def _entry(row: dict) -> Entry:
    """Build an Entry from one claim of `claims.toml`."""
    sources = tuple(Source(one["cite"], one["year"], one.get("doi"), one["read"]) for one in row["source"])
    value, low, high = row.get("value"), row.get("low"), row.get("high")
    settings, settings_from = _settings(row)
    published = Published(
        words=row["words"],
        value=value,
        low=low,
        high=high,
        unit=row["unit"],
        k=row.get("k"),
        n=row.get("n"),
        source=sources[0].cite,
        is_range=row.get("range", value is None and low is not None),
        sources=sources,
        settings=settings,
        settings_from=settings_from,
    )
    return Entry(row["key"], tuple((name, row.get(name, "")) for name in TEXTS), published)


def _settings(row: dict) -> tuple[tuple[float, float] | None, str | None]:
    """Return the range of true values across settings for a claim, and if it is published, derived or assumed.

    None for both where the claim has no published figure in the unit of a correlation or a share.
    """
    if "settings" in row:
        low, high = row["settings"]
        return (low, high), "published"
    if row.get("settings_from") == "alliance_outcome":
        return alliance_outcome().settings, "derived"
    if row["unit"] == "r" and row.get("low") is not None:
        return meta.range_with_spread(row.get("value"), (row["low"], row["high"]), SPREAD), "assumed"
    return None, None
