"""Records of what a check finds about a model, as they are stored and shown."""

from __future__ import annotations

from dataclasses import dataclass

NONE, PROVISIONAL, FULL, REFUSE = "none", "provisional", "full", "refuse"
TIERS = (NONE, PROVISIONAL, FULL, REFUSE)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Performance in one check. n, events: rows and events in it; clients: behind them. See `performance`."""

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
    """One simpler rule on the later clients. difference: its Brier score less the model's; above 0, the model wins."""

    name: str
    auc: float | None
    auc_interval: tuple[float, float] | None
    brier: float
    difference: float
    interval: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class BurdenRow:
    """Consequences of flagging at a probability after one session: shares of later clients, Wilson intervals."""

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
    """One landmark: settled clients, performance on the later ones (None: too few), and consequences of flagging."""

    landmark: int
    clients: int
    figures: Figures | None
    burden: tuple[BurdenRow, ...]


@dataclass(frozen=True)
class CalibrationDot:
    """One group of equal size by probability: mean predicted, observed share, its interval."""

    said: float
    happened: float
    interval: tuple[float, float]
    n: int


@dataclass(frozen=True)
class CalibrationCurve:
    """Observed share of events by predicted probability, smoothed, with its 95 % band; tuples of one length."""

    said: tuple[float, ...]
    happened: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Group:
    """One part of the practice among the later clients: expected and observed events, and consequences of flagging."""

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
    """Flow of episodes: those that reached each landmark, those whose outcome is settled, those too recent."""

    landmark: int
    reached: int
    settled: int
    not_settled: int


@dataclass(frozen=True)
class Alarm:
    """One reason not to trust the model on today's clients: kind (leak, drift, features, coverage), one sentence."""

    kind: str
    sentence: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Room:
    """Expected findings of so many conversations a week, counted in later clients over their first five sessions.

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
    """Probability from which a flag is raised, so that there are about as many a week as there is room for.

    value: probability; a_week: flags a week it means; room: conversations a week that were asked for; everyone: all
    new clients fit in, so a flag says nothing.
    """

    value: float
    a_week: float
    room: int
    everyone: bool
