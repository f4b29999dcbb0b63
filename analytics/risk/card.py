"""Model card of the early-warning model as text: purpose, data, method, validation and limits.

The items follow TRIPOD+AI (Collins et al. 2024, BMJ 385:e078378, doi 10.1136/bmj-2023-078378): title, data, outcome,
predictors, sample size, missing values, model, performance, updating, limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.privacy import small, words
from analytics.risk.assessment import Assessment
from analytics.risk.drift import HAPPENED
from analytics.risk.features import COLUMNS, FEATURES
from analytics.risk.model import penalty, starting
from analytics.risk.model_store import Models
from analytics.risk.previous_models import PreviousModel
from analytics.risk.recalibration import NOTHING
from analytics.risk.results import FULL, NONE, PROVISIONAL, REFUSE, Figures
from analytics.risk.tiers import EXPECTED_C, MIN_EPISODES, MIN_EVENTS, PARAMETERS

PURPOSE = (
    "Supports, does not replace, professional judgement: an estimate from this practice's past clients, for planning"
    " whom to talk about."
)
NOT_FOR = (
    "Not for staffing, pay, judging a therapist, refusing or ending care, or telling a client a number. Not a"
    " diagnosis. Not checked in any other practice. Professionals only."
)
STATES = {
    NONE: "Nothing is shown about single clients.",
    PROVISIONAL: "Provisional: ranges only.",
    FULL: "Shown in full.",
    REFUSE: "Withdrawn.",
}
FEATURE_WORDS = {
    "srs_last": "last SRS (points)",
    "srs_fall": "fall from the SRS before (points, 0 or more)",
    "ors_first": "first ORS (points)",
    "ors_change": "change of the ORS so far (points)",
    "longest_gap": "longest gap between sessions (ln of 1 + weeks)",
    "young": "child or adolescent (0 or 1)",
    "srs_never": "no SRS so far (0 or 1)",
}
OUTCOME_WORDS = {
    "unplanned": "Unplanned ending whose last session lies less than {days} days after the session in question; other"
    " endings count as none of it.",
    "poor_outcome": "At the last ORS, either reliably worse, or without reliable improvement and under the cutoff; only"
    " clients with an ORS after the session in question.",
}


@dataclass(frozen=True)
class Section:
    """One section of the model card: a heading, and rows of a label and a text."""

    title: str
    rows: tuple[tuple[str, str], ...]


def card(models: Models, outcome: str, below: int) -> tuple[Section, ...]:
    """Return the model card for one outcome, section by section; fewer clients than `below` are not counted out."""
    found = models.of(outcome)
    return (
        Section(
            "What it is",
            (
                ("Foretells", _outcome(found)),
                ("Purpose", PURPOSE),
                ("Not for", NOT_FOR),
                ("State", f"{STATES[found.tier]}{f' {found.why}' if found.why else ''}"),
                ("Data version", f"{models.version}, data up to {models.data_date.isoformat()}"),
                ("Rules in force", models.definitions),
                ("Software", ", ".join(f"{name} {number}" for name, number in models.software.items())),
            ),
        ),
        Section("Clients", _clients(found, below)),
        Section("Model", _model(found)),
        Section("Performance on clients it had not seen", _performance(found)),
        Section("Limits and upkeep", _limits(models, found)),
    )


def _outcome(assessment: Assessment) -> str:
    """Return the text that defines the predicted outcome."""
    return OUTCOME_WORDS[assessment.outcome].format(days=assessment.horizon_days)


def _clients(assessment: Assessment, below: int) -> tuple[tuple[str, str], ...]:
    """Return the card's rows on the clients in the training data, such as setting and period."""
    window = f"{assessment.first_day} to {assessment.last_day}" if assessment.first_day else "none"
    base = "; ".join(
        f"after session {one.landmark} {_share(one.share)}, n = {_n(one.n)}" for one in assessment.base_rates
    )
    left = "; ".join(
        f"session {one.landmark}: {_n(one.not_settled)} of {_n(one.reached)}" for one in assessment.funnel
    )
    return (
        ("Setting", "One practice, its own export; adults, adolescents and children as it treats them."),
        ("Window", window),
        (
            "Settled",
            f"{_n(assessment.episodes)} episodes of {_n(assessment.clients)} clients{_events(assessment, below)}",
        ),
        ("Base rate", base or "none"),
        ("Left out, not known what became of them", left),
        ("Endings inferred", _share(assessment.inferred) if assessment.inferred is not None else "none"),
        (
            "Missing values",
            "Median of the practice; that no SRS was ever filled in is a predictor of its own.",
        ),
    )


def _events(assessment: Assessment, below: int) -> str:
    """Return how many of the clients had the event; empty where that is not known.

    The number is hidden where so few could be recognised: the card is handed on.
    """
    if assessment.events is None:
        return ""
    number = words(below) if small(assessment.events, below) else _n(assessment.events)
    return f"; {number} of the clients {HAPPENED[assessment.outcome]}"


def _model(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """Return the card's rows on the model: type, predictors, sample size, penalty, coefficients."""
    rows = [
        ("Type", "One ridge logistic regression over sessions 1 to 5, on columns with mean 0 and SD 1."),
        (
            "Predictors",
            f"Fixed beforehand: {'; '.join(FEATURE_WORDS[one.key] for one in FEATURES)}; and the session.",
        ),
        (
            "Sample size",
            f"{PARAMETERS} parameters, an AUC of {EXPECTED_C} assumed: {_n(assessment.needed)} clients needed"
            f" at session {assessment.landmark} for probabilities, {_n(assessment.landmark_n)} there."
            f" Nothing below {MIN_EPISODES} episodes and {MIN_EVENTS} events.",
        ),
        ("Class imbalance", "Nothing was done about it; probabilities stay true."),
    ]
    fitted = assessment.model
    if fitted is None:
        return (*rows, ("Coefficients", "none: no model was fitted"))
    studies = fitted.recipe == PROVISIONAL and starting(fitted.outcome).any()
    assumed = "towards starting assumptions: for the last SRS after Sharf et al. 2010, for the others our own"
    pull = assumed if studies else "towards 0"
    rows.append(("Penalty", f"{penalty(fitted.recipe, fitted.outcome):g}, {pull}"))
    rows.append(("Constant", f"{fitted.coefficients[0]:.4f}"))
    began = starting(fitted.outcome) if studies else np.zeros(len(COLUMNS))
    rows += [
        (
            FEATURE_WORDS.get(name, name.replace("_", " session ")),
            f"{b:+.4f} per SD (mean {mean:.3g}, SD {sd:.3g}){f'; assumed {at:+.2f}' if at else ''}",
        )
        for name, b, mean, sd, at in zip(
            COLUMNS, fitted.coefficients[1:], fitted.encoder.means, fitted.encoder.sds, began, strict=True
        )
    ]
    return tuple(rows)


def _performance(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """Return the card's rows on validation results in clients outside the training data."""
    if assessment.overall is None:
        rows = [("Over time", "Not checked: too few later clients.")]
    else:
        rows = [
            (
                f"Later clients, from {assessment.cut}",
                f"{_figures(assessment.overall)}; trained on {_n(assessment.trained_clients)} clients"
                " whose outcome was known then",
            )
        ]
    for name, figures in (
        ("Other clients (10 folds)", assessment.by_client),
        ("Other therapists", assessment.by_therapist),
    ):
        rows.append((name, _figures(figures) if figures else "not checked"))
    if assessment.corrected:
        rows.append(
            (
                "Bootstrap, corrected",
                f"AUC {assessment.corrected.auc:.3f}, slope {assessment.corrected.slope:.2f}, share of the base rate's Brier"
                f" score taken away {assessment.corrected.skill:.3f}; {assessment.corrected.repeats} resamples of clients",
            )
        )
    if assessment.threshold and assessment.threshold.everyone:
        rows.append(("Flags", f"With {assessment.threshold.room} conversations a week everybody is flagged."))
    elif assessment.threshold:
        asked = next(
            (one for one in assessment.rooms if one.conversations == assessment.threshold.room), None
        )
        flags = f"from {_share(assessment.threshold.value)}, about {assessment.threshold.a_week:.1f} a week"
        if asked and asked.right is not None and asked.missed is not None:
            flags += f"; of flagged clients {_share(asked.right)} had the event"
            flags += f", of those with it {_share(asked.missed)} were missed"
        rows.append(("Flags", flags))
    rows += [
        (
            f"Beside {one.name.replace('_', ' ')}",
            f"Brier {one.brier:.4f}; worse than the model by {one.difference:+.4f}"
            f" ({one.interval[0]:+.4f} to {one.interval[1]:+.4f})",
        )
        for one in assessment.baselines
    ]
    compared = (("The simple rule", assessment.rule_why), ("The ORS alone", assessment.ors_only_why))
    rows += [(name, str(found)) for name, found in compared if found]
    rows += [
        (
            f"{one.kind.replace('_', ' ')} {one.name}",
            f"{one.clients} later clients: it happened {one.observed_expected:.2f} times as often as said",
        )
        for one in assessment.groups
    ]
    return tuple(rows)


def _limits(models: Models, assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """Return the model card's rows on model updates, alarms and limitations."""
    before = next((one for one in models.before if one.outcome == assessment.outcome), None)
    first = "" if assessment.tier == NONE else "This is the first model."
    before_this = first if before is None else _compared(before)
    if assessment.update and assessment.update.step != NOTHING:
        before_this += (
            f" Shifted for the newest {_n(assessment.update.n)} clients ({_n(assessment.update.events)} events): logit times"
            f" {assessment.update.slope:.2f} plus {assessment.update.intercept:+.2f}."
        )
    alarms = " ".join(one.sentence for one in assessment.alarms) or "none"
    return (
        ("Updating", f"Made anew with each import. {before_this}".rstrip()),
        ("Alarms", alarms),
        (
            "Late knowledge",
            "What becomes of a client is known some five months later; so is what is watched.",
        ),
        ("Feedback", _feedback(assessment)),
        ("Fairness", "Looked at by site, programme and age group; no thresholds by group."),
        ("Therapists", "No predictor: clients are not judged by whom they see."),
        ("Funding, protocol", "Part of an open-source product; no protocol was registered."),
    )


def _compared(before: PreviousModel) -> str:
    """Return the sentences that compare the previous and the new model on the same clients."""
    kept = f"The model before ({before.version}) is kept"
    if not before.old or not before.new:
        return f"{kept}; there are no clients yet on whom both can be compared."
    return (
        f"{kept}. On clients with no outcome known then: before {_figures(before.old)}; now {_figures(before.new)}."
        " The new model has learnt from these clients, the one before has not."
    )


def _feedback(assessment: Assessment) -> str:
    """Return the sentences on how talks with flagged clients distort the validation figures."""
    sentence = "A client one talks about because of a flag may stay, and the flag then looks wrong."
    if not assessment.talked:
        return f"{sentence} No later client is marked as talked about."
    without = f" Without them: {_figures(assessment.not_talked)}." if assessment.not_talked else ""
    return f"{sentence} {_n(assessment.talked)} later episodes are marked as talked about.{without}"


def _n(n: int | None) -> str:
    """Format a number with thousands separators; return `not known` for None."""
    return "not known" if n is None else f"{n:,}"


def _figures(figures: Figures) -> str:
    """Return the text for one validation: AUC, slope, observed/expected, Brier skill, clients and events."""
    auc = "AUC not known"
    if figures.auc is not None and figures.auc_interval:
        auc = f"AUC {figures.auc:.3f} ({figures.auc_interval[0]:.3f} to {figures.auc_interval[1]:.3f})"
    slope = "" if figures.calibration_slope is None else f", slope {figures.calibration_slope:.2f}"
    if figures.calibration_intercept is not None:
        slope += f", intercept {figures.calibration_intercept:+.2f}"
    ratio = (
        "" if figures.observed_expected is None else f", observed/expected {figures.observed_expected:.2f}"
    )
    skill = "" if figures.brier_skill is None else f", scaled Brier {figures.brier_skill:.3f}"
    return f"{auc}{slope}{ratio}{skill}; {_n(figures.clients)} clients, {_n(figures.events)} events"


def _share(share: float) -> str:
    """Format a share as a number in 100: 0.23 becomes `23 in 100`."""
    return f"{100 * share:.0f} in 100"


def as_dict(models: Models, outcome: str, below: int) -> dict[str, Any]:
    """Return the model card and all validation figures of one outcome as a dictionary for JSON."""
    from analytics.risk.model_store import as_dict as plain

    return {
        "card": {section.title: dict(section.rows) for section in card(models, outcome, below)},
        "assessment": plain(models.of(outcome)),
        "full": models.of(outcome).tier == FULL,
    }
