"""Results of the quality view: completeness, missing forms, suspicious patterns, rows left out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from analytics import peer_rounding
from analytics.access import Scope
from analytics.answers import common, unavailable
from analytics.filters import Filters
from analytics.ingest.base import rejection_reasons
from analytics.outcomes.own_clients import may_select, sees_every_client
from analytics.outcomes.peer_suppression import NO_TOTALS, WHOLE_PRACTICE_ONLY, period_shown
from analytics.quality import patterns
from analytics.quality.results import Completeness, CompletenessMonth, MissingForms, Quality, QuarantineReason
from analytics.store import Warehouse
from analytics.why import Why, why

NO_LEDGER = why("ledger_not_for_this_role")
NOBODY = why("sessions_by_therapist_not_for_this_role")
NO_FORMS = why("no_session", "this")


def quality(warehouse: Warehouse, scope: Scope, filters: Filters, weeks: int | None = None) -> Quality:
    """Return the completeness of the data, missing forms, suspicious patterns and rows left out.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Selection; the period applies to sessions for forms, to the last session for episodes; `episodes` None
        means all.
    weeks : int, optional
        Missing forms of the last so many weeks up to the data date only (None: all).

    Returns
    -------
    Quality
        n counts the sessions of the selection; whole practice and rounded for people who are no owners or office,
        unless every client is theirs.
    """
    version = warehouse.version
    colleague = scope.practice_totals and not may_select(warehouse, scope)
    below = 0 if sees_every_client(warehouse, scope) else version.definitions.small_numbers.suppress_below
    if colleague and filters.narrowing():
        return unavailable(Quality, WHOLE_PRACTICE_ONLY, shared=common(version, filters, 0))
    filters = period_shown(warehouse, scope, filters if filters.episodes else filters.replace(episodes="all"))
    months = warehouse.query("months_forms", scope=scope, filters=filters).dicts()
    episodes = warehouse.query(
        "quality_episodes", scope=scope, filters=filters, many=patterns.MANY_FORMS
    ).one()
    newest = warehouse.query("newest_session", scope=scope).one()["newest"]
    sessions = sum(row["sessions"] for row in months)
    missing = _missing(warehouse, scope, filters, weeks)
    ledger = _ledger(warehouse, scope)
    answer = Quality(
        **common(version, filters, sessions, below=below),
        completeness=_completeness(months, episodes, sessions),
        months=tuple(
            CompletenessMonth(
                row["month"], row["ors"] / row["sessions"], row["srs"] / row["sessions"], row["sessions"]
            )
            for row in months
            if row["sessions"]
        ),
        missing_forms=missing,
        missing_forms_why=None if missing else (NOBODY if sessions and not _sees_people(scope) else NO_FORMS),
        suspicious=patterns.detect(episodes, version.definitions.endings.lapse_days, below),
        quarantine=ledger[0],
        quarantine_why=None if scope.imports else NO_LEDGER,
        usable=ledger[1],
        newest_session=newest,
        newest_session_days=(version.data_date - newest).days if newest else None,
        why=None if scope.practice_totals else NO_TOTALS,
    )
    return peer_rounding.handed_out(answer, colleague)


def _sees_people(scope: Scope) -> bool:
    """Return whether a viewer may see numbers of sessions by therapist."""
    return bool(scope.every_therapist or scope.imports or scope.therapists)


def _completeness(months: Sequence[Mapping], episodes: Mapping, sessions: int) -> tuple[Completeness, ...]:
    """Return the completeness of each field: the share of sessions or episodes in which it is filled in."""
    forms = {form: sum(row[form] for row in months) for form in ("ors", "srs")}
    rows = [_share(form, events, sessions, "sessions", NO_FORMS) for form, events in forms.items()]
    rows += [
        _share(field, episodes[field], episodes["n"], "episodes", why("no_episode"))
        for field in ("ors_first", "ors_two", "therapist", "site", "program", "age_group")
    ]
    rows.append(
        _share(
            "ending",
            episodes["ending_recorded"],
            episodes["ended"],
            "ended episodes",
            why("no_ended_episode"),
        )
    )
    return tuple(rows)


def _share(field: str, events: int, n: int, of: str, reason: Why) -> Completeness:
    """Return the completeness of one field as events / n; if n is 0, give only the reason."""
    return Completeness(field, events / n, n, of) if n else Completeness(field, None, 0, of, reason)


def _missing(
    warehouse: Warehouse, scope: Scope, filters: Filters, weeks: int | None
) -> tuple[MissingForms, ...]:
    """Query for each therapist and week the number of sessions, and how many lack an SRS or an ORS."""
    if weeks is not None:
        day = warehouse.version.data_date
        monday = day - datetime.timedelta(days=day.weekday(), weeks=weeks - 1)
        filters = filters.replace(since=max(monday, filters.since) if filters.since else monday)
    rows = warehouse.query("missing_forms", scope=scope, filters=filters).dicts()
    return tuple(
        MissingForms(
            therapist=row["therapist"],
            week=row["week"],
            sessions=row["sessions"],
            without_srs=row["without_srs"],
            without_ors=row["without_ors"],
            therapist_name=row["therapist_name"],
        )
        for row in rows
    )


def _ledger(warehouse: Warehouse, scope: Scope) -> tuple[tuple[QuarantineReason, ...], float | None]:
    """Return numbers of delivered rows left out, by reason, and the share of delivered rows accepted."""
    if not scope.imports:
        return (), None
    rows = warehouse.query("quarantine_reasons", scope=scope).dicts()
    reasons = tuple(
        QuarantineReason(row["reason"], row["n"], row["kind"], rejection_reasons.describe(row["reason"]))
        for row in rows
    )
    deliveries = warehouse.query("deliveries", scope=scope).dicts()
    accepted = sum(row["rows_accepted"] or 0 for row in deliveries)
    left_out = sum(row["rows_quarantined"] or 0 for row in deliveries)
    return reasons, accepted / (accepted + left_out) if accepted + left_out else None
