"""Results of the caseload view: open clients by urgency tier, each with the rules that apply."""

from __future__ import annotations

from collections import Counter
from typing import SupportsFloat

from analytics import endings, version_cache
from analytics.access import Scope
from analytics.answers import common
from analytics.caseload.reasons import TALK_FIRST, WATCH, reasons, sentence
from analytics.caseload.results import (
    Caseload,
    CaseloadClient,
    CaseloadTherapist,
    FirstUsual,
    Settled,
    TierCount,
)
from analytics.course import Standing, expected
from analytics.course.course import of_row
from analytics.definitions import Definitions
from analytics.filters import Filters
from analytics.outcomes.available_data import holds
from analytics.risk import model_store
from analytics.risk.early_warning import CHECKING, missing_reason, scores
from analytics.risk.results import PROVISIONAL
from analytics.risk.scoring import Score
from analytics.store import Warehouse
from analytics.why import Why

USUAL_SESSIONS = 200  # sessions from which it is said how often clients stand in the first group; own choice
TIERS = ("talk_first", "watch", "as_expected", "too_new")


def caseload(
    warehouse: Warehouse, scope: Scope, filters: Filters, outcome: str | None = None, stamp: int | None = None
) -> Caseload:
    """Return the open clients a viewer may see, most urgent tier first, with reasons and scores.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Site, programme, age group, and the therapist who has the client now; the period and `episodes` do not
        apply, because a caseload is what is open on the data date.
    outcome : str, optional
        Outcome of the early-warning figures (default: that of the definitions).
    stamp : int, optional
        `risk.model_store.mtime_ns`, for keys of remembered answers.

    Returns
    -------
    Caseload
        n open episodes. Empty (not refused) where the viewer has no open client.

    Notes
    -----
    Tiers are those of `mart.open_episode`; besides, a client without another rule whose last two ORS lie
    below the expected range is one to watch (only for starts under the cutoff, only where the first ORS was
    at session 1). Inside a tier: recent leading reasons first, then more pressing reasons, the higher
    estimate, longer away, the id. Estimates come from the stored model and change no tier.

    Predictions are given only where `risk.scoring` gives them. About one score in ten lies below the expected
    range; `below_twice_now` is the share of the practice's own clients to whom the rule applied at any one
    time.
    """
    filters = filters.replace(since=None, until=None, episodes="open")
    model = expected(warehouse)
    wanted = outcome or endings.default_outcome(warehouse.version)
    assessed = model_store.load_assessment(warehouse.version, wanted)
    stamp = model_store.mtime_ns(warehouse.version) if stamp is None else stamp
    clients = version_cache.get(everybody, warehouse, scope, wanted, stamp)
    for name, value in filters.narrowing().items():
        clients = tuple(client for client in clients if getattr(client, name) == value)
    by_tier = Counter(client.tier for client in clients)
    return Caseload(
        **common(warehouse.version, filters, len(clients)),
        clients=clients,
        tiers=tuple(TierCount(tier, by_tier[tier]) for tier in TIERS),
        therapists=_therapists(warehouse, scope),
        estimate_why=None
        if assessed and assessed.shown
        else assessed.why
        if assessed
        else missing_reason(warehouse.version),
        outcome=wanted,
        provisional=assessed.tier == PROVISIONAL if assessed and assessed.shown else None,
        as_good=assessed.rule_as_good if assessed and assessed.shown else None,
        course_why=model.why,
        below_twice_now=model.below_twice_now,
        below_twice_ever=model.below_twice_ever,
        below_twice_clients=model.below_twice_clients,
        first_usual=version_cache.get(first_usual, warehouse, scope),
        has_srs=holds(warehouse, scope).has_srs,
    )


def _therapists(warehouse: Warehouse, scope: Scope) -> tuple[CaseloadTherapist, ...]:
    """Return the therapists who have open clients that the viewer may see, with the client counts."""
    rows = warehouse.query("caseload_therapists", scope=scope).dicts()
    return tuple(
        CaseloadTherapist(row["therapist"], row["therapist_name"], row["open_clients"], row["talk_first"])
        for row in rows
    )


def first_usual(warehouse: Warehouse, scope: Scope) -> FirstUsual | None:
    """Return how often a client stood in the first group after a session; None below `USUAL_SESSIONS` sessions."""
    row = warehouse.query("talk_first_usual", scope=scope).dicts()[0]
    return FirstUsual(row["sessions"], row["listed"]) if row["sessions"] >= USUAL_SESSIONS else None


def everybody(warehouse: Warehouse, scope: Scope, outcome: str, stamp: int) -> tuple[CaseloadClient, ...]:
    """Return all open clients that a viewer may see, in the order of the caseload, unfiltered."""
    rules, model = warehouse.version.definitions, expected(warehouse)
    rows = warehouse.query("caseload", scope=scope).dicts()
    scored = scores(warehouse, scope, outcome, stamp)
    missing = CHECKING if scored else missing_reason(warehouse.version)  # which reads a file
    clients = (
        _client(row, rules, of_row(row, model), scored.get((row["record_id"], row["episode_no"])), missing)
        for row in rows
    )
    return tuple(sorted(clients, key=_order))


def with_course(row: dict, position: Standing) -> dict:
    """Return an open episode's database row with the expected range of its ORS added."""
    range_now = position.range_at(position.session or 0)
    return row | {
        "rule_below_expected": position.below_twice,
        "expected_place": position.place,
        "expected_low": range_now and range_now.p10,
        "expected_high": range_now and range_now.p90,
    }


def lower_since_drop(row: dict) -> Settled | None:
    """Return by how many points a client's SRS has stayed lower since an old alliance drop.

    None without an old, unrepaired drop.
    """
    return Settled(float(row["settled_points"]), row["settled_session"]) if row["rule_settled"] else None


def _client(
    row: dict, rules: Definitions, position: Standing, score: Score | None, missing: Why
) -> CaseloadClient:
    """Convert the database row of an open client to a CaseloadClient; `missing` explains missing scores."""
    row = with_course(row, position)
    fired = reasons(row, rules)
    if position.below_twice and row["tier"] in ("as_expected", "too_new"):
        row["tier"] = WATCH
    return CaseloadClient(
        client_id=row["client_id"],
        episode_no=row["episode_no"],
        therapist=row["therapist"],
        site=row["site"],
        program=row["program"],
        age_group=row["age_group"],
        tier=row["tier"],
        reasons=tuple(reason.code for reason in fired),
        sessions=row["n_sessions"],
        days_since=row["days_since"],
        last_ors=_number(row["ors_last"]),
        last_srs=_number(row["srs_last"]),
        percentile=position.percentile,
        probability=score and score.probability,
        why=_missing(score.why if score else missing, position.why),
        score=score,
        record_id=row["record_id"],
        sentence=sentence(row, fired, rules),
        last_date=row["last_date"],
        ors_first=_number(row["ors_first"]),
        change=_number(row["change"]),
        last_srs_session=row["srs_last_session"],
        cutoff=_number(row["cutoff"]),
        fired=fired,
        ors_path=tuple(_number(score) for score in row["ors_path"]),
        srs_path=tuple(_number(score) for score in row["srs_path"]),
        drops=tuple(row["drops"] or ()),
        band=tuple((point.p10, point.p90) for point in position.band),
        reason=fired[0].code if fired else None,
        reason_session=fired[0].session if fired else None,
        settled=lower_since_drop(row),
        lowest_area=_area(row, fired),
        therapist_name=row["therapist_name"],
    )


def _missing(estimate: Why | None, percentile: Why | None) -> Why | None:
    """Combine the reasons for a missing estimate and a missing percentile; None if neither is missing."""
    return estimate.and_also(percentile) if estimate else percentile


def _area(row: dict, fired: tuple) -> str | None:
    """Return the lowest area of the last SRS, unless a later drop is the first caseload reason."""
    before = fired and fired[0].code == "drop" and (row["areas_session"] or 0) < row["dip_session"]
    return None if before else row["lowest_area"]


def _order(client: CaseloadClient) -> tuple:
    """Return an open client's sort key: tier, recency, reasons, prediction, days since last session, id."""
    pressing = sum(1 for reason in client.fired if reason.group == TALK_FIRST)
    old = bool(client.fired) and not client.fired[0].recent
    estimate = client.score.expected if client.score and client.score.why is None else 0.0
    return (
        *(TIERS.index(client.tier), old, -pressing, -len(client.fired), -estimate, -client.days_since),
        client.client_id,
    )


def _number(score: SupportsFloat | None) -> float | None:
    """Convert a database number to float; return None for None."""
    return None if score is None else float(score)
