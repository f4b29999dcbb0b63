"""Fitting and validation of one outcome's early-warning model, and choice of what may be shown."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.definitions.model import Definitions, EarlyWarning
from analytics.risk import (
    bootstrap,
    drift,
    figures,
    model,
    non_inferiority,
    recalibration,
    tiers,
    validation,
)
from analytics.risk.bootstrap import Optimism
from analytics.risk.landmarks import Landmarks, as_day
from analytics.risk.model import BaseRate, Model
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
    """Fitted model of one outcome with its validation results, and how much of it may be shown (`tier`).

    What cannot be given is None; `why` says what keeps the model from being shown in full.

    Attributes
    ----------
    tier
        none, provisional, full or refuse.
    episodes, clients, events
        Episodes and clients whose outcome is settled, and clients with the event.
    landmark_n, needed
        Clients at `landmark`, and as many for probabilities.
    inferred
        Share of settled endings without a recorded reason.
    first_day, last_day
        Of the landmarks used.
    cut
        Day at which the later clients begin.
    overall, by_landmark
        Later clients after any of their first five sessions, and after each one.
    by_client, by_therapist
        Cross-validation that leaves out clients, or therapists, in turn.
    corrected
        Bootstrap correction for optimism.
    rule_why, ors_only_why
        How the model compares with the simple rule and with the ORS alone; None without a model.
    update
        Recalibration to the newest clients that `model` holds.
    talked, not_talked
        Later episodes marked as talked about, and figures of the later clients without them.
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
    rule_why: Why | None = None
    ors_only_why: Why | None = None
    talked: int = 0
    not_talked: Figures | None = None

    @property
    def rule_as_good(self) -> bool | None:
        """Return whether the simple rule is as good as the model; None where nothing was compared."""
        return non_inferiority.is_as_good(self.rule_why)

    @property
    def shown(self) -> bool:
        """Return whether predictions for single clients may be shown."""
        return self.tier in (FULL, tiers.PROVISIONAL)

    def after(self, landmark: int) -> AtLandmark | None:
        """Return the validation results after one session number; None if there are none for it."""
        return next((one for one in self.by_landmark if one.landmark == landmark), None)


def assess(
    rows: Landmarks,
    outcome: str,
    definitions: Definitions,
    talked: Sequence[int] = (),
    unrecorded: Why | None = None,
) -> Assessment:
    """Fit and validate the model of one outcome on a practice's data, and decide which results are shown.

    Parameters
    ----------
    rows
        Of the whole practice, settled or not.
    outcome, definitions
        unplanned or poor_outcome; rules in force.
    talked
        Keys of episodes that were talked about because of what was shown.
    unrecorded
        Why unplanned endings cannot be learnt here (`endings.not_recorded`).

    Returns
    -------
    Assessment without a model if there are too few data.

    Notes
    -----
    `tiers` decides what is shown; the stored model is fitted on every row with known outcome. The validation
    over time fits on labels known at the cut-off day and predicts clients who came later, as the product
    would have done then.
    """
    asked = definitions.early_warning
    ready = rows.ready(outcome)
    y = ready.y[outcome]
    facts = _facts(rows, ready, outcome, asked, recorded=not unrecorded)
    if outcome == "unplanned" and unrecorded:
        facts |= {"events": None, "base_rates": ()}
        return Assessment(tier=NONE, why=unrecorded, needed=None, **facts)
    others = int(np.unique(ready.client[y == 0]).size)
    few = tiers.enough(outcome, facts["episodes"], facts["events"], others)
    if few:
        return Assessment(tier=NONE, why=few, needed=None, **facts)
    wanted = tiers.needed(_share_with_event(y, ready.landmark == asked.landmark))
    newest = ready.take(drift.recent(ready) & (ready.landmark == asked.landmark))
    try:
        judged = _evaluate(rows, ready, newest, outcome, facts["landmark_n"], wanted)
    except EstimationError:
        return Assessment(tier=NONE, why=ALIKE, needed=wanted, **facts)
    checked = judged.checked
    return Assessment(
        tier=judged.tier,
        why=judged.why,
        needed=wanted,
        model=judged.model.recalibrated(judged.update.intercept, judged.update.slope),
        update=judged.update,
        corrected=judged.corrected,
        alarms=tuple(judged.alarms),
        **_cross_validated(ready, outcome, judged.tier),
        **(
            figures.over_time(rows, ready, outcome, checked, asked, talked)
            if checked
            else figures.beside_simpler((), None, 0)
        ),
        **facts,
    )


def _share_with_event(y: np.ndarray, at_landmark: np.ndarray) -> float:
    """Return the share of the rows selected by `at_landmark` that have the outcome.

    If all or none have it there, the share over the rows of all sessions is returned.
    """
    events = y[at_landmark]
    return float(events.mean()) if 0 < events.sum() < events.size else float(y.mean())


def _cross_validated(ready: Landmarks, outcome: str, tier: str) -> dict[str, Figures | None]:
    """Return the cross-validation figures of the model, by client and by therapist.

    The keys `by_client` and `by_therapist` are fields of `Assessment`.
    """
    return {
        f"by_{group}": figures.figures(
            validation.grouped(ready, outcome, recipe(tier), group), ready, outcome
        )
        for group in ("client", "therapist")
    }


def _facts(
    rows: Landmarks, ready: Landmarks, outcome: str, asked: EarlyWarning, *, recorded: bool
) -> dict[str, Any]:
    """Return the numbers of episodes, clients and events as keyword arguments of `Assessment`.

    Parameters
    ----------
    rows, ready
        All rows of the practice, and those whose label is settled.
    asked
        Section `early_warning` of the definitions.
    recorded
        Whether endings are recorded; else the share of inferred ones is not given.
    """
    clients = ready.client
    episodes = np.unique(ready.episode, return_index=True)[1]
    endings = ready.text["ending"][episodes]
    inferred = float(np.isin(endings.astype(str), INFERRED).mean()) if episodes.size and recorded else None
    return {
        "outcome": outcome,
        "landmark": asked.landmark,
        "horizon_days": asked.horizon_days,
        "episodes": int(episodes.size),
        "clients": int(np.unique(clients).size),
        "events": int(np.unique(clients[ready.y[outcome] == 1]).size),
        "landmark_n": int(np.unique(clients[ready.landmark == asked.landmark]).size),
        "inferred": inferred,
        "first_day": as_day(ready.day.min()) if ready.n else None,
        "last_day": as_day(ready.day.max()) if ready.n else None,
        "funnel": figures.funnel(rows, outcome),
        "base_rates": model.base_rates(ready, outcome),
    }


def recipe(tier: str) -> str:
    """Return which variant of the model (full or provisional) belongs to a tier."""
    return model.FULL if tier == FULL else model.PROVISIONAL


@dataclass(frozen=True, kw_only=True, eq=False)
class _Evaluation:
    """Fitted model with its validation results, its alarms and its tier (how much of it is shown)."""

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
    """Fit and validate the full model; return the provisional one if the full one may not be shown."""
    drawn = validation.split(rows, outcome)
    for recipe in (model.FULL, model.PROVISIONAL) if at_landmark >= wanted else (model.PROVISIONAL,):
        checked = drawn and validation.over_time(drawn, outcome, recipe)
        corrected = bootstrap.optimism(ready, outcome, recipe)
        found = drift.leak(checked, outcome) + drift.drift(rows, ready, checked, outcome)
        fitted = model.fit(ready, outcome, recipe)
        update = recalibration.ladder(fitted, newest, outcome)
        mended = update.step != recalibration.NOTHING
        tier, reason = tiers.tier(at_landmark, wanted, checked, corrected, found, mended=mended)
        if recipe == model.PROVISIONAL or tier == FULL:
            return _Evaluation(
                tier=tier,
                why=reason,
                model=fitted,
                update=update,
                checked=checked,
                corrected=corrected,
                alarms=found,
            )
    raise AssertionError("the provisional recipe always returns")
