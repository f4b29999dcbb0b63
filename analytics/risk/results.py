"""Result classes of a model's validation, as stored and shown."""

from __future__ import annotations

from dataclasses import dataclass

NONE, PROVISIONAL, FULL, REFUSE = "none", "provisional", "full", "refuse"
TIERS = (NONE, PROVISIONAL, FULL, REFUSE)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Validation figures of a model: AUC, calibration and Brier score.

    n, events: rows, and rows with the event; clients: different clients.
    """

    n: int
    events: int
    clients: int
    auc: float | None
    auc_interval: tuple[float, float] | None
    calibration_intercept: float | None
    calibration_slope: float | None
    calibration_slope_interval: tuple[float, float] | None
    observed_expected: float | None
    observed_expected_interval: tuple[float, float] | None
    brier: float | None
    brier_skill: float | None
    brier_skill_interval: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class BaselineRow:
    """AUC and Brier score of one simpler prediction (baseline) on the clients held back for validation.

    difference: the baseline's Brier score minus the model's.
    """

    name: str
    auc: float | None
    auc_interval: tuple[float, float] | None
    brier: float
    difference: float
    interval: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class BurdenRow:
    """Results of flagging at one threshold after a given session: flagged, correct, missed."""

    threshold: float
    n: int
    n_flagged: int
    flagged: float
    ppv: float | None
    ppv_interval: tuple[float, float] | None
    not_flagged_events: float | None
    sensitivity: float | None
    sensitivity_interval: tuple[float, float] | None
    net_benefit: float
    net_benefit_all: float
    net_benefit_rule: float


@dataclass(frozen=True)
class AtLandmark:
    """Validation of the model after a given session: clients, figures, results of flagging.

    clients: with a known outcome; figures: None if there are too few.
    """

    landmark: int
    clients: int
    figures: Figures | None
    burden: tuple[BurdenRow, ...]


@dataclass(frozen=True)
class CalibrationDot:
    """Mean predicted and observed share of events in one group of rows of similar probability."""

    said: float
    happened: float
    interval: tuple[float, float]
    n: int


@dataclass(frozen=True)
class CalibrationCurve:
    """Smoothed observed share of events by predicted probability, with its 95 % band."""

    said: tuple[float, ...]
    happened: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Calibration and flagging results of the model for one site, programme or age group.

    The figures are for later clients, on whom the model was not fitted.
    """

    kind: str
    name: str
    clients: int
    events: int
    observed_expected: float
    interval: tuple[float, float] | None
    flagged: float
    ppv: float | None
    sensitivity: float | None


@dataclass(frozen=True)
class Funnel:
    """One row per session number: episodes that reached it, and how many of them have a known outcome."""

    landmark: int
    reached: int
    settled: int
    not_settled: int


@dataclass(frozen=True)
class Alarm:
    """One reason to distrust the model: kind (leak, drift, features, coverage), sentence and value."""

    kind: str
    sentence: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Room:
    """Results of flagging clients if there is time for a given number of conversations a week.

    The results are for clients who came after the training data.

    conversations: per week; flagged: clients flagged at least once; right: share of flagged clients with the
    event; missed: share of clients with the event who were never flagged; gone: share of flagged clients with
    the event who were first flagged at their last session. Wilson intervals; None without clients.
    """

    conversations: int
    value: float
    everyone: bool
    clients: int
    flagged: int
    right: float | None
    right_interval: tuple[float, float] | None
    missed: float | None
    missed_interval: tuple[float, float] | None
    gone: float | None


@dataclass(frozen=True)
class Threshold:
    """Threshold probability for flagging clients, for a given number of conversations per week.

    value: probability; a_week: expected flags per week; room: requested conversations per week; everyone:
    whether there is time for all new clients, so that flags are not informative.
    """

    value: float
    a_week: float
    room: int
    everyone: bool
