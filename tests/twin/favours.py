"""How much each definition of success depends on how distressed clients were at the start."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import fmean, stdev

import numpy as np
from scipy.optimize import minimize_scalar, root_scalar
from scipy.special import expit
from scipy.stats import chi2

from tests.twin import outcome_figures as figures
from tests.twin.episodes import Episode
from tests.twin.figures import NOTHING, share_of

FEWEST, EITHER = 50, 10  # courses; successes, and courses without one
LARGE = 0.8  # SDs of the first score
EVEN = 1.25  # an odds ratio nearer to 1 than this favours nobody
DEFINITIONS = 4
Flags = list[bool]


def start_sd(held: Sequence[Episode]) -> float | None:
    """Return the SD of the first ORS of all episodes that can be judged."""
    firsts = [float(one.first) for one in figures.assessable(held)]
    return stdev(firsts) if len(set(firsts)) > 1 else None


def favours(held: Sequence[Episode]) -> list[dict[str, object]]:
    """Return share, odds ratio per SD more distressed, and whom it favours, for each definition."""
    judged, below = figures.assessable(held), figures.able_to_recover(held)
    change, adjusted = _large(below)
    sd = start_sd(held)
    return [
        _row("reliable_improvement", judged, [one.improved for one in judged], sd),
        _row("recovered", below, [one.outcome == "recovered" for one in below], sd),
        _row("effect_size", below, change, sd),
        _row("severity_adjusted_effect_size", below, adjusted, sd),
    ]


def _large(below: Sequence[Episode]) -> tuple[Flags, Flags]:
    """Return whether each change, plain and adjusted for the first score, is at least LARGE SDs of the first scores."""
    firsts, lasts = [float(one.first) for one in below], [float(one.last) for one in below]
    if len(set(firsts)) < 2:
        return [False] * len(below), [False] * len(below)
    goal = LARGE * stdev(firsts)
    slope, intercept = np.polyfit(firsts, lasts, 1)
    gain = fmean(lasts) - fmean(firsts)
    pairs = list(zip(firsts, lasts, strict=True))
    return (
        [b - a >= goal for a, b in pairs],
        [gain + b - (intercept + slope * a) >= goal for a, b in pairs],
    )


def _row(name: str, held: Sequence[Episode], success: Flags, sd: float | None) -> dict[str, object]:
    """Return one definition."""
    row = {
        "definition": name,
        "share": share_of(success),
        "odds_ratio": {**NOTHING, "n": len(held)},
        "favours": None,
    }
    if sd is None or len(held) < FEWEST or min(sum(success), len(held) - sum(success)) < EITHER:
        return row
    deviance = _deviance(np.array(success, dtype=float), np.array([-float(one.first) / sd for one in held]))
    found = minimize_scalar(deviance, bounds=(-5, 5), method="bounded", options={"xatol": 1e-12})
    best = float(found.x)  # pyright: ignore[reportAttributeAccessIssue]
    narrow, wide = (_ends(deviance, best, level) for level in (0.95, 1 - 0.05 / DEFINITIONS))
    ratio = {"estimate": math.exp(best), "interval": [math.exp(end) for end in narrow], "n": len(held)}
    return {**row, "odds_ratio": ratio, "favours": _word(narrow, wide)}


def _word(narrow: Sequence[float], wide: Sequence[float]) -> str:
    """Return whom a definition favours, from the ranges of the log odds ratio."""
    if wide[0] > 0:
        return "more_distressed"
    if wide[1] < 0:
        return "less_distressed"
    return "neither" if max(map(abs, narrow)) < math.log(EVEN) else "unclear"


def _deviance(success: np.ndarray, x: np.ndarray) -> Callable[[float], float]:
    """Return twice the negative log likelihood of a logistic regression with this slope and the best constant."""

    def at(slope: float) -> float:
        constant = _root(lambda a: float((success - expit(a + slope * x)).sum()), -60.0, 60.0)
        line = constant + slope * x
        return 2 * float((np.logaddexp(0, line) - success * line).sum())

    return at


def _ends(deviance: Callable[[float], float], best: float, level: float) -> list[float]:
    """Return the ends of the profile-likelihood interval."""
    limit = deviance(best) + float(chi2.ppf(level, 1))
    ends = ((best - 4, best), (best, best + 4))
    return [_root(lambda slope: deviance(slope) - limit, low, high) for low, high in ends]


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a function is 0 between two points."""
    return float(root_scalar(function, bracket=(low, high), xtol=1e-13).root)
