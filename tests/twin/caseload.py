"""Answer of `show caseload`."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.twin import caseload_rules
from tests.twin.caseload_rules import TALK_FIRST, Standards
from tests.twin.episodes import Episode
from tests.twin.expected import Course, places
from tests.twin.practice import Practice
from tests.twin.selection import Selection

TIERS = ("talk_first", "watch", "as_expected", "too_new")
USUAL_FROM = 200  # sessions


def caseload(practice: Practice, chosen: Selection, course: Course | None) -> dict[str, object]:
    """Return the figures of the caseload."""
    standards = caseload_rules.standards(practice)
    everybody = [one for one in practice.episodes if not one.ended]
    held = [one for one in everybody if _holds(chosen, one)]
    rows = [client(one, practice.as_of, standards, course) for one in held]
    tiers = Counter(row["tier"] for row in rows)
    return {
        "as_of": practice.as_of.isoformat(),
        "filters": {**chosen.as_dict(), "since": None, "until": None, "episodes": "open"},
        "n": len(held),
        "left_out": [],
        "clients": _by_code(rows),
        "tiers": [{"tier": tier, "n": tiers[tier]} for tier in TIERS],
        "therapists": therapists(everybody, practice.as_of, standards, course),
        "first_usual": usual(practice, standards),
        "has_srs": standards.has_srs,
    }


def talk_first(practice: Practice, chosen: Selection) -> int:
    """Return how many open clients of a selection are talked about first."""
    known = caseload_rules.standards(practice)
    return sum(
        caseload_rules.is_first(one, known)
        for one in practice.episodes
        if not one.ended and _holds(chosen, one)
    )


def _by_code(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return clients in order of their codes."""
    return sorted(rows, key=lambda row: (row["client_id"], row["episode_no"]))


def comparable(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with its clients in order of their codes."""
    return {**document, "clients": _by_code(document["clients"])}


def order(practice: Practice, course: Course | None, document: Mapping[str, Any]) -> list[tuple[int, bool]]:
    """Return group and whether the first reason is old, of each client in the order of the document."""
    known = caseload_rules.standards(practice)
    of = {(one.client, one.number): one for one in practice.episodes}
    keys = []
    for row in document["clients"]:
        one = of[row["client_id"], row["episode_no"]]
        found = caseload_rules.reasons(one, practice.as_of, known, places(one, course))
        stale = bool(found) and not caseload_rules.is_news(found[0], one)
        keys.append((TIERS.index(row["tier"]), stale))
    return keys


def _holds(chosen: Selection, one: Episode) -> bool:
    """Return whether the filters hold an open episode; the therapist is the one who has the client now."""
    return (
        chosen.site in (None, one.site)
        and chosen.program in (None, one.program)
        and chosen.age_group in (None, one.age_group)
        and chosen.therapist in (None, one.current_therapist)
    )


def client(
    one: Episode, as_of: datetime.date, standards: Standards, course: Course | None
) -> dict[str, object]:
    """Return the row of one open client."""
    found = places(one, course)
    reasons = caseload_rules.reasons(one, as_of, standards, found)
    settled = caseload_rules.settled(one, standards)
    return {
        "client_id": one.client,
        "episode_no": one.number,
        "therapist": one.current_therapist,
        "tier": caseload_rules.tier(one, reasons),
        "reasons": [reason.code for reason in reasons],
        "reason": reasons[0].code if reasons else None,
        "reason_session": reasons[0].session if reasons else None,
        "settled": {"points": settled[0], "since_session": settled[1]} if settled else None,
        "sessions": one.sessions,
        "days_since": (as_of - one.last_day).days,
        "last_date": one.last_day.isoformat(),
        "ors_first": one.first if one.ors else None,
        "last_ors": one.last if one.ors else None,
        "change": one.change if len(one.ors) > 1 and not one.ors_two_forms else None,
        "last_srs": one.srs[max(one.srs)] if one.srs else None,
        "last_srs_session": max(one.srs, default=None),
        "cutoff": one.cutoff,
        "percentile": found[-1][0] if found else None,
    }


def therapists(
    everybody: Sequence[Episode], as_of: datetime.date, standards: Standards, course: Course | None
) -> list[dict[str, object]]:
    """Return each therapist with open clients, and how many of these are talked about first."""
    rows = [client(one, as_of, standards, course) for one in everybody]
    names = sorted({row["therapist"] for row in rows}, key=lambda name: (name is None, str(name)))
    return [
        {
            "therapist": name,
            "open_clients": sum(row["therapist"] == name for row in rows),
            "talk_first": sum(row["therapist"] == name and row["tier"] == TALK_FIRST for row in rows),
        }
        for name in names
    ]


def usual(practice: Practice, standards: Standards) -> dict[str, int] | None:
    """Return after how many sessions of the last 12 months a rule of the first group applied."""
    since = practice.as_of - datetime.timedelta(days=365)
    flags = [
        caseload_rules.is_first(one.up_to(session), standards)
        for one in practice.episodes
        for session, day in one.days.items()
        if day > since
    ]
    return {"sessions": len(flags), "listed": sum(flags)} if len(flags) >= USUAL_FROM else None
