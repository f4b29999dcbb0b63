"""Result classes of the evidence view."""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics.answers import Answer, Estimate
from analytics.why import Why

VERDICTS = ("agrees", "too_early", "differs", "cannot_be_tested")


@dataclass(frozen=True)
class Source:
    """Source of a published figure: citation, year, DOI, and whether its abstract or its text was read.

    cite: citation; year; doi: None if not looked up; read: `abstract` or `text`.
    """

    cite: str
    year: int
    doi: str | None
    read: str


@dataclass(frozen=True, kw_only=True)
class Published:
    """Published figure of a claim: value, interval or range, unit and sources.

    words: the figure as printed; value with low and high (95 %), or a range only (is_range); unit: r, share,
    d, orsdiff, slope, step; k studies; n people; source: the first citation. None: no one figure.
    settings: where 95 % of single practices fall, in the same unit, None if the claim is judged otherwise;
    settings_from: `published`, `derived` by us from published figures, or `assumed` by us.
    """

    words: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    k: int | None
    n: int | None
    source: str
    is_range: bool
    sources: tuple[Source, ...]
    settings: tuple[float, float] | None = None
    settings_from: str | None = None


@dataclass(frozen=True, kw_only=True)
class Finding(Estimate):
    """One figure of this practice on a claim: estimate, interval, description and unit.

    what: what it is, in words; unit as `Published`; band: differences that count as none, on either side of
    0.
    """

    what: str = ""
    unit: str = "r"
    band: float | None = field(default=None)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One row per claim: published figure, the practice's figure, verdict and texts.

    verdict_words: the verdict in words. price: how large a practice must be for the test to notice that
    nothing is there, or that none is; None for a claim that is not tested. also: further figures of ours;
    title, found, tested, formula, change_mind, limits, popular: text of the claim, empty if there is none;
    colour: `a` alliance, `w` wellbeing.
    """

    key: str
    claim: str
    published: Published
    ours: Finding
    verdict: str
    why: Why
    also: tuple[Finding, ...]
    title: str
    found: str
    tested: str
    formula: str
    change_mind: str
    limits: str
    popular: str
    colour: str = field(metadata={"json": False})
    verdict_words: str
    price: Why | None = field(default=None, metadata={"reason": True, "only_given": True})


@dataclass(frozen=True, kw_only=True)
class Evidence(Answer):
    """Results of the evidence view, one row per claim.

    n: ended episodes in the selection.

    counts: verdict -> claims. question, common_factors: the short text beside the numbers. explained: share
    of the differences in outcome that goes with the early alliance (r squared), None if there is no r.
    """

    claims: tuple[Claim, ...]
    counts: dict[str, int] | None = field(default=None, metadata={"json": False})
    question: str | None = field(default=None, metadata={"json": False})
    common_factors: str | None = field(default=None, metadata={"json": False})
    explained: float | None = field(default=None, metadata={"json": False})
