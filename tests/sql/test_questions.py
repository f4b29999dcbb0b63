"""Tests of the pages' SQL queries on practices small enough to count by hand."""

import datetime

import pytest

from analytics import caseload, client, outcomes, quality
from analytics.access import Scope
from analytics.filters import Filters
from tests.support.practice import TODAY, practice, session

ALL = Scope(every_therapist=True, practice_totals=True, imports=True)
DAY = datetime.date


def course(client_id: str, start: str, scores, therapist="T01", srs=36, days=7, **more) -> list[dict]:
    """Return weekly sessions with these ORS totals."""
    first = DAY.fromisoformat(start)
    return [
        session(client_id, str(first + datetime.timedelta(days=days * k)), score, srs, therapist, **more)
        for k, score in enumerate(scores)
    ]


def by_hand() -> list[dict]:
    """Return nine episodes that cover every outcome class and ending."""
    return [
        *course("a", "2026-01-05", [15, 20, 26], closure="planned"),  # recovered
        *course("b", "2026-01-06", [10, 12, 16], closure="planned"),  # improved, exactly six points
        *course(
            "c", "2026-02-02", [28, 30, 35], site="South", closure="planned"
        ),  # improved from above the cutoff
        *course(
            "d", "2026-02-03", [20, 22, 25], site="South", closure="unplanned"
        ),  # crossed, change 5: no change
        *course("e", "2026-02-04", [20, 15, 14], closure="unplanned", therapist="T02"),  # deteriorated
        *course("f", "2026-02-05", [18], therapist="T02"),  # one ORS; lapsed
        *course(
            "g", "2026-03-02", [12, 20, 30], closure="transferred", therapist="T02"
        ),  # recovered, but transferred: in no figure of outcomes and of endings
        *course("h", "2026-03-03", [12, 13, 30], therapist="T02"),  # recovered and lapsed: read as planned
        *course("i", "2026-09-01", [22, 15, 16, 14], therapist="T02"),  # open on 30 September
    ]


@pytest.fixture(scope="module")
def nine(tmp_path_factory):
    return practice(tmp_path_factory.mktemp("nine"), by_hand()).warehouse()


def test_shares_of_nine_episodes(nine):
    found = outcomes.overview(nine, ALL, Filters())
    # eight ended; a b c d e h can be assessed
    assert (found.n, found.assessable, found.ended) == (8, 6, 7)
    assert (found.reliable_improvement.events, found.reliable_improvement.n) == (4, 6)
    assert (found.recovered.events, found.recovered.n) == (2, 5)  # c started above
    assert (found.no_change.events, found.deteriorated.events) == (1, 1)
    # seven endings count (g was transferred): d, e declared, f lapsed; a b c planned, h read as planned
    assert (found.unplanned.events, found.unplanned.n) == (3, 7)
    assert found.unplanned_declared.events == 2
    assert found.unplanned_all_unknown.events == 4
    assert found.mean_change.estimate == pytest.approx((11 + 6 + 7 + 5 - 6 + 18) / 6)
    assert {row.reason: row.n for row in found.left_out} == {
        "fewer_than_two_ors": 1,
        "transferred": 1,
        "open": 1,
    }


def test_effect_size_speaks_of_those_who_started_below(nine):
    found = outcomes.overview(nine, ALL, Filters()).effect_size
    intake = [15, 10, 20, 20, 12]
    change = [11, 6, 5, -6, 18]
    mean = sum(intake) / 5
    sd = (sum((x - mean) ** 2 for x in intake) / 4) ** 0.5
    assert found.n == 5
    assert found.estimate == pytest.approx((1 - 3 / 15) * sum(change) / 5 / sd)


def test_classes_sensitivity_and_endings(nine):
    found = outcomes.outcomes(nine, ALL, Filters())
    assert [row.n for row in found.classes] == [2, 1, 1, 1, 1]
    assert sum(row.n for row in found.classes) == found.assessable
    rows = {row.reliable_change: (row.improved.events, row.deteriorated.events) for row in found.sensitivity}
    assert rows == {5.0: (5, 1), 6.0: (4, 1), 9.0: (2, 0)}
    assert [row.in_force for row in found.sensitivity] == [False, True, False]
    # unplanned and not improved: e got worse, f has one score, d reached the cutoff without reliable change
    assert found.unplanned_not_improved.events == 2
    # of a b c d e, whose endings somebody recorded, d and e
    assert (found.unplanned_recorded.events, found.unplanned_recorded.n) == (2, 5)
    assert (found.planned.events, found.inferred.events) == (4, 2)
    assert found.mean_sessions.estimate == pytest.approx(22 / 8)
    # clearly better: a b c h of six; recovered: a h of the five that began under 25; .8 of their SD is 3.65: a b d h
    assert [(row.share.events, row.share.n) for row in found.favours[:3]] == [(4, 6), (2, 5), (4, 5)]
    assert all(row.odds_ratio.why.startswith("Too early to tell") for row in found.favours)
    assert found.severity_adjusted_effect_size.estimate is None
    assert found.severity_adjusted_effect_size.why


@pytest.mark.parametrize(
    ("scores", "counts"),
    [
        ([18], True),  # one score: nobody knows that it helped
        ([18, 19, 20], True),
        ([18, 22, 24], False),  # clearly better
        ([22, 24, 25], False),  # at the cutoff, without reliable change
        ([30, 28, 29], True),  # from above it, under the start
        ([30, 28, 30], False),
        ([30, 20, 26], True),
    ],
)
def test_not_improved_is_one_rule(tmp_path, scores, counts):
    """The bar "and not yet improved" and the rule `composite` leave out the same courses."""
    import dataclasses

    from analytics.definitions import DEFAULTS

    store = practice(tmp_path, course("a", "2026-01-05", scores, closure="unplanned"))
    plain = outcomes.outcomes(store.warehouse(), ALL, Filters())
    assert (plain.unplanned.events, plain.unplanned_not_improved.events) == (1, int(counts))
    rules = dataclasses.replace(
        DEFAULTS, endings=dataclasses.replace(DEFAULTS.endings, unplanned="composite")
    )
    with store.with_definitions(rules) as other:
        found = outcomes.outcomes(other, ALL, Filters())
        assert found.unplanned.events == found.unplanned_declared.events == int(counts)
        assert found.unplanned_not_improved.events == int(counts)


def test_a_course_shared_equally_belongs_to_neither_therapist(tmp_path):
    shared = [
        *course("a", "2026-01-05", [15, 20], therapist="T01"),
        *course("a", "2026-01-19", [25, 26], therapist="T02"),
    ]
    rows = [*shared, *course("b", "2026-01-05", [15, 26], "T01"), *course("c", "2026-01-05", [15, 26], "T02")]
    warehouse = practice(tmp_path, rows).warehouse()
    by_therapist = [outcomes.outcomes(warehouse, ALL, Filters(therapist=code)).n for code in ("T01", "T02")]
    assert by_therapist == [1, 1]
    assert outcomes.outcomes(warehouse, ALL, Filters()).n == 3
    sums = warehouse.query("effect_sums", ALL, Filters(episodes="closed")).dicts()
    assert [(row["therapist_key"] > 0, row["n"]) for row in sums] == [(False, 1), (True, 1), (True, 1)]
    completeness = {row.field: row for row in quality.quality(warehouse, ALL, Filters()).completeness}
    assert completeness["therapist"].share == 1


def test_administrative_and_never_started_courses_are_out_of_outcomes_too(tmp_path):
    kinds = ("planned", "transferred", "administrative", "not_a_course")
    rows = [row for kind in kinds for row in course(kind, "2026-01-05", [15, 26], closure=kind)]
    warehouse = practice(tmp_path, rows).warehouse()
    for answer in (
        outcomes.overview(warehouse, ALL, Filters()),
        outcomes.outcomes(warehouse, ALL, Filters()),
    ):
        assert (answer.n, answer.assessable, answer.ended) == (4, 1, 1)
        assert (answer.reliable_improvement.n, answer.recovered.n, answer.mean_change.n) == (1, 1, 1)
        assert {row.reason: row.n for row in answer.left_out} == dict.fromkeys(kinds[1:], 1)
    effect = warehouse.query("definition_effect", ALL).one()
    assert (effect["n_episodes"], effect["n_assessable"], effect["n_improved"]) == (4, 1, 1)


def test_retention_is_kaplan_meier(nine):
    """The retention curve is a Kaplan-Meier estimate.

    Nine episodes: one ends after session 1, seven after session 3, one is open at session 4.
    """
    found = outcomes.outcomes(nine, ALL, Filters()).retention
    assert [(row.session, row.at_risk, row.ended) for row in found] == [
        (1, 9, 1),
        (2, 8, 0),
        (3, 8, 7),
        (4, 1, 0),
    ]
    assert [row.still_in_care for row in found] == pytest.approx([8 / 9, 8 / 9, 1 / 9, 1 / 9])


def test_travel_shows_where_everybody_started_and_ended(nine):
    found = outcomes.outcomes(nine, ALL, Filters())
    assert sorted(zip(found.travel_start, found.travel_end, strict=True)) == [
        (10, 16), (12, 30), (15, 26), (20, 14), (20, 25), (28, 35),
    ]  # fmt: skip
    assert found.travel_scope == "practice"


@pytest.mark.parametrize(
    ("filters", "n", "improved"),
    [
        (Filters(site="South"), 2, 1),
        (Filters(therapist="T02"), 4, 1),
        (Filters(since=DAY(2026, 2, 1)), 6, 2),
        (Filters(until=DAY(2026, 1, 31)), 2, 2),
        (Filters(episodes="all"), 9, 4),
        (Filters(episodes="open"), 1, 0),
        (Filters(age_group="adult", program="General"), 8, 4),
    ],
)
def test_filters_select(nine, filters, n, improved):
    found = outcomes.overview(nine, ALL, filters)
    assert (found.n, found.reliable_improvement.events) == (n, improved)
    whole = outcomes.outcomes(nine, ALL, filters)
    assert whole.n == n
    assert whole.reliable_improvement == found.reliable_improvement


def test_a_selection_of_nobody_says_so(nine):
    for filters in (Filters(site="Nowhere"), Filters(therapist="T99"), Filters(since=DAY(2030, 1, 1))):
        for question in (outcomes.overview, outcomes.outcomes):
            found = question(nine, ALL, filters)
            assert found.n == 0
            assert "Nothing in the data" in found.why
            assert found.reliable_improvement.estimate is None


def test_months_belong_to_the_last_session(nine):
    found = {one.measure: one for one in outcomes.overview(nine, ALL, Filters()).series}
    assert {one.state for one in found.values()} == {"too_early"}
    ends = found["reliable_improvement"].points  # fewer than ten a month: quarters
    assert [(point.month, point.grain, point.n, point.value) for point in ends] == [
        (DAY(2026, 1, 1), "quarter", 6, pytest.approx(4 / 6))
    ]
    assert all(point.centre is None and point.signal is None for point in ends)
    assert sum(point.n for point in found["forms"].points) == 26
    assert sum(point.n for point in found["early_alliance"].points) == 8  # f never reached session 3


def test_who_we_see_counts_starts_ends_and_open(nine):
    found = {row.month.month: row for row in outcomes.overview(nine, ALL, Filters()).seen}
    assert (found[1].starts, found[1].ends, found[1].open) == (2, 2, 0)
    assert (found[2].starts, found[2].ends, found[2].open) == (4, 4, 0)
    assert (found[9].starts, found[9].ends, found[9].open) == (1, 0, 1)
    assert (found[6].starts, found[6].ends) == (0, 0)
    assert found[1].intake.estimate == pytest.approx(12.5)


def test_the_period_before_has_its_own_figures(nine):
    period = Filters(since=DAY(2026, 2, 1), until=DAY(2026, 2, 28))
    found = outcomes.overview(nine, ALL, period).previous
    assert (found.since, found.until, found.n) == (DAY(2026, 1, 1), DAY(2026, 1, 31), 2)
    assert found.reliable_improvement.events == 2
    assert outcomes.overview(nine, ALL, Filters()).previous is None


@pytest.mark.parametrize("episodes", ["all", "open"])
def test_open_episodes_have_no_period_before_that_is_like_theirs(nine, episodes):
    found = outcomes.overview(nine, ALL, Filters(since=DAY(2026, 2, 1), episodes=episodes))
    assert found.n > 0
    assert found.previous is None
    assert (found.verdict.state, found.verdict.why_code) == ("too_early", "not_closed_episodes")


def test_the_caseload_is_what_is_open(nine):
    found = caseload.caseload(nine, ALL, Filters(since=DAY(2026, 1, 1), until=DAY(2026, 1, 31)))
    assert [(row.client_id, row.tier, row.reasons) for row in found.clients] == [
        ("i", "talk_first", ("falling",))
    ]
    one = found.clients[0]
    assert one.sentence == "Wellbeing is 8.0 points lower than at the start."
    assert (one.sessions, one.days_since, one.last_ors, one.change) == (4, 8, 14.0, -8.0)
    assert one.ors_path == (22.0, 15.0, 16.0, 14.0)
    assert (one.percentile, one.probability) == (None, None)
    assert "enough data" in one.why
    assert {row.tier: row.n for row in found.tiers} == {
        "talk_first": 1,
        "watch": 0,
        "as_expected": 0,
        "too_new": 0,
    }
    assert caseload.caseload(nine, ALL, Filters(therapist="T01")).n == 0


def test_a_timeline_has_every_session_and_its_facts(nine):
    record = caseload.caseload(nine, ALL, Filters()).clients[0].record_id
    found = client.timeline(nine, ALL, record)
    assert [(row.session_no, row.ors, row.srs) for row in found.sessions] == [
        (1, 22, 36), (2, 15, 36), (3, 16, 36), (4, 14, 36),
    ]  # fmt: skip
    assert (found.client_id, found.is_open, found.change, found.movement) == ("i", True, -8.0, "down")
    assert (found.cutoff, found.reliable_change, found.early_window, found.early_alliance) == (
        25.0,
        6.0,
        (3, 5),
        36.0,
    )
    assert found.ask.key == "falling"
    assert client.timeline(nine, ALL, record, 2) is None
    assert client.timeline(nine, ALL, "0" * 16) is None


def test_quality_counts_what_is_filled_in(nine):
    found = quality.quality(nine, ALL, Filters())
    assert found.n == 26
    shares = {row.field: (row.share, row.n) for row in found.completeness}
    assert shares["ors"] == (1.0, 26)
    assert shares["ors_two"] == (pytest.approx(8 / 9), 9)
    assert shares["ending"] == (pytest.approx(6 / 8), 8)
    assert sum(row.sessions for row in found.missing_forms) == 26
    assert {row.pattern: row.n for row in found.suspicious} == {"inferred": 2}
    assert found.newest_session == DAY(2026, 9, 22)
    assert found.newest_session_days == (TODAY - DAY(2026, 9, 22)).days


def one_practice(folder, rows):
    return practice(folder, rows).warehouse()


def every_answer(warehouse, scope=ALL):
    yield outcomes.overview(warehouse, scope, Filters())
    yield outcomes.overview(warehouse, scope, Filters(episodes="all"))
    yield outcomes.outcomes(warehouse, scope, Filters())
    yield outcomes.outcomes(warehouse, scope, Filters(episodes="all"))
    yield caseload.caseload(warehouse, scope, Filters())
    yield quality.quality(warehouse, scope, Filters(), weeks=12)
    for row in caseload.caseload(warehouse, scope, Filters()).clients:
        yield client.timeline(warehouse, scope, row.record_id)


DEGENERATE = {
    "one client, one session": course("a", "2026-09-01", [20]),
    "one client, no score at all": course("a", "2026-09-01", [None, None, None], srs=None),
    "no SRS": [row for k in range(4) for row in course(f"c{k}", "2026-01-05", [20, 25, 28], srs=None)],
    "every score at the top": [
        row for k in range(4) for row in course(f"c{k}", "2026-01-05", [40] * 5, srs=40)
    ],
    "every score at the bottom": [
        row for k in range(4) for row in course(f"c{k}", "2026-01-05", [0] * 5, srs=0)
    ],
    "all open": [row for k in range(4) for row in course(f"c{k}", "2026-09-01", [20, 22, 24, 21])],
    "nothing but names": course(
        "a", "2026-01-05", [20, 21], therapist=None, site=None, program=None, age_group=None
    ),
    "all on one day": [row for k in range(4) for row in course(f"c{k}", "2026-03-05", [20])],
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_answers_stand_on_degenerate_practices(tmp_path, name):
    import json

    warehouse = one_practice(tmp_path, DEGENERATE[name])
    for answer in every_answer(warehouse):
        json.dumps(answer.as_dict(), allow_nan=False)
        for key in ("reliable_improvement", "unplanned", "effect_size"):
            estimate = getattr(answer, key, None)
            if estimate is not None and estimate.estimate is None:
                assert estimate.why


def test_always_forty_asks_gently_and_is_no_alarm(tmp_path):
    warehouse = one_practice(tmp_path, course("a", "2026-09-01", [20, 22, 24, 25, 26], srs=40, days=6))
    row = caseload.caseload(warehouse, ALL, Filters()).clients[0]
    assert row.tier == "as_expected"
    assert client.timeline(warehouse, ALL, row.record_id).ask.key == "always_high"
    assert [row.pattern for row in quality.quality(warehouse, ALL, Filters()).suspicious] == [
        "srs_always_full"
    ]


def test_a_change_of_exactly_the_threshold_follows_the_rule(nine, tmp_path):
    import dataclasses

    from analytics.definitions import DEFAULTS
    from analytics.store import DataFolder

    folder = DataFolder(nine.version.path.parents[2])
    stricter = dataclasses.replace(DEFAULTS, change=dataclasses.replace(DEFAULTS.change, rule="more_than"))
    with folder.practice.with_definitions(stricter) as other:
        found = outcomes.outcomes(other, ALL, Filters())
        assert found.definitions == stricter.digest() != outcomes.overview(nine, ALL, Filters()).definitions
        # b rose and e fell by exactly six
        assert [row.n for row in found.classes] == [2, 0, 1, 3, 0]
        in_force = next(row for row in found.sensitivity if row.in_force)
        assert (in_force.improved.events, in_force.deteriorated.events) == (3, 0)
