"""Validation of the model on later clients, and by leaving out clients or therapists in turn.

Everything that is estimated from rows (medians, scaling, coefficients, baselines) is estimated anew in each
validation, and rows of one client are never in both parts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.risk import baselines, model, performance
from analytics.risk.baselines import BASELINES
from analytics.risk.batched_fits import Table
from analytics.risk.landmarks import OUTCOMES, Landmarks
from analytics.risk.performance import Performance
from analytics.risk.results import BaselineRow
from analytics.stats.quadrature import expit

TEST_SHARE = 0.3  # newest rows, by day of the landmark
FOLDS, SEED = 10, 7
LEAST_TEST = 20  # clients and events of either kind on the later side


@dataclass(frozen=True, kw_only=True, eq=False)
class Temporal:
    """Result of the validation over time: the model is fitted on earlier clients and applied to later ones.

    cut: the day that separates them; only outcomes known on that day are used for the fit.

    train: rows used; test: rows, with `p` as it would have been predicted; skill: share of the base rate's Brier score
    that the model takes away, with its interval.
    """

    cut: np.datetime64
    train: np.ndarray
    test: np.ndarray
    p: np.ndarray
    overall: Performance
    skill: float
    skill_interval: tuple[float, float]
    baselines: tuple[BaselineRow, ...]


def temporal_masks(rows: Landmarks) -> tuple[np.datetime64, dict[str, np.ndarray], np.ndarray]:
    """Return the cut-off day, masks of the training rows by outcome, and the mask of the later rows.

    Returns
    -------
    tuple
        The cut; outcome -> mask of the rows to learn from; mask of the later rows, the same for all outcomes.

    Notes
    -----
    The cut is the 70 % quantile of the days of landmarks old enough to have both kinds of ending. To learn from:
    rows whose label was known at the cut. Later: rows after it, of clients in neither training set.
    """
    old = rows.day[rows.settled["unplanned"]]
    if not old.size:  # endings are not recorded
        old = rows.day[rows.settled["poor_outcome"]]
    days = np.sort(old if old.size else rows.day)
    cut = days[int((1 - TEST_SHARE) * (days.size - 1))]
    trains = {name: rows.settled[name] & (rows.known_on[name] <= cut) for name in OUTCOMES}
    learnt = np.logical_or.reduce(tuple(trains.values()))
    return cut, trains, (rows.day > cut) & ~np.isin(rows.client, rows.client[learnt])


@dataclass(frozen=True, kw_only=True, eq=False)
class Split:
    """Rows to fit on and later rows to validate on, with each baseline's predictions for the later rows.

    train, test: masks; learn, later: their rows; simpler: predictions for `later` by each baseline, learnt from `learn`.
    """

    cut: np.datetime64
    train: np.ndarray
    test: np.ndarray
    learn: Landmarks
    later: Landmarks
    simpler: dict[str, np.ndarray]


def split(rows: Landmarks, outcome: str) -> Split | None:
    """Split the rows of one outcome by time into rows to fit on and later rows; None with too few clients."""
    cut, trains, later_rows = temporal_masks(rows)
    train, test = trains[outcome], later_rows & rows.settled[outcome]
    y = rows.y[outcome]
    for side in (train, test):
        counted = [np.unique(rows.client[side & (y == k)]).size for k in (0, 1)]
        if min(counted) < LEAST_TEST:
            return None
    learn, later = rows.take(train), rows.take(test)
    simpler = {name: baselines.learn(name, learn, outcome)(later) for name in BASELINES}
    return Split(cut=cut, train=train, test=test, learn=learn, later=later, simpler=simpler)


def temporal(rows: Landmarks, outcome: str, recipe: str) -> Temporal | None:
    """Validate a model over time; return None if there are too few clients before or after the cut-off day.

    Parameters
    ----------
    rows
        Of the whole practice, settled or not.
    outcome, recipe
        Outcome, and full or provisional.
    """
    drawn = split(rows, outcome)
    return drawn and over_time(drawn, outcome, recipe)


def over_time(drawn: Split, outcome: str, recipe: str) -> Temporal:
    """Fit a model on the earlier rows of a split and return its validation on the later rows."""
    later = drawn.later
    p = model.predictions(drawn.learn, later, outcome, recipe)
    truth = later.y[outcome]
    compared = {
        name: baselines.compare(truth, p, other, later.client, name) for name, other in drawn.simpler.items()
    }
    base = compared["base_rate"]
    return Temporal(
        cut=drawn.cut,
        train=np.flatnonzero(drawn.train),
        test=np.flatnonzero(drawn.test),
        p=p,
        overall=performance.evaluate(truth, p, later.client),
        skill=base.difference / base.brier,
        skill_interval=(base.interval[0] / base.brier, base.interval[1] / base.brier),
        baselines=tuple(compared.values()),
    )


def grouped(rows: Landmarks, outcome: str, recipe: str, by: str) -> Performance | None:
    """Return cross-validation figures of a model, with folds of whole clients or whole therapists.

    Parameters
    ----------
    rows
        Settled rows.
    outcome, recipe
        Outcome, and full or provisional.
    by
        `client` or `therapist`: whose rows a model does not see when it predicts them.

    Returns
    -------
    Performance or None
        None for fewer than two groups, or if a fold's training rows have only one class.

    Notes
    -----
    Ten folds of whole groups. A client of two therapists is left out of the training rows if either of them
    is held out.
    """
    labels = getattr(rows, by)
    groups = np.unique(labels)
    if groups.size < 2:
        return None
    fold_of = np.random.default_rng(SEED).permutation(groups.size) % min(FOLDS, groups.size)
    fold = fold_of[np.searchsorted(groups, labels)]
    table, y, p = Table(rows), rows.y[outcome], np.empty(rows.n)
    folds = int(fold_of.max()) + 1
    for first in range(0, folds, table.together):
        held = fold == np.arange(first, min(first + table.together, folds))[:, None]
        learnt = np.array([~side & ~np.isin(rows.client, rows.client[side]) for side in held], dtype=float)
        if not np.all((learnt @ y > 0) & (learnt @ y < learnt.sum(axis=1))):
            return None
        pull = model.penalty(recipe, outcome), model.prior_mean(recipe, outcome)
        p[held.any(axis=0)] = expit(table.refit(y, learnt, *pull).logits.T[held.T])
    return performance.evaluate(y, p, rows.client)
