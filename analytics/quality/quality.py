"""Completeness, missing forms, odd patterns and what imports left out; counts only, so the office may see it."""

from __future__ import annotations

import datetime
from typing import Any

from analytics.answers import common, unavailable
from analytics.filters import Filters
from analytics.outcomes.colleagues import selection
from analytics.quality.results import (
    Completeness,
    CompletenessMonth,
    MissingForms,
    Quality,
    QuarantineReason,
    Suspicious,
)

MANY_FORMS = 4  # SRS forms from which an unvarying row of 40 says little
NOT_YOURS = "What imports left out is shown to owners and the office."
NO_NAMES = "Missing forms are listed for the therapists you may see."

LABELS = {
    "score_out_of_range": "Score beyond the form's range",
    "score_not_number": "Score that is not a number",
    "items_incomplete": "Some areas filled in, others not",
    "total_mismatch": "Total that is not the sum of its areas",
    "date_unparseable": "Date that cannot be read",
    "date_in_future": "Date after the data date",
    "date_implausible": "Date before the forms existed",
    "date_before_intake": "Session before the case began",
    "conflicting_duplicate": "Same client and day with different values",
    "id_missing": "No client number",
    "id_has_control_chars": "Invisible characters in an id",
    "cell_too_long": "Id longer than 256 characters",
    "wrong_field_count": "Row with too few or too many cells",
    "formula_error": "Spreadsheet error in a cell",
    "duplicate_row": "The same row twice",
    "summary_row": "Row of sums",
    "repeated_header": "Header repeated",
    "footer": "Text below the table",
    "not_attended": "Appointment not attended",
    "not_an_orssrs_row": "Another questionnaire",
}

PATTERNS = {
    "srs_always_full": ("Every SRS is 40", "Their alliance cannot be told from politeness; nothing is left out."),
    "no_srs": ("No SRS at all", "They are missing from every alliance figure."),
    "first_ors_late": ("First ORS after the first session", "Their change is measured from a later start."),
    "last_ors_early": ("No ORS at the last session", "Their outcome is the last ORS there is."),
    "therapist_tied": ("Shared equally by two therapists", "They are left out where therapists are compared."),
    "zero_scores": ("First or last ORS is exactly 0", "Kept; a zero may stand for a form that was not filled in."),
}


def quality(warehouse, scope, filters: Filters, weeks: int | None = None) -> Quality:
    """How complete the data of the selection are.

    Parameters: weeks, only the last so many weeks of missing forms (by the data date); None for all.
    Returns: a Quality; n is the number of sessions.
    Limits: what was never exported cannot be counted as missing.
    """
    version = warehouse.version
    chosen = selection(warehouse, scope, filters)
    if chosen.why:
        return unavailable(Quality, chosen.why, shared=common(version, chosen.filters, 0))
    whole = chosen.filters.but(episodes="all")
    months = warehouse.ask("months_forms", scope=scope, filters=whole).dicts()
    episodes = warehouse.ask("quality_episodes", scope=scope, filters=whole, many=MANY_FORMS).one()
    newest = warehouse.ask("newest_session", scope=scope).one()["newest"]
    missing = _missing(warehouse, scope, whole, weeks)
    return Quality(
        **common(version, whole, sum(row["sessions"] for row in months)),
        completeness=_completeness(months, episodes),
        months=tuple(
            CompletenessMonth(row["month"], row["ors"] / row["sessions"], row["srs"] / row["sessions"], row["sessions"])
            for row in months
        ),
        missing_forms=missing,
        missing_forms_why=None if missing else NO_NAMES,
        suspicious=tuple(
            Suspicious(key, episodes[key], effect, label) for key, (label, effect) in PATTERNS.items() if episodes[key]
        ),
        quarantine=_quarantine(warehouse, scope) if scope.imports else (),
        quarantine_why=None if scope.imports else NOT_YOURS,
        usable=_usable(warehouse, scope) if scope.imports else None,
        newest_session=newest,
        newest_session_days=(version.data_date - newest).days if newest else None,
    )


def _completeness(months: list[dict[str, Any]], episodes: dict[str, Any]) -> tuple[Completeness, ...]:
    n = sum(row["sessions"] for row in months)
    rows = [
        ("ors", sum(row["ors"] for row in months), n, "sessions"),
        ("srs", sum(row["srs"] for row in months), n, "sessions"),
        ("ors_first", episodes["ors_first"], episodes["n"], "episodes"),
        ("ors_two", episodes["ors_two"], episodes["n"], "episodes"),
        ("ending", episodes["ending_recorded"], episodes["ended"], "ended episodes"),
    ]
    rows += [(key, episodes[key], episodes["n"], "episodes") for key in ("therapist", "site", "program", "age_group")]
    return tuple(
        Completeness(key, filled / of if of else None, of, unit, None if of else f"There are no {unit}.")
        for key, filled, of, unit in rows
    )


def _missing(warehouse, scope, filters: Filters, weeks: int | None) -> tuple[MissingForms, ...]:
    if weeks is not None:
        first = warehouse.version.data_date - datetime.timedelta(weeks=weeks)
        since = max(first, filters.since) if filters.since else first
        if filters.until is None or since <= filters.until:
            filters = filters.but(since=since)
    rows = warehouse.ask("missing_forms", scope=scope, filters=filters).dicts()
    return tuple(
        MissingForms(
            row["therapist"], row["week"], row["sessions"], row["without_srs"], row["without_ors"], row["therapist_name"]
        )
        for row in rows
    )


def _quarantine(warehouse, scope) -> tuple[QuarantineReason, ...]:
    rows = warehouse.ask("quarantine_reasons", scope=scope).dicts()
    return tuple(
        QuarantineReason(row["reason"], row["n"], row["kind"], LABELS.get(row["reason"], row["reason"].replace("_", " ")))
        for row in rows
    )


def _usable(warehouse, scope) -> float | None:
    rows = warehouse.ask("deliveries", scope=scope).dicts()
    came = sum(row["rows_in"] for row in rows)
    return sum(row["rows_accepted"] for row in rows) / came if came else None
