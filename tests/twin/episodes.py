"""Episodes built from sessions: scores, class of change, ending, therapist."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
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
    therapist: str | None  # of most sessions; of nobody where two held equally many
    current_therapist: str | None  # of the last session
    site: str | None
    program: str | None
    age_group: str | None
    ors: dict[int, Decimal]
    srs: dict[int, Decimal]
    ors_version: str | None
    ors_two_forms: bool  # the ORS were filled in on two different forms
    srs_two_forms: bool
    cutoff: Decimal
    reliable_change: Decimal
    outcome: str  # class of change
    ending: str
    endings_recorded: bool = True  # whether the practice records how courses end

    @property
    def sessions(self) -> int:
        """Number of sessions attended."""
        return len(self.days)

    @property
    def assessable(self) -> bool:
        """Whether the outcome can be judged: it counts for outcomes, with a first and a later ORS on one form."""
        return self.counts_for_outcomes and self.outcome != "not_assessable"

    @property
    def counts_for_outcomes(self) -> bool:
        """Whether it says anything about whether therapy helped."""
        return self.ending not in endings.NO_OUTCOME

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
        return self.endings_recorded and self.ended and self.counts_for_outcomes

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

    def up_to(self, session: int) -> Episode:
        """Return the course as it stood after one of its sessions, still open."""
        days = {number: day for number, day in self.days.items() if number <= session}
        return replace(
            self,
            days=days,
            last_day=days[max(days)],
            ors={number: total for number, total in self.ors.items() if number <= session},
            srs={number: total for number, total in self.srs.items() if number <= session},
            ending=endings.OPEN,
        )


def rounded(value: Decimal) -> Decimal:
    """Round to 0.01, halves away from 0."""
    return value.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


def build(sessions: Iterable[Session], as_of: datetime.date) -> list[Episode]:
    """Build all episodes of a practice, in order of client and number."""
    of: dict[tuple[str, int], list[Session]] = defaultdict(list)
    for session in sessions:
        of[session.client, session.episode].append(session)
    made = [_episode(sorted(of[key], key=lambda row: row.number), as_of) for key in sorted(of)]
    if endings.are_recorded([one.ending for one in made]):
        return made
    return [
        replace(
            one,
            endings_recorded=False,
            ending=endings.LAPSED if one.ending in endings.INFERRED else one.ending,
        )
        for one in made
    ]


def _episode(held: list[Session], as_of: datetime.date) -> Episode:
    """Build one episode from its sessions in order."""
    ors = {row.number: row.ors for row in held if row.ors is not None}
    version = next((row.ors_version for row in held if row.ors_version), None)
    age = next((row.age_group for row in reversed(held) if row.age_group), None)
    cutoff = points(f"cutoffs.{age or 'adult'}")
    instrument = "cors" if version == CHILD_FORM else "ors"
    threshold = points(f"change.{instrument}_reliable_change")
    ors_forms = {row.ors_version for row in held if row.ors is not None and row.ors_version}
    srs_forms = {row.srs_version for row in held if row.srs is not None and row.srs_version}
    outcome = "not_assessable" if len(ors_forms) > 1 else classify(ors, cutoff, threshold)
    days = {row.number: row.day for row in held}
    return Episode(
        client=held[0].client,
        number=held[0].episode,
        first_day=held[0].day,
        last_day=held[-1].day,
        days=days,
        therapist=main_therapist(held),
        current_therapist=held[-1].therapist,
        site=held[-1].site,
        program=held[-1].program,
        age_group=age,
        ors=ors,
        srs={row.number: row.srs for row in held if row.srs is not None},
        ors_version=version,
        ors_two_forms=len(ors_forms) > 1,
        srs_two_forms=len(srs_forms) > 1,
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


def main_therapist(held: list[Session]) -> str | None:
    """Return the therapist with most sessions; None where two held equally many, or nobody is named."""
    counts = Counter(row.therapist for row in held if row.therapist)
    most = max(counts.values(), default=0)
    names = [name for name, n in counts.items() if n == most]
    return names[0] if len(names) == 1 else None
