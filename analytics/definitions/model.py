"""Typed definitions: one frozen class for each section of `rules.toml`.

Fields have no defaults here on purpose: defaults, units and sources stand in `rules.toml`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """Section `change`: thresholds of reliable ORS change, and whether they are inclusive."""

    ors_reliable_change: float
    cors_reliable_change: float
    rule: str

    @property
    def margin(self) -> float:
        """Return the points that a change needs beyond the threshold: 0.1 under `more_than`, else 0."""
        return 0.1 if self.rule == "more_than" else 0.0


@dataclass(frozen=True)
class Cutoffs:
    """Section `cutoffs`: ORS totals that separate help-seeking from other people, by age group and rater."""

    adult: float
    adolescent: float
    child: float
    caretaker_adolescent: float
    caretaker_child: float


@dataclass(frozen=True)
class Alliance:
    """Section `alliance`: early sessions, number of SRS forms required, and threshold of a low SRS total."""

    early_sessions: tuple[int, int]
    min_forms: int
    low_total: float


@dataclass(frozen=True)
class Dips:
    """Section `dips`: how far the SRS must fall below the client's earlier scores to count as a drop."""

    z: float
    min_drop: float
    marked_z: float
    marked_drop: float
    repair_sessions: int


@dataclass(frozen=True)
class Endings:
    """Section `endings`: when an episode has ended, which endings are unplanned, when rates are shown."""

    unplanned: str
    lapse_days: int
    episode_gap_days: int
    min_recorded: float
    min_compared: int


@dataclass(frozen=True)
class Population:
    """Section `population`: episodes that outcome figures include, and ORS forms that an outcome requires."""

    outcome: str
    min_ors: int


@dataclass(frozen=True)
class SmallNumbers:
    """Section `small_numbers`: lowest count shown, and fewest colleagues needed for practice figures.

    A colleague counts only with at least `min_colleague_episodes` closed episodes.
    """

    suppress_below: int
    min_colleagues: int
    min_colleague_episodes: int


@dataclass(frozen=True)
class CaseMix:
    """Section `case_mix`: covariates for which comparisons of therapists are adjusted."""

    covariates: tuple[str, ...]
    site: bool
    calendar: bool


@dataclass(frozen=True, kw_only=True)
class Caseload:
    """Section `caseload`: thresholds of the rules that sort open clients into urgency tiers."""

    fall_from_start: float
    early_low_sessions: int
    early_low_share: float
    srs_slide: float
    no_srs_sessions: int
    days_away: int
    min_sessions: int


@dataclass(frozen=True)
class Course:
    """Section `course`: number of clients needed to fit an expected course of ORS scores."""

    min_clients: int


@dataclass(frozen=True, kw_only=True)
class Focus:
    """Section `focus`: thresholds for naming an SRS area or a rate as a therapist's training focus."""

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
    """Section `early_warning`: what to predict, after which session, how far ahead, for how many clients.

    margin: in 100, see `risk.non_inferiority.margin`.
    """

    outcome: str
    landmark: int
    horizon_days: int
    conversations_a_week: int
    margin: int


@dataclass(frozen=True)
class Access:
    """Section `access`: switch that lets owners open the pages of single clients; each change is logged."""

    owner_client_pages: bool


@dataclass(frozen=True, kw_only=True)
class Definitions:
    """All definitions (rules of scoring and counting) in force for one data version, by section."""

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
        """Return the definitions as nested dictionaries: section -> rule -> value, in file order."""
        return dataclasses.asdict(self)

    def digest(self) -> str:
        """Return eight hex digits that identify these definitions, for cache keys and reports."""
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
