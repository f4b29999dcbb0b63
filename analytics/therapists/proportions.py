"""Comparison of therapists in a share, such as reliable improvement: logit model and funnel plot."""

from __future__ import annotations

import numpy as np

from analytics.stats import funnel, logistic_random_intercept
from analytics.stats.arrays import EstimationError
from analytics.stats.quadrature import expit
from analytics.therapists.cells import Cells
from analytics.therapists.continuous import LIKELY, Found
from analytics.therapists.results import Funnel

MIN_MARK = 10  # episodes from which a therapist has a mark in the funnel
MIN_EVENTS = 10  # events and non-events in the practice
CHANCE = 0.05  # that anybody is named where nobody differs
STEPS = np.linspace(-6.0, 6.0, 601)  # logits at which a difference is turned into percentage points
LINE = 60  # points of a limit that is drawn


def fit(cells: Cells) -> Found:
    """Estimate each therapist's difference from the practice in a share, in percentage points.

    Parameters
    ----------
    cells : Cells
        Cells of two points of the first ORS.

    Returns
    -------
    Found

    Raises
    ------
    EstimationError
        With fewer than ten events or non-events, or where the cells do not carry the model.

    Notes
    -----
    A difference is the mean over the practice's clients of the share with the therapist's effect minus the
    share without it. Expected shares come from the same model without the therapists, scaled to the events
    that there were.
    """
    events, n = float(cells.y.sum()), float(cells.n.sum())
    if min(events, n - events) < MIN_EVENTS:
        raise EstimationError(
            f"{int(min(events, n - events))} of {MIN_EVENTS} such {'' if events < n - events else 'other '}endings."
        )
    model = logistic_random_intercept.fit(*_rows(cells))
    posterior = model.posterior()
    design = cells.x / cells.n[:, None]
    logits = model.coefficients[0] + design @ model.coefficients[1:]
    points = _points(logits, cells.n)
    estimates = np.interp(posterior.draws, STEPS, points)
    tails = {level: _quantiles(estimates, level) for level in (0.95, LIKELY)}
    totals = cells.totals()
    expected = _expected(cells, logits, totals["groups"])
    marks = _marks(totals["y"], totals["n"], expected)
    variance = float(np.median(np.var(posterior.draws, axis=1)))
    share = events / n
    sd_between = float(
        np.sqrt(posterior.icc / (1 - posterior.icc) * logistic_random_intercept.LOGISTIC_VARIANCE)
    )
    return Found(
        groups=totals["groups"],
        n=totals["n"],
        posterior=posterior,
        estimate=estimates.mean(axis=0),
        interval=tails[0.95],
        likely=tails[LIKELY],
        reliability=variance / (variance + 1 / np.maximum(expected * (1 - expected / totals["n"]), 1e-9)),
        worded=marks["worded"],
        levels=totals["y"] / totals["n"],
        level=share,
        icc=posterior.icc,
        icc_interval=posterior.icc_interval(),
        between_sd=100 * sd_between * share * (1 - share),
        columns=cells.columns,
        adjusted_for=cells.adjusted_for,
        reasons=cells.reasons,
        events=totals["y"],
        expected=expected,
        adjusted=np.minimum(totals["y"] / expected * share, 1.0),
        places=marks["places"],
        funnel=_funnel(share, totals["n"], totals["y"], expected),
        funnel_why=None,
    )


def _rows(cells: Cells) -> tuple[np.ndarray, np.ndarray, np.ndarray, int, np.ndarray]:
    """Convert case-mix cells to the arguments of the logit model.

    These are y, X, groups, nodes and weights.

    Every cell becomes two rows, its events and its non-events.
    """
    counts = np.concatenate([cells.y, cells.n - cells.y])
    kept = counts > 0
    outcome = np.repeat([1, 0], cells.n.size)[kept]
    design = np.vstack([cells.x / cells.n[:, None]] * 2)[kept]
    return outcome, design, np.tile(cells.therapist, 2)[kept], 9, counts[kept]


def _points(logits: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Convert therapist effects on the logit scale to average differences in percentage points.

    The effects are STEPS.
    """
    edges = np.linspace(logits.min() - 1e-9, logits.max() + 1e-9, 41)
    index = np.clip(np.searchsorted(edges, logits) - 1, 0, 39)
    mass = np.bincount(index, weights, minlength=40)
    middle = np.bincount(index, weights * logits, minlength=40) / np.maximum(mass, 1e-12)
    shares = expit(middle[None, :] + STEPS[:, None]) - expit(middle)[None, :]
    return 100 * shares @ (mass / mass.sum())


def _quantiles(estimates: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return both ends of the central interval of each therapist's posterior draws."""
    low, high = np.quantile(estimates, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high


def _expected(cells: Cells, logits: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the number of events expected for each therapist from the case mix."""
    of_cell = cells.n * expit(logits)
    of_cell *= cells.y.sum() / of_cell.sum()
    expected = np.zeros(groups.size)
    np.add.at(expected, np.searchsorted(groups, cells.therapist), np.minimum(of_cell, cells.n * 0.999))
    return expected


def _marks(events: np.ndarray, n: np.ndarray, expected: np.ndarray) -> dict:
    """Return each therapist's place in the funnel, and whether the text may call the therapist different."""
    drawn = n >= MIN_MARK
    places: list[str | None] = [None] * n.size
    worded = np.zeros(n.size, dtype=bool)
    if drawn.any():
        k, of, target = events[drawn], n[drawn], expected[drawn] / n[drawn]
        near = funnel.outside(k, of, target, 0.95) != 0
        worded[drawn], _ = funnel.step_down(k, of, expected[drawn], CHANCE)
        named = np.where(worded[drawn], "outside_998", np.where(near, "outside_95", "inside"))
        for index, name in zip(np.flatnonzero(drawn), named, strict=True):
            places[index] = str(name)
    return {"places": places, "worded": worded}


def _funnel(share: float, n: np.ndarray, events: np.ndarray, expected: np.ndarray) -> Funnel:
    """Return the funnel plot: practice share, limits at 95 % and 99.8 %, and over-dispersion."""
    sizes = np.unique(np.linspace(MIN_MARK, max(float(n.max()) * 1.05, MIN_MARK + 1), LINE).astype(int))

    def line(level: float) -> tuple[tuple[int, float, float], ...]:
        lower, upper = funnel.limits(sizes, share, level)
        return tuple((int(size), float(a), float(b)) for size, a, b in zip(sizes, lower, upper, strict=True))

    drawn = n >= MIN_MARK
    spread = (
        funnel.over_dispersion(events[drawn], n[drawn], expected[drawn] / n[drawn]).phi
        if drawn.sum() > 1
        else None
    )
    return Funnel(share, line(0.95), line(0.998), spread)
