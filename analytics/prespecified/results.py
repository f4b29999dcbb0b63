"""Result classes of a prespecified report; their fields are the keys of its JSON."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from analytics.answers import Answer, Estimate, LeftOut
from analytics.outcomes.results import Benchmark


@dataclass(frozen=True, kw_only=True)
class MeasureResult:
    """One row per chosen measure, in the order of the choice.

    value: with 95 % interval, or why it is missing. unit: of value and goal (`measures.Measure.unit`). left_out: courses
    of the period that this measure does not count. bounds: for unplanned endings, the share with those without a reason
    all counted as agreed, and all as unplanned. goal: as chosen. against_goal: `reached` or `not_reached` where the
    whole interval lies on one side, else `cannot_tell`; None without a goal, without a value, or with n below 10.
    published: figure chosen to stand beside it.
    """

    measure: str
    unit: str
    value: Estimate
    left_out: tuple[LeftOut, ...]
    bounds: tuple[Estimate, ...]
    goal: float | None
    against_goal: str | None
    published: Benchmark | None


@dataclass(frozen=True, kw_only=True)
class OtherChoice:
    """Another prespecified report whose period overlaps with this one."""

    number: int
    title: str
    since: datetime.date
    until: datetime.date
    chosen_on: datetime.date
    withdrawn_on: datetime.date | None


@dataclass(frozen=True, kw_only=True)
class PrespecifiedReport(Answer):
    """All measures of one choice, over the courses of therapy that ended in its period; n: those courses.

    chosen: `before` the period began, `during` it, or `after` it had ended. record: what the audit log says of the
    choice (`choices.RECORDS`). state: `not_begun`, `running`, `settling` (endings can still become known) or `complete`,
    by the data's day. settled_on: first data day with which it is complete. rules_changed: whether the counting rules
    are other ones than when the measures were chosen. few: the courses are too few to show their number; n is 0 then.
    missing: numbers of choices that the log names and that are no longer kept.
    """

    number: int
    title: str
    since: datetime.date
    until: datetime.date
    chosen_on: datetime.date
    withdrawn_on: datetime.date | None
    chosen: str
    record: str
    state: str
    settled_on: datetime.date
    rules_changed: bool
    few: bool
    lapse_days: int
    reliable_change: float
    measures: tuple[MeasureResult, ...]
    others: tuple[OtherChoice, ...]
    missing: tuple[int, ...]
