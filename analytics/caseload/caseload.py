"""Who to think about before the next session: open clients by visible rules."""

from __future__ import annotations

from collections import Counter

from analytics.answers import common
from analytics.caseload.reasons import TALK_FIRST, reasons, sentence
from analytics.caseload.results import Caseload, CaseloadClient, CaseloadTherapist, TierCount
from analytics.filters import Filters

TIERS = ("talk_first", "watch", "as_expected", "too_new")
GATE_EPISODES, GATE_UNPLANNED = (
    200,
    50,
)  # mature episodes and unplanned endings; house rules for early warning


def caseload(warehouse, scope, filters: Filters) -> Caseload:
    """Every open client in the viewer's scope with tier, reasons and paths, the most pressing first.

    Parameters: filters: site, programme, age group, and the therapist who has the client now; the period and
    `episodes` do not apply, because a caseload is what is open on the data date.
    Returns: Caseload; n open episodes. Empty (not refused) where the viewer has no open client.
    How: tiers are those of `mart.open_episode`. Inside a tier: more reasons first, then longer away, then the
    client id.
    Limits: no early-warning figure and no expected course yet; both are None with the reason.
    """
    filters = filters.but(since=None, until=None, episodes="open")
    rules = warehouse.version.definitions
    estimate_why = (
        "An early-warning estimate comes with enough data: it needs"
        f" {GATE_EPISODES} finished episodes and {GATE_UNPLANNED} unplanned endings, and a model checked on them."
    )
    course_why = (
        f"The expected course comes with enough data: {rules.course.min_clients} clients with three ORS, and a model"
        " checked on them."
    )
    rows = warehouse.ask("caseload", scope=scope, filters=filters).dicts()
    clients = sorted((_client(row, rules, f"{estimate_why} {course_why}") for row in rows), key=_order)
    found = Counter(client.tier for client in clients)
    people = warehouse.ask("caseload_therapists", scope=scope).dicts()
    return Caseload(
        **common(warehouse.version, filters, len(clients)),
        clients=tuple(clients),
        tiers=tuple(TierCount(tier, found[tier]) for tier in TIERS),
        therapists=tuple(
            CaseloadTherapist(row["therapist"], row["therapist_name"], row["open_clients"], row["talk_first"])
            for row in people
        ),
        estimate_why=estimate_why,
        course_why=course_why,
    )


def _client(row: dict, rules, why: str) -> CaseloadClient:
    fired = reasons(row, rules)
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
        why=why,
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
    )


def _order(client: CaseloadClient) -> tuple:
    pressing = sum(1 for reason in client.fired if reason.group == TALK_FIRST)
    return TIERS.index(client.tier), -pressing, -len(client.fired), -client.days_since, client.client_id


def _number(score) -> float | None:
    return None if score is None else float(score)
