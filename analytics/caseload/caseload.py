"""Who to think about before the next session: open clients by visible rules."""

from __future__ import annotations

from collections import Counter

from analytics.answers import common
from analytics.caseload.reasons import TALK_FIRST, WATCH, reasons, sentence
from analytics.caseload.results import Caseload, CaseloadClient, CaseloadTherapist, TierCount
from analytics.course import Standing, expected
from analytics.course.course import of_row
from analytics.filters import Filters
from analytics.kept import once

TIERS = ("talk_first", "watch", "as_expected", "too_new")
GATE_EPISODES, GATE_UNPLANNED = 200, 50  # mature episodes, unplanned endings; house rules for early warning
ESTIMATE_WHY = (
    f"An early-warning estimate comes with enough data: it needs {GATE_EPISODES} finished episodes and"
    f" {GATE_UNPLANNED} unplanned endings, and a model checked on them."
)


def caseload(warehouse, scope, filters: Filters) -> Caseload:
    """Every open client in the viewer's scope with tier, reasons and paths, the most pressing first.

    Parameters: filters: site, programme, age group, and the therapist who has the client now; the period and
    `episodes` do not apply, because a caseload is what is open on the data date.
    Returns: Caseload; n open episodes. Empty (not refused) where the viewer has no open client.
    How: tiers are those of `mart.open_episode`; besides, a client without another rule whose last two ORS lie below
    the expected range is one to watch (only for starts under the cutoff, only where the first ORS was at session 1).
    Inside a tier: more reasons first, then longer away, then the
    client id.
    Limits: no early-warning figure yet; it is None with the reason. One ordinary score in ten lies below the range;
    `below_twice_now` says how many ordinary clients the rule catches.
    """
    filters = filters.but(since=None, until=None, episodes="open")
    model = expected(warehouse)
    clients = once(everybody, warehouse, scope)
    for name, value in filters.narrowing().items():
        clients = tuple(client for client in clients if getattr(client, name) == value)
    found = Counter(client.tier for client in clients)
    people = warehouse.ask("caseload_therapists", scope=scope).dicts()
    return Caseload(
        **common(warehouse.version, filters, len(clients)),
        clients=clients,
        tiers=tuple(TierCount(tier, found[tier]) for tier in TIERS),
        therapists=tuple(
            CaseloadTherapist(row["therapist"], row["therapist_name"], row["open_clients"], row["talk_first"])
            for row in people
        ),
        estimate_why=ESTIMATE_WHY,
        course_why=model.why,
        below_twice_now=model.below_twice_now,
        below_twice_ever=model.below_twice_ever,
    )


def everybody(warehouse, scope) -> tuple[CaseloadClient, ...]:
    """Every open client in the viewer's scope, in order, before any filter."""
    rules, model = warehouse.version.definitions, expected(warehouse)
    rows = warehouse.ask("caseload", scope=scope).dicts()
    return tuple(sorted((_client(row, rules, of_row(row, model)) for row in rows), key=_order))


def _client(row: dict, rules, found: Standing) -> CaseloadClient:
    here = found.range_at(found.session or 0)
    row = row | {
        "rule_below_expected": found.below_twice,
        "expected_place": found.place,
        "expected_low": here and here.p10,
        "expected_high": here and here.p90,
        "ors_last_session": found.session,
    }
    fired = reasons(row, rules)
    if found.below_twice and row["tier"] == "as_expected":
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
        percentile=found.percentile,
        probability=None,
        why=f"{ESTIMATE_WHY} {found.why}" if found.why else ESTIMATE_WHY,
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
        band=tuple((point.p10, point.p90) for point in found.band),
    )


def _order(client: CaseloadClient) -> tuple:
    pressing = sum(1 for reason in client.fired if reason.group == TALK_FIRST)
    return TIERS.index(client.tier), -pressing, -len(client.fired), -client.days_since, client.client_id


def _number(score) -> float | None:
    return None if score is None else float(score)
