"""Comparison of the pages' SQL queries with a slow reimplementation in Python, for many filters.

The twin reads the exported episodes and sessions only; it knows no SQL.
"""

from __future__ import annotations

import datetime
import random
from collections import Counter

import pytest

from analytics import outcomes, quality
from analytics.access import Scope
from analytics.filters import Filters
from analytics.store import DataFolder

ALL = Scope(every_therapist=True, practice_totals=True, imports=True)
IMPROVED = {"recovered", "improved", "improved_above"}
NO_OUTCOME = {"transferred", "administrative", "not_a_course"}


@pytest.fixture(scope="module")
def warehouse(sample_folder):
    return DataFolder(sample_folder).sample.warehouse()


@pytest.fixture(scope="module")
def episodes(warehouse):
    return warehouse.query("export_episodes", ALL, first_client=0, last_client=10**9).dicts()


@pytest.fixture(scope="module")
def sessions(warehouse):
    return warehouse.query("export_sessions", ALL, first_client=0, last_client=10**9).dicts()


def selections(number: int) -> list[Filters]:
    """Return `number` filters, the same in every run; some of them match nothing."""
    rng = random.Random(5)
    made = [Filters(), Filters(episodes="all"), Filters(episodes="open")]
    while len(made) < number:
        start = datetime.date(2023, 7, 1) + datetime.timedelta(days=rng.randrange(1000))
        made.append(
            Filters(
                since=start if rng.random() < 0.5 else None,
                until=start + datetime.timedelta(days=rng.randrange(400)) if rng.random() < 0.5 else None,
                site=rng.choice([None, None, "Millbrook House", "Tannery Lane"]),
                program=rng.choice([None, None, "Counselling", "Young people"]),
                age_group=rng.choice([None, None, "adult", "child"]),
                therapist=rng.choice([None, None, None, "T03", "T11"]),
                episodes=rng.choice([None, "closed", "open", "all"]),
            )
        )
    return made


def chosen(rows: list[dict], filters: Filters) -> list[dict]:
    def keeps(row):
        return (
            (not filters.since or row["last_date"] >= filters.since)
            and (not filters.until or row["last_date"] <= filters.until)
            and filters.site in (None, row["site"])
            and filters.program in (None, row["program"])
            and filters.age_group in (None, row["age_group"])
            and (
                filters.therapist is None
                or (filters.therapist == row["therapist"] and not row["therapist_tied"])
            )
            and {"closed": row["ending"] != "open", "open": row["ending"] == "open", "all": True}[
                filters.episodes
            ]
        )

    return [row for row in rows if keeps(row)]


def assessable(row: dict) -> bool:
    """Return whether an episode is in outcome figures: it ended otherwise than by transfer, and has two scores."""
    return row["ending"] not in NO_OUTCOME and row["class"] != "not_assessable"


def not_improved(row: dict) -> bool:
    """Return whether the ORS neither rose clearly nor ended where others begin (from above: under the start)."""
    if row["change"] is None:
        return True
    goal = row["cutoff"] if row["ors_first"] < row["cutoff"] else row["ors_first"]
    return row["class"] not in IMPROVED and row["ors_last"] < goal


def share(estimate):
    return (estimate.events, estimate.n) if estimate.estimate is not None else (0, 0)


def pair(events, n):
    return (events, n) if n else (0, 0)


@pytest.mark.parametrize("number", range(12))
def test_overview_and_outcomes_count_as_the_twin_does(warehouse, episodes, number):
    filters = selections(12)[number]
    found, whole = outcomes.overview(warehouse, ALL, filters), outcomes.outcomes(warehouse, ALL, filters)
    rows = chosen(episodes, filters.settled("ended"))
    assert found.n == whole.n == len(rows)
    if not rows:
        return
    judged = [row for row in rows if assessable(row)]
    below = [row for row in judged if row["ors_first"] < row["cutoff"]]
    counted = [row for row in rows if row["counts_for_endings"]]
    classes = Counter(row["class"] for row in judged)
    endings = Counter(row["ending"] for row in counted)
    assert share(found.reliable_improvement) == pair(sum(classes[name] for name in IMPROVED), len(judged))
    assert share(found.recovered) == pair(classes["recovered"], len(below))
    assert share(found.deteriorated) == pair(classes["deteriorated"], len(judged))
    assert share(found.unplanned) == pair(endings["unplanned"] + endings["unplanned_inferred"], len(counted))
    assert share(found.unplanned_declared) == pair(endings["unplanned"], len(counted))
    assert share(found.unplanned_all_unknown) == pair(
        endings["unplanned"] + endings["unplanned_inferred"] + endings["planned_inferred"], len(counted)
    )
    assert share(whole.unplanned_recorded) == pair(
        endings["unplanned"], endings["unplanned"] + endings["planned"]
    )
    assert share(whole.unplanned_not_improved) == pair(
        sum(row["unplanned"] and not_improved(row) for row in counted), len(counted)
    )
    for answer in (found, whole):
        left = {row.reason: row.n for row in answer.left_out if row.reason not in ("open", "ended_unknown")}
        assert answer.assessable + sum(left.values()) == answer.n, "who is in and who is not adds up"
        assert set(left) & NO_OUTCOME == {row["ending"] for row in rows} & NO_OUTCOME
    assert {row.outcome: row.n for row in whole.classes} == {
        name: classes[name]
        for name in ("recovered", "improved", "improved_above", "no_change", "deteriorated")
    }
    if judged:
        mean = sum(row["change"] for row in judged) / len(judged)
        assert found.mean_change.estimate == pytest.approx(float(mean))
    for row in whole.sensitivity:
        limits = [10 if e["reliable_change"] == 10 else row.reliable_change for e in judged]
        up = sum(e["change"] >= limit for e, limit in zip(judged, limits, strict=True))
        assert share(row.improved) == pair(up, len(judged))
    assert sorted(zip(whole.travel_start, whole.travel_end, strict=True)) == sorted(
        (float(row["ors_first"]), float(row["ors_last"])) for row in judged
    )
    subgroups_agree(whole, judged)


def subgroups_agree(whole, judged):
    for row in whole.subgroups:
        if row.measure == "reliable_improvement" and row.group not in ("other", "not given"):
            group = [one for one in judged if one[row.dimension] == row.group]
            assert row.n == len(group) >= 10
            assert row.estimate == pytest.approx(sum(one["class"] in IMPROVED for one in group) / len(group))


@pytest.mark.parametrize("number", [0, 4, 6])
def test_months_count_as_the_twin_does(warehouse, episodes, sessions, number):
    filters = selections(12)[number]
    found = outcomes.overview(warehouse, ALL, filters)
    if found.why:
        return
    ended = chosen(episodes, filters.replace(episodes="closed"))
    begins = found.months_since  # of the charts: two years or more, from the start of a year or quarter
    if filters.since:
        assert begins <= filters.since and begins.day == 1 and begins.month in (1, 4, 7, 10)
    in_charts = chosen(episodes, filters.replace(episodes="closed", since=begins))
    judged = [row for row in in_charts if assessable(row)]
    series = {one.measure: one for one in found.series}
    assert sum(point.n for point in series["reliable_improvement"].points) == len(judged)
    for point in series["reliable_improvement"].points:
        if point.grain == "month":
            month = [row for row in judged if row["last_date"].replace(day=1) == point.month]
            assert point.n == len(month)
            assert point.value == pytest.approx(sum(row["class"] in IMPROVED for row in month) / len(month))
    if filters == Filters():
        assert sum(point.n for point in series["forms"].points) == len(sessions)
        assert sum(row.starts for row in found.seen) == len(episodes)
        assert sum(row.ends for row in found.seen) == len(ended)
        assert found.seen[-1].open == len(episodes) - len(ended)


def test_retention_is_kaplan_meier_counted_by_hand(warehouse, episodes):
    since = datetime.date(2024, 6, 1)
    found = outcomes.outcomes(warehouse, ALL, Filters(since=since)).retention
    cohort = [row for row in episodes if row["first_date"] >= since]
    still = 1.0
    for row in found:
        at_risk = sum(one["sessions"] >= row.session for one in cohort)
        ends = sum(one["sessions"] == row.session and one["ending"] != "open" for one in cohort)
        still *= 1 - ends / at_risk
        assert (row.at_risk, row.ended) == (at_risk, ends)
        assert row.still_in_care == pytest.approx(still)
        assert row.interval is None or row.interval[0] <= still <= row.interval[1]


def test_course_by_dose_is_the_mean_of_the_forms(warehouse, episodes, sessions):
    closed = {
        (row["client_id"], row["episode_no"]): row
        for row in episodes
        if row["ending"] not in {"open", *NO_OUTCOME}
    }
    forms: dict[tuple[str, int], list[float]] = {}
    for row in sessions:
        one = closed.get((row["client_id"], row["episode_no"]))
        if one and row["ors_total"] is not None and row["rater"] == one["rater"]:
            dose = "1-3" if one["sessions"] <= 3 else "4-8" if one["sessions"] <= 8 else "9+"
            forms.setdefault((dose, row["session_no"]), []).append(float(row["ors_total"]))
    for point in outcomes.outcomes(warehouse, ALL, Filters()).course:
        values = forms[point.dose, point.session]
        assert point.n == len(values) >= 20
        assert point.mean == pytest.approx(sum(values) / len(values))
        low, high = {"1-3": (1, 3), "4-8": (4, 8), "9+": (9, 10**6)}[point.dose]
        assert point.episodes == sum(
            low <= one["sessions"] <= high and one["ors_first"] is not None for one in closed.values()
        )


def test_missing_forms_add_up(warehouse, sessions):
    found = quality.quality(warehouse, ALL, Filters())
    assert found.n == len(sessions) == sum(row.sessions for row in found.missing_forms)
    assert sum(row.without_srs for row in found.missing_forms) == sum(
        row["srs_total"] is None for row in sessions
    )
    recent = quality.quality(warehouse, ALL, Filters(), weeks=12)
    assert {row.week for row in recent.missing_forms} <= {row.week for row in found.missing_forms}
    assert len({row.week for row in recent.missing_forms}) <= 12
    assert recent.completeness == found.completeness


def test_answers_repeat_to_the_last_digit(warehouse):
    for question in (outcomes.overview, outcomes.outcomes):
        first = question(warehouse, ALL, Filters()).as_dict()
        assert all(question(warehouse, ALL, Filters()).as_dict() == first for _ in range(3))
