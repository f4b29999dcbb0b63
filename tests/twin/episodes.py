"""Episodes built from sessions: scores, class of change, ending, therapist."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tests.twin import endings
from tests.twin.rules import RULES, points
from tests.twin.sessions import Session

CHILD_FORM = "CORS"
IMPROVED = ("recovered", "improved", "improved_above")


@dataclass(frozen=True, kw_only=True)
class Episode:
    """One course of therapy. ors, srs: totals by session number, without the missing ones."""

    client: str
    number: int
    first_day: datetime.date
    last_day: datetime.date
    days: dict[int, datetime.date]
    therapist: str | None  # of most sessions
    tied: bool  # two therapists held equally many sessions
    current_therapist: str | None  # of the last session
    site: str | None
    program: str | None
    age_group: str | None
    ors: dict[int, Decimal]
    srs: dict[int, Decimal]
    ors_version: str | None
    cutoff: Decimal
    reliable_change: Decimal
    outcome: str  # class of change
    ending: str

    @property
    def sessions(self) -> int:
        """Number of sessions attended."""
        return len(self.days)

    @property
    def assessable(self) -> bool:
        """Whether there are enough ORS to judge a change."""
        return self.outcome != "not_assessable"

    @property
    def improved(self) -> bool:
        """Whether the client is clearly better, recovered ones included."""
        return self.outcome in IMPROVED

    @property
    def first(self) -> Decimal:
        """First ORS."""
        return self.ors[min(self.ors)]

    @property
    def last(self) -> Decimal:
        """Last ORS."""
        return self.ors[max(self.ors)]

    @property
    def change(self) -> Decimal:
        """Last less first ORS, points."""
        return self.last - self.first

    @property
    def started_below(self) -> bool:
        """Whether the first ORS lies under the cutoff."""
        return bool(self.ors) and self.first < self.cutoff

    @property
    def ended(self) -> bool:
        """Whether the episode is over."""
        return self.ending != endings.OPEN

    @property
    def counts_for_endings(self) -> bool:
        """Whether it is among the endings of which rates speak."""
        return self.ended and self.ending not in endings.NOT_FOR_ENDINGS

    @property
    def left(self) -> bool:
        """Whether it ended unplanned, recorded or inferred."""
        return self.ending in endings.LEFT

    @property
    def early_srs(self) -> Decimal | None:
        """Early alliance: mean SRS of the early sessions, rounded to 0.01."""
        low, high = RULES["alliance.early_sessions"]
        forms = [self.srs[k] for k in range(low, high + 1) if k in self.srs]
        if len(forms) < RULES["alliance.min_forms"]:
            return None
        return rounded(sum(forms, Decimal(0)) / len(forms))


def rounded(value: Decimal) -> Decimal:
    """Round to 0.01, halves away from 0."""
    return value.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


def build(sessions: Iterable[Session], as_of: datetime.date) -> list[Episode]:
    """Build all episodes of a practice, in order of client and number."""
    of: dict[tuple[str, int], list[Session]] = defaultdict(list)
    for session in sessions:
        of[session.client, session.episode].append(session)
    return [_episode(sorted(of[key], key=lambda row: row.number), as_of) for key in sorted(of)]


def _episode(held: list[Session], as_of: datetime.date) -> Episode:
    """Build one episode from its sessions in order."""
    ors = {row.number: row.ors for row in held if row.ors is not None}
    version = next((row.ors_version for row in held if row.ors_version), None)
    age = next((row.age_group for row in reversed(held) if row.age_group), None)
    cutoff = points(f"cutoffs.{age or 'adult'}")
    instrument = "cors" if version == CHILD_FORM else "ors"
    threshold = points(f"change.{instrument}_reliable_change")
    outcome = classify(ors, cutoff, threshold)
    days = {row.number: row.day for row in held}
    therapist, tied = main_therapist(held)
    return Episode(
        client=held[0].client,
        number=held[0].episode,
        first_day=held[0].day,
        last_day=held[-1].day,
        days=days,
        therapist=therapist,
        tied=tied,
        current_therapist=held[-1].therapist,
        site=held[-1].site,
        program=held[-1].program,
        age_group=age,
        ors=ors,
        srs={row.number: row.srs for row in held if row.srs is not None},
        ors_version=version,
        cutoff=cutoff,
        reliable_change=threshold,
        outcome=outcome,
        ending=endings.ending(held[-1].closure, held[-1].day, as_of, outcome == "recovered"),
    )


def classify(ors: dict[int, Decimal], cutoff: Decimal, threshold: Decimal) -> str:
    """Return the class of change from the first to the last ORS."""
    if len(ors) < RULES["population.min_ors"]:
        return "not_assessable"
    first, last = ors[min(ors)], ors[max(ors)]
    if last - first >= threshold:
        if first >= cutoff:
            return "improved_above"
        return "recovered" if last >= cutoff else "improved"
    return "deteriorated" if first - last >= threshold else "no_change"


def main_therapist(held: list[Session]) -> tuple[str | None, bool]:
    """Return the therapist with most sessions (of equal ones the first by name), and whether there is a tie."""
    counts = Counter(row.therapist for row in held if row.therapist)
    if not counts:
        return None, False
    most = max(counts.values())
    names = sorted(name for name, n in counts.items() if n == most)
    return names[0], len(names) > 1
