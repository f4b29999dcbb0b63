"""Association of a process score (the alliance) with outcome, within therapists and between therapists."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats import design, random_intercept
from analytics.stats.arrays import EstimationError, one_dimensional, same_length
from analytics.stats.intervals import t_quantile
from analytics.stats.labels import group_codes

MIN_THERAPISTS = (
    10  # below it the coefficient between therapists is not estimable; own choice: mostly SE > MAX_SE
)
MAX_SE = 0.5  # of the corrected coefficient, outcome points per alliance point; own choice: intervals 2 wide at most
RELIABLE = 0.8  # mean reliability of therapist means that need no correction; own choice: bias at most .2 of `contextual`
VERDICTS = ("within", "between", "both", "neither", "not_estimable")


@dataclass(frozen=True)
class Coefficient:
    """One slope, in outcome points per alliance point, with standard error and 95 % interval.

    All are None if the slope could not be fitted.
    """

    estimate: float | None
    se: float | None
    interval: tuple[float, float] | None

    @property
    def sign(self) -> int:
        """Sign of the slope, 1 or -1, or 0 if the interval of the slope includes 0."""
        if self.interval is None:
            return 0
        return int(self.interval[0] > 0) - int(self.interval[1] < 0)


NO_FIT = Coefficient(None, None, None)


@dataclass(frozen=True, kw_only=True)
class Decomposition:
    """Result of `fit`: slopes of outcome on alliance, within and between therapists, and a verdict.

    Attributes
    ----------
    within : Coefficient
        Of a client's alliance less the therapist's mean.
    between : Coefficient
        Of the therapist's mean as observed.
    contextual : Coefficient
        Between less within.
    corrected_between : Coefficient
        Between, with therapist means shrunken for sampling error.
    alliance_icc, alliance_icc_interval
        Share of alliance variance between therapists, with its 95 % interval.
    mean_reliability : float or None
        Mean reliability of the therapist means, 0 to 1.
    var_between : float or None
        Therapist variance of the outcome given the alliance.
    outcome_explained : dict
        Shares of outcome variance by `within` and `between`.
    therapists, n : int
        Counts of therapists and of rows.
    verdict : str
        One of VERDICTS.
    why : str
        Reason of the verdict in a sentence.
    """

    within: Coefficient
    between: Coefficient
    contextual: Coefficient
    corrected_between: Coefficient
    alliance_icc: float | None
    alliance_icc_interval: tuple[float, float] | None
    mean_reliability: float | None
    var_between: float | None
    outcome_explained: dict[str, float] = field(default_factory=dict)
    therapists: int = 0
    n: int = 0
    verdict: str = "not_estimable"
    why: str = ""


def fit(
    outcome: ArrayLike,
    intake: ArrayLike,
    alliance: ArrayLike,
    therapists: ArrayLike,
    covariates: ArrayLike | None = None,
    sites: ArrayLike | None = None,
) -> Decomposition:
    """Estimate the slopes of outcome on alliance within therapists and between therapists.

    Parameters
    ----------
    outcome, intake, alliance : array_like, shape (n,)
        Points, nothing missing.
    therapists : array_like, shape (n,)
        Label of the therapist of each row.
    covariates : array_like, shape (n, p), optional
        Further variables of the client at the start.
    sites : array_like, shape (n,), optional
        Label of the site of each row; therapists are compared with those of their own site.

    Returns
    -------
    Decomposition
        With verdict `not_estimable` and the reason where the practice is too small.

    Raises
    ------
    EstimationError
        For missing or unequally long input.

    Notes
    -----
    outcome = b0 + b1 intake + bW (A - mean of the therapist) + bB mean of the therapist + u + e by REML.
    Intervals of what lies between therapists by t(J - 2), within by t of the rows left. Corrected: the mean
    replaced by mu + BLUP of A ~ 1 + (1 | therapist). With several sites both models hold a constant for each, and
    t has so many degrees of freedom less. Not estimable: fewer than 10 therapists, an ICC of the
    alliance whose interval includes 0, a corrected SE above .5. A difference between therapists is stated
    where the interval excludes 0, with a mean reliability below .8 that of the corrected value too.

    With 20 therapists the SE of bB is about .35: most practices learn bW only. Not causal. Clients without an
    early alliance form are not in it.

    References
    ----------
    Baldwin, Wampold & Imel 2007, J Consult Clin Psychol 75, 842; Luedtke et al. 2008, Psychological Methods
    13, 203; Croon & van Veldhoven 2007, Psychological Methods (the shrunken means). Compared with lme4 in
    tests/reference/test_decomposition.py; coverage in tests/unit/test_stats_therapists.py.
    """
    y, start, score = (
        one_dimensional(values, name)
        for values, name in ((outcome, "outcome"), (intake, "intake"), (alliance, "alliance"))
    )
    same_length(y, start, "outcome and intake")
    same_length(y, score, "outcome and alliance")
    index, labels = group_codes(therapists, y.size, "therapists")
    case_mix = np.column_stack([start, design.columns(covariates, y.size)])
    return _decomposed(y, case_mix, _site_columns(sites, y.size), score, index, int(labels.size))


def _site_columns(sites: ArrayLike | None, rows: int) -> np.ndarray:
    """Return a column of 0 and 1 for every site but the first, shape (n, sites - 1)."""
    if sites is None:
        return np.empty((rows, 0))
    index, labels = group_codes(sites, rows, "sites")
    return (index[:, None] == np.arange(1, labels.size)).astype(float)


def _decomposed(
    y: np.ndarray,
    case_mix: np.ndarray,
    sites: np.ndarray,
    score: np.ndarray,
    index: np.ndarray,
    therapist_count: int,
) -> Decomposition:
    """Estimate the slopes of outcome on alliance within and between therapists, from checked columns.

    index: number (from 0) of each row's therapist.
    """
    part, level_df = "alliance", therapist_count - 2 - sites.shape[1]
    case_mix = np.column_stack([case_mix, sites])
    try:
        scores = random_intercept.fit(score, sites, index)
        means = (np.bincount(index, score) / np.bincount(index))[index]
        if np.ptp(means) <= 1e-9 * np.ptp(score):
            raise EstimationError("Every therapist has the same mean.")
        part = "outcome given alliance within (column 1 of X), between (2), intake (3) and covariates"
        model, manifest = _split(y, case_mix, score, means, index, level_df)
    except EstimationError as problem:
        return _not_fitted(f"Not estimable ({part}): {problem}", therapist_count, y.size)
    result: dict[str, Any] = {
        **manifest,
        "corrected_between": _corrected(y, case_mix, sites, score, scores, index),
        "alliance_icc": scores.icc,
        "alliance_icc_interval": scores.icc_interval(),
        "mean_reliability": float(scores.reliability.mean()),
        "var_between": model.var_between,
        "outcome_explained": _explained(manifest, scores, float(y.var(ddof=1))),
    }
    verdict, why = _verdict(result, therapist_count)
    return Decomposition(**result, therapists=therapist_count, n=int(y.size), verdict=verdict, why=why)


def _not_fitted(why: str, therapists: int, n: int) -> Decomposition:
    """Return a result without estimates, with the reason."""
    return Decomposition(
        within=NO_FIT,
        between=NO_FIT,
        contextual=NO_FIT,
        corrected_between=NO_FIT,
        alliance_icc=None,
        alliance_icc_interval=None,
        mean_reliability=None,
        var_between=None,
        why=why,
        therapists=therapists,
        n=n,
    )


def _corrected(
    y: np.ndarray,
    case_mix: np.ndarray,
    sites: np.ndarray,
    score: np.ndarray,
    scores: random_intercept.RandomIntercept,
    index: np.ndarray,
) -> Coefficient:
    """Estimate the between-therapist slope from alliance means that are corrected for sampling error."""
    if scores.var_between <= 0:
        return NO_FIT
    level = scores.coefficients[0] + sites @ scores.coefficients[1:] + scores.effects[index]
    level_df = scores.sizes.size - 2 - sites.shape[1]
    try:
        return _split(y, case_mix, score, level, index, level_df)[1]["between"]
    except EstimationError:
        return NO_FIT


def _explained(
    slopes: dict[str, Coefficient], scores: random_intercept.RandomIntercept, variance: float
) -> dict[str, float]:
    """Return the shares of outcome variance explained by alliance within and between therapists."""
    parts = {"within": scores.var_within, "between": scores.var_between}
    return {name: (slopes[name].estimate or 0.0) ** 2 * part / variance for name, part in parts.items()}


def _split(
    y: np.ndarray,
    case_mix: np.ndarray,
    score: np.ndarray,
    level: np.ndarray,
    index: np.ndarray,
    between_df: int,
) -> tuple[random_intercept.RandomIntercept, dict[str, Coefficient]]:
    """Regress outcome on each group's alliance level and on deviations from it; return model and slopes."""
    model = random_intercept.fit(y, np.column_stack([score - level, level, case_mix]), index)
    b, V = model.coefficients, model.covariance
    within_df = max(1, y.size - model.sizes.size - case_mix.shape[1] - 1)
    apart = math.sqrt(max(0.0, V[1, 1] + V[2, 2] - 2 * V[1, 2]))
    return model, {
        "within": _coefficient(b[1], math.sqrt(V[1, 1]), within_df),
        "between": _coefficient(b[2], math.sqrt(V[2, 2]), between_df),
        "contextual": _coefficient(b[2] - b[1], apart, between_df),
    }


def _coefficient(estimate: float, se: float, df: int) -> Coefficient:
    """Return a Coefficient with its 95 % t interval."""
    half = t_quantile(0.975, max(1, df)) * se
    return Coefficient(float(estimate), float(se), (float(estimate - half), float(estimate + half)))


def _verdict(result: dict, therapists: int) -> tuple[str, str]:
    """Return the verdict (`both`, `within`, `not_estimable`, ...) and the sentence that explains it."""
    corrected, lowest = result["corrected_between"], result["alliance_icc_interval"][0]
    if therapists < MIN_THERAPISTS:
        return "not_estimable", (
            f"Not estimable: the part between therapists needs {MIN_THERAPISTS} therapists; there are {therapists}."
        )
    if lowest <= 0 or corrected.se is None:
        return "not_estimable", (
            "Not estimable: it is not certain that therapists differ in the alliance at all "
            f"(share between them {result['alliance_icc']:.2f}, interval from 0)."
        )
    if corrected.se > MAX_SE:
        return "not_estimable", (
            "Not estimable: the coefficient between therapists is too uncertain "
            f"(standard error {corrected.se:.2f} points per point; at most {MAX_SE:.1f})."
        )
    within, between = result["within"].sign, result["between"].sign
    reliable = result["mean_reliability"] >= RELIABLE
    if not reliable and corrected.sign != between:
        between = 0
    verdict = {(1, 1): "both", (1, 0): "within", (0, 1): "between", (0, 0): "neither"}[
        (abs(within), abs(between))
    ]
    wording = {True: "excludes", False: "includes"}
    which = "" if reliable else ", as observed or corrected for chance in therapist means,"
    return verdict, (
        f"The interval within therapists {wording[within != 0]} 0; the interval between therapists{which} "
        f"{wording[between != 0]} 0."
    )
