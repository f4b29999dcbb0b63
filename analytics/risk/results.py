"""Result classes of a model's validation, as stored and shown."""

from __future__ import annotations

from dataclasses import dataclass

NONE, PROVISIONAL, FULL, REFUSE = "none", "provisional", "full", "refuse"
TIERS = (NONE, PROVISIONAL, FULL, REFUSE)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Performance figures of one validation. n, events: rows and events; clients: different clients."""

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
    """One baseline on the test clients; difference: the baseline's Brier score minus the model's."""

    name: str
    auc: float | None
    auc_interval: tuple[float, float] | None
    brier: float
    difference: float
    interval: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class BurdenRow:
    """One flagging threshold after one session: shares of the test clients, and net benefit."""

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
    """Validation after one session: clients with known outcome, figures (None: too few), flagging."""

    landmark: int
    clients: int
    figures: Figures | None
    burden: tuple[BurdenRow, ...]


@dataclass(frozen=True)
class CalibrationDot:
    """One group of rows of similar probability: mean predicted share, observed share, its interval."""

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
    """One site, programme or age group of the test clients: calibration and results of flagging."""

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
    """One session number: episodes that reached it, with known outcome, and with outcome not known yet."""

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
    """Results of flagging for a given number of conversations a week, counted in test clients.

    conversations: a week; flagged: clients flagged at least once; right: share of these with the event; missed: share
    of the clients with the event who were never flagged; gone: of the flagged with the event, share who had had their
    last session when the flag first came. Wilson intervals; None where there is nobody.
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
    """Probability at or above which clients are flagged, for a given number of conversations a week.

    value: probability; a_week: flags a week it means; room: conversations a week that were asked for; everyone: all
    new clients fit in, so a flag says nothing.
    """

    value: float
    a_week: float
    room: int
    everyone: bool
