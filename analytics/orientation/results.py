"""Result classes on therapy orientation and on fidelity."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.answers import Estimate
from analytics.why import Why


@dataclass(frozen=True)
class Difference:
    """One row per pair of orientations: their difference in last ORS, adjusted for the first ORS.

    plain: without the alliance; given_alliance: with the early alliance of client and therapist in the model.
    level: `therapist` (therapists of one orientation beside those of another) or `client` (clients of one
    therapist).
    """

    first: str
    second: str
    level: str
    plain: Estimate
    given_alliance: Estimate


@dataclass(frozen=True, kw_only=True)
class Orientation:
    """Outcome differences of all pairs of orientations, with a verdict.

    state: `inside` (every interval lies inside the band), `differs` (an interval lies wholly outside it),
    `open` (differences up to `reach` points remain possible), `describes` (too few therapists of an
    orientation: only these people are described), `no_column`, `too_few`. band: points that count as the
    same, on either side of 0; groups: (orientation, therapists, episodes); why: the state in a sentence.
    """

    state: str
    why: Why
    differences: tuple[Difference, ...] = ()
    groups: tuple[tuple[str, int, int], ...] = ()
    band: float | None = None
    reach: float | None = None
    n: int = 0
    per_therapist: bool = True
    hidden: int = 0

    @property
    def widest(self) -> Difference | None:
        """Pair of orientations whose alliance-adjusted difference may be largest; None without pairs.

        The pair is the one whose interval reaches furthest from 0.
        """
        reach = {
            pair: max(map(abs, pair.given_alliance.interval))
            for pair in self.differences
            if pair.given_alliance.interval
        }
        return max(reach, key=lambda pair: reach[pair], default=None)


@dataclass(frozen=True, kw_only=True)
class Fidelity:
    """Effects of fidelity and of alliance on the last ORS, from one model, in ORS points per SD.

    *_within: clients of one therapist; *_between: therapists' means. apart: alliance less fidelity, within.
    Missing estimates carry the reason; why: set if nothing can be tested.
    """

    fidelity_within: Estimate
    fidelity_between: Estimate
    alliance_within: Estimate
    alliance_between: Estimate
    apart: Estimate
    n: int = 0
    why: Why | None = None
    no_column: bool = False
