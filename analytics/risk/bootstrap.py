"""Bootstrap correction for optimism of the model's AUC, calibration slope and Brier skill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.risk import model
from analytics.risk.batched_fits import Table, chances
from analytics.risk.calibration import NEAREST
from analytics.risk.landmarks import LANDMARKS, Landmarks
from analytics.stats import logistic
from analytics.stats.quadrature import expit

BOOTSTRAPS, SEED = 200, 7
BUDGET = 10_000_000  # rows that all bootstraps together may fit; fewer repeats above it
TIED = 10  # decimals of a logit; rows that differ by less are tied
SETTLED = 1e-6  # largest change of a calibration slope in the last step; the next would be about its square
STEPS = 25
FAR = float(np.log1p(-NEAREST) - np.log(NEAREST))  # how far a logit may lie from 0


@dataclass(frozen=True, kw_only=True)
class Optimism:
    """AUC, calibration slope and Brier skill corrected for optimism, and the amounts subtracted.

    auc, slope (of calibration), skill: corrected; auc_optimism, skill_optimism: the amounts subtracted.
    """

    auc: float
    auc_optimism: float
    slope: float
    skill: float
    skill_optimism: float
    repeats: int


def optimism(rows: Landmarks, outcome: str, recipe: str, repeats: int = BOOTSTRAPS) -> Optimism:
    """Return the model's AUC, calibration slope and Brier skill, corrected for optimism by a bootstrap.

    Parameters
    ----------
    rows
        Settled rows that the model is fitted on.
    outcome, recipe
        Outcome, and full or provisional.
    repeats
        Number of resamples; at least 20, fewer than asked for where rows are many.

    Returns
    -------
    Optimism
        Corrected figures.

    Notes
    -----
    In each resample of clients the model is fitted anew and evaluated on the resample and on the rows
    themselves; the mean difference is the optimism.

    References
    ----------
    Harrell, Lee & Mark 1996, doi 10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4;
    checked against R in tests/reference/test_optimism.py.
    """
    repeats = max(20, min(repeats, BUDGET // max(rows.n, 1)))
    rng = np.random.default_rng(SEED)
    client = np.unique(rows.client, return_inverse=True)[1]
    clients = int(client.max()) + 1
    table, metrics = Table(rows), BatchedMetrics(rows.y[outcome], rows.landmark)
    penalty = model.penalty(recipe, outcome)
    towards = model.prior_mean(recipe, outcome)
    whole = np.ones((1, rows.n))
    found = table.refit(metrics.y, whole, penalty, towards)
    apparent, begin = metrics.at(found.logits, [whole], whole)[0][0], found.coefficients[0]
    lost = []
    for first in range(0, repeats, table.together):
        drawn = [rng.integers(0, clients, clients) for _ in range(min(table.together, repeats - first))]
        weight = np.array([np.bincount(one, minlength=clients) for one in drawn], dtype=float)[:, client]
        events = weight @ metrics.y
        weight = weight[(events > 0) & (events < weight.sum(axis=1))]
        if weight.size:
            found = table.refit(metrics.y, weight, penalty, towards, begin)
            every = np.broadcast_to(whole, weight.shape)
            inside, outside = metrics.at(found.logits, [weight, every], weight)
            lost.append(inside - outside)
    lost = np.concatenate(lost)
    flattered = lost.mean(axis=0)
    corrected = apparent - flattered
    return Optimism(
        auc=float(corrected[0]),
        auc_optimism=float(flattered[0]),
        slope=float(corrected[1]),
        skill=float(corrected[2]),
        skill_optimism=float(flattered[2]),
        repeats=lost.shape[0],
    )


class BatchedMetrics:
    """Computation of AUC, calibration slope and Brier skill for the models of many resamples at once."""

    def __init__(self, y: np.ndarray, landmark: np.ndarray) -> None:
        self.y = y
        self._after = np.column_stack([landmark == k for k in LANDMARKS]).astype(float)

    def at(self, logits: np.ndarray, weights: Sequence[np.ndarray], base: np.ndarray) -> list[np.ndarray]:
        """Return AUC, calibration slope and Brier skill of each model, under each set of row weights.

        Parameters
        ----------
        logits
            (m, n) of each model.
        weights
            Each (m, n): how often rows count.
        base
            (m, n): how often they counted where the base rates were learnt.

        Returns
        -------
        list of numpy.ndarray
            For each of `weights`, (m, 3): AUC, calibration slope, and the share of the Brier score of the base rates
            that the models take away.
        """
        p = expit(logits)
        off = (p - self.y) ** 2
        areas = [_areas(self.y, said, on) for said, *on in zip(logits, *weights, strict=True)]
        found = []
        for weight, area in zip(weights, np.transpose(areas), strict=True):
            ours, theirs = np.einsum("mn,mn->m", weight, off), self._of_base_rates(weight, base)
            skill = 1 - np.divide(ours, theirs, out=np.ones_like(ours), where=theirs > 0)
            found.append(np.column_stack([area, self._slopes(logits, p, weight), skill]))
        return found

    def _of_base_rates(self, weight: np.ndarray, base: np.ndarray) -> np.ndarray:
        """Return each resample's summed squared error of the base-rate prediction."""
        counted, events = base @ self._after, (base * self.y) @ self._after
        overall = (base @ self.y / base.sum(axis=1))[:, None]
        rate = np.where(counted > 0, events / np.where(counted > 0, counted, 1.0), overall)
        rows, happened = weight @ self._after, (weight * self.y) @ self._after
        return (happened * (1 - rate) ** 2 + (rows - happened) * rate**2).sum(axis=1)

    def _slopes(self, logits: np.ndarray, p: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return each model's calibration slope: the slope of y on its logits, shape (m,)."""
        x = np.clip(logits, -FAR, FAR)
        line = np.zeros((x.shape[0], 2, 1))
        line[:, 1] = 1.0
        events = weight * self.y
        for _ in range(STEPS):
            expected = weight * p
            off, curved = events - expected, expected * (1 - p)
            bent = curved * x
            score = np.stack([off.sum(axis=1), _rowwise(off, x)], axis=1)[:, :, None]
            sides = curved.sum(axis=1), bent.sum(axis=1), bent.sum(axis=1), _rowwise(bent, x)
            try:
                step = np.linalg.solve(np.stack(sides, axis=1).reshape(-1, 2, 2), score)
            except np.linalg.LinAlgError:
                break
            line += step
            if (far := np.max(np.abs(step))) < SETTLED:
                return line[:, 1, 0]
            p = chances(line[:, 0] + line[:, 1] * x, far)
        return np.array(
            [
                logistic.fit(self.y, row[:, None], weights=on).coefficients[1]
                for row, on in zip(x, weight, strict=True)
            ]
        )


def _rowwise(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the inner product of each row of one array with the same row of the other."""
    return np.einsum("mn,mn->m", one, other)


def _areas(y: np.ndarray, logits: np.ndarray, weights: Sequence[np.ndarray]) -> list[float]:
    """Return the AUC of one model under each of several sets of row weights."""
    said = np.round(logits, TIED)
    order = np.argsort(said)
    said = said[order]
    begins = np.flatnonzero(np.concatenate([[True], said[1:] != said[:-1]]))
    found = []
    for weight in weights:
        cases, others = (np.add.reduceat((weight * of)[order], begins) for of in (y, 1 - y))
        below = np.cumsum(others) - others / 2
        found.append(float(cases @ below / (cases.sum() * others.sum())))
    return found
