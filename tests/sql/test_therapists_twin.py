"""Comparison of the therapist queries with a slow reimplementation in Python."""

from __future__ import annotations

from collections import defaultdict

import pytest

from analytics import focus, therapists
from analytics.access import Scope
from analytics.filters import Filters
from analytics.store import DataFolder

ALL = Scope(every_therapist=True, practice_totals=True, imports=True)
IMPROVED = {"recovered", "improved", "improved_above"}
NO_OUTCOME = {"transferred", "administrative", "not_a_course"}
SELECTIONS = (
    Filters(episodes="closed"),
    Filters(episodes="all", site="Tannery Lane"),
    Filters(episodes="closed", program="Counselling"),
)


@pytest.fixture(scope="module")
def warehouse(sample_folder):
    return DataFolder(sample_folder).sample.warehouse()


@pytest.fixture(scope="module")
def episodes(warehouse):
    return warehouse.query("export_episodes", ALL, first_client=0, last_client=10**9).dicts()


@pytest.fixture(scope="module")
def sessions(warehouse):
    return warehouse.query("export_sessions", ALL, first_client=0, last_client=10**9).dicts()


def chosen(episodes, filters: Filters) -> list[dict]:
    return [
        row
        for row in episodes
        if filters.site in (None, row["site"])
        and filters.program in (None, row["program"])
        and (filters.episodes != "closed" or row["ending"] != "open")
        and row["therapist"]
        and not row["therapist_tied"]
    ]


def outcome(row: dict, measure: str) -> float | None:
    """Return an episode's value on a measure; None if the measure does not apply to it."""
    judged = row["class"] != "not_assessable" and row["ending"] not in NO_OUTCOME
    return {
        "change": float(row["ors_last"]) if judged else None,
        "early_alliance": None if row["early_srs"] is None else float(row["early_srs"]),
        "unplanned": float(row["unplanned"]) if row["counts_for_endings"] else None,
        "reliable_improvement": float(row["class"] in IMPROVED) if judged else None,
    }[measure]


@pytest.mark.parametrize("filters", SELECTIONS)
@pytest.mark.parametrize("measure", therapists.MEASURES)
def test_therapists_add_up_as_the_twin_does(warehouse, episodes, filters, measure):
    expected = defaultdict(list)
    for row in chosen(episodes, filters):
        value = outcome(row, measure)
        if value is not None and row["ors_first"] is not None:
            expected[row["therapist"]].append(value)
    found = therapists.comparison(warehouse, ALL, filters, measure)
    assert found.why is None
    assert {one.therapist: one.n for one in found.therapists} == {k: len(v) for k, v in expected.items()}
    for one in found.therapists:
        values = expected[one.therapist]
        assert one.level == pytest.approx(sum(values) / len(values), abs=1e-6)
    assert found.n == sum(map(len, expected.values()))


def test_areas_and_rates_add_up_as_the_twin_does(warehouse, episodes, sessions):
    by_episode = defaultdict(list)
    for row in sessions:
        by_episode[(row["client_id"], row["episode_no"])].append(row)
    kept = chosen(episodes, Filters(episodes="all"))
    goals, early, forms, variety = (defaultdict(list) for _ in range(4))
    for row in kept:
        rows = by_episode[(row["client_id"], row["episode_no"])]
        rated = [float(one["srs_goals"]) for one in rows if one["srs_goals"] is not None]
        if rated and row["ors_first"] is not None:
            goals[row["therapist"]].append(sum(rated) / len(rated))
        if row["counts_for_endings"]:
            early[row["therapist"]].append(row["unplanned"] and row["sessions"] <= 3)
        if row["sessions"] >= 3:
            forms[row["therapist"]].append(row["srs_forms"] * 3 < row["sessions"] * 2)
        totals = [one["srs_total"] for one in rows if one["srs_total"] is not None]
        if len(totals) >= 4:
            variety[row["therapist"]].append(min(totals) >= 39.5)
    found = focus.focus(warehouse, ALL, Filters())
    for one in found.therapists:
        by_name = {signal.signal: signal for signal in one.signals}
        if "goals" in by_name:
            own = goals[one.therapist]
            assert by_name["goals"].n == len(own)
            assert by_name["goals"].level == pytest.approx(sum(own) / len(own), abs=1e-6)
        for name, twin in (
            ("early_retention", early),
            ("feedback_forms", forms),
            ("feedback_variety", variety),
        ):
            if name in by_name:
                own = twin[one.therapist]
                assert (by_name[name].n, by_name[name].level) == (
                    len(own),
                    pytest.approx(sum(own) / len(own)),
                )


def test_the_made_up_therapists_get_the_focus_that_is_true(warehouse):
    found = {one.therapist: one.focus for one in focus.focus(warehouse, ALL, Filters()).therapists}
    assert {code: name for code, name in found.items() if name} == {
        "T06": "feedback_forms",
        "T09": "goals",
        "T15": "approach",
        "T16": "feedback_forms",
    }


def test_who_may_know_whom(warehouse):
    """The comparison and the training focus show only therapists within the viewer's scope."""
    totals = Scope(practice_totals=True)
    for codes in (("T03",), ("T01", "T02")):
        scope = Scope(therapists=codes, practice_totals=True)
        for measure in therapists.MEASURES:
            found = therapists.comparison(warehouse, scope, Filters(), measure)
            assert {one.therapist for one in found.therapists} <= set(scope.therapists)
            assert found.n_worded is None and found.too_small is None
            assert found.others is not None and found.others.low < found.others.high
        assert {one.therapist for one in focus.focus(warehouse, scope, Filters()).therapists} <= set(
            scope.therapists
        )
        assert focus.focus(warehouse, scope, Filters()).suggested == ()
    assert therapists.comparison(warehouse, totals, Filters()).therapists == ()
    assert therapists.comparison(warehouse, Scope(), Filters()).why


def test_clients_of_a_focus_are_the_viewers_own(warehouse):
    own = focus.examples(warehouse, Scope(therapists=("T09",)), Filters(), therapist="T09", signal="goals")
    assert 0 < len(own) <= 3
    assert all(one.size > 0 for one in own)
    assert (
        focus.examples(warehouse, Scope(therapists=("T01",)), Filters(), therapist="T09", signal="goals")
        == ()
    )
    for signal in focus.SIGNALS:
        focus.examples(warehouse, ALL, Filters(), therapist="T09", signal=signal)
