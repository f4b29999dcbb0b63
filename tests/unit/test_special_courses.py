"""Tests of client pages for episodes with a change of form version, and for reopened episodes."""

from __future__ import annotations

from analytics import caseload, client, outcomes
from analytics.access import Scope
from analytics.course.course_position import reason
from analytics.filters import Filters
from pages.client import lead_text, text
from pages.ui import selection_text
from tests.support.practice import ALWAYS_RECORDED, practice, session

ALL = Scope(every_therapist=True, practice_totals=True, imports=True)
CHILD = {"ors_version": "CORS", "srs_version": "CSRS", "age_group": "child"}


def course(code: str, month: str, forms=({}, {}, {}, CHILD, CHILD, CHILD), **more) -> list[dict]:
    """Return six sessions whose scores jump at the fourth, where by default the form changes too."""
    ors, srs = [10, 11, 12, 27, 28, 28], [38, 38, 38, 26, 26, 26]
    return [
        session(code, f"{month}-{1 + 4 * k:02d}", ors[k], srs[k], **form, **more)
        for k, form in enumerate(forms)
    ]


def held(tmp_path):
    young = {"age_group": "child"}
    one = [young] * 6
    rows = [*course("two", "2026-09", [young] * 3 + [CHILD] * 3), *course("one", "2026-09", one)]
    rows += course("past", "2026-01", [young] * 3 + [CHILD] * 3, closure="planned")
    rows += course("plain", "2026-01", one, closure="planned")
    return practice(tmp_path, rows, definitions=ALWAYS_RECORDED).warehouse()


def test_the_marts_compare_one_form_only(tmp_path):
    with held(tmp_path).cursor(ALL) as cursor:
        found = cursor.execute(
            "select client_id, change::double, class, started_below, cutoff::double, ors_two_forms, srs_two_forms,"
            " (select count(*) from mart.dip where dip.episode_key = episode.episode_key)"
            " from mart.episode as episode join mart.client using (client_key) order by client_id"
        ).fetchall()
        marks = cursor.execute(
            "select landmark, ors_change::double, srs_fall::double, y_poor_outcome from mart.landmark"
            " join mart.episode using (episode_key) join mart.client using (client_key)"
            " where client_id = 'past' order by landmark"
        ).fetchall()
    assert [row[:2] + row[3:] for row in found] == [
        ("one", 18.0, True, 32.0, False, False, 1),
        ("past", None, None, 32.0, True, True, 0),
        ("plain", 18.0, True, 32.0, False, False, 1),
        ("two", None, None, 32.0, True, True, 0),
    ]
    assert {row[0]: row[2] for row in found}["past"] == "not_assessable"
    assert marks == [
        (1, 0, 0, None),
        (2, 1, 0, None),
        (3, 2, 0, None),
        (4, None, 0, None),
        (5, None, 0, None),
    ]


def test_it_is_said_where_one_looks_for_the_change(tmp_path):
    warehouse = held(tmp_path)
    listed = {one.client_id: one for one in caseload.caseload(warehouse, ALL, Filters()).clients}
    assert listed["two"].sentence.startswith("The ORS form changed, so no change is computed")
    assert reason(1, "self", "ORS", True).code == "two_forms", "no expected course either"
    timeline = client.timeline(warehouse, ALL, listed["two"].record_id)
    assert timeline.movement == "two_forms"
    lead = " ".join(lead_text.lead(timeline, "at_least"))
    assert "no change in wellbeing is computed" in lead
    assert "no alliance drop is looked for" in lead
    assert text.total("ors", timeline.sessions[3], timeline.sessions[2]) == "**Wellbeing 27.0**."
    assert text.total("ors", timeline.sessions[4], timeline.sessions[3]).endswith("+1.0 since session 4.")
    answer = outcomes.outcomes(warehouse, ALL, Filters(episodes="closed"))
    assert {row.reason: row.n for row in answer.left_out} == {"two_forms": 1}
    assert "1 episode whose form changed" in selection_text.left_out(answer)


def test_a_course_that_goes_on_says_so(tmp_path):
    days = ("2026-08-05", "2026-08-12", "2026-09-20")
    rows = [session("a", day, 20, closure="planned" if day == days[1] else None) for day in days]
    warehouse = practice(tmp_path, rows, definitions=ALWAYS_RECORDED).warehouse()
    (one,) = caseload.caseload(warehouse, ALL, Filters()).clients
    said = text.state(client.timeline(warehouse, ALL, one.record_id))
    assert "open, goes on after its recorded ending of 12 Aug 2026, last session" in said
