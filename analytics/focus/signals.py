"""Signals for the choice of a training focus: four SRS areas and four rates, compared with the practice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from analytics.definitions.model import Focus
from analytics.focus.results import AREAS, Signal
from analytics.stats import logistic_random_intercept, profile
from analytics.stats.arrays import EstimationError
from analytics.stats.group_sums import GroupSums, from_totals
from analytics.stats.quadrature import expit

# rate -> columns of `focus_sums.sql` (events are the worse side)
RATES = {
    "dips": "drops",
    "early_retention": "early",
    "feedback_forms": "forms",
    "feedback_variety": "variety",
}
STEPS = np.linspace(-8.0, 8.0, 801)  # logits


def of_practice(rows: Sequence[Mapping], rule: Focus) -> dict[int, list[Signal]]:
    """Return each therapist's signals in four SRS areas and four rates, by therapist key.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `focus_sums.sql`.
    rule : definitions.model.Focus
        Thresholds.

    Returns
    -------
    dict of int to list of Signal
        therapist_key -> its signals, in the order of SIGNALS; signals that cannot be estimated are absent.
    """
    rows = sorted(rows, key=lambda row: row["therapist_key"])  # the engines answer in this order
    found: dict[int, list[Signal]] = {row["therapist_key"]: [] for row in rows}
    for made in (areas(rows, rule), *(_rate(rows, signal, rule) for signal in RATES)):
        for key, signal in made:
            found[key].append(signal)
    return found


def areas(rows: Sequence[Mapping], rule: Focus) -> list[tuple[int, Signal]]:
    """Return each therapist's difference from the practice per SRS area, as (key, signal) pairs.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `focus_sums.sql`, by therapist_key.
    rule : definitions.model.Focus
        Thresholds.

    Returns
    -------
    list of (int, Signal)
        therapist_key and signal; empty if the profile cannot be estimated.
    """
    rated = [row for row in rows if row["areas_n"]]
    try:
        posterior = profile.posterior(contrasts(rated))
    except EstimationError:
        return []
    means, spread, (low, high) = posterior.mean(), posterior.sd(), posterior.interval()
    p, better = posterior.p_below(-rule.min_deficit), posterior.p_above(0.0)
    strong = posterior.p_above(rule.min_deficit)
    levels, practice = _levels(rated)
    out = []
    for index, row in enumerate(rated):
        for k, area in enumerate(AREAS):
            enough = row["areas_n"] >= rule.min_clients and spread[index, k] <= rule.max_spread
            out.append(
                (
                    row["therapist_key"],
                    Signal(
                        signal=area,
                        n=row["areas_n"],
                        level=float(levels[index, k]),
                        practice=float(practice[k]),
                        difference=float(means[index, k]),
                        interval=(float(low[index, k]), float(high[index, k])),
                        p=float(p[index, k]),
                        p_better=float(better[index, k]),
                        fires=bool(enough and p[index, k] > rule.sure_area),
                        enough=bool(enough),
                        p_strong=float(strong[index, k]),
                        strong=bool(enough and strong[index, k] > rule.sure_area),
                    ),
                )
            )
    return out


def contrasts(rows: Sequence[Mapping]) -> list[GroupSums]:
    """Return the sums of the three contrasts between the SRS areas, of the therapists with rated areas.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `focus_sums.sql`.

    Returns
    -------
    list of GroupSums

    Raises
    ------
    EstimationError
        If the profile cannot be estimated.
    """
    return [_contrast([row for row in rows if row["areas_n"]], k) for k in (1, 2, 3)]


def _contrast(rated: Sequence[Mapping], k: int) -> GroupSums:
    """Return sums per therapist for fitting the model of one contrast between the four SRS areas.

    `k` is the number of the contrast.
    """
    columns = {name: [float(row[name]) for row in rated] for name in ("areas_n", f"h{k}", f"h{k}{k}")}
    empty = np.zeros((len(rated), 0))
    return from_totals(
        [row["therapist_key"] for row in rated],
        columns["areas_n"],
        empty,
        columns[f"h{k}"],
        np.zeros((0, 0)),
        np.zeros(0),
        float(np.sum(columns[f"h{k}{k}"])),
    )


def _levels(rated: Sequence[Mapping]) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of each SRS area, in points, per therapist (J, 4) and of the practice (4,)."""
    n = np.array([row["areas_n"] for row in rated], dtype=float)
    sums = np.array([[row["h1"], row["h2"], row["h3"]] for row in rated], dtype=float)
    general = np.array([row["g"] for row in rated], dtype=float)
    totals = general[:, None] + sums @ profile.helmert(4)
    return totals / n[:, None], totals.sum(axis=0) / n.sum()


def _rate(rows: Sequence[Mapping], signal: str, rule: Focus) -> list[tuple[int, Signal]]:
    """Return pairs (therapist key, signal) for a rate: difference from the practice, in percentage points."""
    column = RATES[signal]
    counted = [row for row in rows if row[f"{column}_n"]]
    events = np.array([row[f"{column}_events"] for row in counted], dtype=float)
    n = np.array([row[f"{column}_n"] for row in counted], dtype=float)
    keys = np.array([row["therapist_key"] for row in counted])
    try:
        draws = _fitted(events, n, keys)  # percentage points above the practice
    except EstimationError:
        return []
    share = float(events.sum() / n.sum())
    least = getattr(rule, f"min_{signal}")
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    p, better, strong = (np.mean(one, axis=0) for one in (draws > least, draws < 0, draws < -least))
    many = n >= rule.min_clients
    return [
        (
            int(key),
            Signal(
                signal=signal,
                n=int(n[index]),
                level=float(events[index] / n[index]),
                practice=share,
                difference=float(-draws[:, index].mean()),
                interval=(float(-high[index]), float(-low[index])),
                p=float(p[index]),
                p_better=float(better[index]),
                fires=bool(many[index] and p[index] > rule.sure_rate),
                enough=bool(many[index]),
                p_strong=float(strong[index]),
                strong=bool(many[index] and strong[index] > rule.sure_rate),
            ),
        )
        for index, key in enumerate(keys)
    ]


def _fitted(events: np.ndarray, n: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Draw posterior samples of each therapist's rate minus the practice rate, in percentage points."""
    if min(events.sum(), (n - events).sum()) < 10:
        raise EstimationError("Fewer than ten events.")
    counts = np.concatenate([events, n - events])
    kept = counts > 0
    outcome = np.repeat([1, 0], events.size)[kept]
    model = logistic_random_intercept.fit(outcome, None, np.tile(keys, 2)[kept], weights=counts[kept])
    centre = float(model.coefficients[0])
    points = 100 * (expit(centre + STEPS) - expit(np.array(centre)))
    return np.interp(model.posterior().draws, STEPS, points)
