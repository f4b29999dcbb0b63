"""Fidelity to the method and early alliance, compared in one model as predictors of outcome."""

from __future__ import annotations

import math

import numpy as np

from analytics.alliance.early import MIN_EPISODES, Early
from analytics.answers import Estimate
from analytics.messages import ngettext
from analytics.orientation.results import Fidelity
from analytics.stats import random_intercept
from analytics.stats.arrays import EstimationError
from analytics.stats.intervals import t_quantile
from analytics.why import Why, there_are, why

NO_COLUMN = why("no_such_column", _what="fidelity to the method")


def fidelity(rows: Early) -> Fidelity:
    """Estimate the effects of fidelity and early alliance on outcome, within and between therapists.

    Parameters
    ----------
    rows : Early
        Episodes, from `alliance.early.read`.

    Returns
    -------
    Fidelity
        Effects in points of the last ORS per SD; `why` is set if nothing can be tested.

    Notes
    -----
    Regression of the last ORS on the first ORS, fidelity and early alliance (the latter two in SD over the
    rows), each as the therapist's mean and the client's deviation from it, with a random intercept per
    therapist by REML. Intervals by t, with therapists - 2 degrees of freedom between them.

    30 episodes of two therapists are needed. If fidelity is constant within therapists, there are no effects
    within; effects between need many therapists. The scale is the practice's own, so only its spread is used.
    """
    mine = rows.owned()
    mine = mine.select(np.isfinite(mine.fidelity))
    if not mine.n and not rows.left_out["with_fidelity"]:
        return _none(NO_COLUMN, 0, no_column=True)
    if mine.n < MIN_EPISODES or mine.therapists < 2:
        numbers = {"episodes": mine.n, "need_episodes": MIN_EPISODES, "have": mine.therapists, "need": 2}
        counts = ngettext(
            "there is {n} episode of {therapists}", "there are {n} episodes of {therapists}", mine.n
        ).format(n=mine.n, therapists=mine.therapists)
        counts = counts if mine.n else there_are(0)
        return _none(why("too_few_therapists", "each", **numbers, _there=counts), mine.n)
    if np.ptp(mine.fidelity) == 0 or np.ptp(mine.alliance) == 0:
        return _none(why("scores_all_alike", "values"), mine.n)
    try:
        return _fitted(mine)
    except EstimationError as problem:
        return _none(why("not_estimable", "test", _problem=problem), mine.n)


def _fitted(mine: Early) -> Fidelity:
    """Fit the model of fidelity and alliance, and return its coefficients as estimates with intervals."""
    _, index = np.unique(mine.therapist, return_inverse=True)
    size = np.bincount(index)
    columns, names = [], []
    for name, values in (("fidelity", mine.fidelity), ("alliance", mine.alliance)):
        scaled = (values - values.mean()) / values.std(ddof=1)
        mean = (np.bincount(index, scaled) / size)[index]
        for level, column in (("within", scaled - mean), ("between", mean)):
            if np.ptp(column) > 1e-9:
                columns.append(column)
                names.append(f"{name}_{level}")
    model = random_intercept.fit(mine.end, np.column_stack([*columns, mine.start]), mine.therapist)
    within_df = max(1, mine.n - size.size - len(columns))

    def part(name: str) -> Estimate:
        if name not in names:
            where = "within therapists" if name.endswith("within") else "between therapists"
            return Estimate.missing(_flat(where), mine.n)
        k = names.index(name) + 1
        df = within_df if name.endswith("within") else max(1, size.size - 2)
        return _estimate(model.coefficients[k], math.sqrt(model.covariance[k, k]), df, mine.n)

    apart = Estimate.missing(_flat("within therapists"), mine.n)
    if {"fidelity_within", "alliance_within"} <= set(names):
        a, f = names.index("alliance_within") + 1, names.index("fidelity_within") + 1
        V = model.covariance
        se = math.sqrt(max(0.0, V[a, a] + V[f, f] - 2 * V[a, f]))
        apart = _estimate(model.coefficients[a] - model.coefficients[f], se, within_df, mine.n)
    return Fidelity(
        fidelity_within=part("fidelity_within"),
        fidelity_between=part("fidelity_between"),
        alliance_within=part("alliance_within"),
        alliance_between=part("alliance_between"),
        apart=apart,
        n=mine.n,
    )


def _estimate(value: float, se: float, df: int, n: int) -> Estimate:
    """Return an estimate with a 95 % t interval, from its standard error and degrees of freedom."""
    half = t_quantile(0.975, df) * se
    return Estimate(float(value), (float(value - half), float(value + half)), n)


def _flat(where: str) -> Why:
    """Return the reason for missing estimates: fidelity never varies within, or between, therapists."""
    return why("never_varies", where=where, _sentence=f"Fidelity does not vary {where}.")


def _none(reason: Why, n: int, *, no_column: bool = False) -> Fidelity:
    """Return a result without estimates, with the reason why fidelity cannot be tested."""
    missing = Estimate.missing(reason, n)
    return Fidelity(
        fidelity_within=missing,
        fidelity_between=missing,
        alliance_within=missing,
        alliance_between=missing,
        apart=missing,
        n=n,
        why=reason,
        no_column=no_column,
    )
