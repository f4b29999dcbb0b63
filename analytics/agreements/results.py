"""Result classes of agreements on a training practice: forms needed, whether a signal moved, effects pooled."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Protocol

from analytics.answers import Answer, Estimate
from analytics.focus.results import AREAS

STATES = ("moved", "moved_wrong_way", "too_early", "cannot_tell")

# signal -> what is counted: SRS forms, drops, courses begun, three sessions in a row, four SRS forms in a row
UNITS = {
    **dict.fromkeys(AREAS, "forms"),
    "dips": "drops",
    "early_retention": "courses",
    "feedback_forms": "session_threes",
    "feedback_variety": "form_fours",
}
# signal -> shift that is looked for, in points of an area or as a share of a rate. Own choice. No study that was found
# says how far training moves an SRS area in six to twelve weeks; what training in repair does is small and unsure
# (r = .11, -.09 to .30; Eubanks, Muran & Safran 2018). 0.3 is what most agreements have to close: a focus is named from
# 0.15 points under the practice on, which is 0.2 beside the other three areas, and with a true SD of 0.2 points a low
# therapist lies about 0.3 under it there. Half a point asks for more than the whole gap of most.
SHIFTS = {
    **dict.fromkeys(AREAS, 0.3),
    **dict.fromkeys(("dips", "early_retention", "feedback_forms", "feedback_variety"), 0.2),
}


WHOLE_POINT = 1.0  # of an area: a shift that anybody would notice, said beside the one that is looked for


class Agreed(Protocol):
    """Agreement of a supervisor and a therapist: code of the therapist, signal, first day and day to look again."""

    @property
    def therapist(self) -> str:
        """Code of the therapist."""
        ...

    @property
    def signal(self) -> str:
        """One of SIGNALS."""
        ...

    @property
    def practice(self) -> str:
        """Key of the training practice."""
        ...

    @property
    def start(self) -> datetime.date:
        """First day."""
        ...

    @property
    def look_again(self) -> datetime.date:
        """Day to look again."""
        ...


@dataclass(frozen=True, kw_only=True)
class Needed(Answer):
    """Forms needed after the start of an agreement to see a shift.

    n: clients before. unit: what is counted (UNITS). shift: points, or share (0 to 1) of a rate. forms: number of units;
    power: probability that the shift is then found, below .8 where a year does not give more forms; a_week: units that
    came in a week of late, weeks: how long it takes at that pace, None without any.
    """

    therapist: str
    signal: str
    unit: str
    shift: float
    forms: int | None
    power: float | None
    a_week: float | None
    weeks: float | None


@dataclass(frozen=True, kw_only=True)
class Shift(Answer):
    """Whether a therapist's signal moved after the start of an agreement.

    n: units (UNITS) since the start. state: one of STATES. needed: units at which the answer is given; more: units that
    are missing until then; last_day: the day of the last unit that counts.

    before, after: level. For an area: points beside the mean of the other three areas (area_before, area_after: points
    of the area itself); for a rate: share of events, the worse side. expected: level that regression to the mean alone
    would give, None where there are no other therapists. colleagues: change of those without an agreement in the same
    weeks, n their number; None: not compared with colleagues. effect: after less expected less colleagues. colleagues
    and effect are towards the better side, points or share; None while it is too early.
    """

    therapist: str
    signal: str
    unit: str
    shift: float
    start: datetime.date
    state: str | None
    needed: int | None
    power: float | None
    more: int | None
    last_day: datetime.date | None
    before: Estimate
    after: Estimate
    expected: Estimate | None
    colleagues: Estimate | None
    effect: Estimate | None
    area_before: float | None
    area_after: float | None


@dataclass(frozen=True)
class Pooled:
    """One row per practice trained: effect pooled over agreements, towards the better side, points or share.

    n of the effect: agreements. needed: fewest agreements, of as many therapists; effect None with fewer. spread: SD of true
    effects. moved, wrong_way, cannot_tell: agreements by verdict; None with fewer, and for whoever may not see every client
    where one is small, or where a small one would follow from it.
    """

    practice: str
    n: int
    needed: int
    effect: Estimate | None
    spread: float | None
    moved: int | None = None
    wrong_way: int | None = None
    cannot_tell: int | None = None


@dataclass(frozen=True, kw_only=True)
class PooledEffects(Answer):
    """Effect per practice trained, over all agreements that have an answer; n: agreements with an answer."""

    practices: tuple[Pooled, ...]


@dataclass(frozen=True, kw_only=True)
class Period:
    """One row per period of a chart: mean of the clients' means of a signal, and how sure it is.

    first, last: days, both inside. n: units; clients: with at least one. mean: points beside the other three areas, or
    share of the less wished-for side; interval: 95 %, None where the spread of clients is unknown.
    """

    first: datetime.date
    last: datetime.date
    n: int
    clients: int
    mean: float
    interval: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True)
class SignalOverTime(Answer):
    """A therapist's signal before and after the start of an agreement, period by period; empty periods are left out.

    n: units since the start, as in Shift. days: length of a period; one begins on the start. until: last day with data.
    """

    therapist: str
    signal: str
    unit: str
    start: datetime.date
    look_again: datetime.date
    days: int
    until: datetime.date | None
    periods: tuple[Period, ...]
