"""How much a model flatters itself: fitted again on resamples of clients and looked at there and on all rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.risk import features, model
from analytics.risk.landmarks import LANDMARKS, Landmarks
from analytics.risk.performance import NEAREST
from analytics.stats import logistic
from analytics.stats.quadrature import expit

BOOTSTRAPS, SEED = 200, 7
BUDGET = 10_000_000  # rows that all bootstraps together may fit; fewer repeats above it
SETTLED = 1e-6  # largest change of a coefficient in the last step


@dataclass(frozen=True)
class Optimism:
    """Apparent performance less what bootstrap models lose on the rows they come from (Harrell).

    auc, slope (of calibration), skill: corrected; auc_optimism, skill_optimism: what was taken off.
    """

    auc: float
    auc_optimism: float
    slope: float
    skill: float
    skill_optimism: float
    repeats: int


def optimism(rows: Landmarks, outcome: str, recipe: str, repeats: int = BOOTSTRAPS) -> Optimism:
    """Bootstrap over clients, every step inside.

    How: in each resample of clients the model is fitted anew and looked at on the resample and on the rows
    themselves; the mean difference is what looking at one's own rows flatters.
    Source: Harrell, Lee & Mark 1996, doi 10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4.
    """
    repeats = max(20, min(repeats, BUDGET // max(rows.n, 1)))
    rng = np.random.default_rng(SEED)
    y = rows.y[outcome]
    penalty = model.penalty(recipe, outcome)
    towards = model.starting(outcome) if recipe == model.PROVISIONAL else 0.0
    client = np.unique(rows.client, return_inverse=True)[1]
    clients = int(client.max()) + 1
    table = features.plain(rows, (0.0,) * len(features.MEASURED))
    known = np.column_stack([np.isfinite(rows.measured[name]) for name in features.MEASURED])

    def fitted(weight: np.ndarray, begin=None) -> tuple[np.ndarray, np.ndarray]:
        X = _encoded(table, known, weight)
        again = logistic.fit(
            y, X, penalty=penalty, towards=towards, times=weight, start=begin, settled=SETTLED
        )
        return X, again.coefficients

    whole = np.ones(rows.n)
    X, beta = fitted(whole)
    apparent = _looked_at(y, expit(beta[0] + X @ beta[1:]), whole, rows.landmark)
    lost = []
    for _ in range(repeats):
        times = np.bincount(rng.integers(0, clients, clients), minlength=clients)
        weight = times[client].astype(float)
        if not 0 < weight @ y < weight.sum():
            continue
        X, beta = fitted(weight, beta)
        p = expit(beta[0] + X @ beta[1:])
        inside, outside = (_looked_at(y, p, on, rows.landmark, base=weight) for on in (weight, whole))
        lost.append(inside - outside)
    flattered = np.mean(lost, axis=0)
    corrected = apparent - flattered
    return Optimism(
        float(corrected[0]),
        float(flattered[0]),
        float(corrected[1]),
        float(corrected[2]),
        float(flattered[2]),
        len(lost),
    )


def _encoded(table: np.ndarray, known: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The columns with medians, means and SDs of the weighted rows."""
    X = table.copy()
    for place in range(known.shape[1]):
        here = known[:, place] & (weight > 0)
        middle = _median(table[here, place], weight[here]) if here.any() else 0.0
        X[~known[:, place], place] = middle
    total = weight.sum()
    mean = weight @ X / total
    sd = np.sqrt(np.maximum(weight @ (X - mean) ** 2 / total, 0.0))
    return (X - mean) / np.where(sd > 1e-9, sd, 1.0)


def _median(values: np.ndarray, weight: np.ndarray) -> float:
    order = np.argsort(values, kind="stable")
    upto = np.cumsum(weight[order])
    half = upto[-1] / 2
    low = values[order[np.searchsorted(upto, half - 1e-9)]]
    high = values[order[min(np.searchsorted(upto, half + 1e-9), order.size - 1)]]
    return float((low + high) / 2)


def _looked_at(y, p, weight, landmark, base=None) -> np.ndarray:
    """AUC, calibration slope, and the share of the Brier score of the base rates (of `base` rows) that p takes away."""
    base = weight if base is None else base
    rates = np.zeros(y.size)
    for k in LANDMARKS:
        here = landmark == k
        counted = float(base[here].sum())
        rates[here] = float(base[here] @ y[here]) / counted if counted else float(base @ y / base.sum())
    ours, theirs = (float(weight @ (said - y) ** 2 / weight.sum()) for said in (p, rates))
    return np.array([_weighted_auc(y, p, weight), _slope(y, p, weight), 1 - ours / theirs if theirs else 0.0])


def _weighted_auc(y, p, weight) -> float:
    values, codes = np.unique(p, return_inverse=True)
    cases = np.bincount(codes, weight * y, minlength=values.size)
    others = np.bincount(codes, weight * (1 - y), minlength=values.size)
    below = np.concatenate([[0.0], np.cumsum(others)[:-1]])
    return float(cases @ (below + others / 2) / (cases.sum() * others.sum()))


def _slope(y, p, weight) -> float:
    """The calibration slope of probabilities on weighted rows."""
    near = np.clip(p, NEAREST, 1 - NEAREST)
    logits = np.log(near) - np.log1p(-near)
    found = logistic.fit(y, logits[:, None], times=weight, start=np.array([0.0, 1.0]), settled=SETTLED)
    return float(found.coefficients[1])
