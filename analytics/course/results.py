"""Result classes of the course view."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.answers import Answer
from analytics.why import Why


@dataclass(frozen=True)
class BandPoint:
    """One row per session: 10th, 50th and 90th percentile of the expected ORS, in points."""

    session: int
    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, kw_only=True)
class CurvePoint:
    """One row per first score and session number: five percentiles of the expected ORS, in points."""

    intake: float
    session: int
    p10: float
    p25: float
    p50: float
    p75: float
    p90: float


@dataclass(frozen=True, kw_only=True)
class CourseClient:
    """One row per open episode the viewer may see: last ORS and its percentile in the expected course.

    percentile: share (0 to 1) of clients with a similar start expected to score lower at this session; None with
    `why`. below_twice: the last two ORS lie under the 10th percentile, for clients who started under the
    cutoff.
    """

    client_id: str
    episode_no: int
    session: int | None
    ors: float | None
    percentile: float | None
    below_twice: bool
    why: Why | None = None


@dataclass(frozen=True, kw_only=True)
class Coefficients:
    """Coefficients of the fitted expected course.

    ors = constant + line L + intake c + line_intake L c + (1 + L | client), L = ln(session), c = first ORS -
    centre. sd_start, sd_line, correlation: of clients' own lines; sd_score: of a score around them.
    """

    constant: float
    line: float
    intake: float
    line_intake: float
    centre: float
    sd_start: float
    sd_line: float
    correlation: float | None
    sd_score: float


@dataclass(frozen=True, kw_only=True)
class Course(Answer):
    """Results of the course view: the expected course and the place of each open client in it.

    n: open episodes in scope. why: no course can be drawn.
    """

    coefficients: Coefficients | None
    curve: tuple[CurvePoint, ...]
    clients: tuple[CourseClient, ...]
    clients_behind: int | None  # clients the course is fitted to
    scores_behind: int | None  # their scores from session 2 on
    last_session: int | None  # the course is drawn up to here
    below_twice_now: float | None  # share of pairs of consecutive scores that both lie under the range
    below_twice_ever: float | None  # share of clients to whom that happened at some point up to session 10
    below_twice_clients: int | None  # clients behind both, who started under the cutoff
