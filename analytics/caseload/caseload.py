"""Who to think about before the next session."""

from __future__ import annotations

from collections import Counter
from typing import Any

from analytics.answers import common
from analytics.caseload import reasons as why
from analytics.caseload.results import Caseload, CaseloadClient, CaseloadTherapist, TierCount
from analytics.filters import Filters

TIERS = ("talk_first", "watch", "as_expected", "too_new")
NO_ESTIMATE = "No early-warning estimate yet; the visible rules alone decide the group."
NO_COURSE = "No expected course is drawn yet; it comes once it can be drawn from this practice's own clients."


def caseload(warehouse, scope, filters: Filters) -> Caseload:
    """The open clients in scope, in the groups that the visible rules put them into.

    Parameters: filters.therapist, site, program and age_group narrow the list; period and episodes do not apply.
    Returns: a Caseload, one row per open episode, ordered by group, number of rules fired, then days since the
    last session.
    How: the rules stand in the definitions, are applied in `marts/51_open_episode.sql` and shown with each row.
    Limits: a rule that fires is a reason to think, not a prediction; some fire by chance.
    """
    rules = warehouse.version.definitions
    rows = warehouse.ask("caseload", scope=scope, filters=filters).dicts()
    clients = sorted((_client(row, rules.alliance.low_total) for row in rows), key=_order)
    counted = Counter(client.tier for client in clients)
    pickable = warehouse.ask("caseload_therapists", scope=scope).rows
    return Caseload(
        **common(warehouse.version, filters.but(episodes="open"), len(clients)),
        clients=tuple(clients),
        tiers=tuple(TierCount(tier, counted[tier]) for tier in TIERS),
        therapists=tuple(CaseloadTherapist(*row) for row in pickable),
        estimate_why=NO_ESTIMATE,
        course_why=NO_COURSE,
    )


def _order(client: CaseloadClient) -> tuple:
    return (TIERS.index(client.tier), -len(client.reasons), -client.days_since, client.client_id, client.episode_no)


def _client(row: dict[str, Any], low_total: float) -> CaseloadClient:
    fired = why.fired(row, low_total)
    return CaseloadClient(
        client_id=row["client_id"],
        episode_no=row["episode_no"],
        therapist=row["therapist"],
        tier=row["tier"],
        reasons=tuple(reason.code for reason in fired),
        sessions=row["n_sessions"],
        days_since=row["days_since"],
        last_ors=_number(row["ors_last"]),
        last_srs=_number(row["srs_last"]),
        percentile=None,
        probability=None,
        why=NO_ESTIMATE,
        record_id=row["record_id"],
        sentence=why.sentence(row, fired),
        last_date=row["last_date"],
        ors_first=_number(row["ors_first"]),
        change=_number(row["change"]),
        last_srs_session=row["srs_last_session"],
        cutoff=_number(row["cutoff"]),
        fired=fired,
        ors_path=tuple(map(_number, row["ors_path"])),
        srs_path=tuple(map(_number, row["srs_path"])),
        drops=tuple(row["drops"] or ()),
    )


def _number(value) -> float | None:
    return None if value is None else float(value)
