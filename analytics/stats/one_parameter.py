"""Root and minimum of a function of one parameter, by scipy's Brent methods, as plain floats."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def root(function: Callable[[float], float], low: float, high: float, *, tolerance: float) -> float:
    """Return the point between low and high at which a function equals 0, by Brent's method.

    Parameters
    ----------
    function : callable
        Continuous function of one number.
    low, high : float
        Ends of the interval; the function has opposite signs there.
    tolerance : float
        Absolute tolerance of the root.

    Returns
    -------
    float
        The root.

    Raises
    ------
    ValueError
        If the function has the same sign at both ends.
    """
    from scipy.optimize import brentq

    return float(np.asarray(brentq(function, low, high, xtol=tolerance)))


def minimum(
    function: Callable[[float], float], low: float, high: float, *, tolerance: float
) -> tuple[float, float]:
    """Return the minimum of a function between low and high as (position, value), by Brent's method.

    Parameters
    ----------
    function : callable
        Function of one number, with a single minimum between the ends.
    low, high : float
        Ends of the interval.
    tolerance : float
        Absolute tolerance of the place of the minimum.

    Returns
    -------
    place : float
        Position of the minimum.
    value : float
        The function there.
    """
    from scipy.optimize import OptimizeResult, minimize_scalar

    found: OptimizeResult = minimize_scalar(
        function, bounds=(low, high), method="bounded", options={"xatol": tolerance}
    )
    return float(found.x), float(found.fun)
