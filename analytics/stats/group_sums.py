"""Sums per group for fitting a random-intercept model: group sizes, means, sums within groups."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats import design
from analytics.stats.arrays import EstimationError, one_dimensional, same_length
from analytics.stats.labels import group_codes

NOTHING = 1e-12  # share of the sum of squares that counts as none
ROUNDING = 1e-9  # the same for sums that were subtracted from each other


@dataclass(frozen=True)
class Curve:
    """Restricted likelihood and estimates at several values of theta = SD between / SD within groups.

    `deviance`: (T,) -2 log restricted likelihood up to a constant; `q`: (T,) weighted residual sum of
    squares; `beta`: (T, p) coefficients and `information`: (T, p, p) X'V^-1 X times the variance within, both
    for orthonormal columns.
    """

    deviance: np.ndarray
    q: np.ndarray
    beta: np.ndarray
    information: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class GroupSums:
    """Sums for fitting a random-intercept model, one entry per group.

    Attributes
    ----------
    groups : np.ndarray, shape (J,)
        Labels, sorted.
    n : np.ndarray, shape (J,)
        Rows of each group.
    x : np.ndarray, shape (J, p)
        Group means of the orthonormal columns.
    y : np.ndarray, shape (J,)
        Group means of the residuals of ordinary least squares.
    xx : np.ndarray, shape (p, p)
        Products of the columns within groups, summed over all groups.
    xy : np.ndarray, shape (p,)
        Products of columns and residuals within groups.
    yy : float
        Squares of the residuals within groups.
    back : np.ndarray, shape (p, p)
        Matrix that turns coefficients of the orthonormal columns into those of (constant, X).
    base : np.ndarray, shape (p,)
        Ordinary least squares coefficients that they add to.
    """

    groups: np.ndarray
    n: np.ndarray
    x: np.ndarray
    y: np.ndarray
    xx: np.ndarray
    xy: np.ndarray
    yy: float
    back: np.ndarray
    base: np.ndarray

    @cached_property
    def rows(self) -> int:
        """Number of rows over all groups."""
        return int(self.n.sum())

    @cached_property
    def df(self) -> int:
        """Degrees of freedom: number of rows minus number of coefficients."""
        return self.rows - self.x.shape[1]

    @cached_property
    def _products(self) -> np.ndarray:
        """Outer product of each group's vector of column means with itself, flattened to shape (J, p * p)."""
        return (self.x[:, :, None] * self.x[:, None, :]).reshape(self.n.size, -1)

    def at(self, theta: ArrayLike) -> Curve:
        """Return the restricted likelihood and the estimates at given values of theta.

        Parameters
        ----------
        theta : array_like, scalar or shape (T,)
            SD between / SD within groups, at least 0.

        Returns
        -------
        Curve

        Notes
        -----
        h_j = n_j / (1 + n_j theta^2); A = W_xx + sum h_j x_j x_j', r = W_xy + sum h_j x_j y_j, beta = A^-1 r,
        q = W_yy + sum h_j y_j^2 - r'beta; deviance = (N - p) ln q + sum ln(1 + n_j theta^2) + ln|A|.
        """
        theta = np.atleast_1d(np.asarray(theta, dtype=float))
        p = self.x.shape[1]
        grown = np.outer(theta * theta, self.n)
        h = self.n / (1 + grown)
        A = self.xx + (h @ self._products).reshape(theta.size, p, p)
        r = self.xy + h @ (self.x * self.y[:, None])
        beta = np.linalg.solve(A, r[:, :, None])[:, :, 0]
        q = self.yy + h @ (self.y * self.y) - np.sum(r * beta, axis=1)
        deviance = self.df * np.log(q) + np.log1p(grown).sum(axis=1) + np.linalg.slogdet(A)[1]
        return Curve(deviance, q, beta, A)


def from_rows(y: ArrayLike, X: ArrayLike | None, groups: ArrayLike) -> GroupSums:
    """Compute the sums per group for a random-intercept model from single rows.

    Parameters
    ----------
    y : array_like, shape (n,)
        Outcome, nothing missing.
    X : array_like, shape (n, p), or None
        Columns without the constant.
    groups : array_like, shape (n,)
        Label of the group of each row.

    Returns
    -------
    GroupSums

    Raises
    ------
    EstimationError
        For unusable input and where the variance between or within groups has no estimate.
    """
    outcome = one_dimensional(y, "y")
    X = design.columns(X, outcome.size)
    index, labels = group_codes(groups, outcome.size)
    n = np.bincount(index, minlength=labels.size).astype(float)
    design.enough_groups(n)
    Q, R, means = design.orthonormal(X)
    Q = np.column_stack([np.full(outcome.size, 1 / np.sqrt(outcome.size)), Q])
    ordinary = Q.T @ outcome
    residual = outcome - Q @ ordinary
    if residual @ residual <= NOTHING * max(outcome @ outcome, 1e-300):
        raise EstimationError(
            "y does not vary beyond X; there is nothing to divide between and within groups."
        )
    x = np.column_stack([np.bincount(index, column) for column in Q.T]) / n[:, None]
    mean = np.bincount(index, residual) / n
    x_within, within = Q - x[index], residual - mean[index]
    x_within[:, 0] = 0.0
    back = design.back_to_original(R, means, outcome.size)
    xx, xy, yy = x_within.T @ x_within, x_within.T @ within, float(within @ within)
    return _checked(
        GroupSums(groups=labels, n=n, x=x, y=mean, xx=xx, xy=xy, yy=yy, back=back, base=back @ ordinary),
        NOTHING,
    )


def from_totals(
    groups: ArrayLike, n: ArrayLike, x: ArrayLike, y: ArrayLike, xx: ArrayLike, xy: ArrayLike, yy: float
) -> GroupSums:
    """Compute the sums for a random-intercept model from totals per group, as from an SQL GROUP BY.

    Parameters
    ----------
    groups : array_like, shape (J,)
        Labels, each once.
    n : array_like, shape (J,)
        Rows of each group, whole numbers of at least 1.
    x : array_like, shape (J, p)
        Sums of the columns of X per group.
    y : array_like, shape (J,)
        Sums of the outcome per group.
    xx : array_like, shape (p, p)
        Sums of products of the columns over all rows.
    xy : array_like, shape (p,)
        Sums of products of columns and outcome over all rows.
    yy : float
        Sum of squares of the outcome over all rows. Nothing is centred and there is no constant.

    Returns
    -------
    GroupSums

    Raises
    ------
    EstimationError
        For unusable input and where the variance between or within groups has no estimate.

    Notes
    -----
    Scores of 0 to 40 lose no digits that matter; values with a large offset should be centred first.
    """
    n, y = one_dimensional(n, "n"), one_dimensional(y, "y")
    order, labels = group_codes(groups, n.size)
    same_length(n, y, "n and y")
    if labels.size < n.size:
        raise EstimationError("Every group may appear once in sums per group.")
    if n.size and (n.min() < 1 or np.any(n != np.rint(n))):
        raise EstimationError("n must be whole numbers of at least 1; leave empty groups out.")
    design.enough_groups(n)
    index = np.argsort(order)
    n, y, x = n[index], y[index], design.columns(x, n.size)[index]
    p = x.shape[1]
    xx = np.asarray(xx, dtype=float).reshape(p, p)
    xy = np.asarray(xy, dtype=float).reshape(p)
    if not (np.isfinite(xx).all() and np.isfinite(xy).all() and np.isfinite(yy)):
        raise EstimationError("The sums of squares and products have missing values.")
    if n.sum() <= p + 1:
        raise EstimationError(f"{int(n.sum())} rows are too few for {p} columns of X.")
    return _checked(_orthogonal(labels, n, x, y, xx, xy, yy), ROUNDING)


def _orthogonal(
    labels: np.ndarray, n: np.ndarray, x: np.ndarray, y: np.ndarray, xx: np.ndarray, xy: np.ndarray, yy: float
) -> GroupSums:
    """Convert totals of X and y to `GroupSums` of orthonormal columns and least-squares residuals."""
    p, rows = x.shape[1], n.sum()
    means, centre = x.sum(axis=0) / rows, y.sum() / rows
    R = _triangle(xx - rows * np.outer(means, means), np.diag(xx))
    inverse = np.linalg.inv(R)
    x_mean = np.column_stack([np.full(n.size, 1 / np.sqrt(rows)), (x / n[:, None] - means) @ inverse])
    y_mean = y / n - centre
    xx_in, xy_in = np.zeros((p + 1, p + 1)), np.zeros(p + 1)
    xx_in[1:, 1:] = inverse.T @ (xx - (x / n[:, None]).T @ x) @ inverse
    xy_in[1:] = inverse.T @ (xy - (x / n[:, None]).T @ y)
    yy_in = yy - np.sum(y * y / n)
    slope = xy_in + x_mean.T @ (n * y_mean)  # ordinary least squares of y less its mean
    left = yy - rows * centre * centre - slope @ slope
    if left <= ROUNDING * max(yy, 1e-300):
        raise EstimationError(
            "y does not vary beyond X; there is nothing to divide between and within groups."
        )
    back = design.back_to_original(R, means, int(rows))
    base = back @ slope + centre * np.eye(p + 1)[0]
    yy_left = float(yy_in - 2 * slope @ xy_in + slope @ xx_in @ slope)
    return GroupSums(
        groups=labels,
        n=n,
        x=x_mean,
        y=y_mean - x_mean @ slope,
        xx=xx_in,
        xy=xy_in - xx_in @ slope,
        yy=yy_left,
        back=back,
        base=base,
    )


def _triangle(centred: np.ndarray, raw: np.ndarray) -> np.ndarray:
    """Return the Cholesky factor of the centred sums of products; raise EstimationError if singular."""
    spread = np.sqrt(np.where(np.diag(centred) > ROUNDING * raw, np.diag(centred), 0.0))
    R = np.zeros_like(centred)
    for k in range(spread.size):
        left = centred[k] - R[:k, k] @ R[:k]
        length = np.sqrt(max(left[k], 0.0))
        R[k, k] = 0.0 if length <= 1e-6 * spread[k] else length
        design.independent(R[: k + 1, : k + 1], spread[: k + 1])
        R[k, k:] = left[k:] / length
    return R


def _checked(sums: GroupSums, tolerance: float) -> GroupSums:
    """Return the sums unchanged; raise EstimationError if a variance cannot be estimated from them."""
    values, vectors = np.linalg.eigh(sums.xx)
    varies = values > 1e-9
    inside = int(np.count_nonzero(varies))
    levels = sums.x.shape[1] - inside  # coefficients that only differences between groups inform
    if sums.n.size <= levels:
        raise EstimationError(
            f"{sums.n.size} groups are too few for {levels} coefficients that describe groups; "
            "leave columns out that are constant within groups."
        )
    if sums.rows - sums.n.size - inside < 1:
        raise EstimationError(
            f"{sums.rows} rows in {sums.n.size} groups leave nothing to tell chance by; add rows."
        )
    explained = np.sum((vectors[:, varies].T @ sums.xy) ** 2 / values[varies])
    total = sums.yy + sums.n @ (sums.y * sums.y)
    if sums.yy - explained <= tolerance * total:
        raise EstimationError(
            "Within groups y does not vary beyond X; the share between groups has no meaning."
        )
    return sums
