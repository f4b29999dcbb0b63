"""Results of the early-warning view: validation figures of the models, and predictions for open clients."""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics import endings, version_cache
from analytics.access import Scope
from analytics.answers import Answer, common
from analytics.filters import Filters
from analytics.messages import gettext
from analytics.risk import landmarks, model_store, scoring
from analytics.risk.assessment import Assessment
from analytics.risk.features import FEATURES
from analytics.risk.landmarks import OUTCOMES
from analytics.risk.model_figures import ModelFigures, model_figures
from analytics.risk.model_store import Models
from analytics.risk.scoring import Contribution, Score
from analytics.store.version import Version
from analytics.store.warehouse import Warehouse
from analytics.why import Why, why

CHECKING = why("model_being_made")
OFF = why("early_warning_off")
LIKE_THIS = gettext(
    "Like this means alike in the {n} things that are looked at. The figures are for all such clients together; single"
    " clients differ more."
).format(n=len(FEATURES))


def missing_reason(version: Version) -> Why:
    """Return why a data version has no model: switched off by the practice, still being fitted, or failed."""
    if model_store.is_off(version):
        return OFF
    number = model_store.failure(version)
    return why("model_failed", number=number) if number else CHECKING


@dataclass(frozen=True, kw_only=True)
class ScoredClient:
    """Prediction for one open episode, made after its latest session (session 5 at the latest)."""

    client_id: str
    episode_no: int
    case_id: str | None
    landmark: int
    outcome: str
    probability: float | None
    interval: tuple[float, float] | None
    band: str | None
    contributions: tuple[Contribution, ...]
    why: Why | None
    record_id: str = field(metadata={"json": False})
    score: Score = field(metadata={"json": False})


@dataclass(frozen=True, kw_only=True)
class EarlyWarning(Answer):
    """Results of the early-warning view: validation figures, and one row per open episode.

    n: open episodes with a prediction or a reason for none. note: what a client's range speaks of.
    """

    models: dict[str, ModelFigures]
    clients: tuple[ScoredClient, ...]
    note: str = LIKE_THIS


def early_warning(
    warehouse: Warehouse,
    scope: Scope,
    filters: Filters,
    models: Models | None = None,
    landmark: int | None = None,
    outcome: str | None = None,
) -> EarlyWarning:
    """Return the models' validation figures and the predictions for the viewer's open clients.

    Parameters
    ----------
    warehouse, scope
        Data version, and rows that the viewer may see.
    filters
        Site, programme, age group and therapist narrow the clients, never the models.
    models
        Of this version (`model_store.read`); None while they are being made.
    landmark
        Session whose figures are given and, where set, whose clients.
    outcome
        Outcome of the clients (default: the definitions', if it is recorded here).

    Returns
    -------
    EarlyWarning
        A model is that of the whole practice and the same for every viewer.

    Notes
    -----
    An estimate from this practice's past clients; not a diagnosis and no measure of a therapist.
    """
    version = warehouse.version
    asked = version.definitions.early_warning
    filters = filters.replace(since=None, until=None, episodes="open")
    if models is None or model_store.is_off(version):
        return EarlyWarning(**common(version, filters, 0), models={}, clients=(), why=missing_reason(version))
    wanted = outcome or endings.default_outcome(version)
    clients = scored(warehouse, scope, models.of(wanted), filters)
    if landmark is not None:
        clients = tuple(one for one in clients if one.landmark == landmark)
    return EarlyWarning(
        **common(version, filters, len(clients)),
        models={name: model_figures(models.of(name), landmark or asked.landmark) for name in OUTCOMES},
        clients=clients,
    )


def assessment_of(
    warehouse: Warehouse, scope: Scope, filters: Filters, outcome: str, stamp: int
) -> Assessment | None:
    """Return the model of one outcome with its validation results; None until it has been fitted.

    Parameters
    ----------
    warehouse, scope, filters
        Data version and viewer; a total of the practice, the same for everybody who may see totals.
    outcome
        Outcome that is predicted.
    stamp
        From `model_store.mtime_ns`, so that a cached answer changes when the models are there.
    """
    if not scope.practice_totals:
        return None
    return model_store.load_assessment(warehouse.version, outcome) if stamp else None


def scores(warehouse: Warehouse, scope: Scope, outcome: str, stamp: int) -> dict[tuple[str, int], Score]:
    """Return the predictions by (record id, episode number); empty until the model has been fitted.

    Computed once for each data version, scope and outcome.

    Parameters
    ----------
    stamp
        From `model_store.mtime_ns`.

    Returns
    -------
    dict
        (record id, episode number) -> score.
    """
    return version_cache.get(_scores, warehouse, scope, outcome, stamp)


def _scores(warehouse: Warehouse, scope: Scope, outcome: str, stamp: int) -> dict[tuple[str, int], Score]:
    """Compute the predictions for the viewer's open episodes, by (record id, episode number)."""
    assessed = model_store.load_assessment(warehouse.version, outcome) if stamp else None
    if assessed is None:
        return {}
    clients = scored(warehouse, scope, assessed, Filters())
    return {(row.record_id, row.episode_no): row.score for row in clients}


def scored(
    warehouse: Warehouse, scope: Scope, assessed: Assessment, filters: Filters
) -> tuple[ScoredClient, ...]:
    """Return one row with the model's prediction per open episode that the viewer may see.

    Parameters
    ----------
    warehouse, scope
        Data version, and rows that the viewer may see.
    assessed
        Assessment with the model of one outcome.
    filters
        Site, programme, age group and therapist narrow the clients; the period does not.

    Returns
    -------
    tuple of ScoredClient
        One per open episode, by client id.
    """
    found = warehouse.arrays("landmark_open", scope=scope)
    rules = warehouse.version.definitions
    rows = landmarks.from_columns(found, rules.early_warning.horizon_days, rules.endings.lapse_days)
    named = {
        name: landmarks.texts(found[name]) for name in ("record_id", "client_id", "case_id", "therapist")
    }
    number = landmarks.whole(found["episode_no"])
    narrowed = filters.narrowing()
    made = []
    for index, score in enumerate(scoring.score(rows, assessed)):
        text = {**{name: rows.text[name][index] for name in ("site", "program", "age_group")}}
        text["therapist"] = named["therapist"][index]
        if any(text[name] != value for name, value in narrowed.items()):
            continue
        made.append(
            ScoredClient(
                client_id=named["client_id"][index],
                episode_no=int(number[index]),
                case_id=named["case_id"][index],
                landmark=score.landmark,
                outcome=score.outcome,
                probability=score.probability,
                interval=score.interval,
                band=score.band,
                contributions=score.contributions,
                why=score.why,
                record_id=named["record_id"][index],
                score=score,
            )
        )
    return tuple(made)
