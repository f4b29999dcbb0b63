"""Validation figures of the model for one outcome, evaluated after one session number."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.risk.assessment import Assessment
from analytics.risk.features import COLUMNS
from analytics.why import Why


@dataclass(frozen=True)
class BaselineFigure:
    """AUC and Brier score of one simpler prediction (baseline) on the clients held back for validation.

    difference: the baseline's Brier score minus the model's.
    """

    name: str
    auc: float | None
    brier: float
    difference: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class Burden:
    """One flagging threshold: share of validation clients flagged, positive predictive value, sensitivity."""

    threshold: float
    flagged: float
    ppv: float | None
    sensitivity: float | None


@dataclass(frozen=True)
class Coefficient:
    """One coefficient of the model, in log odds per SD.

    mean, sd: of the coefficient's column in the training data of the model.
    """

    feature: str
    log_odds: float
    mean: float
    sd: float


@dataclass(frozen=True, kw_only=True)
class ModelFigures:
    """Validation figures of one outcome's model, for predictions made after one session.

    They are computed on clients outside the training data.

    landmark_n: settled clients at the landmark; events: settled clients with the event; base_rate: landmark
    -> share; both None where endings are not recorded. rule_why: how the model compares with the simple rule.
    """

    tier: str
    landmark: int
    landmark_n: int
    needed: int | None
    events: int | None
    base_rate: dict[int, float] | None
    auc: float | None
    auc_interval: tuple[float, float] | None
    calibration_slope: float | None
    calibration_intercept: float | None
    observed_expected: float | None
    brier_skill: float | None
    baselines: tuple[BaselineFigure, ...]
    burden: tuple[Burden, ...]
    coefficients: tuple[Coefficient, ...]
    rule_as_good: bool | None
    rule_why: Why | None
    why: Why | None


def model_figures(assessment: Assessment, landmark: int) -> ModelFigures:
    """Convert an outcome's stored validation results to the figures shown for one session."""
    there = assessment.after(landmark)
    figures = there.figures if there else None
    fitted = assessment.model
    return ModelFigures(
        tier=assessment.tier,
        landmark=landmark,
        landmark_n=next((one.settled for one in assessment.funnel if one.landmark == landmark), 0),
        needed=assessment.needed,
        events=assessment.events,
        base_rate=None
        if assessment.events is None
        else {one.landmark: one.share for one in assessment.base_rates},
        auc=figures and figures.auc,
        auc_interval=figures and figures.auc_interval,
        calibration_slope=figures and figures.calibration_slope,
        calibration_intercept=figures and figures.calibration_intercept,
        observed_expected=figures and figures.observed_expected,
        brier_skill=assessment.overall and assessment.overall.brier_skill,
        baselines=tuple(
            BaselineFigure(one.name, one.auc, one.brier, one.difference, one.interval)
            for one in assessment.baselines
        ),
        burden=tuple(
            Burden(one.threshold, one.flagged, one.ppv, one.sensitivity)
            for one in (there.burden if there else ())
        ),
        coefficients=()
        if fitted is None
        else tuple(
            Coefficient(*row)
            for row in zip(
                ("constant", *COLUMNS),
                fitted.coefficients,
                (0.0, *fitted.encoder.means),
                (1.0, *fitted.encoder.sds),
                strict=True,
            )
        ),
        rule_as_good=assessment.rule_as_good,
        rule_why=assessment.rule_why,
        why=assessment.why,
    )
