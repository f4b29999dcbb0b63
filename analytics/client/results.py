"""Result classes of the client timeline."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from analytics.answers import Answer
from analytics.caseload.results import Reason, Settled
from analytics.course import BandPoint, BelowOnce
from analytics.risk.scoring import Score
from analytics.why import Why


@dataclass(frozen=True, kw_only=True)
class Session:
    """One row per session of the episode: scores of ORS and SRS and of their areas, if filled in."""

    session_no: int
    date: datetime.date
    therapist: str | None
    ors: float | None
    srs: float | None
    ors_areas: dict[str, float | None]  # individual interpersonal social overall
    srs_areas: dict[str, float | None]  # relationship goals approach overall
    ors_version: str | None = None  # of the form filled in
    srs_version: str | None = None
    rater: str | None = "self"  # self, caretaker, collateral


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One row per mark below the timeline's curves: alliance drop, repair or missing form.

    kind: drop, repair, missing_srs, missing_ors. size: points of the drop; baseline: the client's own earlier
    median; marked: the stricter rule; outcome of a drop: repaired, unrepaired, ended_after, open;
    resolved_session: where it was repaired; drop_session (on a repair): which drop it answers.
    """

    kind: str
    session_no: int
    size: float | None = None
    baseline: float | None = None
    marked: bool = False
    outcome: str | None = None
    resolved_session: int | None = None
    drop_session: int | None = None


@dataclass(frozen=True, kw_only=True)
class EpisodeSummary:
    """One row per episode of the client that the viewer may see."""

    episode_no: int
    first_date: datetime.date
    last_date: datetime.date
    sessions: int
    outcome: str
    ending: str
    therapist: str | None
    two_forms: bool = False  # of the ORS, so that the outcome is not assessable


@dataclass(frozen=True)
class WayToAsk:
    """Question to ask the client in the next session, with the SRS area or value that prompted it.

    key: which of the eight templates; area, value, session_no: where it comes from.
    """

    key: str
    question: str
    area: str | None
    value: float | None
    session_no: int | None


@dataclass(frozen=True)
class Area:
    """Lowest area of the last SRS that has areas filled in."""

    area: str
    name: str
    value: float
    session_no: int


@dataclass(frozen=True, kw_only=True)
class Timeline(Answer):
    """Timeline of one client's episode: sessions, marks, outcome and expected course.

    n: sessions.

    movement: `up` or `down` beyond the form's noise, `within_noise`, `about_the_same` (under one point),
    `one_score`, `no_score`, `two_forms` (the ORS form changed, so nothing is compared). last_drop: the latest
    drop mark or None. srs_two_forms: the same of the SRS, so no drop is looked for. goes_on_after: day of a
    recorded ending that sessions came after.
    """

    record_id: str
    client_id: str
    episode_no: int
    therapist: str | None
    therapist_name: str | None
    current_therapist: str | None
    site: str | None
    program: str | None
    age_group: str | None
    episodes: tuple[EpisodeSummary, ...]
    sessions: tuple[Session, ...]
    marks: tuple[Mark, ...]
    is_open: bool
    days_since: int
    outcome: str
    ending: str
    ors_version: str | None
    srs_version: str | None
    cutoff: float | None
    reliable_change: float | None
    started_below: bool | None
    low_total: float
    early_window: tuple[int, int]
    early_alliance: float | None
    early_forms: int
    ors_first: float | None
    ors_last: float | None
    change: float | None
    movement: str
    last_drop: Mark | None
    lowest_area: Area | None
    sessions_without_srs: int  # in a row, up to the last session
    n_ors: int
    n_srs: int
    ask: WayToAsk | None
    expected_course: tuple[
        BandPoint, ...
    ]  # by session, from 1 as far as the course goes; empty with its `why`
    expected_course_why: Why | None
    expected_place: str | None  # of the last ORS: below, inside, above; None with expected_course_why
    expected_behind: int | None  # clients the course is fitted to
    below_twice: bool  # the last two ORS lie below it, and the start was under the cutoff
    similar: (
        Score | None
    )  # what the early warning says of it; None where the episode has ended or there is no model
    similar_why: Why | None  # why it says nothing
    similar_tier: str | None = None  # provisional or full, where it speaks
    horizon_days: int | None = None  # of an unplanned ending
    fired: tuple[
        Reason, ...
    ] = ()  # the rules that fire for an open episode, the leading one first, as on the caseload
    settled: Settled | None = None  # an old drop that has become this client's level
    has_srs: bool = True  # whether the practice holds any SRS at all
    srs_two_forms: bool = False
    goes_on_after: datetime.date | None = None
    below_once: BelowOnce = BelowOnce()  # what became of past scores under the expected range

    @property
    def reason(self) -> Reason | None:
        """First caseload reason of an open episode; None if no rule applies."""
        return self.fired[0] if self.fired else None
