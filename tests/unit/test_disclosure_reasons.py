"""Tests that owners cannot work out few clients from the reasons why courses are left out of a figure."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import privacy
from analytics.alliance import decomposition, early, forms
from analytics.alliance.alliance import alliance
from analytics.filters import Filters
from analytics.outcomes import overview, totals
from tests.support import disclosure
from tests.support.practice import practice, session
from tests.unit.test_disclosure import OWNER, PERIODS, selections

FINE = ("one_form", "two_forms", "transferred", "administrative", "not_a_course")
WHOLE = ("unjudged", "otherwise")
WEEK = datetime.timedelta(weeks=1)
# therapist's number of courses without: any SRS, an early SRS, an ORS after the early sessions
LACKING = {0: (2, 0, 0), 1: (0, 1, 0), 2: (0, 1, 3), 3: (0, 0, 4)}


def reasons(of: disclosure.Practice, kept) -> dict:
    """Return the episodes of each reason among those that the filters let through."""
    unjudged, two = kept & of.where("unjudged", True), of.where("two_forms", True)
    endings = {name: kept & of.where("ending", name) for name in FINE[2:]}
    otherwise = kept & ~of.where("judged", True) & ~unjudged
    return {"one_form": unjudged & ~two, "two_forms": unjudged & two, **endings,
            "unjudged": unjudged, "otherwise": otherwise}  # fmt: skip


def follow(warehouse, views, asked) -> dict[str, int]:
    """Return in how many selections the number of a reason follows from the figures of the selection itself."""
    of, found = disclosure.Practice(warehouse, OWNER), dict.fromkeys((*FINE, *WHOLE), 0)
    for filters in asked:
        figures = disclosure.collect(warehouse, OWNER, [filters], views)
        if not figures:
            continue
        alone = [one for one in figures if not one.name.startswith(("starts", "ends", "intake"))]
        cells = reasons(of, of.kept(filters))
        groups = [cells[name].tobytes() for name in WHOLE]
        asked_for = [
            (name, one) for name, one in cells.items() if name in WHOLE or one.tobytes() not in groups
        ]
        for cell in disclosure.determined(alone, of.own, asked_for):
            found[cell.name] += 1
    return found


def courses() -> Iterator[dict]:
    """Yield sessions of eight therapists' courses, of which few end otherwise or have one form only."""
    draw = random.Random(7)
    endings = ("planned", "unplanned", "transferred", "administrative", "not_a_course")
    for therapist in range(8):
        for number in range(30):
            closure = draw.choices(endings, (60, 25, 4, 3, 2))[0]
            more = {"therapist": f"T0{therapist}", "site": ("North", "South")[therapist % 2], "closure": closure,
                    "program": draw.choice(("Counselling", "Longer-term"))}  # fmt: skip
            first = datetime.date(2025, 11, 1) + draw.randrange(240) * datetime.timedelta(days=1)
            last, form = (None if draw.random() < 0.04 else round(draw.uniform(15, 35), 1)), "ORS"
            if draw.random() < 0.04:
                form = "CORS"
            yield session(f"c{therapist}-{number}", first.isoformat(), 18.0, 33.0, **more)
            later = session(f"c{therapist}-{number}", (first + WEEK).isoformat(), last, 34.0, **more)
            yield later | {"ors_version": form if last is not None else None}


def test_a_small_reason_among_others_does_not_follow_from_the_figures_of_a_selection(tmp_path, monkeypatch):
    """What can follow is how many courses lack forms, or ended otherwise, in all (docs/small_numbers.md)."""
    asked = selections((Filters(), PERIODS[2]), ("closed",))
    warehouse = practice(tmp_path, list(courses())).warehouse()
    exact = overview(warehouse, disclosure.EVERYBODY, Filters())
    assert {row.reason for row in exact.left_out} >= {"fewer_than_two_ors", *FINE[1:]}
    found = follow(warehouse, ("overview", "outcomes"), asked)
    assert [found[name] for name in FINE] == [0] * len(FINE), found
    monkeypatch.setattr(totals, "joined", lambda counts, below, name: dict(counts))
    assert sum(follow(warehouse, ("outcomes",), asked)[name] for name in FINE), "alone they would follow"


@pytest.fixture(scope="module")
def long_courses(tmp_path_factory):
    """Return a practice of eight therapists with courses of eight sessions, a few of which lack forms."""
    rows, draw = [], random.Random(5)
    for therapist in range(8):
        no_srs, no_early, no_later = LACKING.get(therapist, (0, 0, 0))
        for number in range(14):
            first = datetime.date(2026, 1, 1) + number * WEEK
            for k in range(8):
                srs = (
                    None
                    if number < no_srs or (number < no_srs + no_early and k < 5)
                    else 30 + draw.random() * 9
                )
                late = k > 4 and number >= 14 - no_later
                ors = None if late else 15 + k + draw.random() * 6
                day = (first + k * WEEK).isoformat()
                rows.append(session(f"c{therapist}-{number}", day, ors and round(ors, 1), srs and round(srs, 1),
                                    f"T0{therapist}"))  # fmt: skip
    return practice(tmp_path_factory.mktemp("long"), rows).warehouse()


def test_no_reason_of_the_alliance_follows_from_the_others(long_courses):
    exact = alliance(long_courses, disclosure.EVERYBODY, Filters())
    counts = {row.reason: row.n for row in exact.left_out}
    assert counts == {"no_srs": 2, "no_early_srs": 2, "no_later_ors": 7}
    shown = alliance(long_courses, OWNER, Filters())
    assert {row.reason: row.n for row in shown.left_out} == {"not_correlated": 11}
    assert shown.early is not None and shown.n - shown.early.n == 11
    rows = early.read(long_courses, OWNER, Filters(episodes="closed"))
    assert set(decomposition.left_out(rows, 5)) == {"not_in_slopes"}
    assert set(decomposition.left_out(rows)) == set(decomposition.REASONS)


def test_courses_without_a_pattern_do_not_follow_from_those_with_one(long_courses):
    exact = alliance(long_courses, disclosure.EVERYBODY, Filters())
    shown = alliance(long_courses, OWNER, Filters())
    assert exact.no_pattern == 4
    for one in (exact, shown):
        known = [row.n for row in one.patterns] + [one.no_pattern]
        assert sum(n or 0 for n in known) <= one.n
    for few in (1, 3):
        kinds = [
            {"pattern": name, "n": n, "counted": n, "unplanned": 0}
            for name, n in (("low_rising", 40), ("high_stays_high", 60), ("high_falling", 9), ("no_srs", few))
        ]
        found = forms.patterns(kinds, 5)
        hidden = [row.n for row in found["patterns"] if row.n is None]
        assert found["no_pattern"] is None and hidden, "a second number goes with it"


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30)), st.sampled_from([0, 5, 11]))
def test_joined_reasons_add_up_and_show_no_small_one(counts, below):
    found = privacy.joined(counts, below, "all")
    assert sum(found.values()) == sum(counts.values())
    assert found == counts or set(found) == {"all"}
    assert set(found) == {"all"} or not any(0 < n < below for n in found.values())
