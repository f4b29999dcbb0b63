"""Records of the quality answer."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from analytics.answers import Answer
from analytics.why import Why


@dataclass(frozen=True)
class Completeness:
    """One row per field: share filled in, over n (sessions for forms, episodes for the rest).

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
    """One row per month: share of sessions with an ORS, with an SRS, over n sessions."""

    month: datetime.date
    ors: float
    srs: float
    n: int


@dataclass(frozen=True, kw_only=True)
class MissingForms:
    """One row per therapist and week (its Monday): sessions and how many had no form. No scores."""

    therapist: str | None
    week: datetime.date
    sessions: int
    without_srs: int
    without_ors: int
    therapist_name: str | None = None


@dataclass(frozen=True)
class Suspicious:
    """One row per pattern found: n episodes (or rows), and its effect on the figures in a sentence."""

    pattern: str
    n: int
    effect: str
    label: str


@dataclass(frozen=True)
class QuarantineReason:
    """One row per reason and kind (`quarantined`, `skipped`, `cell`), over all deliveries kept."""

    reason: str
    n: int
    kind: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Quality(Answer):
    """How much of the data can be used. n: sessions in the selection."""

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
