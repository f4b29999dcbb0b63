"""Check of the estimates on the simulated sample practice: how many intervals contain the true value."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from analytics.access import Scope
from analytics.alliance.decomposition import decomposition
from analytics.answers import Answer, common, unavailable
from analytics.evidence import true_values
from analytics.evidence.true_values import GroundTruth
from analytics.filters import Filters
from analytics.focus import signals
from analytics.stats.arrays import EstimationError
from analytics.store import Warehouse
from analytics.therapists import case_mix
from analytics.therapists.compare import fitted
from analytics.why import why

FILE = Path(__file__).resolve().parents[2] / "sample_data" / "truth.json"
ONLY = why("only_made_up_practice")
MEASURES = ("early_alliance", "change", "unplanned")


@dataclass(frozen=True, kw_only=True)
class Truth:
    """One row per measure and therapist (or whole practice): estimate, interval and true value.

    therapist: None in rows on the whole practice.

    measure: early_alliance, change, unplanned (percentage points), `area:<name>`, within, between (else
    points). truth: on the scale of the estimate; holds: whether the range includes it.
    """

    measure: str
    therapist: str | None
    estimate: float
    interval: tuple[float, float]
    truth: float
    n: int

    @property
    def holds(self) -> bool:
        """Return whether the interval contains the true value."""
        return self.interval[0] <= self.truth <= self.interval[1]


@dataclass(frozen=True, kw_only=True)
class Truths(Answer):
    """Estimates of the sample practice beside their true values, one row each.

    n: rows.
    """

    rows: tuple[Truth, ...]

    def coverage(self, measure: str) -> tuple[int, int]:
        """Return how many intervals of one measure contain the true value, and the number of intervals."""
        of_measure = [row for row in self.rows if row.measure.split(":")[0] == measure]
        return sum(row.holds for row in of_measure), len(of_measure)


def truths(warehouse: Warehouse, scope: Scope, filters: Filters) -> Truths:
    """Compare all estimates of the sample practice with the true values of its simulation.

    Notes
    -----
    Therapists' effects by the product's own engine, allowing for the first ORS; the truth, which is written
    as slopes, latent points and log odds, is put on the scale of the estimates by `true_values`.

    Only for the sample practice; the conversion of true values to the scale of the forms is approximate.
    """
    filters = Filters(episodes="closed")
    shared = common(warehouse.version, filters, 0)
    if warehouse.version.store != "sample" or not scope.practice_totals:
        return unavailable(Truths, ONLY, shared=shared)
    people = {
        row["therapist_key"]: row["therapist"]
        for row in warehouse.query("therapist_people", scope=scope).dicts()
    }
    until = warehouse.version.definitions.alliance.early_sessions[1]
    lengths = warehouse.query("length_of_courses", scope=scope, filters=filters, early_to=until).one()
    ground_truth = true_values.of(_file(), lengths)
    rows = [
        row
        for measure in MEASURES
        for row in _effects(warehouse, scope, filters, measure, ground_truth, people)
    ]
    rows += _areas(warehouse, scope, filters, ground_truth, people)
    split = decomposition(warehouse, scope, filters)
    for name in ("within", "between"):
        slope = getattr(split, name)
        if slope.estimate is not None:
            rows.append(
                Truth(
                    measure=name,
                    therapist=None,
                    estimate=slope.estimate,
                    interval=slope.interval,
                    truth=ground_truth.slope,
                    n=slope.n,
                )
            )
    return Truths(**{**shared, "n": len(rows)}, rows=tuple(rows))


@lru_cache(maxsize=1)
def _file() -> dict:
    """Return the content of `truth.json`: the true parameters of the simulated sample practice."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def _effects(
    warehouse: Warehouse,
    scope: Scope,
    filters: Filters,
    measure: str,
    ground_truth: GroundTruth,
    people: dict,
) -> list[Truth]:
    """Return the rows of one measure: estimate and true value of each therapist whom the viewer may see."""
    shares = measure == "unplanned"
    rows = warehouse.query(
        "therapist_cells",
        scope=scope,
        filters=filters,
        measure=measure,
        shares=shares,
        by_half_year=False,
        **{f"by_{column}": False for column in case_mix.GROUPINGS},
    ).dicts()
    try:
        comparison = fitted(rows, ("intake",), measure)
    except EstimationError:
        return []
    share = sum(row["y"] for row in rows) / max(1, sum(row["n"] for row in rows))
    low, high = comparison.interval
    compared = []
    for index, key in enumerate(comparison.groups.tolist()):
        therapist = people.get(key)
        truth = None if therapist is None else ground_truth.effects[measure].get(therapist)
        if truth is not None:
            if shares:
                truth = 100 * (_logistic(_logit(share) + truth) - share)
            span = (float(low[index]), float(high[index]))
            compared.append(
                Truth(
                    measure=measure,
                    therapist=therapist,
                    estimate=float(comparison.estimate[index]),
                    interval=span,
                    truth=truth,
                    n=int(comparison.n[index]),
                )
            )
    return compared


def _areas(
    warehouse: Warehouse, scope: Scope, filters: Filters, ground_truth: GroundTruth, people: dict
) -> list[Truth]:
    """Return the rows of the SRS areas: estimate and true value by area and visible therapist."""
    rows = warehouse.query("focus_sums", scope=scope, filters=filters).dicts()
    compared = []
    for key, signal in signals.areas(rows, warehouse.version.definitions.focus):
        therapist = people.get(key)
        truth = None if therapist is None else ground_truth.areas[signal.signal].get(therapist)
        if truth is not None:
            compared.append(
                Truth(
                    measure=f"area:{signal.signal}",
                    therapist=therapist,
                    estimate=signal.difference,
                    interval=signal.interval,
                    truth=truth,
                    n=signal.n,
                )
            )
    return compared


def _logit(share: float) -> float:
    """Return the log odds of a share between 0 and 1."""
    return math.log(share / (1 - share))


def _logistic(log_odds: float) -> float:
    """Return the share (0 to 1) that belongs to given log odds."""
    return 1 / (1 + math.exp(-log_odds))
