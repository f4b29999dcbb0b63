"""Tests of the marts (tables of a data version) on practices small enough to compute by hand."""

from __future__ import annotations

import datetime

import pytest

from analytics import definitions
from analytics.access import Scope
from tests.support.practice import ALWAYS_RECORDED, TODAY, deliver, practice, session

ALL = Scope(every_therapist=True, practice_totals=True, imports=True)


def rows(store, sql: str) -> list[tuple]:
    with store.warehouse().cursor(ALL) as cursor:
        return cursor.execute(sql).fetchall()


def test_six_rows_give_two_episodes_after_a_long_pause(tmp_path):
    store = practice(
        tmp_path,
        [
            session("c1", "2025-01-01", 14.0, 35.0),
            session("c1", "2025-01-08", 18.5, 36.0),
            session("c1", "2025-04-08", 20.0, 37.0),  # 90 days: the same episode
            session("c1", "2025-07-08", 26.0, 38.0),  # 91 days: a new one
            session("c1", "2025-07-15", 25.0, None),
            session("c2", "2025-07-15", None, None, therapist=None),
        ],
    )
    found = rows(
        store,
        "select client_key, episode_no, n_sessions, n_ors, n_srs, ors_first, ors_last, change"
        " from mart.episode order by all",
    )
    by_client = dict(rows(store, "select client_key, client_id from mart.client"))
    shown = [(by_client[key], *(float(x) if x is not None else None for x in rest)) for key, *rest in found]
    assert sorted(shown) == [
        ("c1", 1, 3, 3, 3, 14.0, 20.0, 6.0),
        ("c1", 2, 2, 2, 1, 26.0, 25.0, -1.0),
        ("c2", 1, 1, 0, 0, None, None, None),
    ]
    assert rows(store, "select session_no from mart.session order by client_key, session_date") in (
        [(1,), (2,), (3,), (1,), (2,), (1,)],
        [(1,), (1,), (2,), (3,), (1,), (2,)],
    )


def test_cases_decide_where_there_are_cases(tmp_path):
    days = ["2025-01-01", "2025-06-01", "2025-01-01", "2025-01-08"]
    cases = ["A", "A", "B", "B"]
    store = practice(tmp_path, [session("c1", d, 20, case_id=c) for d, c in zip(days, cases, strict=True)])
    found = rows(store, "select case_id, episode_no, n_sessions from mart.episode order by case_id")
    assert found == [("A", 1, 2), ("B", 2, 2)]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (19.0, 25.0, "recovered"),
        (18.9, 24.9, "improved"),
        (24.9, 30.8, "no_change"),
        (25.0, 31.0, "improved_above"),
        (20.0, 14.0, "deteriorated"),
        (20.0, 14.1, "no_change"),
        (0.3, 6.3, "improved"),  # 6.3 - 0.3 is below 6 in binary floats
    ],
)
def test_class_of_change_at_the_threshold(tmp_path, first, last, expected):
    store = practice(tmp_path, [session("c1", "2025-01-01", first), session("c1", "2025-01-08", last)])
    assert rows(store, "select class from mart.episode") == [(expected,)]


@pytest.mark.parametrize(
    ("days_ago", "closure", "scores", "expected"),
    [
        (59, None, (18, 19), "open"),
        (60, None, (18, 19), "unplanned_inferred"),
        (60, None, (18, 26), "planned_inferred"),
        (60, "ongoing", (18, 19), "unplanned_inferred"),
        (59, "unknown", (18, 19), "open"),
        (5, "planned", (18, 19), "planned"),
        (300, "unplanned", (18, 26), "unplanned"),
        (5, "transferred", (18, 19), "transferred"),
        (5, "administrative", (18, 19), "administrative"),
        (5, "not_a_course", (18, 19), "not_a_course"),
        (5, "ended", (18, 19), "ended_unknown"),
        (300, "ended", (18, 26), "ended_unknown"),
    ],
)
def test_endings(tmp_path, days_ago, closure, scores, expected):
    last = TODAY - datetime.timedelta(days=days_ago)
    first = last - datetime.timedelta(days=7)
    store = practice(
        tmp_path,
        [
            session("c1", str(first), scores[0], closure=closure),
            session("c1", str(last), scores[1], closure=closure),
        ],
        definitions=ALWAYS_RECORDED,
    )
    ending, ended, counts, unplanned = rows(
        store, "select ending, ended, counts_for_endings, unplanned from mart.episode"
    )[0]
    assert ending == expected
    assert ended is (expected != "open")
    assert counts is (expected in {"planned", "unplanned", "planned_inferred", "unplanned_inferred"})
    assert unplanned is (expected in {"unplanned", "unplanned_inferred"})


def test_majority_therapist_and_tie(tmp_path):
    store = practice(
        tmp_path,
        [
            *(
                session("c1", f"2025-01-0{d}", 20, therapist=t)
                for d, t in [(1, "T02"), (2, "T01"), (3, "T01")]
            ),
            *(session("c2", f"2025-01-0{d}", 20, therapist=t) for d, t in [(1, "T02"), (2, "T01")]),
            *(session("c3", f"2025-01-0{d}", 20, therapist=t) for d, t in [(1, None), (2, "T02")]),
        ],
    )
    found = rows(
        store,
        "select client_id, main.therapist, now.therapist, therapist_tied, therapist_shared from mart.episode"
        " join mart.client using (client_key) join mart.therapist as main using (therapist_key)"
        " join mart.therapist as now on now.therapist_key = current_therapist_key order by client_id",
    )
    assert found == [
        ("c1", "T01", "T01", False, True),
        ("c2", "T01", "T01", True, True),
        ("c3", "T02", "T02", False, False),
    ]


def test_another_rater_counts_only_where_nobody_else_rated(tmp_path):
    store = practice(
        tmp_path,
        [
            session("c1", "2025-01-01", 20, age_group="adolescent"),
            session("c1", "2025-01-01", 10, age_group="adolescent", rater="caretaker"),
            session("c1", "2025-01-08", 29, age_group="adolescent"),
            session("c2", "2025-01-01", 10, age_group="child", rater="caretaker", ors_version="CORS"),
            session("c2", "2025-01-08", 30, age_group="child", rater="caretaker", ors_version="CORS"),
        ],
    )
    found = rows(
        store,
        "select rater, n_sessions, n_ors, change::double, cutoff::double, reliable_change::double"
        " from mart.episode order by n_ors, rater desc",
    )
    assert found == [("self", 2, 2, 9.0, 28.0, 6.0), ("caretaker", 2, 2, 20.0, 28.0, 10.0)]


def test_importing_twice_changes_nothing_and_a_correction_replaces(tmp_path):
    first = [session("c1", "2025-01-01", 14.0, 35.0), session("c1", "2025-01-08", 18.5, 36.0)]
    store = practice(tmp_path, first)
    version = store.current().name
    again = deliver(store, first)
    assert (again.new, again.unchanged, again.corrected, again.switched, again.version) == (
        0,
        2,
        0,
        False,
        version,
    )
    corrected = deliver(store, [session("c1", "2025-01-08", 19.0, None)])
    assert (corrected.unchanged, corrected.corrected, corrected.switched) == (0, 1, True)
    assert [
        tuple(map(float, r))
        for r in rows(store, "select ors_total, srs_total from mart.session order by session_date")
    ] == [(14.0, 35.0), (19.0, 36.0)]
    more = deliver(store, [session("c1", "2025-01-15", 20.0)])
    assert (more.new, more.switched) == (1, True)
    assert store.undo().n_sessions == 2


def test_a_session_number_finds_its_session_after_its_day_was_corrected(tmp_path):
    store = practice(tmp_path, [session("c1", "2025-01-01", 14, case_id="A", source_session_id="1")])
    result = deliver(store, [session("c1", "2025-01-02", 14, case_id="A", source_session_id="1")])
    assert (result.corrected, result.new) == (1, 0)
    assert rows(store, "select session_date from mart.session") == [(datetime.date(2025, 1, 2),)]


def test_replace_forgets_what_the_delivery_leaves_out(tmp_path):
    store = practice(tmp_path, [session("c1", "2025-01-01", 14), session("c2", "2025-01-01", 14)])
    deliver(store, [session("c1", "2025-01-01", 15)], replace=True)
    assert rows(store, "select client_id from mart.client") == [("c1",)]


def test_changed_definitions_recount_the_same_sessions(tmp_path):
    store = practice(tmp_path, [session("c1", "2025-01-01", 14), session("c1", "2025-01-08", 19)])
    before, after = store.preview(definitions.from_toml("[change]\nors_reliable_change = 5"))
    assert (before["n_improved"], after["n_improved"]) == (0, 1)
    assert rows(store, "select class from mart.episode") == [("no_change",)]
    store.change_definitions(definitions.from_toml("[change]\nors_reliable_change = 5"))
    assert rows(store, "select class from mart.episode") == [("improved",)]
    assert store.definitions().change.ors_reliable_change == 5


def test_scope_fails_closed(tmp_path):
    store = practice(
        tmp_path, [session("c1", "2025-01-01", 14), session("c2", "2025-01-01", 14, therapist="T02")]
    )
    views = "episode session course open_episode client therapist landmark dip".split()

    def seen(scope):
        with store.warehouse().cursor(scope) as cursor:
            return {
                view: cursor.execute(f"select count(*) from scoped.{view}").fetchone()[0] for view in views
            }

    assert not any(seen(None).values())
    assert not any(seen(Scope(practice_totals=True, imports=True)).values())
    assert not any(seen(Scope(therapists=("T99",))).values())
    assert seen(Scope(therapists=("T02",)))["client"] == 1
    assert seen(ALL)["client"] == 2
    with store.warehouse().cursor(None) as cursor:
        for view in (
            "practice.episode",
            "practice.form_week",
            "practice.rating",
            "selected.episode",
            "imports.delivery",
            "imports.therapist",
        ):
            assert cursor.execute(f"select count(*) from {view}").fetchone() == (0,)
