"""Tests that the counts of therapists per practice give no single therapist away."""

from __future__ import annotations

import pytest

from analytics.access import Scope
from analytics.filters import Filters
from analytics.focus import focus, practices
from analytics.focus.focus import _counts
from analytics.focus.results import TherapistFocus
from analytics.store import DataFolder


def therapists(**counts: int) -> list[TherapistFocus]:
    """Return therapists by suggested practice, or by state."""
    return [
        TherapistFocus(
            therapist=f"{name}{k}",
            focus="goals" if name in practices() else None,
            state="focus" if name in practices() else name,
            practice=name if name in practices() else None,
            p=None,
            deficit=None,
            n=20,
            strength=None,
        )
        for name, n in counts.items()
        for k in range(n)
    ]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"confirm_goals": 7, "none_stands_out": 17}, ((0, 0, 7, 0, 0), 17, 0)),
        (
            {"confirm_goals": 2, "use_tools": 2, "none_stands_out": 17, "not_enough_data": 3},
            ((0, 0, None, 0, None), 17, None),
        ),
        ({"confirm_goals": 1, "none_stands_out": 23}, ((0, 0, None, 0, 0), None, 0)),  # 24 less 23 is 1
        ({"confirm_goals": 1, "none_stands_out": 3}, ((0, 0, None, 0, 0), None, 0)),
        ({"confirm_goals": 6, "use_tools": 1, "none_stands_out": 20}, ((0, 0, None, 0, None), 20, 0)),
    ],
)
def test_small_counts_and_those_that_would_give_them_away_are_hidden(counts, shown):
    rows, none, few = _counts(therapists(**counts), 5)
    assert (tuple(row.n for row in rows), none, few) == shown
    assert [row.practice for row in rows] == list(practices())
    exact, _, _ = _counts(therapists(**counts), 0)
    assert sum(row.n for row in exact) == sum(n for name, n in counts.items() if name in practices())


def test_owners_get_no_count_of_one_to_four_therapists_and_who_sees_everybody_gets_all(sample_folder):
    warehouse = DataFolder(sample_folder).sample.warehouse()
    owner = focus(warehouse, Scope(practice_totals=True, imports=True), Filters())
    counts = [row.n for row in owner.suggested] + [owner.n_none, owner.n_not_enough]
    assert None in counts and not {1, 2, 3, 4} & set(counts)
    assert owner.hidden_below == 5
    everybody = focus(warehouse, Scope(every_therapist=True, practice_totals=True), Filters())
    exact = [row.n for row in everybody.suggested] + [everybody.n_none, everybody.n_not_enough]
    assert sum(exact) == everybody.n == owner.n and everybody.hidden_below is None
    colleague = focus(warehouse, Scope(therapists=("T01",), practice_totals=True), Filters())
    assert (colleague.suggested, colleague.n_none, colleague.n_not_enough) == ((), None, None)
