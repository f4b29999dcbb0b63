"""Area under the ROC curve (AUC), with an interval that allows for several rows per client.

References
----------
DeLong, DeLong & Clarke-Pearson 1988, doi 10.2307/2531595; Obuchowski 1997, doi 10.2307/2533958; checked against
R pROC in tests/reference/test_performance.py.
"""

from __future__ import annotations

import math

import numpy as np

from analytics.stats.intervals import Z95


def auc(
    y: np.ndarray, p: np.ndarray, clusters: np.ndarray | None = None
) -> tuple[float, tuple[float, float]]:
    """Return the area under the ROC curve and its 95 % interval.

    Parameters
    ----------
    y
        Outcomes (n,), 0 or 1, both present.
    p
        Probabilities or any score (n,).
    clusters
        Codes from 0 of the clients (n,); None where each row is another client.

    Returns
    -------
    tuple
        The area, and its 95 % interval, cut at 0 and 1.
    """
    area, parts = _components(y, p)
    se = math.sqrt(_variance(y, parts, clusters))
    return area, (max(0.0, area - Z95 * se), min(1.0, area + Z95 * se))


def _components(y: np.ndarray, p: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the AUC, and each row's share of correctly ranked pairs with rows of the other class."""
    case = y == 1
    cases, others = np.sort(p[case]), np.sort(p[~case])
    parts = np.empty(y.size)
    below = np.searchsorted(others, p[case], "left") + np.searchsorted(others, p[case], "right")
    above = (
        2 * cases.size - np.searchsorted(cases, p[~case], "left") - np.searchsorted(cases, p[~case], "right")
    )
    parts[case], parts[~case] = below / (2 * others.size), above / (2 * cases.size)
    return float(parts[case].mean()), parts


def _variance(y: np.ndarray, parts: np.ndarray, clusters: np.ndarray | None) -> float:
    """Return the variance of the AUC, allowing for clusters if there are any.

    It is computed from each row's share of correctly ordered pairs.
    """
    case = y == 1
    m, k, area = int(case.sum()), int((~case).sum()), float(parts[case].mean())
    if clusters is None:
        first = float(np.var(parts[case], ddof=1)) / m if m > 1 else 0.0
        second = float(np.var(parts[~case], ddof=1)) / k if k > 1 else 0.0
        return first + second
    size = int(clusters.max()) + 1
    off = parts - area
    v10 = np.bincount(clusters, np.where(case, off, 0.0), minlength=size)
    v01 = np.bincount(clusters, np.where(case, 0.0, off), minlength=size)
    with_case, with_other = np.unique(clusters[case]).size, np.unique(clusters[~case]).size
    s10 = with_case / ((with_case - 1) * m) * float(v10 @ v10) if with_case > 1 else 0.0
    s01 = with_other / ((with_other - 1) * k) * float(v01 @ v01) if with_other > 1 else 0.0
    s11 = size / (size - 1) * float(v10 @ v01) if size > 1 else 0.0
    return max(s10 / m + s01 / k + 2 * s11 / (m * k), 0.0)
