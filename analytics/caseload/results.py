"""Result classes of the caseload view."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from analytics.answers import Answer
from analytics.risk.scoring import Score
from analytics.why import Why

NOT_JSON = {"json": False}


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One rule that applies to a client: key, short label, sentence, and the value that triggered it.

    code: drop, falling, early_low, slide, below_expected, no_srs, away, settled. session: the one it rests
    on. group: the tier the rule belongs to. recent: whether the scores behind it are news
    (`caseload.reasons`).
    """

    code: str
    chip: str
    sentence: str
    value: float | None
    session: int | None
    group: str
    recent: bool = True


@dataclass(frozen=True)
class Settled:
    """An alliance drop that never recovered and now counts as the client's new, lower SRS level.

    points: SRS points by which the median of the forms since, that of the drop included, lies under the median
    before; since_session: the session of the drop.
    """

    points: float
    since_session: int


@dataclass(frozen=True, kw_only=True)
class CaseloadClient:
    """One row per open episode that the viewer may see: urgency tier, reasons and latest scores.

    therapist: who held the last session. tier: talk_first, watch, as_expected, too_new. reasons: keys of the rules
    that fired, the most serious and most recent first; reason, reason_session: that one and the session it rests
    on, None if no rule fired. percentile: share (0 to 1) of clients with this start expected to score lower at the
    last ORS; percentile, probability: None with `why` where they cannot be given. band: expected range (10th and
    90th percentile, ORS points) by session, from session 1 on as far as the course goes. Paths: one entry per
    session, None where no form was filled in; drops: session numbers of alliance drops on the path.
    """

    client_id: str
    episode_no: int
    therapist: str | None
    tier: str
    reasons: tuple[str, ...]
    sessions: int
    days_since: int
    last_ors: float | None
    last_srs: float | None
    percentile: float | None
    probability: float | None
    why: Why | None = field(metadata={"always": True})  # also where nothing is missing: null
    record_id: str
    sentence: str
    last_date: datetime.date
    ors_first: float | None
    change: float | None
    last_srs_session: int | None
    cutoff: float | None
    fired: tuple[Reason, ...] = field(metadata=NOT_JSON)  # page: at most two chips
    ors_path: tuple[float | None, ...] = field(metadata=NOT_JSON)
    srs_path: tuple[float | None, ...] = field(metadata=NOT_JSON)
    drops: tuple[int, ...] = field(metadata=NOT_JSON)
    band: tuple[tuple[float, float], ...] = field(default=(), metadata=NOT_JSON)
    score: Score | None = field(default=None, metadata=NOT_JSON)  # None: no model of this version yet
    site: str | None = field(default=None, metadata=NOT_JSON)
    program: str | None = field(default=None, metadata=NOT_JSON)
    age_group: str | None = field(default=None, metadata=NOT_JSON)
    reason: str | None = None
    reason_session: int | None = None
    settled: Settled | None = None
    lowest_area: str | None = field(
        default=None, metadata=NOT_JSON
    )  # of the SRS that the leading reason rests on
    therapist_name: str | None = field(default=None, metadata=NOT_JSON)


@dataclass(frozen=True)
class TierCount:
    """One row per urgency tier of the caseload, with the number of open clients in it (0 is possible)."""

    tier: str
    n: int


@dataclass(frozen=True)
class CaseloadTherapist:
    """One row per therapist who has open clients that the viewer may see."""

    therapist: str | None
    name: str | None
    open_clients: int
    talk_first: int


@dataclass(frozen=True)
class FirstUsual:
    """How often the rules would have put a client into `talk_first`, over the 12 months before the data date.

    sessions: those the viewer may see; listed: after how many of them a rule of the first group applied.
    """

    sessions: int
    listed: int


@dataclass(frozen=True, kw_only=True)
class Caseload(Answer):
    """Results of the caseload view: open clients by urgency tier.

    n: open episodes.
    """

    clients: tuple[CaseloadClient, ...]  # ordered: tier, then how pressing
    tiers: tuple[TierCount, ...]
    therapists: tuple[CaseloadTherapist, ...]  # not narrowed by any filter
    estimate_why: (
        Why | None
    )  # why no early-warning figure is shown, one sentence; None where the model speaks
    outcome: str | None = None  # what the estimates speak of
    provisional: bool | None = None  # whether the model is provisional; None where it says nothing
    as_good: bool | None = None  # whether the simple rule is as good as the model
    rule_why: Why | None = None  # how the model compares with the simple rule, None where it says nothing
    course_why: Why | None  # why no expected course is drawn, one sentence; None where it is
    below_twice_now: float | None = None  # share of pairs of consecutive ORS that both lie under the range
    below_twice_ever: float | None = None  # share of clients to whom that happened up to session 10
    below_twice_clients: int | None = None  # clients behind both, who started under the cutoff
    first_usual: FirstUsual | None = (
        None  # how often a client stood in the first group; None with few sessions
    )
    has_srs: bool = True  # whether the practice holds any SRS; without one nobody is listed for a missing one

    def group(self, tier: str) -> tuple[CaseloadClient, ...]:
        """Return the clients of one urgency tier, the most urgent first."""
        before = 0
        for row in self.tiers:
            if row.tier == tier:
                return self.clients[before : before + row.n]
            before += row.n
        return ()
