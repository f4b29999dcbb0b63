"""Tests of the comparison of unplanned with planned endings: known truth, hand-worked tables, too little data."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from analytics.definitions import DEFAULTS
from analytics.outcomes.results import SessionsNotHeld
from analytics.outcomes.sessions_not_held import compared, courses_that_began
from analytics.outcomes.totals import Totals
from analytics.why import why
from tests.support import simulate_courses
from tests.support.simulate_courses import World

ALL = Totals(())
DAY = datetime.date
LEAST = DEFAULTS.endings.min_compared


def found(rng: np.random.Generator, world: World, last_years: int) -> SessionsNotHeld:
    """Return the comparison of a simulated practice over its last years."""
    made = simulate_courses.courses(rng, world)
    ended, starts, since, until = simulate_courses.as_queried(made, world.years, last_years)
    began = courses_that_began(starts, ended["days"], since, until)
    return compared(ended, began, ALL, DEFAULTS)


def coverage(seed: int, draws: int, world: World, last_years: int) -> tuple[float, float, float]:
    """Return how often the range holds the truth, the mean error, and how often anything was said."""
    truth = 0.0 if world.alike else simulate_courses.truth(world.spread)
    rng = np.random.default_rng(seed)
    answers = [found(rng, world, last_years).per_ending for _ in range(draws)]
    given = [one for one in answers if one.estimate is not None and one.interval is not None]
    holds = [one.interval[0] <= truth <= one.interval[1] for one in given]
    return float(np.mean(holds)), float(np.mean([one.estimate - truth for one in given])), len(given) / draws


@pytest.mark.parametrize("alike", [False, True])
def test_the_range_holds_the_truth(alike):
    holds, error, said = coverage(11, 80, World(alike=alike), 1)
    assert holds >= 0.87  # 95 % less three SE of 80 draws
    assert abs(error) <= 0.6
    assert said == 1


@pytest.mark.slow
@pytest.mark.parametrize("alike", [False, True])
@pytest.mark.parametrize(
    ("world", "last_years"),
    [
        ((12, 60, 3, 0.0, 0.4), 1),
        ((12, 60, 3, 0.5, 0.4), 1),
        ((24, 100, 2, 0.7, 0.4), 2),
        ((10, 24, 3, 0.0, 0.4), 1),
        ((1, 250, 3, 0.0, 0.0), 1),
        ((3, 60, 3, 0.0, 0.0), 1),
        ((5, 60, 3, 0.0, 0.4), 1),
        ((24, 40, 1, 0.0, 0.4), 1),
        ((24, 40, 1, 0.7, 0.4), 1),
    ],
)
def test_the_range_holds_the_truth_in_many_practices(world, last_years, alike, capsys):
    """Also where intake grows, and where the data are so young that long courses are still open."""
    holds, error, said = coverage(23, 600, World(*world, alike), last_years)
    with capsys.disabled():
        print(f"\n{world} {last_years} alike={alike}: {holds:.3f} error {error:+.2f} said {said:.2f}")
    assert holds >= 0.89


def test_young_data_would_mislead_without_the_weights():
    """In a practice of one year long courses are still open: plain means find too small a difference."""
    world, errors = World(24, 60, 1, 0.7), []
    for weighted in (True, False):
        rng, each = np.random.default_rng(3), []
        for _ in range(60):
            ended, starts, since, until = simulate_courses.as_queried(
                simulate_courses.courses(rng, world), 1, 1
            )
            began = courses_that_began(starts, ended["days"], since, until)
            each.append(
                compared(ended, began if weighted else began * 0 + 100, ALL, DEFAULTS).per_ending.estimate
            )
        errors.append(abs(np.mean(each) - simulate_courses.truth(0.4)))
    assert errors[0] < 0.8 * errors[1]


def test_how_many_courses_began_early_enough():
    """Worked by hand: starts on days 0, 0, 10, 40; in the period are days 30 to 50."""
    first = (DAY(2026, 1, 1) - DAY(1970, 1, 1)).days
    starts = {"day": np.array([first, first + 10, first + 40]), "n": np.array([2, 1, 1])}
    days = np.array([0, 10, 20, 30, 40, 50, 51])
    since, until = DAY(2026, 1, 31), DAY(2026, 2, 20)
    # a course of 10 days ends in the period if it began on days 20 to 40, one of 20 days on days 10 to 30, and so on
    assert courses_that_began(starts, days, since, until).tolist() == [1, 1, 1, 3, 3, 2, 0]
    assert courses_that_began(starts, days, None, until).tolist() == [4, 4, 3, 3, 3, 2, 0]
    none = {"day": np.array([]), "n": np.array([])}
    assert courses_that_began(none, days, since, until).tolist() == [0] * 7


def table(rows: list[tuple], **columns: object) -> dict[str, np.ma.MaskedArray]:
    """Return ended courses from rows of unplanned, sessions, first ORS and therapist."""
    unplanned, sessions, ors, therapist = (list(column) for column in zip(*rows, strict=True))
    n = len(rows)
    ended = {
        "unplanned": unplanned,
        "n_sessions": sessions,
        "therapist_key": therapist,
        **{name: [1] * n for name in ("program", "age_group", "orientation", "site")},
        "assessable": [False] * n,
        "improved": [False] * n,
        **columns,
    }
    made = {name: np.ma.array(column) for name, column in ended.items()}
    return made | {"ors_first": np.ma.masked_invalid(np.array(ors, dtype=float))}


def even(rows: list[tuple], **columns: object) -> SessionsNotHeld:
    """Return the comparison of courses that all have the same weight."""
    return compared(table(rows, **columns), np.full(len(rows), 100), ALL, DEFAULTS)


def test_each_is_set_beside_planned_endings_of_similar_start():
    """Worked by hand: low starts 4 beside 10 sessions, high starts 5 beside 7, twice as many low ones leave."""
    rows = [(True, 4, 10.0, 1)] * 20 + [(True, 5, 27.0, 2)] * 10
    rows += [(False, 9 + 2 * (k % 2), 12.0, 3) for k in range(12)]
    rows += [(False, 6 + 2 * (k % 2), 26.0, 4) for k in range(30)]
    answer = even(rows)
    assert (answer.mean_unplanned, answer.mean_planned) == pytest.approx((13 / 3, 9))
    assert answer.per_ending.estimate == pytest.approx(14 / 3)
    assert answer.total.estimate == pytest.approx(30 * 14 / 3)
    assert answer.total.interval == pytest.approx(tuple(30 * end for end in answer.per_ending.interval))
    assert (answer.unplanned, answer.planned) == (30, 42)
    without = [(*row[:2], float("nan"), row[3]) if row[0] else row for row in rows]
    assert even(without).mean_planned == pytest.approx((12 * 10 + 30 * 7) / 42), "no first ORS: all planned"


def test_a_rare_programme_gives_way_to_the_band():
    rows = [(True, 4, 10.0, 1)] * 20 + [(False, 9 + k % 3, 12.0, 3) for k in range(20)]
    program = [1] * 10 + [2] * 10 + [1] * 11 + [2] * 9  # of the second, nine ended as planned: too few
    sessions = [row[1] for row in rows]
    first = np.mean(sessions[20:31])
    assert even(rows, program=program).mean_planned == pytest.approx((first + np.mean(sessions[20:])) / 2)


def test_therapists_alike_widen_the_range_from_ten_on():
    rng = np.random.default_rng(5)
    made = [
        (k % 2 == 0, int(3 + 4 * (k % 2) + therapist), 10.0, therapist)
        for therapist in range(10)
        for k in range(20)
    ]
    made = [(row[0], row[1] + int(rng.integers(0, 2)), *row[2:]) for row in made]
    ten = even(made).per_ending
    nine = even([row for row in made if row[3] < 9]).per_ending
    apart = even([(*row[:3], k) for k, row in enumerate(made)]).per_ending
    assert ten.estimate == pytest.approx(apart.estimate)
    assert np.ptp(ten.interval) < np.ptp(apart.interval) / 3, "kinds differ within each therapist alike"
    assert np.ptp(nine.interval) > np.ptp(ten.interval) * 2, "below ten, courses count as independent"


def test_no_therapist_one_therapist_or_a_client_each_are_answered():
    rows = [(k % 2 == 0, 3 + k % 5, 10.0, 0) for k in range(60)]
    of_nobody, of_one = even(rows), even([(*row[:3], 7) for row in rows])
    assert of_nobody.per_ending == of_one.per_ending
    assert of_one.per_ending.interval


@pytest.mark.parametrize(
    ("unplanned", "planned"),
    [(0, 0), (1, 0), (0, 1), (LEAST - 1, 500), (500, LEAST - 1)],
)
def test_too_few_of_a_kind_are_not_compared(unplanned, planned):
    rows = [(True, 3 + k % 4, 10.0, k) for k in range(unplanned)]
    rows += [(False, 7 + k % 4, 10.0, k) for k in range(planned)]
    ended = table(rows or [(True, 1, 1.0, 1)])
    began = np.full(max(1, len(rows)), 100 if rows else 0)
    for below in (0, 5):
        totals = Totals((), below > 0, 5)
        answer = compared(ended, began, totals, DEFAULTS)
        assert answer.per_ending.why.code == "too_few_endings_to_compare"
        assert (answer.total.estimate, answer.unplanned, answer.planned, answer.improved.estimate) == (
            None,
        ) * 4
        hidden = below and (0 < unplanned < 5 or 0 < planned < 5)
        assert ("unplanned" in answer.per_ending.why.parameters) != hidden


def test_just_enough_are_compared_and_the_last_ones_need_starts():
    rows = [(True, 3 + k % 4, 10.0, k) for k in range(LEAST)]
    rows += [(False, 7 + k % 4, 10.0, 100 + k) for k in range(LEAST)]
    ended, began = table(rows), np.full(len(rows), 10)
    assert compared(ended, began, ALL, DEFAULTS).per_ending.estimate == pytest.approx(4)
    began[-1] = 9  # too few began early enough to say how likely so long a course could be seen
    answer = compared(ended, began, ALL, DEFAULTS)
    assert answer.per_ending.why.code == "too_few_endings_to_compare"
    assert [(row.reason, row.n) for row in answer.left_out] == [("too_long", 1)]
    small = compared(ended, began, Totals((), True, 5), DEFAULTS)
    assert [(row.reason, row.n) for row in small.left_out] == [("too_long", None)]


def test_courses_all_of_one_length_have_no_range():
    answer = even([(k % 2 == 0, 3, 10.0, k) for k in range(60)])
    assert answer.per_ending.why.code == "not_estimable"
    assert "Nothing varies" in answer.per_ending.why


def test_where_endings_are_not_recorded_the_reason_is_that(monkeypatch):
    from analytics.outcomes.sessions_not_held import sessions_not_held

    reason = why("endings_not_recorded", "none", ended=9, recorded=0, no_session_for_lapse_days=9)
    totals = Totals((), unrecorded=reason)
    answer = sessions_not_held(None, None, None, totals)  # type: ignore[arg-type]  # nothing is asked
    assert answer.per_ending.why == answer.total.why == answer.improved.why == reason
    assert answer.per_ending.why.code == "endings_not_recorded"
    assert answer.left_out == ()


def test_how_many_were_better_when_they_left_is_said_and_hidden_if_small():
    rows = [(k < 30, 3 + k % 4, 10.0, k) for k in range(60)]
    scored = [k < 20 for k in range(30)] + [True] * 30
    better = [k < 8 for k in range(30)] + [True] * 30
    answer = even(rows, assessable=scored, improved=better)
    assert (answer.improved.events, answer.improved.n) == (8, 20)
    few = compared(
        table(rows, assessable=scored, improved=[k < 3 for k in range(60)]),
        np.full(60, 100),
        Totals((), True, 5),
        DEFAULTS,
    )
    assert few.improved.estimate is None
    assert few.improved.why.code == "hidden_small_count"
