"""State of a client's episode: place in the expected course, caseload rules, early-warning prediction."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.access import Scope
from analytics.caseload.caseload import with_course
from analytics.client.results import Session
from analytics.course import Expected, Standing, standing
from analytics.risk import model_store
from analytics.risk.early_warning import OFF, missing_reason, scores
from analytics.store import Warehouse
from analytics.why import why


def similar(warehouse: Warehouse, scope: Scope, row: dict, outcome: str, stamp: int | None) -> dict:
    """Return the `Timeline` fields on early warning: an episode's prediction, or why it has none."""
    if model_store.is_off(warehouse.version):
        return {"similar": None, "similar_why": OFF}
    if row["ended"]:
        return {"similar": None, "similar_why": why("episode_ended")}
    modified = model_store.mtime_ns(warehouse.version) if stamp is None else stamp
    score = scores(warehouse, scope, outcome, modified).get((row["record_id"], row["episode_no"]))
    if score is None:
        return {"similar": None, "similar_why": missing_reason(warehouse.version)}
    assessed = model_store.load_assessment(warehouse.version, outcome)
    return {
        "similar": score,
        "similar_why": score.why,
        "similar_tier": assessed.tier if assessed and assessed.shown else None,
        "horizon_days": assessed.horizon_days if assessed else None,
    }


def position(model: Expected, sessions: Sequence[Session], row: dict) -> Standing:
    """Return the place of an episode's last ORS in the expected course: percentile and expected range."""
    path: list[float | None] = [None] * (sessions[-1].session_no if sessions else 0)
    for session in sessions:
        path[session.session_no - 1] = session.ors
    return standing(
        model,
        path,
        started_below=row["started_below"],
        first_session=next((one.session_no for one in sessions if one.ors is not None), None),
        rater=row["rater"],
        version=row["ors_version"],
        two_forms=row["ors_two_forms"],
    )


def rules_row(warehouse: Warehouse, scope: Scope, row: dict, position: Standing) -> dict | None:
    """Query an open episode's row as input for the caseload rules; None for an ended episode."""
    rows = (
        []
        if row["ended"]
        else warehouse.query("timeline_open", scope=scope, episode_key=row["episode_key"]).dicts()
    )
    return with_course(rows[0], position) if rows else None


def course(model: Expected, position: Standing) -> dict:
    """Return the `Timeline` fields on the expected ORS range and the place of the last ORS in it."""
    fitted = model.model
    return {
        "expected_course": position.band,
        "expected_course_why": position.why,
        "expected_place": position.place,
        "expected_behind": fitted.n_clients if fitted is not None and position.band else None,
        "below_twice": position.below_twice,
        "below_once": model.below_once,
    }
