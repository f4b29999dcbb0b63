"""Tests of Overview's comparison with the previous period: wording, power, false alarms."""

import datetime
import json
from collections import Counter

import pytest

from analytics import outcomes
from analytics.access import Scope
from analytics.filters import Filters
from analytics.outcomes.verdict import MIN_EPISODES
from pages.overview import verdict_text
from tests.support.command import run
from tests.support.practice import TODAY, practice, session
from tests.support.simulate_periods import practices

DAY = datetime.date
EVERYBODY = Scope(every_therapist=True, practice_totals=True, imports=True)
OWNER = Scope(practice_totals=True, imports=True)
YEAR = Filters(since=DAY(2025, 10, 1), until=TODAY, episodes="closed")


def course(client: str, last: str, gain: float, closure: str | None = "planned") -> list[dict]:
    """Return three weekly sessions ending on a day, with an ORS gain of `gain` points."""
    days = [DAY.fromisoformat(last) - datetime.timedelta(weeks=back) for back in (2, 1, 0)]
    scores = (15.0, 15.0 + gain / 2, 15.0 + gain)
    return [
        session(client, day.isoformat(), ors, 36.0, closure=closure)
        for day, ors in zip(days, scores, strict=True)
    ]


def two_years(now: int, then: int, better_now: int, better_then: int) -> list[dict]:
    """Return episodes that ended in two years, with a given number improved in each."""
    rows = course("FIRST", "2024-09-20", 0)
    for year, n, better in ((2024, then, better_then), (2025, now, better_now)):
        for index in range(n):
            month = (9 + index % 11) % 12 + 1
            day = DAY(year if month >= 10 else year + 1, month, 20)
            rows += course(f"{year}-{index}", day.isoformat(), 9 if index < better else 0)
    return rows


@pytest.fixture
def judged(tmp_path):
    def judge(rows, filters=YEAR, scope=EVERYBODY):
        return outcomes.overview(practice(tmp_path, rows).warehouse(), scope, filters)

    return judge


@pytest.mark.parametrize(
    ("better_now", "better_then", "state", "begins"),
    [
        (40, 10, "better", "**Better than in the 12 months before:** 80 in 100 clearly better now, 20 then"),
        (10, 40, "worse", "**Worse than in the 12 months before:** 20 in 100 clearly better now, 80 then"),
        (25, 24, "no_clear_change", "**No clear change against the 12 months before:** 50 in 100"),
    ],
)
def test_better_worse_and_no_clear_change(judged, better_now, better_then, state, begins):
    found = judged(two_years(50, 50, better_now, better_then))
    assert found.verdict.state == state
    assert (found.verdict.since, found.verdict.until) == (DAY(2024, 10, 1), DAY(2025, 9, 30))
    assert verdict_text.verdict(found)[0].startswith(begins)
    low, high = found.verdict.difference.interval
    assert low < (better_now - better_then) / 50 < high


@pytest.mark.parametrize(
    ("now", "then", "code", "said"),
    [
        (12, 50, "too_few_now", "12 closed episodes with a first and a later score, and 18 more needed"),
        (1, 50, "too_few_now", "1 closed episode with a first and a later score, and 29 more needed"),
        (
            50,
            12,
            "too_few_before",
            "it holds 12 closed episodes with a first and a later score, of 30 needed",
        ),
    ],
)
def test_too_few_says_how_many_are_needed(judged, now, then, code, said):
    found = judged(two_years(now, then, now, 0))
    assert (found.verdict.state, found.verdict.why_code) == ("too_early", code)
    assert found.verdict.difference.estimate is None
    assert said in verdict_text.verdict(found)[0]


def test_all_data_and_open_episodes_have_no_period_to_compare_with(judged):
    rows = two_years(50, 50, 40, 10)
    assert judged(rows, Filters(episodes="closed")).verdict.why_code == "no_period_before"


def test_data_that_begin_inside_the_period_before_are_not_compared(judged):
    """Data that begin within the previous period are not compared.

    Episodes that end soon after the first session of the data are short ones only.
    """
    found = judged(two_years(60, 50, 40, 10), Filters(since=DAY(2026, 1, 1), until=TODAY, episodes="closed"))
    assert found.verdict.why_code is None
    found = judged(two_years(60, 50, 40, 10), YEAR.replace(since=DAY(2025, 6, 1)))
    assert found.verdict.why_code == "data_begin_later"
    assert "the data begin on" in verdict_text.verdict(found)[0]


def test_endings_that_nobody_recorded_count_alike_at_the_newest_end_of_both_periods(judged):
    """Recent unrecorded endings are treated alike in both periods, so that neither looks better.

    Each month as many recorded endings with gain as unrecorded ones without. Endings of the last 60 days that
    nobody recorded are not known yet, so a plain comparison would call the newest quarter better.
    """
    rows = course("FIRST", "2025-01-05", 0)
    for month in range(1, 10):
        for index in range(30):
            rows += course(f"{month}-r{index}", f"2026-{month:02}-25", 9)
            rows += course(f"{month}-u{index}", f"2026-{month:02}-25", 0, closure=None)
    found = judged(rows, Filters(since=DAY(2026, 7, 1), until=TODAY, episodes="closed"))
    assert found.verdict.state == "no_clear_change"
    assert found.verdict.now.estimate == found.verdict.before.estimate


def test_another_measure_is_named_only_where_it_changed(judged):
    rows = two_years(100, 100, 50, 50)
    for row in rows:
        if row["client_id"].startswith("2025-") and int(row["client_id"][5:]) % 2:
            row["closure"] = "unplanned"
    found = judged(rows)
    assert found.verdict.state == "no_clear_change"
    assert [(one.measure, one.state) for one in found.verdict.also] == [("unplanned", "worse")]
    assert verdict_text.verdict(found)[1].startswith("**More ended unplanned:** 50 in 100 now, 0 then")


def test_whoever_has_no_right_to_the_clients_gets_whole_months(judged):
    by_day = Filters(since=DAY(2025, 11, 21), until=DAY(2026, 3, 19), episodes="closed")
    rows = two_years(50, 50, 40, 10)
    assert judged(rows, by_day).filters == by_day
    found = judged(rows, by_day, OWNER)
    assert (found.filters.since, found.filters.until) == (DAY(2025, 11, 1), DAY(2026, 3, 31))
    moved = judged(rows, by_day.replace(since=DAY(2025, 11, 20)), OWNER)
    assert moved.n == found.n


def test_the_command_line_prints_and_writes_the_verdict(tmp_path):
    practice(tmp_path, two_years(50, 50, 40, 10))
    asked = ("show", "overview", "--since", "2025-10-01", "--until", TODAY.isoformat())
    said = run(*asked, data=tmp_path).out
    assert "against the period before 2024-10-01 to 2025-09-30: better" in said
    assert "reliable improvement better: 80 now, 20 then in 100 (difference 42 to 72)" in said
    found = run(*asked, "--json", data=tmp_path).document["verdict"]
    assert found["state"] == "better"
    assert set(found) >= {"state", "measure", "difference", "now", "before", "since", "until", "also"}
    assert set(found["difference"]) == {"estimate", "interval", "n"}
    early = run("show", "overview", data=tmp_path)
    assert "All data have no period before them" in early.out
    assert json.dumps(run("show", "overview", "--json", data=tmp_path).document["verdict"]["why"])


@pytest.mark.parametrize("n", [MIN_EPISODES, 120, 400])
def test_nothing_changed_is_said_to_have_changed_in_about_one_of_twenty(n):
    """Without a change, about one verdict in twenty reports a change.

    Found over 15,000 practices: the verdict in 5.0 to 5.2 of 100, it or what is shown next to it in 5.8 to 5.9.
    """
    found = practices(3000, n, seed=n + 1)
    said = [one.state != "no_clear_change" for one in found]
    anything = [one.state != "no_clear_change" or bool(one.also) for one in found]
    assert 0.03 <= sum(said) / len(found) <= 0.062
    assert sum(anything) / len(found) <= 0.069


def test_a_fall_of_ten_in_100_is_found_by_400_clients_a_period():
    """A decline from 50 % to 40 % improved is found with 400 clients per period.

    Found in some 84 of 100 practices, and hardly ever the other way.
    """
    states = Counter(one.state for one in practices(300, 400, seed=5, gain=4.0))
    assert states["worse"] >= 0.78 * 300
    assert states["better"] == 0
