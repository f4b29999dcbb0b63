"""Tests that small counts stay hidden, and cannot be computed from the other counts."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import privacy
from analytics.filters import Filters

DAY = datetime.date


@pytest.mark.parametrize(
    ("counts", "below", "shown", "total"),
    [
        ([40, 30, 20], 5, (40, 30, 20), 90),
        ([40, 30, 3], 5, (40, None, None), 73),  # one hidden alone could be had from the total
        ([40, 0, 3], 5, (None, 0, None), 43),  # a zero is no cover
        ([40, 2, 3], 5, (40, None, None), 45),  # five in two cells: four ways
        ([40, 1, 1], 5, (None, None, None), 42),  # two in two cells: one way only
        ([3], 5, (None,), None),
        ([1, 1], 5, (None, None), None),
        ([12, 8, 9], 11, (12, None, None), 29),
        ([], 5, (), 0),
    ],
)
def test_one_list(counts, below, shown, total):
    found = privacy.hide(counts, below)
    assert (found.counts, found.total) == (shown, total)


def ways(found: privacy.Hidden, cell: int) -> set[int]:
    """Return all values that a hidden cell could have, given that hidden counts are at least 1."""
    rest = found.total - sum(count for count in found.counts if count is not None)
    others = sum(count is None for count in found.counts) - 1
    if others == 0:
        return {rest}
    return {value for value in range(1, rest + 1) if rest - value >= others}


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 30), max_size=7), st.sampled_from([5, 11]))
def test_no_hidden_count_of_a_list_can_be_pinned(counts, below):
    found = privacy.hide(counts, below)
    for index, (count, shown) in enumerate(zip(counts, found.counts, strict=True)):
        assert shown is None or shown == count
        if 0 < count < below:
            assert shown is None
        if shown is None and found.total is not None:
            assert len(ways(found, index)) >= 3


def test_shares_that_would_give_a_small_count_away():
    assert privacy.share_hidden(3, 60, 5)
    assert privacy.share_hidden(57, 60, 5)  # three others
    assert privacy.share_hidden(0, 4, 5)
    assert not privacy.share_hidden(0, 60, 5)
    assert not privacy.share_hidden(20, 60, 5)
    assert privacy.share_hidden(8, 60, 11)


def test_periods_widen_to_quarters():
    as_of = DAY(2026, 9, 30)
    found = privacy.whole_quarters(Filters(since=DAY(2025, 5, 17), until=DAY(2026, 2, 3)), as_of)
    assert (found.since, found.until) == (DAY(2025, 4, 1), DAY(2026, 3, 31))
    assert privacy.whole_quarters(Filters(until=DAY(2026, 9, 2)), as_of).until is None
    assert privacy.whole_quarters(Filters(), as_of) == Filters()
    assert privacy.whole_quarters(
        Filters(since=DAY(2025, 10, 1), until=DAY(2026, 6, 30)), as_of
    ).until == DAY(2026, 6, 30)
