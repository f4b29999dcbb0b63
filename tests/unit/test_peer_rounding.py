"""Tests that rounding for colleagues hides small counts and never turns them into none."""

from __future__ import annotations

import datetime

import pytest

from analytics import peer_rounding
from analytics.answers import Estimate, LeftOut
from analytics.evidence.results import Evidence
from analytics.filters import Filters
from analytics.quality.results import Completeness, CompletenessMonth, Quality, Suspicious
from pages.data import completeness_chart, text
from pages.ui.selection_text import left_out

DAY = datetime.date


def quality(n: int, months: list[tuple[int, float]]) -> Quality:
    return Quality(
        as_of=DAY(2026, 9, 30),
        version="v",
        definitions="d",
        filters=Filters(),
        n=n,
        left_out=(LeftOut("open", 3), LeftOut("transferred", 12)),
        completeness=(Completeness("ors", 0.999, n, "sessions"), Completeness("srs", 0.0, n, "sessions")),
        months=tuple(
            CompletenessMonth(DAY(2026, 1 + k, 1), share, 1.0, held) for k, (held, share) in enumerate(months)
        ),
        missing_forms=(),
        missing_forms_why=None,
        suspicious=(Suspicious("inferred", 3, "effect", "label"), Suspicious("zero", 14, "effect", "label")),
        quarantine=(),
        quarantine_why=None,
        usable=None,
        newest_session=None,
        newest_session_days=None,
    )


@pytest.mark.parametrize("n", range(60))
def test_a_count_is_hidden_or_lies_within_two_of_the_truth(n):
    given = peer_rounding.count(n)
    assert (given is None) == (0 < n < 5)
    if given is not None:
        assert given % 5 == 0
        assert abs(given - n) <= 2
        assert (given == 0) == (n == 0)


@pytest.mark.parametrize(("events", "n"), [(3, 40), (38, 40), (2, 3), (4, 8)])
def test_a_share_with_few_clients_on_either_side_is_hidden(events, n):
    given = peer_rounding.estimate(Estimate(events / n, (0.0, 1.0), n, events=events))
    assert (given.estimate, given.interval, given.events) == (None, None, None)
    assert "fewer than 5" in (given.why or "")


def test_a_share_of_rounded_counts_is_neither_none_nor_all_unless_it_is():
    for n in range(5, 60):
        for events in range(n + 1):
            given = peer_rounding.estimate(Estimate(events / n, (0.0, 1.0), n, events=events))
            if given.estimate is not None:
                assert (given.estimate == 0) == (events == 0)
                assert (given.estimate == 1) == (events == n)


def test_rows_on_few_are_left_out_and_counts_of_few_are_said_in_words():
    given = peer_rounding.handed_out(quality(202, [(3, 0.5), (101, 0.996), (98, 1.0)]), True)
    assert [(row.n, row.ors) for row in given.months] == [(100, 0.99), (100, 1.0)]
    assert [row.n for row in given.suspicious] == [None, 15]
    assert [row.share for row in given.completeness] == [0.99, 0.0]
    assert (given.rounded_to, given.hidden_below) == (5, 5)
    assert left_out(given) == "Left out: fewer than 5 episodes still open and 10 transferred."
    assert "months with fewer than 5 sessions are not drawn" in text.completeness_footnote(given)


def test_months_of_few_sessions_draw_no_chart_and_divide_by_nothing():
    """Months of two sessions, rounded to none, were once joined to a quarter of none."""
    given = peer_rounding.handed_out(quality(6, [(2, 0.5), (2, 1.0), (2, 1.0)]), True)
    assert given.months == ()
    assert completeness_chart.draw(given) is None
    assert completeness_chart.points(given) == []


def test_an_answer_about_few_is_no_answer():
    few = Evidence(as_of=DAY(2026, 9, 30), version="v", definitions="d", filters=Filters(), n=4, claims=())
    given = peer_rounding.handed_out(few, True)
    assert given.n == 0
    assert given.why == "Hidden: fewer than 5 clients."
    assert peer_rounding.handed_out(few, False).n == 4
