"""Logistic regression with a random intercept: variance between groups, and the effect of each group."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats import design, logistic_posterior, posterior
from analytics.stats.arrays import EstimationError, one_dimensional, same_length
from analytics.stats.labels import group_codes
from analytics.stats.one_parameter import minimum
from analytics.stats.quadrature import AtSd, Rows

LOGISTIC_VARIANCE = math.pi**2 / 3  # of the standard logistic distribution, squared logits
SDS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0)  # logits; first look
PRIOR_SCALE = (
    0.5  # half-normal on the SD between groups, logits; own choice, coverage as named in `posterior`
)


@dataclass(frozen=True, eq=False, kw_only=True)
class LogisticRandomIntercept:
    """Fitted logistic random-intercept model.

    Arrays over groups follow `groups`, the sorted labels.

    Attributes
    ----------
    groups, sizes : np.ndarray, shape (J,)
        Labels, and rows of each group.
    coefficients, standard_errors : np.ndarray, shape (p + 1,)
        Logits, constant first; the errors count that the SD between groups is estimated.
    sd_between : float
        SD between groups, logits.
    effects : np.ndarray, shape (J,)
        Conditional modes of the group effects, logits.
    effect_se : np.ndarray, shape (J,)
        Conditional SD at the mode. Effects and their SD take the SD between groups as known.
    loglik : float
        Log likelihood by quadrature.
    """

    groups: np.ndarray
    sizes: np.ndarray
    coefficients: np.ndarray
    standard_errors: np.ndarray
    sd_between: float
    effects: np.ndarray
    effect_se: np.ndarray
    loglik: float
    _rows: Rows = field(repr=False)
    _best: AtSd = field(repr=False)

    @property
    def icc_latent(self) -> float:
        """Share of the logit-scale variance that lies between groups: sd^2 / (sd^2 + pi^2 / 3)."""
        return float(_icc(np.asarray(self.sd_between)))

    def posterior(
        self, draws: int = 4000, seed: int = 0, prior_scale: float = PRIOR_SCALE
    ) -> posterior.Posterior:
        """Draw the effects of all groups, in logits, from their posterior.

        Parameters
        ----------
        draws : int
            Number of draws, at least 100.
        seed : int
            Seed of the draws.
        prior_scale : float
            Scale of the half-normal prior on the SD between groups, logits.

        Returns
        -------
        posterior.Posterior
            Effects in logits.

        Raises
        ------
        EstimationError
            For too few draws or a prior scale that is not above 0.

        Notes
        -----
        The SD lies on 48 values with weight quadrature likelihood x |information|^-1/2 (coefficients
        integrated by Laplace) x prior; the coefficients are normal; each effect comes from its own density on
        a grid, moved with the coefficients by its slope. At least ten events in all; effects are normal on
        the logit scale.

        References
        ----------
        As for the normal outcome; coverage measured in tests/unit/test_stats_therapists.py.
        """
        posterior.checked(draws, prior_scale)
        rng = np.random.default_rng(seed)
        edges, cells, weights = logistic_posterior.grid(self._rows, self._best, prior_scale)
        counts = np.bincount(posterior.systematic_resample(weights, draws, rng), minlength=weights.size)
        effects = np.vstack(
            [
                logistic_posterior.drawn(self._rows, at, count, rng)
                for at, count in zip(cells, counts, strict=True)
                if count
            ]
        )
        cumulative = np.concatenate([[0.0], np.cumsum(weights)])
        return posterior.Posterior(self.groups, effects, _icc(edges), cumulative / cumulative[-1])


def fit(
    y: ArrayLike, X: ArrayLike | None, groups: ArrayLike, nodes: int = 9, weights: ArrayLike | None = None
) -> LogisticRandomIntercept:
    """Fit a logistic random-intercept model of a binary outcome by maximum likelihood.

    Parameters
    ----------
    y : array_like, shape (n,)
        Outcome, 0 or 1, nothing missing.
    X : array_like, shape (n, p), or None
        Columns without the constant; p may be 0.
    groups : array_like, shape (n,)
        Label of the group of each row.
    nodes : int
        Quadrature nodes, 1 (Laplace) to 25.
    weights : array_like, shape (n,), optional
        How often each row occurs, whole numbers of at least 1 (default once).

    Raises
    ------
    EstimationError
        For one outcome only, one group, groups of one row each, and columns that decide the outcome.

    Notes
    -----
    logit P(y = 1) = x'beta + u_j, u ~ N(0, sd^2), u integrated by adaptive Gauss-Hermite around each group's
    mode; coefficients by Newton at each sd; sd by Brent, compared with 0.

    References
    ----------
    Pinheiro & Bates 1995, doi 10.1080/10618600.1995.10474663; Louis 1982. Compared with lme4's glmer (nAGQ =
    9) on published data in tests/reference/test_logistic_random_intercept.py.

    Examples
    --------
    >>> model = fit([1, 1, 0, 1, 0, 0, 1, 0], None, ["a", "a", "a", "a", "b", "b", "b", "b"])
    >>> float(model.sd_between), model.coefficients.round(3).tolist()
    (0.0, [0.0])
    """
    if nodes != int(nodes) or not 1 <= nodes <= 25:
        raise EstimationError(f"nodes must be a whole number from 1 to 25; it is {nodes}.")
    rows, labels, sizes, back = _read(y, X, groups, int(nodes), weights)
    share = np.average(rows.y, weights=rows.times)
    start = np.concatenate([[math.log(share / (1 - share))], np.zeros(rows.X.shape[1] - 1)])
    best = _best(rows, start)
    covariance = back @ _covariance(rows, best) @ back.T
    return LogisticRandomIntercept(
        groups=labels,
        sizes=sizes,
        coefficients=back @ best.beta,
        standard_errors=np.sqrt(np.diag(covariance)),
        sd_between=best.sd,
        effects=best.sd * best.mode,
        effect_se=best.sd * best.width,
        loglik=best.loglik,
        _rows=rows,
        _best=best,
    )


def _read(
    y: ArrayLike, X: ArrayLike | None, groups: ArrayLike, nodes: int, weights: ArrayLike | None
) -> tuple[Rows, np.ndarray, np.ndarray, np.ndarray]:
    """Check the input and return it sorted by group.

    Returns the rows, the labels, the rows of each group, and the matrix that turns coefficients back to those
    of X.
    """
    outcome = one_dimensional(y, "y")
    if np.any((outcome != 0) & (outcome != 1)):
        raise EstimationError("y must be 0 or 1 in every row.")
    X = design.columns(X, outcome.size)
    index, labels = group_codes(groups, outcome.size)
    often = np.ones(outcome.size) if weights is None else one_dimensional(weights, "weights")
    same_length(often, outcome, "weights and y")
    if np.any(often < 1) or np.any(often != np.rint(often)):
        raise EstimationError("weights must be whole numbers of at least 1.")
    rows_of = np.bincount(index, minlength=labels.size)
    sizes = np.bincount(index, often, minlength=labels.size).astype(int)
    design.enough_groups(sizes)
    if outcome.min() == outcome.max():
        raise EstimationError(f"y is {outcome.min():.0f} in every row; both outcomes are needed.")
    within = np.bincount(index, outcome * often)
    if not np.any((within > 0) & (within < sizes)):
        raise EstimationError("Every group has one outcome only; the spread between groups has no estimate.")
    Q, R, means = design.orthonormal(X)
    n = outcome.size
    unit = np.column_stack([np.ones(n), Q * math.sqrt(n)])
    order = np.argsort(index, kind="stable")
    starts = np.concatenate([[0], np.cumsum(rows_of)[:-1]])
    back = design.back_to_original(R, means, n) * math.sqrt(n)
    return Rows(outcome[order], unit[order], starts, nodes, often[order]), labels, sizes, back


def _best(rows: Rows, start: np.ndarray) -> AtSd:
    """Return the model fitted at the SD between groups that maximises the likelihood."""
    first = np.array(SDS[:4])
    tried = rows.at_each(first, np.tile(start, (first.size, 1)), np.zeros((rows.starts.size, first.size)))
    for sd in SDS[first.size :]:
        if tried[-1].loglik < max(one.loglik for one in tried) - 4:
            break
        tried.append(rows.at(sd, tried[-1].beta, tried[-1].mode))
    top = int(np.argmax([one.loglik for one in tried]))
    if top == len(SDS) - 1:
        raise EstimationError("Groups differ so much that the spread between them has no estimate.")
    near, at_zero = tried[top], tried[0]

    def deviance(sd: float) -> float:
        nonlocal near
        near = rows.at(float(sd), near.beta, near.mode)
        return -near.loglik

    low, high = SDS[max(top - 1, 0)], tried[min(top + 1, len(tried) - 1)].sd
    sd, smallest = minimum(deviance, low, high, tolerance=1e-6)
    if -smallest <= at_zero.loglik + 1e-7:
        return at_zero
    return rows.at(sd, near.beta, near.mode)


def _covariance(rows: Rows, best: AtSd) -> np.ndarray:
    """Return the covariance of the coefficients, computed from numerical second derivatives.

    Returns the covariance of beta, shape (p + 1, p + 1).
    """
    if best.sd == 0:
        return np.linalg.inv(best.information)
    at = np.concatenate([[best.sd], best.beta])
    step = 1e-4 * np.maximum(1.0, np.abs(at)) * min(1.0, 10 * best.sd)
    moved = np.concatenate([at + np.diag(step), at - np.diag(step)])
    start = np.repeat(best.mode[:, None], len(moved), axis=1)
    up, down = np.split(rows.scores(moved[:, 1:], moved[:, 0], start), 2)
    second = (down - up) / (2 * step[:, None])
    covariance = np.linalg.inv((second + second.T) / 2)[1:, 1:]
    return covariance if np.all(np.diag(covariance) > 0) else np.linalg.inv(best.information)


def _icc(sd: np.ndarray) -> np.ndarray:
    """Convert SDs between groups, in logits, to the share of the variance that lies between groups."""
    return sd * sd / (sd * sd + LOGISTIC_VARIANCE)
