"""Results of `show decomposition`: early alliance and outcome, within and between therapists."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from analytics import peer_rounding
from analytics.access import Scope
from analytics.alliance import early
from analytics.answers import Answer, Estimate, common, unavailable
from analytics.filters import Filters
from analytics.outcomes import peer_suppression
from analytics.privacy import joined, words
from analytics.stats import decomposition as numbers
from analytics.store import Version, Warehouse
from analytics.why import Why, why

NOT_JSON = {"json": False}
REASONS = (
    "ended_otherwise",
    "not_assessable",
    "no_early_srs",
    "no_later_ors",
    "no_therapist",
    "shared_equally",
)


@dataclass(frozen=True, kw_only=True)
class Slope(Estimate):
    """Slope of the last ORS on the early SRS: ORS points per SRS point.

    se: standard error; None if it is not known.
    """

    se: float | None = None


@dataclass(frozen=True, kw_only=True)
class Decomposition(Answer):
    """Slopes of outcome on early alliance, within therapists and between therapists.

    n: episodes used.

    within: clients of one therapist; between: therapists' means as observed; contextual: between less within;
    corrected_between: with means shrunken for their chance. alliance_icc: share of the alliance between
    therapists, of these episodes, allowing for the site only (that of the therapists view is of all ended episodes and
    allows for the case mix); mean_reliability of the therapists' means. verdict: within, between, both, neither or
    not_estimable. adjusted_for: columns that were allowed for; not_adjusted_for: those that should have been and could not
    be. Not in the JSON: reason (the verdict in a sentence), therapists, alliance_icc_interval,
    explained (shares of the variance of the outcome made up by `within` and `between`).
    """

    within: Estimate
    between: Estimate
    contextual: Estimate
    corrected_between: Estimate
    alliance_icc: float | None
    mean_reliability: float | None
    verdict: str | None
    adjusted_for: tuple[str, ...] = ()
    not_adjusted_for: tuple[str, ...] = ()
    reason: str | None = field(default=None, metadata=NOT_JSON)
    therapists: int | None = field(default=None, metadata=NOT_JSON)
    alliance_icc_interval: tuple[float, float] | None = field(default=None, metadata=NOT_JSON)
    explained: dict | None = field(default=None, metadata=NOT_JSON)


def decomposition(warehouse: Warehouse, scope: Scope, filters: Filters) -> Decomposition:
    """Return a selection's slopes of outcome on early alliance, within and between therapists.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Selection; open episodes are never used.

    Returns
    -------
    Decomposition
        Slopes in points of the last ORS per SRS point; `why` is set if nothing can be estimated.

    Notes
    -----
    See `analytics.stats.decomposition`; early alliance as defined (sessions 3 to 5), end: last ORS after
    those sessions, allowing for the first ORS and, unless the definitions leave it out, for the site. An
    episode belongs to the therapist with most sessions; ties and episodes without a therapist are left out
    and counted. 30 episodes of two therapists are needed; the part between therapists needs ten and more.
    Not causal.
    """
    chosen = peer_suppression.selection(warehouse, scope, filters)
    if chosen.why:
        return unavailable(Decomposition, chosen.why, shared=common(warehouse.version, chosen.filters, 0))
    rows = early.read(warehouse, scope, chosen.filters)
    small = warehouse.version.definitions.small_numbers
    below = small.suppress_below if chosen.restricted else 0
    return peer_rounding.handed_out(of_rows(warehouse.version, chosen.filters, rows, below), chosen.rounded)


def left_out(rows: early.Early, below: int = 0) -> dict[str, int]:
    """Return the number of ended episodes excluded from the slopes, by reason; joined if one is under `below`."""
    return joined({name: rows.left_out[name] for name in REASONS}, below, "not_in_slopes")


def of_rows(version: Version, filters: Filters, rows: early.Early, below: int = 0) -> Decomposition:
    """Return the slopes within and between therapists, computed from episodes already read.

    Parameters
    ----------
    version : Version
        Data version of the rows.
    filters : Filters
        Selection of the rows.
    rows : Early
        Episodes, from `early.read`.
    below : int
        Counts under it are hidden (0: none).

    Returns
    -------
    Decomposition
    """
    mine = rows.owned()
    shared = common(version, filters, mine.n, left_out(rows, below), below)
    few = too_few(rows, below)
    if few:
        return _not_estimable(few, shared)
    fit, adjusted_for, lacking = _fit(mine, version.definitions.case_mix.site)
    if fit.within.estimate is None:
        return _not_estimable(why("not_estimable", _problem=fit.why), shared)
    unknown = fit.verdict == "not_estimable"
    corrected = fit.corrected_between
    return Decomposition(
        **shared,
        within=_slope(fit.within, mine.n),
        between=_slope(fit.between, mine.n),
        contextual=_slope(fit.contextual, mine.n),
        corrected_between=Slope.missing(why("not_estimable", _problem=fit.why), mine.n)
        if unknown or corrected.estimate is None
        else _slope(corrected, mine.n),
        alliance_icc=fit.alliance_icc,
        mean_reliability=fit.mean_reliability,
        verdict=fit.verdict,
        adjusted_for=adjusted_for,
        not_adjusted_for=lacking,
        reason=fit.why,
        therapists=fit.therapists,
        alliance_icc_interval=fit.alliance_icc_interval,
        explained=fit.outcome_explained,
    )


def _fit(rows: early.Early, site: bool) -> tuple[numbers.Decomposition, tuple[str, ...], tuple[str, ...]]:
    """Fit the slopes, allowing for the site if asked and estimable.

    Returns the fit, the columns that were allowed for and those that could not be.
    """
    columns = (rows.end, rows.start, rows.alliance, rows.therapist)
    sites = site and np.unique(rows.site).size > 1
    if sites:
        fit = numbers.fit(*columns, sites=rows.site)
        if fit.within.estimate is not None:
            return fit, ("intake", "site"), ()
    return numbers.fit(*columns), ("intake",), ("site",) if sites else ()


def too_few(rows: early.Early, below: int = 0) -> Why | None:
    """Return why the alliance effect cannot be split within and between therapists; None if it can.

    The reasons are too few episodes, or a single therapist.
    """
    mine = rows.owned()
    if mine.n < early.MIN_EPISODES:
        has = words(below) if 0 < mine.n < below else str(mine.n)
        what = "ended episodes of one therapist each, with an early SRS and a later ORS"
        return why("too_few_episodes", "test", need=early.MIN_EPISODES, _have=has, _what=what)
    if mine.therapists < 2:
        return why("one_therapist")
    return None


def _slope(coefficient: numbers.Coefficient, n: int) -> Slope:
    """Convert a fitted coefficient and its number of episodes to a `Slope` of the results."""
    return Slope(estimate=coefficient.estimate, interval=coefficient.interval, n=n, se=coefficient.se)


def _not_estimable(reason: Why, shared: dict) -> Decomposition:
    """Return a result without slopes, with the reason why none can be estimated."""
    missing = Slope.missing(reason, shared["n"])
    return Decomposition(
        **shared,
        within=missing,
        between=missing,
        contextual=missing,
        corrected_between=missing,
        alliance_icc=None,
        mean_reliability=None,
        verdict="not_estimable",
        reason=str(reason),
        why=reason,
    )
