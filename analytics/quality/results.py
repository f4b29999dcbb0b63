"""Result classes of the quality view."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from analytics.answers import Answer
from analytics.why import Why


@dataclass(frozen=True)
class Completeness:
    """One row per field: share of sessions (for forms) or of episodes in which the field is filled in.

    field: ors, srs, ors_first (episodes with a score in the first session), ors_two (with two or more),
    ending (ended episodes whose ending is recorded, not inferred), therapist, site, program, age_group.
    """

    field: str
    share: float | None
    n: int
    of: str  # `sessions`, `episodes`, `ended episodes`
    why: Why | None = None


@dataclass(frozen=True)
class CompletenessMonth:
    """One row per month: share of the month's n sessions that have an ORS, and that have an SRS."""

    month: datetime.date
    ors: float
    srs: float
    n: int


@dataclass(frozen=True, kw_only=True)
class MissingForms:
    """One row per therapist and week: sessions, and how many lack an SRS or an ORS.

    week: Monday of the week.
    """

    therapist: str | None
    week: datetime.date
    sessions: int
    without_srs: int
    without_ors: int
    therapist_name: str | None = None


@dataclass(frozen=True)
class Suspicious:
    """One row per suspicious pattern: number of episodes that show it, and a sentence on its effect.

    n: None if it is too small to show.
    """

    pattern: str
    n: int | None
    effect: str
    label: str


@dataclass(frozen=True)
class QuarantineReason:
    """One row per reason for which delivered rows or cells were left out, with their number."""

    reason: str
    n: int
    kind: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Quality(Answer):
    """Quality of the selected data: completeness, missing forms, suspicious patterns.

    n: sessions.
    """

    completeness: tuple[Completeness, ...]
    months: tuple[CompletenessMonth, ...]
    missing_forms: tuple[MissingForms, ...]
    missing_forms_why: Why | None
    suspicious: tuple[Suspicious, ...]
    quarantine: tuple[QuarantineReason, ...]
    quarantine_why: Why | None
    usable: float | None  # share of the rows of all deliveries that count
    newest_session: datetime.date | None
    newest_session_days: int | None  # to the data date
