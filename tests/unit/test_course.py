"""Tests of the expected course: minimum data, position of a client, caseload rule and its false alarms."""

from __future__ import annotations

import csv
import datetime
import io

import numpy as np
import pytest

from analytics import caseload, client, course
from analytics.access import Scope
from analytics.course.course_position import CHILD, LATE, NO_LATER, OTHER
from analytics.course.expected import HARD, of_scores
from analytics.course.twice_below import TwiceBelow, twice_below
from analytics.filters import Filters
from analytics.stats import growth
from analytics.store import DataFolder
from tests.support.command import run
from tests.support.course_coverage import third
from tests.support.practice import practice, session

ALL = Scope(every_therapist=True, practice_totals=True, imports=True)
RECENT = datetime.date(2026, 8, 24)
# mean 20 + 2 L at an intake of 18.5, SD 3 at every session
MODEL = growth.ExpectedCourse(
    coefficients=(20.0, 2.0, 1.0, 0.0),
    standard_errors=(0.1,) * 4,
    v0=5.0,
    v1=0.0,
    c01=0.0,
    sigma2=4.0,
    centre=18.5,
    n=500,
    n_clients=120,
    n_with_three=110,
    restricted_loglik=0.0,
    singular=True,
)
KNOWN = course.Expected(model=MODEL, why=None, last_session=8, below_twice_now=0.07, below_twice_ever=0.13)


def stand(path, **more):
    given = {"started_below": True, "first_session": 1} | more
    return course.standing(KNOWN, path, **given)


def test_a_place_is_that_of_the_last_score():
    found = stand((18.5, 19.0, None, 23.0))
    low = 20 + 2 * np.log(4) - 1.2816 * 3
    assert (found.session, found.ors, found.place) == (4, 23.0, "inside")
    assert found.percentile == pytest.approx(0.529, abs=0.01)
    assert found.range_at(4).p10 == pytest.approx(low, abs=0.01)
    assert [point.session for point in found.band] == [1, 2, 3, 4]
    assert (found.band[0].p10, found.band[0].p90) == (18.5, 18.5)
    assert stand((18.5, 30.0)).place == "above"
    assert stand((18.5, 10.0)).place == "below"


@pytest.mark.parametrize(
    ("path", "more", "twice"),
    [
        ((18.5, 15.0, 15.0), {}, True),
        ((18.5, 15.0, None, 15.0), {}, True),
        ((18.5, 15.0, 25.0), {}, False),
        ((18.5, 25.0, 15.0), {}, False),
        ((18.5, 10.0), {}, False),  # one later score is not twice running
        ((18.5, 15.0, 15.0), {"started_below": False}, False),
        ((18.5, 15.0, 15.0), {"started_below": None}, False),
    ],
)
def test_below_twice_running(path, more, twice):
    assert stand(path, **more).below_twice is twice


@pytest.mark.parametrize(
    ("path", "more", "why"),
    [
        ((None, 18.5, 10.0, 10.0), {"first_session": 2}, LATE),
        ((18.5, 10.0, 10.0), {"version": "CORS"}, CHILD),
        ((18.5, 10.0, 10.0), {"rater": "caretaker"}, OTHER),
        ((18.5,), {}, NO_LATER),
        ((), {"first_session": None}, NO_LATER),
        ((None, None), {"first_session": None}, NO_LATER),
        ((18.5, *(10.0,) * 9), {}, "Too few clients stayed as long; the expected course goes to session 8."),
    ],
)
def test_no_place_says_why(path, more, why):
    found = stand(path, **more)
    assert (found.percentile, found.place, found.below_twice, found.why) == (None, None, False, why)


def test_a_long_episode_still_shows_the_range_as_far_as_it_goes():
    assert [point.session for point in stand((18.5, *(20.0,) * 11)).band] == list(range(1, 9))


@pytest.mark.parametrize("ors", [39.9, 40.0, 0.0, 12.3])
@pytest.mark.parametrize("intake", [2.0, 11.4, 18.5, 27.3, 38.0])
def test_a_score_is_below_exactly_where_it_lies_under_the_drawn_edge(fitted, intake, ors):
    found = course.standing(fitted, (intake, None, ors), started_below=True, first_session=1)
    edge = found.band[2]
    sides = ("below", "inside", "above")
    assert found.place == sides[int(ors >= edge.p10) + int(ors > edge.p90)]
    for side, score in (("below", edge.p10 - 0.01), ("inside", edge.p10), ("inside", edge.p90)):
        if 0 <= score <= 40:
            assert (
                course.standing(fitted, (intake, None, score), started_below=True, first_session=1).place
                == side
            )


def test_a_place_is_the_reverse_of_the_quantiles(fitted):
    """Percentiles rise with the score, and those of the band's edges are 10, 50 and 90 in 100."""
    scores = np.arange(0, 40.1, 0.1).round(1)
    for intake in (3.0, 12.0, 19.7, 28.0, 37.0):
        for number in (2, 4, fitted.last_session):
            shares = np.array([fitted.percentile(intake, number, score) for score in scores])
            assert np.all(np.diff(shares) > 0) and shares[0] > 0 and shares[-1] < 1
            assert shares == pytest.approx(fitted.model.percentile(intake, number, scores), abs=1e-12)
            edges = fitted.model.quantiles(intake, number, (0.1, 0.5, 0.9))
            back = [fitted.percentile(intake, number, edge) for edge in edges]
            assert back == pytest.approx([0.1, 0.5, 0.9], abs=1e-9)
            point = fitted.band(intake, number)[-1]
            assert (point.p10, point.p50, point.p90) == pytest.approx(np.clip(edges, 0, 40), abs=0.0051)


def test_two_in_a_row_are_counted_by_hand():
    # client 0: yes, yes, no; 1: one score; 2: no, yes, yes at sessions 9, 10, 12; 3: yes, no, yes
    under = np.array([1, 1, 0, 1, 0, 1, 1, 1, 0, 1], dtype=bool)
    clients = np.array([0, 0, 0, 1, 2, 2, 2, 3, 3, 3])
    numbers = np.array([2, 3, 5, 2, 9, 10, 12, 2, 3, 4])
    assert twice_below(under, clients, numbers) == TwiceBelow()  # three clients are too few
    many = 12
    found = twice_below(
        np.tile(under, many),
        np.concatenate([clients + 4 * k for k in range(many)]),
        np.tile(numbers, many),
    )
    assert found.now == pytest.approx(2 / 6)  # pairs: yes, no; no, yes; no, no
    assert found.ever == pytest.approx(1 / 3)  # that of client 2 came after session 10
    assert found.clients == 36
    none = np.zeros(0)
    assert twice_below(none.astype(bool), none.astype(int), none) == TwiceBelow()


def test_few_starts_under_the_cutoff_give_no_share_of_two_in_a_row():
    rng = np.random.default_rng(11)
    clients, numbers = np.repeat(np.arange(120), 4), np.tile(np.arange(2.0, 6.0), 120)
    intake = np.repeat(rng.uniform(26, 38, 120), 4)
    intake[: 4 * 29] -= 20
    score = np.clip(intake + rng.normal(2, 4, 480), 0, 40).round(1)
    found = of_scores(score, numbers, intake, clients, intake < 25, 100)
    assert found.model is not None
    assert (found.below_twice_now, found.below_twice_ever, found.below_twice_clients) == (None,) * 3
    more = of_scores(score, numbers, intake, clients, intake < 30, 100)
    assert more.below_twice_clients is not None and more.below_twice_clients >= 30


@pytest.fixture(scope="module")
def fitted():
    """Return the course of 250 made-up clients."""
    return third(77).split(77, 250)[0].course()


def weekly(name: str, scores, first=RECENT, **more) -> list[dict]:
    days = (first + datetime.timedelta(days=7 * k) for k in range(len(scores)))
    return [
        session(name, day.isoformat(), score, 38, **more) for day, score in zip(days, scores, strict=True)
    ]


@pytest.fixture(scope="module")
def hundred(tmp_path_factory):
    """Return a practice with 110 ended clients and open clients of every kind."""
    rng = np.random.default_rng(4)
    rows = []
    for k in range(110):
        start = 12 + k % 10
        scores = [start, *np.clip(start + 2 * np.log(np.arange(2, 6)) + rng.normal(0, 2, 4), 0, 40).round(1)]
        rows += weekly(f"old-{k:03}", scores, datetime.date(2026, 1, 5), closure="planned")
    rows += weekly("below", [16, 15, 12, 12], RECENT)
    rows += weekly("late", [None, 16, 12, 12, 12], RECENT)
    rows += weekly("above", [30, 26, 26, 26], RECENT)
    rows += weekly("fine", [16, 17, 18, 18], RECENT)
    rows += weekly("one", [16], RECENT)
    return practice(tmp_path_factory.mktemp("hundred"), rows).warehouse()


def test_the_rule_puts_a_client_on_the_list_to_watch(hundred):
    found = {one.client_id: one for one in caseload.caseload(hundred, ALL, Filters()).clients}
    assert (found["below"].tier, found["below"].reasons) == ("watch", ("below_expected",))
    assert found["below"].fired[0].chip == "Below expected range"
    assert "the last is 12.0, expected 1" in found["below"].sentence
    for name in ("late", "above", "fine"):
        assert "below_expected" not in found[name].reasons
    assert found["above"].tier == "as_expected"
    assert found["above"].sentence.startswith("Started above the cutoff")
    assert found["late"].percentile is None and LATE in found["late"].why
    assert found["late"].band == ()
    assert found["fine"].percentile == pytest.approx(0.5, abs=0.35)
    assert found["one"].percentile is None


def test_caseload_course_and_timeline_agree(hundred):
    places = {one.client_id: one for one in course.course(hundred, ALL, Filters()).clients}
    for one in caseload.caseload(hundred, ALL, Filters()).clients:
        there = client.timeline(hundred, ALL, one.record_id)
        assert places[one.client_id].percentile == one.percentile
        assert places[one.client_id].below_twice == there.below_twice == ("below_expected" in one.reasons)
        assert tuple((point.p10, point.p90) for point in there.expected_course) == one.band
        assert there.expected_course_why == places[one.client_id].why


def test_under_the_gate_there_is_no_course_and_a_sentence(tmp_path):
    rows = [
        row for k in range(99) for row in weekly(f"c-{k:03}", [15, 16 + k % 5, 18 + k % 3], closure="planned")
    ]
    warehouse = practice(tmp_path, [*rows, *weekly("open", [15, 5])]).warehouse()
    found = course.course(warehouse, ALL, Filters())
    assert found.why == (
        "The expected course comes with enough data: it needs 100 clients with three ORS, the first at session 1;"
        " this practice has 99."
    )
    assert (found.coefficients, found.curve, found.below_twice_now) == (None, (), None)
    listed = caseload.caseload(warehouse, ALL, Filters())
    assert listed.course_why == found.why
    assert listed.clients[0].percentile is None and found.why in listed.clients[0].why
    assert listed.clients[0].band == ()


def test_three_scores_each_and_never_more_are_no_course(tmp_path):
    rows = [
        row
        for k in range(100)
        for row in weekly(f"c-{k:03}", [15, 16 + k % 5, 18 + k % 3], closure="planned")
    ]
    assert course.course(practice(tmp_path, rows).warehouse(), ALL, Filters()).why == HARD


def test_scores_that_never_move_give_a_sentence(tmp_path):
    rows = [row for k in range(120) for row in weekly(f"c-{k:03}", [40, 40, 40], closure="planned")]
    found = course.course(practice(tmp_path, rows).warehouse(), ALL, Filters())
    assert found.coefficients is None or np.isfinite(found.coefficients.sd_score)
    assert found.why is None or found.why.endswith(".")


def test_the_export_of_the_caseload_agrees_with_the_answer(sample_folder):
    text = run("--sample", "export", "caseload", data=sample_folder).out
    rows = {(row["client_id"], int(row["episode_no"])): row for row in csv.DictReader(io.StringIO(text))}
    warehouse = DataFolder(sample_folder).sample.warehouse()
    clients = caseload.caseload(warehouse, ALL, Filters()).clients
    assert len(clients) == len(rows)
    assert any("below_expected" in one.reasons for one in clients)
    for one in clients:
        row = rows[one.client_id, one.episode_no]
        assert (row["tier"], row["reasons"]) == (one.tier, " ".join(one.reasons))


def test_a_therapist_gets_the_course_of_the_practice_and_own_clients_only(sample_folder):
    warehouse = DataFolder(sample_folder).sample.warehouse()
    mine = Scope(therapists=("T01",), practice_totals=True)
    whole, own = (course.course(warehouse, scope, Filters()) for scope in (ALL, mine))
    assert (own.coefficients, own.curve) == (whole.coefficients, whole.curve)
    allowed = {one.client_id for one in caseload.caseload(warehouse, mine, Filters()).clients}
    assert {one.client_id for one in own.clients} == allowed < {one.client_id for one in whole.clients}
    nobody = course.course(warehouse, Scope(), Filters())
    assert (nobody.clients, nobody.curve, nobody.coefficients) == ((), (), None)
