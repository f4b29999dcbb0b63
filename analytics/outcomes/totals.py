"""Counts, shares and means for the selected episodes, computed from grouped counts.

Used by Overview, Outcomes and the comparison with the period before, so that each figure is computed in one
place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from analytics import endings
from analytics.access import Scope
from analytics.answers import Estimate
from analytics.filters import Filters
from analytics.privacy import hidden, joined, share_hidden, small
from analytics.stats.change import hedges_g_from_sums
from analytics.stats.intervals import mean_from_sums, wilson
from analytics.store import Warehouse
from analytics.why import Why, why

NO_OUTCOME = why("no_change_score")
NO_BELOW = why("no_start_below_cutoff")
NO_ENDING = why("no_counted_ending")
NO_EFFECT = why("effect_size_needs_three")

NO_OUTCOME_ENDINGS = ("transferred", "administrative", "not_a_course")
INFERRED = ("planned_inferred", "unplanned_inferred")
BOUNDS = ("unplanned_declared", "unplanned_all_unknown")
# a kind of ending -> the endings of which its share is given; else `counts_for_endings`
OVER = {**dict.fromkeys(BOUNDS, "bounds_endings"), "unplanned_recorded": "recorded"}

# what is counted -> whether a kind of episode (a row of `outcome_kinds.sql`) is
COUNTED: dict[str, Callable[[Mapping], bool]] = {
    "n": lambda kind: True,
    "n_ended": lambda kind: kind["ended"],
    "assessable": lambda kind: kind["assessable"],
    "not_assessable": lambda kind: kind["outcome_counts"] and not kind["assessable"],
    "two_forms": lambda kind: kind["outcome_counts"] and not kind["assessable"] and kind["two_forms"],
    "started_below": lambda kind: kind["assessable"] and kind["below"],
    "reliable_improvement": lambda kind: kind["assessable"] and kind["improved"],
    "counts_for_endings": lambda kind: kind["counted"],
    "bounds_endings": lambda kind: kind["bounding"],
    "unplanned": lambda kind: kind["counted"] and kind["unplanned"],
    "unplanned_declared": lambda kind: kind["bounding"] and kind["unplanned_declared"],
    "unplanned_all_unknown": lambda kind: kind["bounding"] and kind["unplanned_all_unknown"],
    "planned": lambda kind: kind["counted"] and kind["ending"] in ("planned", "planned_inferred"),
    "inferred": lambda kind: kind["counted"] and kind["ending"] in INFERRED,
    "unplanned_not_improved": lambda kind: kind["counted"] and kind["unplanned"] and kind["not_improved"],
    "recorded": lambda kind: kind["counted"] and kind["ending"] in ("planned", "unplanned"),
    "unplanned_recorded": lambda kind: kind["counted"] and kind["ending"] == "unplanned",
    **{
        name: lambda kind, name=name: kind["assessable"] and kind["class"] == name
        for name in ("recovered", "improved", "improved_above", "no_change", "deteriorated")
    },
    **{
        name: lambda kind, name=name: kind["ending"] == name
        for name in (*NO_OUTCOME_ENDINGS, "ended_unknown")
    },
}
# a mean -> the kinds it speaks of
MEANS = {"change": "assessable", "intake": "n", "sessions": "n_ended"}


class Totals:
    """Counts of a selection's episodes by kind, from which shares and means are computed.

    Parameters
    ----------
    kinds : sequence of mappings
        Rows of `outcome_kinds.sql`.
    restricted : bool
        Whether shares that would reveal a small count are withheld.
    below : int
        Count under which a number is small.
    therapists : sequence of mappings
        Rows of `effect_sums.sql`, for the effect size only.
    unrecorded : Why, optional
        Reason why no figure about endings is given (`endings.not_recorded`).
    """

    def __init__(
        self,
        kinds: Sequence[Mapping],
        restricted: bool = False,
        below: int = 5,
        therapists: Sequence[Mapping] = (),
        unrecorded: Why | None = None,
    ) -> None:
        self.kinds = list(kinds)
        self.restricted = restricted
        self.below = below
        self.therapists = list(therapists)
        self.unrecorded = unrecorded

    def __getitem__(self, name: str) -> int:
        """Return the number of episodes of one kind, such as `assessable`.

        name: a key of COUNTED, or `intake_n`.
        """
        if name == "intake_n":
            return sum(kind["intake_n"] for kind in self.kinds)
        return sum(kind["n"] for kind in self.kinds if COUNTED[name](kind))

    @property
    def hidden_below(self) -> int:
        """Smallest count that may be shown to this viewer; smaller ones are hidden, and 0 hides none."""
        return self.below if self.restricted else 0

    def shown(self, name: str) -> int | None:
        """Return the number of episodes of one kind; None if it is too small for this viewer."""
        return None if small(self[name], self.hidden_below) else self[name]

    def share(self, events: int, n: int, reason: Why) -> Estimate:
        """Return the share events / n with its Wilson interval, or the reason why it is not given."""
        if n == 0:
            return Estimate.missing(reason)
        if self.restricted and share_hidden(events, n, self.below):
            return Estimate.missing(hidden(self.below), n if n >= self.below else 0)
        return Estimate(events / n, wilson(events, n), n, events=events)

    def outcome(self, name: str) -> Estimate:
        """Return the share of one class of change (e.g. `recovered`) among episodes with a change score."""
        return self.share(self[name], self["assessable"], NO_OUTCOME)

    def recovered(self) -> Estimate:
        """Return the share of recovered episodes among those that started below the cutoff.

        Only episodes with a change score are counted.
        """
        return self.share(self["recovered"], self["started_below"], NO_BELOW)

    def ending(self, name: str) -> Estimate:
        """Return the share of one kind of ending among ended episodes, except transferred and unclear ones.

        The bounds of `unplanned` treat endings without a reason once as agreed and once as unplanned.
        `unplanned_recorded` speaks only of endings that are recorded as planned or unplanned.
        """
        if self.unrecorded:
            return Estimate.missing(self.unrecorded)
        over = OVER.get(name, "counts_for_endings")
        return self.share(self[name], self[over], NO_ENDING)

    def ended(self) -> int | None:
        """Return the number of ended episodes, without those that ended as transferred or unclear.

        None if the practice does not record endings, or if there are too few of them to show.
        """
        return None if self.unrecorded else self.shown("counts_for_endings")

    def mean(self, name: str, reason: Why) -> Estimate:
        """Return the mean of `change`, `intake` (ORS points) or `sessions` with its t interval."""
        kinds = [kind for kind in self.kinds if COUNTED[MEANS[name]](kind)]
        n = sum(kind["intake_n" if name == "intake" else "n"] for kind in kinds)
        if n == 0:
            return Estimate.missing(reason)
        if self.restricted and n < self.below:
            return Estimate.missing(hidden(self.below))
        total, squares = (
            sum(kind[column] for kind in kinds if kind[column] is not None) for column in (name, f"{name}2")
        )
        average = mean_from_sums(n, float(total), float(squares))
        return Estimate(average.estimate, average.interval, n)

    def mean_change(self) -> Estimate:
        """Return the mean ORS change, in points, of the episodes with a change score."""
        return self.mean("change", NO_OUTCOME)

    def effect_size(self) -> Estimate:
        """Return Hedges' g of the episodes that started below the cutoff and have a change score.

        It is their mean change in SDs of intake. The interval is a jackknife over therapists from ten
        therapists on.
        """
        columns = ("n", "first", "last", "first2", "last2", "product")
        n, first, last, first2, last2, product = (
            [float(row[column]) for row in self.therapists] for column in columns
        )
        effect = hedges_g_from_sums(n, first, last, first2, last2, product)
        if effect.estimate is None:
            return Estimate.missing(NO_EFFECT, effect.n)
        if self.restricted and effect.n < self.below:
            return Estimate.missing(hidden(self.below))
        return Estimate(effect.estimate, effect.interval, effect.n)

    def left_out(self) -> dict[str, int]:
        """Return the number of episodes excluded from the shares, by reason.

        `ended_unknown` are left out of shares of endings only. The others, and the assessable episodes, add up
        to the selection. So for viewers from whom small counts are hidden, reasons with a small one are joined:
        alone it would follow from the others.
        """
        one_form = {
            "fewer_than_two_ors": self["not_assessable"] - self["two_forms"],
            "two_forms": self["two_forms"],
        }
        otherwise = {name: self[name] for name in NO_OUTCOME_ENDINGS}
        return {
            **joined(one_form, self.hidden_below, "not_assessable"),
            **joined(otherwise, self.hidden_below, "ended_otherwise"),
            "ended_unknown": self["ended_unknown"],
        }


def ask_totals(
    warehouse: Warehouse, scope: Scope, filters: Filters, restricted: bool, effect: bool = True
) -> Totals:
    """Query the numbers of episodes of a selection and, if required, the sums for the effect size."""
    below = warehouse.version.definitions.small_numbers.suppress_below
    kinds = warehouse.query("outcome_kinds", scope=scope, filters=filters).dicts()
    therapists = (
        warehouse.query("effect_sums", scope=scope, filters=filters).dicts() if effect and kinds else ()
    )
    return Totals(kinds, restricted, below, therapists, endings.not_recorded(warehouse.version, restricted))
