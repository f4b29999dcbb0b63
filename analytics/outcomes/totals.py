"""The counts and shares of one selection, from sums per therapist.

Used by Overview, Outcomes and the comparison with the period before, so that one number has one function.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.answers import Estimate
from analytics.privacy import share_hidden, words
from analytics.stats.change import hedges_g_from_sums
from analytics.stats.intervals import mean_from_sums, wilson

NO_OUTCOME = "No episode of the selection has a first and a later ORS."
NO_BELOW = "No episode of the selection started below the cutoff and has a later ORS."
NO_ENDING = "No episode of the selection has ended in a way that counts."


class Totals:
    """Sums over a selection. `rows` are those of `outcome_totals.sql`, one per therapist.

    `restricted`: shares that would give away a small count are withheld; `below` is the threshold.
    """

    def __init__(self, rows: Sequence[Mapping], restricted: bool = False, below: int = 5) -> None:
        self.rows = list(rows)
        self.restricted = restricted
        self.below = below

    def __getitem__(self, column: str) -> float:
        total = sum(row[column] or 0 for row in self.rows)
        return total if isinstance(total, float) else int(total)

    @property
    def reliably_improved(self) -> int:
        """Episodes that rose reliably: recovered, improved, improved from above the cutoff."""
        return self["recovered"] + self["improved"] + self["improved_above"]

    def share(self, events: int, n: int, why: str) -> Estimate:
        """A share with its Wilson interval, or the sentence why there is none."""
        if n == 0:
            return Estimate.missing(why)
        if self.restricted and share_hidden(events, n, self.below):
            return Estimate.missing(f"Hidden: {words(self.below)} clients.", n if n >= self.below else 0)
        return Estimate(events / n, wilson(events, n), n, events=events)

    def outcome(self, column: str) -> Estimate:
        """The share of one class (or `reliable_improvement`) over assessable episodes."""
        events = self.reliably_improved if column == "reliable_improvement" else self[column]
        return self.share(events, self["assessable"], NO_OUTCOME)

    def recovered(self) -> Estimate:
        """Recovered, over assessable episodes that started below the cutoff."""
        return self.share(self["recovered"], self["started_below"], NO_BELOW)

    def ending(self, column: str) -> Estimate:
        """The share of one kind of ending over ended episodes that count for endings."""
        return self.share(self[column], self["counts_for_endings"], NO_ENDING)

    def mean(self, prefix: str, n: int, why: str) -> Estimate:
        """The mean of a summed column (`change`, `intake`, `sessions`) with its t interval."""
        if n == 0:
            return Estimate.missing(why)
        if self.restricted and n < self.below:
            return Estimate.missing(f"Hidden: {words(self.below)} clients.")
        found = mean_from_sums(n, float(self[prefix]), float(self[f"{prefix}2"]))
        return Estimate(found.estimate, found.interval, n)

    def mean_change(self) -> Estimate:
        """Mean change in ORS points over assessable episodes."""
        return self.mean("change", self["assessable"], NO_OUTCOME)

    def effect_size(self) -> Estimate:
        """Mean change of assessable episodes that started below the cutoff, in SDs of their intake.

        The interval is a jackknife over therapists from ten therapists on.
        """
        rows = [row for row in self.rows if row["started_below"] and row["therapist_key"] != 0]
        rest = [row for row in self.rows if row["started_below"] and row["therapist_key"] == 0]
        columns = ("started_below", "e_first", "e_last", "e_first2", "e_last2", "e_product")
        found = hedges_g_from_sums(*([row[column] or 0 for row in [*rows, *rest]] for column in columns))
        if found.estimate is None:
            return Estimate.missing(
                "An effect size needs at least three episodes that started below the cutoff, with differing scores.",
                found.n,
            )
        if self.restricted and found.n < self.below:
            return Estimate.missing(f"Hidden: {words(self.below)} clients.")
        return Estimate(found.estimate, found.interval, found.n)

    def left_out(self) -> dict[str, int]:
        """What outcome and ending shares do not speak of, by reason."""
        return {
            "fewer_than_two_ors": self["not_assessable"],
            "transferred": self["transferred"],
            "administrative": self["administrative"],
            "not_a_course": self["not_a_course"],
        }


def ask_totals(warehouse, scope, filters, restricted: bool) -> Totals:
    """The totals of one selection."""
    below = warehouse.version.definitions.small_numbers.suppress_below
    return Totals(warehouse.ask("outcome_totals", scope=scope, filters=filters).dicts(), restricted, below)
