"""Random intercept and slope by REML: the mixed model y = Xb + u0 + u1 z + e, fitted from sums per group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analytics.stats.arrays import EstimationError, one_dimensional, same_length
from analytics.stats.labels import group_codes

MIN_RESIDUAL = 10  # rows beyond two a group, in all; below it the three variances cannot be told apart
COLLINEAR = 1e-10  # smallest eigenvalue of the scaled X'X that still counts as full rank
STARTS = ((1.0, 0.0, 0.5), (0.3, 0.0, 0.1), (2.0, -0.5, 1.0), (0.5, 0.3, 0.02))  # Cholesky factor over sigma
EDGE = 1e-4  # a relative SD this small is taken for the boundary and is checked from the other starts


@dataclass(frozen=True, kw_only=True)
class Products:
    """Sums of products per group for fitting the random-slope model.

    `zz`: (G, 3) rows, sum of z, sum of z^2; `zx`: (G, 2, p) and `zy`: (G, 2) sums of (1, z) times X and times
    y; `xx`: (p, p), `xy`: (p,), `yy`: sums over all rows.
    """

    zz: np.ndarray
    zx: np.ndarray
    zy: np.ndarray
    xx: np.ndarray
    xy: np.ndarray
    yy: float


@dataclass(frozen=True, kw_only=True)
class RandomSlope:
    """Fitted model with a random intercept and a random slope per group.

    `coefficients`, `standard_errors`: (p,) in the order of X, constant first; `covariance`: theirs, (p, p).
    `v0`, `v1`, `c01`: variance of the group's intercept and slope and their covariance; `sigma2`: variance of
    a row. `restricted_loglik`: as lme4's logLik of a REML fit. `n`, `n_groups`: counts. `singular`: whether a
    variance is 0 or the two effects are tied to each other (a normal result in small samples, not an error).
    """

    coefficients: np.ndarray
    standard_errors: np.ndarray
    covariance: np.ndarray
    v0: float
    v1: float
    c01: float
    sigma2: float
    restricted_loglik: float
    n: int
    n_groups: int
    singular: bool


def fit(y: ArrayLike, X: ArrayLike, slope: ArrayLike, groups: ArrayLike) -> RandomSlope:
    """Fit a mixed model with a random intercept and slope per group from single rows.

    Parameters
    ----------
    y : array_like, shape (n,)
        Outcome, nothing missing.
    X : array_like, shape (n, p)
        Columns without the constant.
    slope : array_like, shape (n,)
        Variable with a coefficient per group, also a column of X as a rule.
    groups : array_like, shape (n,)
        Label of the group of each row.

    Returns
    -------
    RandomSlope

    Raises
    ------
    EstimationError
        For unusable input and where the variances cannot be told apart.

    Notes
    -----
    See `fit_products`. Needs groups with three rows and more; group effects are taken as normal.

    Examples
    --------
    `fit(reaction, days[:, None], days, subject).coefficients`
    """
    outcome, line = one_dimensional(y, "y"), one_dimensional(slope, "slope")
    same_length(outcome, line, "y and slope")
    columns = np.asarray(X, dtype=float)
    if columns.ndim != 2 or columns.shape[0] != outcome.size:
        raise EstimationError(f"X must have one row for each of the {outcome.size} values of y.")
    if not np.all(np.isfinite(columns)):
        raise EstimationError("X has missing or infinite values; leave those rows out first.")
    codes, _ = group_codes(groups, outcome.size)
    return fit_products(products(outcome, columns, line, codes))


def products(y: np.ndarray, X: np.ndarray, slope: np.ndarray, codes: np.ndarray) -> Products:
    """Compute the sums for the random-slope model from single rows.

    Parameters
    ----------
    y : np.ndarray, shape (n,)
        Outcome.
    X : np.ndarray, shape (n, p)
        Columns without the constant.
    slope : np.ndarray, shape (n,)
        Variable with a coefficient per group.
    codes : np.ndarray of int, shape (n,)
        Code of the group of each row, from 0.

    Returns
    -------
    Products
    """
    with_constant = np.column_stack([np.ones(y.size), X])

    def sums(column: np.ndarray) -> np.ndarray:
        return np.bincount(codes, column)

    def both(column: np.ndarray) -> np.ndarray:
        return np.stack([sums(column), sums(column * slope)], axis=1)

    zx = np.stack([both(column) for column in with_constant.T], axis=2)
    zz = np.stack([sums(np.ones(y.size)), sums(slope), sums(slope * slope)], axis=1)
    return Products(
        zz=zz, zx=zx, zy=both(y), xx=with_constant.T @ with_constant, xy=with_constant.T @ y, yy=float(y @ y)
    )


def fit_products(sums: Products) -> RandomSlope:
    """Fit the random-slope model from sums per group.

    Parameters
    ----------
    sums : Products
        Groups in any order, each with at least one row.

    Returns
    -------
    RandomSlope

    Raises
    ------
    EstimationError
        For too few rows per group, a slope variable that does not vary, columns of X that repeat each other,
        and where no fit is found.

    Notes
    -----
    With Psi = LL' the covariance of (u0, u1) over sigma2, C_i = sum of (1,z)(1,z)' and K_i = L (I + L'C_i
    L)^-1 L', the weighted sums are X'X - sum (Z'X)_i' K_i (Z'X)_i and so on; minus twice the restricted log
    likelihood is (n-p) ln q + sum ln|I + L'C_i L| + ln|A| + constant. L has three numbers; they are searched
    with the exact gradient 2 (sum S_i - sum T_i A^-1 T_i' - (n-p)/q sum g_i g_i') L, where S, T, g are Z'V^-1
    times Z, X and the residual. z is centred and scaled and X made orthonormal first. The work of a step
    grows with the groups, not with the rows.

    References
    ----------
    Bates, Maechler, Bolker & Walker 2015, doi 10.18637/jss.v067.i01 (criterion); Lindstrom & Bates 1988.
    Checked against lme4 in tests/reference/test_growth.py.
    """
    from scipy.optimize import minimize

    scaled = _Scaled(sums)
    best = None
    for start in STARTS:
        attempt = minimize(
            scaled.criterion,
            start,
            jac=True,
            method="L-BFGS-B",
            bounds=((0, None), (None, None), (0, None)),
            options={"ftol": 1e-15, "gtol": 1e-9 * scaled.rows, "maxiter": 300},
        )
        if best is None or attempt.fun < best.fun:
            best = attempt
        if best.fun == attempt.fun and min(best.x[0], best.x[2]) > EDGE:
            break
    if best is None or not np.isfinite(best.fun):
        raise EstimationError("The model could not be fitted to these values.")
    return scaled.result(best.x)


class _Scaled:
    """Sums per group after scaling: X made orthonormal, y replaced by its residual on X, z scaled."""

    def __init__(self, sums: Products) -> None:
        """Scale the sums; raise EstimationError if they do not suffice to estimate the variances."""
        n, z, z2 = (np.asarray(column, dtype=float) for column in sums.zz.T)
        self.rows, self.p, self.n_groups = int(round(n.sum())), sums.xx.shape[0], n.size
        if np.maximum(n - 2, 0).sum() < MIN_RESIDUAL or self.n_groups < 2:
            raise EstimationError(
                "Lines per group need at least two groups and, in all, ten rows beyond the second of a group; "
                f"here are {self.rows} rows of {self.n_groups} groups."
            )
        self.m = z.sum() / self.rows
        within = z2 - 2 * self.m * z + n * self.m**2
        self.d = float(np.sqrt(within.sum() / self.rows))
        if not self.d > 1e-9 * (1 + abs(self.m)):
            raise EstimationError("The variable with a slope per group does not vary.")
        self.c00, self.c01, self.c11 = n, (z - n * self.m) / self.d, np.maximum(within, 0) / self.d**2
        self.area = np.maximum(self.c00 * self.c11 - self.c01**2, 0)
        self._orthonormal(sums)

    def _orthonormal(self, sums: Products) -> None:
        """Make X orthonormal by a Cholesky factor, and replace y by its least squares residual."""
        size = np.sqrt(np.maximum(np.diag(sums.xx), 0))
        if np.any(size == 0) or np.linalg.eigvalsh(sums.xx / np.outer(size, size))[0] < COLLINEAR:
            raise EstimationError("Two or more columns of X say the same thing; leave one out.")
        self.root = np.linalg.cholesky(sums.xx)  # X = Q root'
        self.start = np.linalg.solve(self.root.T, np.linalg.solve(self.root, sums.xy))
        left = float(sums.yy - sums.xy @ self.start)
        if left <= 1e-12 * max(sums.yy, 1e-300):
            raise EstimationError("y does not vary around the line of X; there is nothing to estimate.")
        rows = np.concatenate([sums.zx, (sums.zy - sums.zx @ self.start)[:, :, None]], axis=2)
        rows[:, 1] = (rows[:, 1] - self.m * rows[:, 0]) / self.d
        rows[:, :, :-1] = np.linalg.solve(self.root, rows[:, :, :-1].transpose(0, 2, 1)).transpose(0, 2, 1)
        self.w0, self.w1 = np.ascontiguousarray(rows[:, 0]), np.ascontiguousarray(rows[:, 1])
        self.total = np.eye(self.p + 1)
        self.total[-1, -1] = left

    def _solve(
        self, factor: Sequence[float]
    ) -> tuple[np.ndarray, np.ndarray, tuple[np.ndarray, ...], np.ndarray, np.ndarray, float, float]:
        """Solve for the coefficients, given the random-effect variances (Cholesky factor a, b, c).

        Returns the weighted sums of both random terms, K per group, A, beta, q and the criterion.
        """
        a, b, c = factor
        m00 = 1 + a * a * self.c00 + 2 * a * b * self.c01 + b * b * self.c11
        m01, m11 = c * (a * self.c01 + b * self.c11), 1 + c * c * self.c11
        det = m00 + m11 - 1 + (a * c) ** 2 * self.area  # m00 m11 - m01^2 without the loss of digits
        k00, k01 = a * a * m11 / det, a * (b * m11 - c * m01) / det
        k11 = (b * b * m11 - 2 * b * c * m01 + c * c * m00) / det
        left0 = k00[:, None] * self.w0 + k01[:, None] * self.w1
        left1 = k01[:, None] * self.w0 + k11[:, None] * self.w1
        whole = self.total - self.w0.T @ left0 - self.w1.T @ left1
        A = whole[:-1, :-1]
        beta = np.linalg.solve(A, whole[:-1, -1])
        q = whole[-1, -1] - whole[:-1, -1] @ beta
        value = (self.rows - self.p) * np.log(q) + np.log(det).sum() + np.linalg.slogdet(A)[1]
        return left0, left1, (k00, k01, k11), A, beta, q, value

    def criterion(self, factor: Sequence[float]) -> tuple[float, np.ndarray]:
        """Return minus twice the restricted log likelihood, up to a constant, and its gradient."""
        left0, left1, (k00, k01, k11), A, beta, q, value = self._solve(factor)
        u0 = self.w0 - self.c00[:, None] * left0 - self.c01[:, None] * left1
        u1 = self.w1 - self.c01[:, None] * left0 - self.c11[:, None] * left1
        ck00, ck01 = self.c00 * k00 + self.c01 * k01, self.c00 * k01 + self.c01 * k11
        ck10, ck11 = self.c01 * k00 + self.c11 * k01, self.c01 * k01 + self.c11 * k11
        s00 = self.c00.sum() - ck00 @ self.c00 - ck01 @ self.c01
        s01 = self.c01.sum() - ck00 @ self.c01 - ck01 @ self.c11
        s11 = self.c11.sum() - ck10 @ self.c01 - ck11 @ self.c11
        inner = np.zeros((self.p + 1, self.p + 1))
        inner[:-1, :-1] = np.linalg.inv(A)
        residual = np.append(-beta, 1.0)
        inner += (self.rows - self.p) / q * np.outer(residual, residual)
        g00, g01 = s00 - np.sum((u0 @ inner) * u0), s01 - np.sum((u0 @ inner) * u1)
        g11 = s11 - np.sum((u1 @ inner) * u1)
        a, b, c = factor
        return value, 2 * np.array([g00 * a + g01 * b, g01 * a + g11 * b, g11 * c])

    def result(self, factor: Sequence[float]) -> RandomSlope:
        """Return the fitted model in the original units, for the optimal Cholesky factor."""
        *_, A, beta, q, value = self._solve(factor)
        sigma2 = q / (self.rows - self.p)
        covariance = sigma2 * np.linalg.solve(self.root.T, np.linalg.inv(A)) @ np.linalg.inv(self.root)
        coefficients = self.start + np.linalg.solve(self.root.T, beta)
        a, b, c = factor
        back = np.array([[1, -self.m / self.d], [0, 1 / self.d]])
        psi = sigma2 * back @ np.array([[a * a, a * b], [a * b, b * b + c * c]]) @ back.T
        free = self.rows - self.p
        constant = free * (1 + np.log(2 * np.pi / free)) + 2 * np.log(np.diag(self.root)).sum()
        return RandomSlope(
            coefficients=coefficients,
            standard_errors=np.sqrt(np.diag(covariance)),
            covariance=(covariance + covariance.T) / 2,
            v0=float(psi[0, 0]),
            v1=float(psi[1, 1]),
            c01=float(psi[0, 1]),
            sigma2=float(sigma2),
            restricted_loglik=float(-(value + constant) / 2),
            n=self.rows,
            n_groups=self.n_groups,
            singular=bool(min(a, c) <= EDGE),
        )
