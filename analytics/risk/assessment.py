"""One outcome, from landmark rows to a verdict: fit, check, decide what may be shown. Nothing here runs on a page."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.risk import (
    alert_workload,
    bootstrap,
    drift,
    model,
    performance,
    recalibration,
    tiers,
    validation,
)
from analytics.risk.bootstrap import Optimism
from analytics.risk.landmarks import LANDMARKS, Landmarks, as_day
from analytics.risk.model import BaseRate, Model
from analytics.risk.performance import Performance
from analytics.risk.recalibration import Update
from analytics.risk.results import (
    FULL,
    NONE,
    Alarm,
    AtLandmark,
    BaselineRow,
    CalibrationCurve,
    CalibrationDot,
    Figures,
    Funnel,
    Group,
    Room,
    Threshold,
)
from analytics.risk.validation import Temporal
from analytics.stats.arrays import EstimationError
from analytics.why import Why, why

ALIKE = why("scores_all_alike", "model")
INFERRED = ("planned_inferred", "unplanned_inferred")


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What is known about one outcome. What cannot be given is None; `why` says what keeps it from being shown in full.

    tier: none, provisional, full or refuse. episodes, clients: settled ones; events: clients with the event.
    landmark_n: clients at `landmark`; needed: as many for probabilities. inferred: share of settled endings without a
    recorded reason. first_day, last_day: of the landmarks used. cut: day at which the later clients begin.
    overall: later clients after any of their first five sessions; by_landmark: after each one; by_client,
    by_therapist: left out in turn; corrected: bootstrap. rule_as_good: not clearly better than the simple rule.
    update: the shift for the newest clients that `model` holds. talked: later episodes marked as talked about;
    not_talked: the later clients without them.
    """

    outcome: str
    tier: str
    why: Why | None
    landmark: int
    horizon_days: int
    episodes: int
    clients: int
    events: int | None
    landmark_n: int
    needed: int | None
    inferred: float | None
    first_day: datetime.date | None
    last_day: datetime.date | None
    funnel: tuple[Funnel, ...]
    base_rates: tuple[BaseRate, ...]
    model: Model | None = None
    update: Update | None = None
    cut: datetime.date | None = None
    trained_clients: int | None = None
    overall: Figures | None = None
    by_landmark: tuple[AtLandmark, ...] = ()
    by_client: Figures | None = None
    by_therapist: Figures | None = None
    corrected: Optimism | None = None
    baselines: tuple[BaselineRow, ...] = ()
    threshold: Threshold | None = None
    rooms: tuple[Room, ...] = ()
    dots: tuple[CalibrationDot, ...] = ()
    curve: CalibrationCurve | None = None
    groups: tuple[Group, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    rule_as_good: bool | None = None
    talked: int = 0
    not_talked: Figures | None = None

    @property
    def shown(self) -> bool:
        """Whether anything may be said about single clients."""
        return self.tier in (FULL, tiers.PROVISIONAL)

    def after(self, landmark: int) -> AtLandmark | None:
        """What was found after one session; None where there is no later client."""
        return next((one for one in self.by_landmark if one.landmark == landmark), None)


def assess(
    rows: Landmarks, outcome: str, definitions, talked: Sequence[int] = (), unrecorded: Why | None = None
) -> Assessment:
    """Fit and check a model of one outcome on all landmark rows of a practice, and decide its tier.

    Parameters: rows of the whole practice, settled or not; definitions in force; talked, keys of episodes that were
    talked about because of what was shown; unrecorded, why unplanned endings cannot be learnt here
    (`endings.not_recorded`).
    How: `tiers` decides; the model that is kept is fitted on every settled row. The check over time uses clients who
    came later and labels that were known at the cut, so it is what the product would have said then.
    """
    asked = definitions.early_warning
    ready = rows.ready(outcome)
    y = ready.y[outcome]
    at_landmark = int(np.unique(ready.client[ready.landmark == asked.landmark]).size)
    events, others = (int(np.unique(ready.client[y == k]).size) for k in (1, 0))
    episodes = int(np.unique(ready.episode).size)
    settled = np.unique(ready.episode, return_index=True)[1]
    endings = ready.text["ending"][settled]
    facts = {
        "outcome": outcome,
        "landmark": asked.landmark,
        "horizon_days": asked.horizon_days,
        "episodes": episodes,
        "clients": int(np.unique(ready.client).size),
        "events": events,
        "landmark_n": at_landmark,
        "inferred": float(np.isin(endings.astype(str), INFERRED).mean())
        if episodes and not unrecorded
        else None,
        "first_day": as_day(ready.day.min()) if ready.n else None,
        "last_day": as_day(ready.day.max()) if ready.n else None,
        "funnel": _funnel(rows, outcome),
        "base_rates": model.base_rates(ready, outcome),
    }
    if outcome == "unplanned" and unrecorded:
        return Assessment(
            tier=NONE, why=unrecorded, needed=None, **facts | {"events": None, "base_rates": ()}
        )
    few = tiers.enough(outcome, episodes, events, others)
    if few:
        return Assessment(tier=NONE, why=few, needed=None, **facts)
    here = y[ready.landmark == asked.landmark]
    share = float(here.mean()) if 0 < here.sum() < here.size else float(y.mean())
    wanted = tiers.needed(share)
    newest = ready.take(drift.recent(ready) & (ready.landmark == asked.landmark))
    try:
        judged = _evaluate(rows, ready, newest, outcome, at_landmark, wanted)
    except EstimationError:
        return Assessment(tier=NONE, why=ALIKE, needed=wanted, **facts)
    tier, checked = judged.tier, judged.checked
    return Assessment(
        tier=tier,
        why=judged.why,
        needed=wanted,
        model=judged.model.recalibrated(judged.update.intercept, judged.update.slope),
        update=judged.update,
        corrected=judged.corrected,
        alarms=tuple(judged.alarms),
        by_client=_figures(validation.grouped(ready, outcome, recipe(tier), "client"), ready, outcome),
        by_therapist=_figures(validation.grouped(ready, outcome, recipe(tier), "therapist"), ready, outcome),
        **(_over_time(rows, ready, outcome, checked, asked, talked) if checked else {}),
        **facts,
    )


def recipe(tier: str) -> str:
    """Which of the two fits a tier shows."""
    return model.FULL if tier == FULL else model.PROVISIONAL


@dataclass(frozen=True, kw_only=True, eq=False)
class _Evaluation:
    tier: str
    why: Why | None
    model: Model
    update: Update
    checked: Temporal | None
    corrected: Optimism
    alarms: list[Alarm]


def _evaluate(
    rows: Landmarks, ready: Landmarks, newest: Landmarks, outcome: str, at_landmark: int, wanted: int
) -> _Evaluation:
    """The fit with its checks, alarms and tier; the smaller recipe where the larger one does not hold."""
    drawn = validation.split(rows, outcome)
    for recipe in (model.FULL, model.PROVISIONAL) if at_landmark >= wanted else (model.PROVISIONAL,):
        checked = drawn and validation.over_time(drawn, outcome, recipe)
        corrected = bootstrap.optimism(ready, outcome, recipe)
        found = drift.leak(checked, outcome) + drift.drift(rows, ready, checked, outcome)
        told = model.fit(ready, outcome, recipe)
        update = recalibration.ladder(told, newest, outcome)
        mended = update.step != recalibration.NOTHING
        tier, reason = tiers.tier(at_landmark, wanted, checked, corrected, found, mended=mended)
        if recipe == model.PROVISIONAL or tier == FULL:
            return _Evaluation(
                tier=tier,
                why=reason,
                model=told,
                update=update,
                checked=checked,
                corrected=corrected,
                alarms=found,
            )
    raise AssertionError("the provisional recipe always returns")


def _over_time(rows: Landmarks, ready: Landmarks, outcome: str, checked: Temporal, asked, talked) -> dict:
    """What the later clients show."""
    later = rows.take(checked.test)
    room = alert_workload.threshold(later, checked.p, asked.conversations_a_week)
    truth, told = later.y[outcome], np.isin(later.episode, talked)
    rule = next(one for one in checked.baselines if one.name == "rule")
    return {
        "cut": as_day(checked.cut),
        "trained_clients": int(np.unique(rows.client[checked.train]).size),
        "overall": _figures(checked.overall, later, outcome, checked.skill, checked.skill_interval),
        "by_landmark": tuple(_at(ready, later, outcome, checked.p, k, room.value) for k in LANDMARKS),
        "baselines": checked.baselines,
        "threshold": room,
        "rooms": alert_workload.capacities(later, outcome, checked.p, asked.conversations_a_week),
        "talked": int(np.unique(later.episode[told]).size),
        "not_talked": _figures(
            performance.evaluate(truth[~told], checked.p[~told], later.client[~told]),
            later.take(~told),
            outcome,
        )
        if told.any() and not told.all()
        else None,
        "dots": alert_workload.dots(truth, checked.p),
        "curve": alert_workload.curve(checked.overall),
        "groups": alert_workload.groups(later, outcome, checked.p, room.value),
        "rule_as_good": rule.interval[0] <= 0,
    }


def _at(
    ready: Landmarks, later: Landmarks, outcome: str, p: np.ndarray, landmark: int, flagged: float
) -> AtLandmark:
    """The later clients after one session."""
    settled = int(np.unique(ready.client[ready.landmark == landmark]).size)
    here = later.landmark == landmark
    rows = later.take(here)
    if not 0 < rows.y[outcome].sum() < rows.n:
        return AtLandmark(landmark, settled, None, ())
    found = performance.evaluate(rows.y[outcome], p[here], rows.client)
    return AtLandmark(
        landmark,
        settled,
        _figures(found, rows, outcome),
        alert_workload.rows_of(found, rows, outcome, flagged),
    )


def _figures(
    found: Performance | None, rows: Landmarks, outcome: str, skill=None, interval=None
) -> Figures | None:
    if found is None:
        return None
    return Figures(
        n=found.n,
        events=found.events,
        clients=int(np.unique(rows.client).size),
        auc=found.auc,
        auc_interval=found.auc_interval,
        calibration_intercept=found.calibration_intercept,
        calibration_slope=found.calibration_slope,
        calibration_slope_interval=found.calibration_slope_interval,
        observed_expected=found.observed_expected,
        observed_expected_interval=found.observed_expected_interval,
        brier=found.brier,
        brier_skill=found.scaled_brier if skill is None else skill,
        brier_skill_interval=interval,
    )


def _funnel(rows: Landmarks, outcome: str) -> tuple[Funnel, ...]:
    made = []
    for k in LANDMARKS:
        here = rows.landmark == k
        settled = int((here & rows.settled[outcome]).sum())
        made.append(Funnel(k, int(here.sum()), settled, int(here.sum()) - settled))
    return tuple(made)


def figures_of(rows: Landmarks, outcome: str, told: Model) -> Figures | None:
    """A model on settled rows, such as those that have settled since it was made; None without any."""
    ready = rows.ready(outcome)
    if not ready.n:
        return None
    return _figures(performance.evaluate(ready.y[outcome], told.predict(ready), ready.client), ready, outcome)
