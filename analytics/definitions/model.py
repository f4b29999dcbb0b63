"""The typed shape of the definitions: one frozen class per section of the TOML file.

Fields have no defaults here on purpose: defaults, units and sources stand in `rules.toml`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """When a change in the ORS counts as reliable."""

    ors_reliable_change: float
    cors_reliable_change: float
    rule: str


@dataclass(frozen=True)
class Cutoffs:
    """ORS totals that separate help-seeking from other people, by age group and rater."""

    adult: float
    adolescent: float
    child: float
    caretaker_adolescent: float
    caretaker_child: float


@dataclass(frozen=True)
class Alliance:
    """Which sessions are early, and which SRS total asks a question."""

    early_sessions: tuple[int, int]
    min_forms: int
    low_total: float


@dataclass(frozen=True)
class Dips:
    """When a fall of the SRS is marked against the client's own course."""

    z: float
    min_drop: float
    marked_z: float
    marked_drop: float
    repair_sessions: int


@dataclass(frozen=True)
class Endings:
    """How an episode without a recorded ending is read, which endings are unplanned, and when a rate may be given."""

    unplanned: str
    lapse_days: int
    episode_gap_days: int
    min_recorded: float


@dataclass(frozen=True)
class Population:
    """Which episodes an outcome figure speaks of."""

    outcome: str
    min_ors: int


@dataclass(frozen=True)
class SmallNumbers:
    """Below which counts nothing is shown to people who may not see the clients themselves."""

    suppress_below: int
    min_colleagues: int
    min_colleague_episodes: int


@dataclass(frozen=True)
class CaseMix:
    """What comparisons allow for."""

    covariates: tuple[str, ...]
    site: bool


@dataclass(frozen=True, kw_only=True)
class Caseload:
    """The visible rules that put a client into a group of the caseload."""

    fall_from_start: float
    early_low_sessions: int
    srs_slide: float
    no_srs_sessions: int
    days_away: int
    min_sessions: int


@dataclass(frozen=True)
class Course:
    """From how many clients on an expected course is drawn."""

    min_clients: int


@dataclass(frozen=True, kw_only=True)
class Focus:
    """When something stands out for a therapist so clearly that it may be named as a training focus."""

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
    """What the early-warning model is asked."""

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
        """The definitions as plain sections of plain values, in file order."""
        return dataclasses.asdict(self)

    def digest(self) -> str:
        """Eight hex digits that change whenever a rule changes; part of every cache key and report."""
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
