"""Measures that a prespecified report can hold, each computed by the function that the pages use.

All speak of the courses of therapy that ended in the period: their last session lies in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from analytics.access import Scope
from analytics.alliance import forms
from analytics.answers import Estimate
from analytics.filters import Filters
from analytics.outcomes.available_data import holds
from analytics.outcomes.totals import NO_OUTCOME_ENDINGS, Totals, ask_totals
from analytics.privacy import hidden, hide
from analytics.stats.intervals import mean_from_sums
from analytics.store import Warehouse
from analytics.why import why

CHANGES = ("reliable_improvement", "no_change", "deteriorated")  # every course with a change score is in one
NO_ENDED = why("no_ended_episode")
BOUNDS = ("unplanned_declared", "unplanned_all_unknown")  # other ways to count unplanned endings
WITHOUT_SCORES = ("fewer_than_two_ors", "two_forms", "not_assessable")  # reasons of `Totals.left_out`


class Selected:
    """Counts of the courses that ended in one period, read once for all measures of a report.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows to count; small counts are hidden whatever it may see.
    filters : Filters
        The period, closed episodes.
    """

    def __init__(self, warehouse: Warehouse, scope: Scope, filters: Filters) -> None:
        self._warehouse, self._scope, self._filters = warehouse, scope, filters
        self.below = warehouse.version.definitions.small_numbers.suppress_below

    @cached_property
    def totals(self) -> Totals:
        """Counts by kind of episode."""
        return ask_totals(self._warehouse, self._scope, self._filters, restricted=True)

    @cached_property
    def _early(self) -> dict[str, float]:
        return self._warehouse.query("early_alliance_sums", scope=self._scope, filters=self._filters).one()

    @cached_property
    def _has_srs(self) -> bool:
        return holds(self._warehouse, self._scope).has_srs

    def change_class(self, name: str) -> Estimate:
        """Return the share of courses in one class of CHANGES; hidden if its count is small or follows from the others."""
        counts = [self.totals[one] for one in CHANGES]
        if hide(counts, self.below).counts[CHANGES.index(name)] is None:
            return Estimate.missing(hidden(self.below, "or_gives_away"))
        return self.totals.outcome(name)

    def scored(self) -> Estimate:
        """Return the share of courses with a change score among those that count for outcomes."""
        assessable = self.totals["assessable"]
        return self.totals.share(assessable, assessable + self.totals["not_assessable"], NO_ENDED)

    def early_alliance(self) -> Estimate:
        """Return the mean early SRS of the courses that have one, with its t interval."""
        if not self._has_srs:
            return Estimate.missing(why("no_srs", "practice"))
        n = int(self._early["n"])
        if n == 0:
            return Estimate.missing(why("no_early_srs_in_selection"))
        if n < self.below:
            return Estimate.missing(hidden(self.below))
        found = mean_from_sums(n, self._early["total"], self._early["squares"])
        return Estimate(found.estimate, found.interval, n)

    def forms(self) -> Estimate:
        """Return the share of the courses' sessions that have an SRS."""
        if not self._has_srs:
            return Estimate.missing(why("no_srs", "practice"))
        rows = self._warehouse.query("alliance_forms", scope=self._scope, filters=self._filters).dicts()
        return forms.totals(rows, self.below)["completed"]

    def left_out(self, of: str) -> dict[str, int]:
        """Return the number of courses left out, by reason, for measures over the courses `of` (see `Measure.of`)."""
        every = self.totals.left_out()
        if of == "scored":
            return {name: n for name, n in every.items() if name != "ended_unknown"}
        if of == "counted":
            return {name: n for name, n in every.items() if name not in WITHOUT_SCORES}
        if of == "ended":
            return {name: every[name] for name in (*NO_OUTCOME_ENDINGS, "ended_otherwise") if name in every}
        if of == "early":
            return {"no_early_srs": int(self._early["episodes"] - self._early["n"])}
        return {}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure: how it is computed, its unit, which way is better, whom it leaves out.

    unit: `share` (0 to 1), `points` (ORS), `srs` (SRS points), `sd` or `sessions`. better: `up`, `down`, or None where
    neither is. of: whose courses, `scored` (with a change score), `counted` (whose ending counts), `ended` (that count
    for outcomes), `early` (with an early SRS) or `all`. highest: largest value that a goal can have.
    """

    unit: str
    better: str | None
    of: str
    value: Callable[[Selected], Estimate]

    @property
    def goal_range(self) -> tuple[float, float]:
        """Smallest and largest goal that makes sense, in the unit."""
        return {"share": (0.0, 1.0), "points": (0.0, 40.0), "srs": (0.0, 40.0), "sd": (0.0, 5.0)}.get(
            self.unit, (0.0, 100.0)
        )


def _change(name: str) -> Callable[[Selected], Estimate]:
    """Return the function that computes the share of courses in one class of CHANGES."""
    return lambda selected: selected.change_class(name)


def _ending(name: str) -> Callable[[Selected], Estimate]:
    """Return the function that computes the share of one kind of ending."""
    return lambda selected: selected.totals.ending(name)


MEASURES: Mapping[str, Measure] = {
    "reliable_improvement": Measure(
        unit="share", better="up", of="scored", value=_change("reliable_improvement")
    ),
    "recovered": Measure(
        unit="share", better="up", of="scored", value=lambda selected: selected.totals.recovered()
    ),
    "no_change": Measure(unit="share", better=None, of="scored", value=_change("no_change")),
    "deteriorated": Measure(unit="share", better="down", of="scored", value=_change("deteriorated")),
    "mean_change": Measure(
        unit="points", better="up", of="scored", value=lambda selected: selected.totals.mean_change()
    ),
    "effect_size": Measure(
        unit="sd", better="up", of="scored", value=lambda selected: selected.totals.effect_size()
    ),
    "unplanned": Measure(unit="share", better="down", of="counted", value=_ending("unplanned")),
    "unplanned_not_improved": Measure(
        unit="share", better="down", of="counted", value=_ending("unplanned_not_improved")
    ),
    "early_alliance": Measure(
        unit="srs", better="up", of="early", value=lambda selected: selected.early_alliance()
    ),
    "forms": Measure(unit="share", better="up", of="all", value=lambda selected: selected.forms()),
    "scored": Measure(unit="share", better="up", of="ended", value=lambda selected: selected.scored()),
    "mean_sessions": Measure(
        unit="sessions",
        better=None,
        of="all",
        value=lambda selected: selected.totals.mean("sessions", NO_ENDED),
    ),
}
