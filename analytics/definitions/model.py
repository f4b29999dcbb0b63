"""Typed definitions: one frozen class per section of the TOML file.

Fields have no defaults here on purpose: defaults, units and sources stand in `rules.toml`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """Threshold and rule of reliable change in the ORS."""

    ors_reliable_change: float
    cors_reliable_change: float
    rule: str


@dataclass(frozen=True)
class Cutoffs:
    """Clinical cutoffs: ORS totals that separate help-seeking from other people, by age group and rater."""

    adult: float
    adolescent: float
    child: float
    caretaker_adolescent: float
    caretaker_child: float


@dataclass(frozen=True)
class Alliance:
    """Early sessions, forms needed for an early alliance, and the SRS total below which to ask."""

    early_sessions: tuple[int, int]
    min_forms: int
    low_total: float


@dataclass(frozen=True)
class Dips:
    """Rule by which a fall of the SRS is marked against the client's own earlier scores."""

    z: float
    min_drop: float
    marked_z: float
    marked_drop: float
    repair_sessions: int


@dataclass(frozen=True)
class Endings:
    """Rules for endings: lapse window, which endings are unplanned, and when a rate may be given."""

    unplanned: str
    lapse_days: int
    episode_gap_days: int
    min_recorded: float


@dataclass(frozen=True)
class Population:
    """Episodes that outcome figures cover."""

    outcome: str
    min_ors: int


@dataclass(frozen=True)
class SmallNumbers:
    """Counts below which nothing is shown to people who may not see the clients themselves."""

    suppress_below: int
    min_colleagues: int
    min_colleague_episodes: int


@dataclass(frozen=True)
class CaseMix:
    """Covariates that comparisons of therapists adjust for."""

    covariates: tuple[str, ...]
    site: bool


@dataclass(frozen=True, kw_only=True)
class Caseload:
    """Rules that put an open client into a group of the caseload."""

    fall_from_start: float
    early_low_sessions: int
    srs_slide: float
    no_srs_sessions: int
    days_away: int
    min_sessions: int


@dataclass(frozen=True)
class Course:
    """Number of clients from which an expected course is drawn."""

    min_clients: int


@dataclass(frozen=True, kw_only=True)
class Focus:
    """Thresholds above which a signal may be named as a therapist's training focus."""

    min_deficit: float
    sure_area: float
    max_spread: float
    min_clients: int
    sure_rate: float
    min_dips: float
    min_early_retention: float
    min_feedback_forms: float
    min_feedback_variety: float


@dataclass(frozen=True)
class EarlyWarning:
    """Outcome, landmark, horizon and capacity of the early-warning model."""

    outcome: str
    landmark: int
    horizon_days: int
    conversations_a_week: int


@dataclass(frozen=True)
class Access:
    """Switches that widen what a role sees; each change is logged."""

    owner_client_pages: bool


@dataclass(frozen=True, kw_only=True)
class Definitions:
    """All rules of scoring and counting in force for one data version."""

    change: Change
    cutoffs: Cutoffs
    alliance: Alliance
    dips: Dips
    endings: Endings
    population: Population
    small_numbers: SmallNumbers
    case_mix: CaseMix
    caseload: Caseload
    course: Course
    focus: Focus
    early_warning: EarlyWarning
    access: Access

    def as_dict(self) -> dict[str, dict]:
        """Return the definitions as plain sections of plain values, in file order."""
        return dataclasses.asdict(self)

    def digest(self) -> str:
        """Hash the definitions to eight hex digits, for cache keys and reports."""
        text = json.dumps(self.as_dict(), sort_keys=True, default=list)
        return hashlib.sha256(text.encode()).hexdigest()[:8]


CLASSES = {
    "change": Change,
    "cutoffs": Cutoffs,
    "alliance": Alliance,
    "dips": Dips,
    "endings": Endings,
    "population": Population,
    "small_numbers": SmallNumbers,
    "case_mix": CaseMix,
    "caseload": Caseload,
    "course": Course,
    "focus": Focus,
    "early_warning": EarlyWarning,
    "access": Access,
}
