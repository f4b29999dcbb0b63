"""Result classes of the overview and outcomes views; their fields are the documented columns."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from analytics.answers import Answer, Estimate, LeftOut
from analytics.endings import Endings
from analytics.outcomes.month_results import Change, Point, Series
from analytics.outcomes.verdict import Verdict
from analytics.why import Why

NOT_JSON = {"json": False}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One row per month: number of episodes that began, that ended, and that were open at its end.

    starts: episodes whose first session fell into the month; ends: episodes whose last session did (ended
    ones only); open: episodes under way at the end of the month; intake: mean first ORS of the starts. incomplete: the
    month of the data date. Endings that nobody records become known the lapse window after the last session, so `ends`
    of the months before can still grow, and `open` shrink.
    """

    month: datetime.date
    starts: int | None
    ends: int | None
    open: int | None
    intake: Estimate
    incomplete: bool = False
    grain: str = "month"


@dataclass(frozen=True, kw_only=True)
class Previous:
    """Main outcomes in the period of equal length just before the selection."""

    since: datetime.date
    until: datetime.date
    n: int
    reliable_improvement: Estimate
    recovered: Estimate
    unplanned: Estimate
    mean_change: Estimate


@dataclass(frozen=True, kw_only=True)
class LookAt:
    """One highlight of the overview page, and the page that shows more about it.

    kind: `changed` (and still so), `unusual_month`, `forms_missing` or `talk_first`.

    measure, direction, since, before, after for `changed`; measure, direction, month for `unusual_month`; n for
    `talk_first` (clients) and `forms_missing` (sessions without an SRS); of: sessions in the same weeks; share:
    n / of. grain: whether since and month stand for a `month` or a `quarter`.
    """

    kind: str
    page: str
    measure: str | None = None
    direction: str | None = None
    since: datetime.date | None = None
    n: int | None = None
    of: int | None = None
    share: float | None = None
    month: datetime.date | None = None
    before: float | None = None
    after: float | None = None
    grain: str | None = None


@dataclass(frozen=True, kw_only=True)
class Overview(Answer):
    """Results of the overview: outcomes, monthly series, verdict and highlights; n: episodes selected."""

    reliable_improvement: Estimate  # recovered included; over assessable episodes
    recovered: Estimate  # over assessable episodes that started below the cutoff
    no_change: Estimate  # over assessable
    deteriorated: Estimate  # over assessable
    unplanned: Estimate  # over ended episodes that count for endings
    unplanned_declared: Estimate  # bounds: endings without a reason counted too, as agreed and as unplanned
    unplanned_all_unknown: Estimate
    endings: Endings | None = None  # of the whole practice: whether they are recorded
    mean_change: Estimate  # ORS points, over assessable
    effect_size: Estimate  # Hedges g, over assessable that started below the cutoff
    mean_intake: Estimate  # ORS points, first ORS of the selection
    assessable: int | None  # episodes with enough ORS
    ended: int | None  # ended episodes that count for endings; None where endings are not recorded
    series: tuple[Series, ...] = field(
        metadata=NOT_JSON
    )  # reliable_improvement unplanned early_alliance forms
    months: tuple[Point, ...]  # the same points in one list
    changes: tuple[Change, ...]  # what is said of each series
    months_since: datetime.date | None  # first day of the time they cover; None: all data
    # share of practices without any change in which one of the series is called changed; at any look of a year; in
    # which one has an unusual month
    false_alarms: float | None
    false_alarms_year: float | None
    false_unusual_months: float | None
    seen: tuple[Seen, ...]
    seen_why: Why | None = None
    previous: Previous | None  # of closed episodes only
    verdict: Verdict | None  # against the period before
    look_at: tuple[LookAt, ...]
    reliable_change: float | None  # ORS points in force
    cutoff: float | None  # adult cutoff in force
    lapse_days: int | None
    newest_session_days: int | None  # days from the newest session to the data date


@dataclass(frozen=True)
class OutcomeClass:
    """One row per class of change, such as `recovered`, among the episodes with a change score."""

    outcome: str
    n: int | None
    share: Estimate


@dataclass(frozen=True)
class TravelCell:
    """Number of clients whose first and last ORS lie in one cell of the scatter plot.

    ors_first, ors_last: lower left corner of the square, in points.
    """

    ors_first: float
    ors_last: float
    n: int


@dataclass(frozen=True)
class Sensitivity:
    """One row per threshold of reliable change of the ORS: shares of episodes improved and deteriorated.

    Episodes with the child form keep their own threshold.
    """

    reliable_change: float
    improved: Estimate
    deteriorated: Estimate
    in_force: bool


@dataclass(frozen=True, kw_only=True)
class Favour:
    """One row per definition of success: how much it depends on how distressed clients were at the start.

    definition: `reliable_improvement`, `recovered`, `effect_size` or `severity_adjusted_effect_size` (each of at
    least .8); share: episodes that succeed by it; odds_ratio: of success, per SD of the first ORS more distressed;
    favours: `more_distressed`, `less_distressed`, `neither`, `unclear`, or None where nothing is estimated.
    """

    definition: str
    share: Estimate
    odds_ratio: Estimate
    favours: str | None


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """One row per published figure to compare a practice with.

    figure: stable key; label: in words; value: share 0 to 1, points, sessions or effect size (unit says);
    interval: published range or interval; goal: it is an aim, not something measured; verified: read in its
    source; compares: our measure it may be set beside (None: context only); note: what differs.
    """

    figure: str
    label: str
    value: float | None
    source: str
    year: int | None  # None where the source page carries none
    n: int | None
    unit: str
    interval: tuple[float, float] | None
    population: str
    measure_rule: str
    goal: bool
    compares: str | None
    note: str
    verified: bool


@dataclass(frozen=True)
class Retention:
    """One row per session number: share of clients still in care after that session (Kaplan-Meier).

    at_risk: episodes that reached this session; ended: how many of them ended after it (None: too few to
    show). Open episodes are censored at their last session.
    """

    session: int
    still_in_care: float
    interval: tuple[float, float] | None
    at_risk: int
    ended: int | None


@dataclass(frozen=True, kw_only=True)
class SessionsNotHeld:
    """Courses whose ending is recorded as unplanned, compared with planned ones of similar start.

    per_ending: sessions fewer than the planned ones, negative for more; total: over all unplanned ones selected;
    mean_unplanned, mean_planned: sessions, allowing for open courses; unplanned, planned: courses compared; improved:
    share of the unplanned ones clearly better at the last score; left_out: `ending_without_reason`, and `too_long`.
    """

    per_ending: Estimate
    total: Estimate
    mean_unplanned: float | None
    mean_planned: float | None
    unplanned: int | None
    planned: int | None
    improved: Estimate
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, kw_only=True)
class CoursePoint:
    """Mean ORS of ended episodes that count for outcomes at one session up to 12, for one range of episode length.

    dose: episode length in sessions, `1-3`, `4-8` or `9+`; n: ORS at this session; episodes: all of that length
    with an ORS, None where it is not said.
    """

    dose: str
    session: int
    mean: float
    interval: tuple[float, float] | None
    n: int
    episodes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Subgroup:
    """One row per measure and site, programme or age group; small groups are combined as `other`.

    measure: reliable_improvement, recovered, mean_change, unplanned. flagged: the interval of the difference
    from the rest of the dimension, widened for the number of comparisons of that measure, leaves 0 out.
    """

    measure: str
    dimension: str
    group: str
    estimate: float | None
    interval: tuple[float, float] | None
    n: int | None
    practice: float | None
    flagged: bool
    comparisons: int
    why: Why | None = None


@dataclass(frozen=True, kw_only=True)
class Outcomes(Answer):
    """Outcomes of a selection: classes of change, effect size, endings, subgroups.

    n: episodes selected.
    """

    classes: tuple[OutcomeClass, ...]
    reliable_improvement: Estimate
    recovered: Estimate
    mean_change: Estimate
    effect_size: Estimate
    severity_adjusted_effect_size: Estimate
    unplanned: Estimate
    unplanned_declared: Estimate
    unplanned_all_unknown: Estimate
    unplanned_recorded: Estimate  # over endings recorded as planned or unplanned, as Connell et al. count
    unplanned_not_improved: Estimate  # unplanned and neither improved nor at or above the cutoff
    planned: Estimate
    sensitivity: tuple[Sensitivity, ...]
    favours: tuple[Favour, ...] = ()  # empty for colleagues, as subgroups
    start_sd: float | None = None  # ORS points, SD of the first ORS over assessable: the unit of `favours`
    benchmarks: tuple[Benchmark, ...]
    retention: tuple[Retention, ...]
    course: tuple[CoursePoint, ...]
    subgroups: tuple[Subgroup, ...]
    travel_start: tuple[float, ...]  # first ORS, one entry per episode the viewer may see
    travel_end: tuple[float, ...]  # last ORS, same order
    travel_class: tuple[str, ...]  # outcome class, same order
    travel_cells: tuple[
        TravelCell, ...
    ] = ()  # instead of single episodes, for owners without a right to them
    travel_cell_width: float | None = None  # ORS points
    travel_scope: str | None  # `practice`, `own` (only the viewer's own clients) or `cells`
    assessable: int | None
    started_below: int | None  # assessable and started below the cutoff
    ended: int | None  # ended episodes that count for endings; None where endings are not recorded
    endings: Endings | None = None  # of the whole practice: whether they are recorded
    inferred: Estimate  # share of those endings that were inferred, not recorded
    reliable_change: float | None
    cutoff: float | None
    mean_sessions: Estimate  # sessions per ended episode
    sessions_not_held: SessionsNotHeld | None = None  # not for colleagues, as subgroups
