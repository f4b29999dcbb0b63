"""Result classes of the alliance view.

Their fields are the columns described in the documentation.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics.answers import Answer, Estimate
from analytics.why import Why

NOT_JSON = {"json": False}


@dataclass(frozen=True, kw_only=True)
class Correlation:
    """One row per window of sessions: correlation of the window's SRS with the episode's last ORS.

    Of episodes that count for outcomes, have an SRS in the window and an ORS up to its end, and whose last ORS lies
    after it. Several SRS are averaged and rounded to 0.01.

    session: 1 to 5, or the first and last session of a window ("3-5"). r, interval: with the last ORS.
    partial_r, partial_interval: allowing for the first ORS. partial_ors_r, partial_ors_interval: allowing for
    the first ORS and the latest one up to the window's end, so for what had changed by then. n: clients.
    method: `jackknife over groups` or `Fisher z` (fewer than eight therapists). None with `why` where it
    cannot be given.
    """

    session: int | str
    r: float | None
    partial_r: float | None
    interval: tuple[float, float] | None
    n: int
    partial_interval: tuple[float, float] | None = None
    partial_ors_r: float | None = None
    partial_ors_interval: tuple[float, float] | None = None
    method: str | None = None
    therapists: int = 0
    why: Why | None = None


@dataclass(frozen=True, kw_only=True)
class Published:
    """Published mean correlation of alliance and outcome, with its interval and source.

    settings: 95 % range of single settings, our derivation from it (`settings_note`).
    """

    r: float
    interval: tuple[float, float]
    k: int
    label: str
    source: str
    year: int
    doi: str
    settings: tuple[float, float]
    settings_note: str


@dataclass(frozen=True)
class Cell:
    """Cell of the scatter plot: number of clients within one range of the SRS and one of the ORS gain.

    srs, gained: its lower left corner (SRS points; ORS points gained after allowing for the start); n:
    clients.
    """

    srs: float
    gained: float
    n: int


@dataclass(frozen=True, kw_only=True)
class Scatter:
    """Scatter plot, with fitted line, of early SRS and ORS gain adjusted for the first ORS.

    srs, gained: one entry per client, empty where cells stand for them; cells: wide x high points each;
    hidden: cells under the smallest count shown are left out. n: clients behind the line; line, band_low,
    band_high: its height and 95 % band at the SRS in `at`; explained: share of the differences in `gained` it
    accounts for.
    """

    window: str
    srs: tuple[float, ...]
    gained: tuple[float, ...]
    cells: tuple[Cell, ...]
    wide: float
    high: float
    hidden: bool
    n: int
    at: tuple[float, ...]
    line: tuple[float, ...]
    band_low: tuple[float, ...]
    band_high: tuple[float, ...]
    explained: float


@dataclass(frozen=True)
class Pattern:
    """One row per pattern of the SRS in sessions 1 to 5: episodes, and share with an unplanned ending.

    pattern: low_stays_low, low_rising, high_stays_high or high_falling: the first and the last SRS of these sessions
    under the ask line (low) or not. n: episodes, however they ended; None if hidden.
    unplanned: share of the endings that count.
    """

    pattern: str
    n: int | None
    unplanned: Estimate


@dataclass(frozen=True)
class Completion:
    """One row per session number: number of sessions, and share of them with an SRS form."""

    session: int
    share: float | None
    n: int | None


@dataclass(frozen=True)
class Total:
    """One row per SRS total, rounded down to whole points: number of forms with that total.

    20 stands for 20 and less.

    n: forms; None if hidden.
    """

    points: int
    n: int | None


@dataclass(frozen=True)
class DropPath:
    """One row per kind of alliance drop (repaired, unrepaired, ended_after, open), and one row for no drop.

    No drop: episodes with enough SRS for one, four or more on one form.

    drops: how many; improved: reliable improvement of the episodes whose latest drop took this path.
    """

    path: str
    drops: int | None
    improved: Estimate


@dataclass(frozen=True, kw_only=True)
class Dips:
    """Numbers of alliance drops by what followed: repair, no repair, end of episode, or still open.

    The numbers are None if they are too small to show.

    repaired, unrepaired, ended_after, open add up to n. per_100_sessions: drops per 100 sessions with an SRS;
    false_signals_per_100_sessions: how many the rule would mark if nobody's alliance ever changed.
    """

    n: int | None
    repaired: int | None
    unrepaired: int | None
    ended_after: int | None
    open: int | None
    sessions: int
    per_100_sessions: float | None
    false_signals_per_100_sessions: float | None
    ended_after_why: Why | None = None  # set where endings are not recorded
    why: Why | None = None


@dataclass(frozen=True, kw_only=True)
class Alliance(Answer):
    """Results of the alliance view: correlations with outcome, SRS patterns, forms, drops.

    n: episodes.
    """

    by_session: tuple[
        Correlation, ...
    ]  # sessions 1 to 5, the same clients in all five: SRS in each, ORS at 1 and after 5
    by_session_all: tuple[Correlation, ...]  # each session with everybody who has it
    early: Correlation | None  # the early sessions of the definitions, everybody who has them
    early_same: Correlation | None  # the same with the clients of by_session
    first_five: Correlation | None  # mean of sessions 1 to 5
    first_five_same: Correlation | None
    difference: Estimate  # our early r minus the published one
    published: Published | None
    scatter: Scatter | None = field(metadata=NOT_JSON)  # of the window that was asked for
    patterns: tuple[Pattern, ...]
    no_pattern: int | None  # episodes with fewer than two SRS in sessions 1 to 5
    unplanned: Estimate  # base rate beside the patterns: all endings of the selection that count
    completion: tuple[Completion, ...]
    completed: Estimate  # share of all sessions with an SRS
    ceiling: Estimate  # share of SRS forms at exactly 40
    totals: tuple[Total, ...]
    dips: Dips | None
    paths: tuple[DropPath, ...]
    started_full: int | None  # episodes whose first four SRS were all at 39.5 or more
    came_down: int | None  # of these, the ones with a form under 39.5 later
    low_total: float | None  # SRS points, the line of the definitions
    early_sessions: tuple[int, int] | None
    restricted: bool | None = field(metadata=NOT_JSON)  # small counts are hidden from this viewer
