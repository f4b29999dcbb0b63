"""Tests that pages and labels take reliable change from the marts, whichever rule is chosen."""

import pytest

from analytics import caseload, client, outcomes
from analytics.access import Scope
from analytics.definitions import from_toml
from analytics.filters import Filters
from analytics.stats.change import reliable_change
from tests.support.practice import practice, session

EVERYBODY = Scope(every_therapist=True, practice_totals=True)
RULES = {
    "at_least": from_toml('[change]\nrule = "at_least"\n[endings]\nmin_recorded = 0.0\n'),
    "more_than": from_toml('[change]\nrule = "more_than"\n[endings]\nmin_recorded = 0.0\n'),
}


def course(code, *scores, **more):
    """Return weekly sessions of one client with these ORS totals, starting on 2 September 2026."""
    days = [f"2026-09-{2 + 7 * k:02d}" for k in range(len(scores))]
    return [session(code, day, ors=score, **more) for day, score in zip(days, scores, strict=True)]


@pytest.fixture(params=sorted(RULES))
def held(request, tmp_path):
    """Return (rule, warehouse) with clients whose ORS change equals, exceeds or misses the threshold."""
    rows = [
        *course("rise", 10.0, 12.0, 16.0),
        *course("rise-more", 10.0, 12.0, 16.1),
        *course("fall", 16.0, 12.0, 10.0),
        *course("fall-more", 16.1, 12.0, 10.0),
        *course("recovered", 20.0, 22.0, 26.1),
        *course("above", 26.0, 28.0, 32.1),
        *course("same", 20.0, 20.0, 20.9),
        *course("noise", 20.0, 20.0, 23.0),
        *course("one", 20.0),
    ]
    return request.param, practice(tmp_path, rows, definitions=RULES[request.param]).warehouse()


def test_movement_class_and_improvement_agree(held):
    rule, warehouse = held
    with warehouse.cursor(EVERYBODY) as cursor:
        found = {
            code: rest
            for code, *rest in cursor.execute(
                "select client_id, movement, class, improved from mart.episode join mart.client using (client_key)"
            ).fetchall()
        }
    exactly = rule == "at_least"
    assert found == {
        "rise": ["up", "improved", True] if exactly else ["within_noise", "no_change", False],
        "rise-more": ["up", "improved", True],
        "fall": ["down", "deteriorated", False] if exactly else ["within_noise", "no_change", False],
        "fall-more": ["down", "deteriorated", False],
        "recovered": ["up", "recovered", True],
        "above": ["up", "improved_above", True],
        "same": ["about_the_same", "no_change", False],
        "noise": ["within_noise", "no_change", False],
        "one": ["one_score", "not_assessable", False],
    }


def test_the_function_for_arrays_agrees_with_the_marts(held):
    rule, warehouse = held
    with warehouse.cursor(EVERYBODY) as cursor:
        first, last, threshold, movements = zip(
            *cursor.execute(
                "select ors_first::double, ors_last::double, reliable_change::double, movement from mart.episode"
                " where n_ors > 1"
            ).fetchall(),
            strict=True,
        )
    moved = reliable_change(first, last, threshold[0], rule)
    words = {"up": 1, "down": -1}
    assert moved.tolist() == [words.get(word, 0) for word in movements]
    assert set(moved.tolist()) == {-1, 0, 1}


def test_pages_say_what_the_marts_judged(held):
    rule, warehouse = held
    improved, fell = (4, 2) if rule == "at_least" else (3, 1)
    whole = outcomes.outcomes(warehouse, EVERYBODY, Filters(episodes="all"))
    assert whole.reliable_improvement.events == improved
    (in_force,) = [row for row in whole.sensitivity if row.in_force]
    assert (in_force.improved.events, in_force.deteriorated.events) == (improved, fell)
    listed = {one.client_id: one for one in caseload.caseload(warehouse, EVERYBODY, Filters()).clients}
    for code, one in listed.items():
        shown = client.timeline(warehouse, EVERYBODY, one.record_id)
        assert (shown.movement == "up") == (
            code in ("rise-more", "recovered", "above", "rise")[: 4 if rule == "at_least" else 3]
        )


def test_poor_outcome_follows_the_rule(held):
    """A rise by exactly the threshold prevents a poor outcome only under the rule `at_least`."""
    rule, warehouse = held
    with warehouse.cursor(EVERYBODY) as cursor:
        poor = dict(
            cursor.execute(
                "select client_id, y_poor_outcome from mart.landmark join mart.episode using (episode_key)"
                " join mart.client using (client_key) where landmark = 1"
            ).fetchall()
        )
    assert poor["rise"] == (0 if rule == "at_least" else 1)
    assert poor["rise-more"] == poor["recovered"] == poor["above"] == 0
    assert poor["fall"] == poor["fall-more"] == poor["same"] == poor["noise"] == 1
    assert poor["one"] is None


def test_only_a_fall_that_the_rule_counts_ranks_as_far(held):
    from analytics.caseload.reasons import _far, reasons

    rule, warehouse = held
    rows = {row["client_id"]: row for row in warehouse.query("caseload", EVERYBODY).dicts()}
    far = {
        code: any(_far(one, row) for one in reasons(row, warehouse.version.definitions))
        for code, row in rows.items()
        if row["rule_falling"]
    }
    assert far == {"fall": rule == "at_least", "fall-more": True}
