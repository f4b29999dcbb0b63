"""Would it have helped? The model on clients it had not seen: later ones, other clients, other therapists' clients.

Whatever learns from rows (medians, scaling, coefficients, baselines) learns again inside each check, and rows of one
client are never on both sides.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analytics.risk import features, model, performance
from analytics.risk.landmarks import LANDMARKS, Landmarks
from analytics.risk.performance import Performance
from analytics.stats import logistic
from analytics.stats.arrays import Unusable
from analytics.stats.quadrature import expit

TEST_SHARE = 0.3  # newest rows, by day of the landmark
FOLDS, BOOTSTRAPS, SEED = 10, 200, 7
BUDGET = 10_000_000  # rows that all bootstraps together may fit; fewer repeats above it
LOW_TOTAL, FALL = 36.0, 1.0  # the simple rule: SRS under 36, or one point lower than before
LEAST_TEST = 20  # clients and events of either kind on the later side
BASELINES = ("base_rate", "first_ors", "rule", "ors_only", "boosting")

Predict = Callable[[Landmarks], np.ndarray]


@dataclass(frozen=True)
class Gap:
    """The Brier score of a baseline less the model's, on the same rows: above 0 the model is better. interval: 95 %,
    rows of one client counted together."""

    estimate: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class Baseline:
    """One simpler rule (or, boosting, a heavier model) on the test rows."""

    name: str
    auc: float | None
    auc_interval: tuple[float, float] | None
    brier: float
    difference: Gap


@dataclass(frozen=True, eq=False)
class Temporal:
    """Fitted on what was known at `cut`, tested on clients that came later.

    train: rows used; test: rows, with `p` as they would have been told; skill: share of the base rate's Brier score
    that the model takes away, with its interval.
    """

    cut: np.datetime64
    train: np.ndarray
    test: np.ndarray
    p: np.ndarray
    overall: Performance
    skill: float
    skill_interval: tuple[float, float]
    baselines: tuple[Baseline, ...]


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


def temporal(rows: Landmarks, outcome: str, recipe: str) -> Temporal | None:
    """The check over time; None where there are too few on either side.

    How: the cut is the 70 % quantile of landmark days. Training: rows whose label was known at the cut. Test: rows
    from the cut on, of clients who are not in the training rows.
    """
    cut = np.sort(rows.day)[int((1 - TEST_SHARE) * (rows.n - 1))]
    train = rows.known_on[outcome] <= cut
    test = (rows.day > cut) & ~np.isin(rows.client, rows.client[train])
    y = rows.y[outcome]
    for side in (train, test):
        counted = [np.unique(rows.client[side & (y == k)]).size for k in (0, 1)]
        if min(counted) < LEAST_TEST:
            return None
    learn, later = rows.pick(train), rows.pick(test)
    p = model.fit(learn, outcome, recipe).predict(later)
    truth = later.y[outcome]
    told = {name: _baseline(name, learn, outcome)(later) for name in BASELINES}
    gaps = {name: gap(truth, p, q, later.client) for name, q in told.items()}
    base = float(np.mean((told["base_rate"] - truth) ** 2))
    return Temporal(
        cut,
        np.flatnonzero(train),
        np.flatnonzero(test),
        p,
        performance.evaluate(truth, p, later.client),
        gaps["base_rate"].estimate / base,
        tuple(edge / base for edge in gaps["base_rate"].interval),
        tuple(
            Baseline(name, *_auc(truth, q, later.client), float(np.mean((q - truth) ** 2)), gaps[name])
            for name, q in told.items()
        ),
    )


def grouped(rows: Landmarks, outcome: str, recipe: str, by: str) -> Performance | None:
    """Predictions for each client (`client`) or each therapist's clients (`therapist`) by a model without them.

    Ten folds of whole groups. A client of two therapists is in neither's training rows. None under two groups.
    """
    labels = getattr(rows, by)
    groups = np.unique(labels)
    if groups.size < 2:
        return None
    fold_of = np.random.default_rng(SEED).permutation(groups.size) % min(FOLDS, groups.size)
    fold = fold_of[np.searchsorted(groups, labels)]
    p = np.full(rows.n, np.nan)
    for k in range(int(fold_of.max()) + 1):
        held = fold == k
        others = ~held & ~np.isin(rows.client, rows.client[held])
        try:
            p[held] = model.fit(rows.pick(others), outcome, recipe).predict(rows.pick(held))
        except Unusable:
            return None
    return performance.evaluate(rows.y[outcome], p, rows.client)


def optimism(rows: Landmarks, outcome: str, recipe: str, repeats: int = BOOTSTRAPS) -> Optimism:
    """Bootstrap over clients, every step inside.

    How: in each resample of clients the model is fitted anew and looked at on the resample and on the rows
    themselves; the mean difference is what looking at one's own rows flatters.
    Source: Harrell, Lee & Mark 1996, doi 10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4.
    """
    repeats = max(20, min(repeats, BUDGET // max(rows.n, 1)))
    rng = np.random.default_rng(SEED)
    y = rows.y[outcome]
    penalty = model.PENALTY[recipe]
    towards = model.starting(outcome) if recipe == model.PROVISIONAL else 0.0
    client = np.unique(rows.client, return_inverse=True)[1]
    clients = int(client.max()) + 1
    table = features.plain(rows, (0.0,) * len(features.MEASURED))
    known = np.column_stack([np.isfinite(rows.measured[name]) for name in features.MEASURED])

    def fitted(weight: np.ndarray, begin=None) -> tuple[np.ndarray, np.ndarray]:
        X = _encoded(table, known, weight)
        return X, _weighted(y, X, weight, penalty, towards, begin)

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


def _weighted(y, X, weight, penalty: float, towards, begin) -> np.ndarray:
    """Newton steps for rows counted `weight` times, from the coefficients of a similar fit."""
    design = np.column_stack([np.ones(y.size), X])
    ridge = np.full(design.shape[1], penalty)
    ridge[0] = 0.0
    target = np.concatenate([[0.0], np.broadcast_to(np.asarray(towards, dtype=float), X.shape[1])])
    share = float(weight @ y / weight.sum())
    beta = np.concatenate([[model.logit(share)], target[1:]]) if begin is None else begin.copy()
    for _ in range(25):
        p = expit(design @ beta)
        score = design.T @ (weight * (y - p)) - ridge * (beta - target)
        step = np.linalg.solve((design * (weight * p * (1 - p))[:, None]).T @ design + np.diag(ridge), score)
        beta += step
        if np.max(np.abs(step)) < 1e-6:
            break
    return beta


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
    near = np.clip(p, performance.NEAREST, 1 - performance.NEAREST)
    logits = np.log(near) - np.log1p(-near)
    return float(_weighted(y, logits[:, None], weight, 0.0, 0.0, np.array([0.0, 1.0]))[1])


def gap(y: np.ndarray, p: np.ndarray, other: np.ndarray, clients: np.ndarray) -> Gap:
    """How much better p is than `other`, in Brier score."""
    each = (other - y) ** 2 - (p - y) ** 2
    mean = float(each.mean())
    codes = np.unique(clients, return_inverse=True)[1]
    sums = np.bincount(codes, each - mean)
    n = sums.size
    half = performance.Z * math.sqrt(n / (n - 1) * float(sums @ sums)) / y.size if n > 1 else math.inf
    return Gap(mean, (mean - half, mean + half))


def _auc(y, p, clients) -> tuple[float | None, tuple[float, float] | None]:
    if not 0 < y.sum() < y.size:
        return None, None
    return performance.auc(y, p, np.unique(clients, return_inverse=True)[1])


def _baseline(name: str, rows: Landmarks, outcome: str) -> Predict:
    """A simpler prediction, learnt from the same rows."""
    return {
        "base_rate": _base_rate,
        "first_ors": _first_ors,
        "rule": _rule,
        "ors_only": _ors_only,
        "boosting": _boosting,
    }[name](rows, outcome)


def _base_rate(rows: Landmarks, outcome: str) -> Predict:
    overall = float(rows.y[outcome].mean())
    rates = {one.landmark: one.share for one in model.base_rates(rows, outcome)}
    return lambda later: np.array([rates.get(int(k), overall) for k in later.landmark])


def simple_rule(rows: Landmarks) -> np.ndarray:
    """Who the simple rule flags: last SRS under 36, or at least a point lower than the one before."""
    with np.errstate(invalid="ignore"):
        return (rows.measured["srs_last"] < LOW_TOTAL) | (rows.measured["srs_fall"] >= FALL)


def _rule(rows: Landmarks, outcome: str) -> Predict:
    y, flagged = rows.y[outcome], simple_rule(rows)
    overall = float(y.mean())
    inside, outside = (float(y[mask].mean()) if mask.any() else overall for mask in (flagged, ~flagged))
    return lambda later: np.where(simple_rule(later), inside, outside)


def _first_ors(rows: Landmarks, outcome: str) -> Predict:
    return _ridge(rows, outcome, ("ors_first",))


def _ors_only(rows: Landmarks, outcome: str) -> Predict:
    return _ridge(rows, outcome, ("ors_first", "ors_change"))


def _ridge(rows: Landmarks, outcome: str, wanted: tuple[str, ...]) -> Predict:
    """A ridge on some of the features, with the landmark."""
    encoder = features.learn(rows)
    places = [
        place
        for place, name in enumerate(features.COLUMNS)
        if name in wanted or name.startswith("after_")
    ]
    found = logistic.fit(
        rows.y[outcome], encoder.columns(rows)[:, places], penalty=model.PENALTY[model.FULL]
    )
    return lambda later: found.predict(encoder.columns(later)[:, places])


def _boosting(rows: Landmarks, outcome: str) -> Predict:
    """Gradient boosting on the same columns: what a model with bends and interactions would reach."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    encoder = features.learn(rows)
    with threadpool_limits(1):
        found = HistGradientBoostingClassifier(
            max_iter=100, max_leaf_nodes=15, min_samples_leaf=40, early_stopping=False, random_state=SEED
        ).fit(encoder.columns(rows), rows.y[outcome])

    def predict(later: Landmarks) -> np.ndarray:
        with threadpool_limits(1):
            return found.predict_proba(encoder.columns(later))[:, 1]

    return predict
