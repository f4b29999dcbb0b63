"""Result classes of the comparison of therapists."""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics.answers import Answer, Estimate
from analytics.why import Why

NOT_JSON = {"json": False}

# measure -> unit of its differences
MEASURES = {
    "early_alliance": "SRS points",
    "change": "ORS points",
    "reliable_improvement": "percentage points",
    "unplanned": "percentage points",
}
SHARES = frozenset({"reliable_improvement", "unplanned"})


@dataclass(frozen=True, kw_only=True)
class Therapist:
    """Result for one therapist: difference from the practice in one measure, with its uncertainty.

    n: episodes. estimate: difference from the practice after case mix, in the unit of the measure, pulled
    towards 0 the more the fewer episodes there are; interval: 95 %, likely: central 84 % (two people whose
    `likely` ranges do not overlap differ at about 5 %). p_above: probability that it is above 0. reliability:
    share of an observed difference that is not chance. rank_interval, p_top_quarter, p_bottom_quarter: among
    all therapists of the practice. worded: whether the product says in words that this therapist differs.
    level: mean or share as it stands, events its numerator; adjusted: after case mix; place: `inside`,
    `outside_95`, `outside_998` of the funnel, None if it has no mark.
    """

    therapist: str
    n: int
    estimate: float | None
    interval: tuple[float, float] | None
    p_above: float | None
    reliability: float | None
    rank_interval: tuple[int, int] | None
    p_top_quarter: float | None
    p_bottom_quarter: float | None
    worded: bool
    name: str | None = field(default=None, metadata=NOT_JSON)
    likely: tuple[float, float] | None = None
    level: float | None = None
    events: int | None = None
    adjusted: float | None = None
    place: str | None = None


@dataclass(frozen=True)
class Funnel:
    """Funnel plot: practice share, over-dispersion, and limits that depend on the episode count.

    target: the practice's share; level_95, level_998: limits as (n, lower, upper); over_dispersion (1: as
    chance).
    """

    target: float
    level_95: tuple[tuple[int, float, float], ...]
    level_998: tuple[tuple[int, float, float], ...]
    over_dispersion: float | None


@dataclass(frozen=True)
class Band:
    """Lower and upper quartile of the estimates of therapists whom the viewer may not see."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Noticeable:
    """How large a difference of one therapist the comparison could have noticed, with caseloads as they are.

    spread: one and a half SDs between therapists, in the unit of the measure (towards fewer points or improved clients, or
    more unplanned endings); named_of_100: of 100 therapists so far from the practice, how many the product would put in
    words; clear: smallest difference at which it would name 80 of 100, None if there is none.
    """

    spread: float
    named_of_100: int
    clear: float | None


@dataclass(frozen=True, kw_only=True)
class Comparison(Answer):
    """Differences of therapists from the practice in one measure, with the funnel plot.

    n: episodes compared.

    icc: share of the variance between therapists, with interval: for scores by REML with profile likelihood, the figure of
    the evidence view for `change`; for shares median and quantiles of the posterior. between_sd: the same in the unit of
    the measure (logits for shares are turned into percentage points at the practice's own share). rank_width: places that
    a typical person's rank could move by. adjusted_for: columns of the case mix that were allowed for;
    not_adjusted_for: columns in which the clients differ and that were not, with not_adjusted_reasons (`left_out`: by the
    definitions; `not_shared`: too few therapists share a value; `not_estimable`).
    noticeable: what it could have noticed. n_therapists: in the practice; too_small: those among them with too few
    episodes for a mark in the funnel.
    """

    measure: str
    unit: str
    therapists: tuple[Therapist, ...]
    icc: float | None
    icc_interval: tuple[float, float] | None
    between_sd: float | None
    rank_width: int | None
    funnel: Funnel | None
    level: float | None
    adjusted_for: tuple[str, ...]
    not_adjusted_for: tuple[str, ...]
    not_adjusted_reasons: tuple[str, ...]
    n_therapists: int | None
    n_worded: int | None
    too_small: int | None
    others: Band | None
    others_why: Why | None
    funnel_why: Why | None
    unplanned_declared: Estimate | None = None  # bounds of `level` where the measure is unplanned, else None
    unplanned_all_unknown: Estimate | None = None
    noticeable: Noticeable | None = None
