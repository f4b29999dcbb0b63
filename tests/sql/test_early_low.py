"""Tests of the line under which the first SRS forms of a course are low, and of the groups that depend on it."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal

import pytest

from analytics import caseload, definitions
from analytics.access import Scope, this_computer
from analytics.filters import Filters
from tests.support import practice

EVERYBODY: Scope = this_computer().scope
LAST = datetime.date(2026, 9, 28)


def course(code: str, srs: list, last: datetime.date = LAST, **more) -> list[dict]:
    """Return the weekly sessions of one open client, the last of them on `last`."""
    days = [last - datetime.timedelta(days=7 * back) for back in reversed(range(len(srs)))]
    return [
        practice.session(
            code, day.isoformat(), ors=Decimal(22), srs=None if one is None else Decimal(str(one)), **more
        )
        for day, one in zip(days, srs, strict=True)
    ]


def listed(folder, courses: dict[str, list], **options) -> tuple[float, dict]:
    """Return the line in force and the open clients by code."""
    rows = [row for code, srs in courses.items() for row in course(code, srs)]
    warehouse = practice.practice(folder, rows, **options).warehouse()
    with warehouse.cursor(EVERYBODY) as cursor:
        (line,) = cursor.execute("select distinct early_low_line from scoped.open_episode").fetchone() or ()
    answer = caseload.caseload(warehouse, EVERYBODY, Filters())
    return float(line), {one.client_id: one for one in answer.clients}


def slow_line(courses: list[list], share: float = 0.1, ask: float = 36.0) -> float:
    """Return the line as the rule says it, counted one candidate after the other."""
    highest = []
    for course in courses:
        seen = [Decimal(str(one)) for one in course[:5] if one is not None][:2]
        highest += [max(seen)] if len(seen) == 2 else []
    if share <= 0 or len(highest) < 50:
        return ask
    halves = [Decimal(half) / 2 for half in range(77)]  # up to 38
    allowed = Decimal(str(share)) * len(highest)
    fitting = [half for half in halves if sum(one < half for one in highest) <= allowed]
    return float(max(fitting))


def ratings(seed: int, n: int, middle: float, step: float = 0.1) -> dict[str, list]:
    """Return courses of 1 to 7 sessions around a level, in steps of the form, some forms missing."""
    rng = random.Random(seed)
    made = {}
    for number in range(n):
        level = middle + rng.gauss(0, 3)
        made[f"c{number:03d}"] = [
            None if rng.random() < 0.15 else round(min(40, max(0, level + rng.gauss(0, 1.5))) / step) * step
            for _ in range(rng.randrange(1, 8))
        ]
    return {code: [None if one is None else round(one, 1) for one in srs] for code, srs in made.items()}


@pytest.mark.parametrize(
    ("seed", "n", "middle", "step"),
    [(0, 150, 36, 0.1), (1, 150, 30, 0.1), (2, 150, 39, 0.1), (3, 40, 30, 0.1), (4, 150, 34, 1.0), (5, 90, 34, 4.0)],
)  # fmt: skip
def test_the_line_is_the_lowest_tenth_of_the_practices_own_first_ratings(tmp_path, seed, n, middle, step):
    courses = ratings(seed, n, middle, step)
    line, clients = listed(tmp_path, courses)
    assert line == slow_line(list(courses.values()))
    for code, srs in courses.items():
        seen = [one for one in srs if one is not None]
        low = len(srs) <= 5 and len(seen) >= 2 and max(seen) < line
        assert ("early_low" in clients[code].reasons) is low, (code, srs)


def test_a_tenth_is_never_a_third_where_many_are_equal(tmp_path):
    """A third of the courses lie at 30, the rest at 38: none is listed for a value that a third share."""
    courses = {f"c{n:02d}": [30, 30, 30] if n % 3 == 0 else [38, 38, 38] for n in range(60)}
    line, clients = listed(tmp_path, courses)
    assert line == 30
    assert not any("early_low" in one.reasons for one in clients.values())


def test_a_line_of_ones_own_is_the_line_and_share_zero_is_the_ask_line(tmp_path):
    courses = ratings(1, 150, 30)
    assert listed(tmp_path / "a", courses)[0] < 30
    for name, text, line in (
        ("b", "[alliance]\nlow_total = 34.0\n", 34.0),
        ("c", "[caseload]\nearly_low_share = 0.0\n", 36.0),
    ):
        found, clients = listed(tmp_path / name, courses, definitions=definitions.from_toml(text))
        assert found == line
        low = next(one for one in clients.values() if one.reason == "early_low")
        assert low.sentence.startswith(f"Every SRS so far is under {line:g}; the last was ")


def test_the_published_line_stands_beside_the_practices_own(tmp_path):
    line, clients = listed(tmp_path, ratings(1, 150, 30))
    low = next(one for one in clients.values() if one.reason == "early_low")
    assert low.sentence == (
        f"Every SRS so far is under {line:g}, among the lowest 10 in 100 of this practice's first ratings"
        f" (published line: 36); the last was {low.last_srs:.1f}."
    )


def test_the_line_hardly_moves_from_import_to_import(tmp_path):
    store = practice.practice(
        tmp_path, [row for code, srs in ratings(7, 150, 33).items() for row in course(code, srs)]
    )
    lines = []
    for seed in range(8, 14):
        new = ratings(seed, 12, 33)
        practice.deliver(store, [row for code, srs in new.items() for row in course(f"{seed}-{code}", srs)])
        with store.warehouse().cursor(EVERYBODY) as cursor:
            lines.append(
                float(
                    cursor.execute("select any_value(early_low_line) from scoped.open_episode").fetchone()[0]
                )
            )
    assert max(lines) - min(lines) <= 0.5, lines


# the SRS by session, days since the last session, group and reason
GROUPS = {
    "one session 30 days ago": ([38], 30, "watch", "away"),
    "one session yesterday": ([38], 1, "too_new", None),
    "two sessions, both low": ([30, 31], 1, "talk_first", "early_low"),
    "two sessions, both low, 30 days ago": ([30, 31], 30, "talk_first", "early_low"),
    "two sessions, one low": ([30, 36], 1, "too_new", None),
    "two sessions, one form": ([None, 30], 1, "too_new", None),
    "three sessions without a form": ([None] * 3, 1, "watch", "no_srs"),
    "six sessions, all low": ([30] * 6, 1, "as_expected", None),
}


@pytest.fixture(scope="module")
def grouped(tmp_path_factory):
    """Return the open clients of a practice with the clients of GROUPS, by code."""
    rows = [
        row
        for code, (srs, days, _, _) in GROUPS.items()
        for row in course(code, srs, practice.TODAY - datetime.timedelta(days=days))
    ]
    store = practice.practice(tmp_path_factory.mktemp("groups"), rows)
    answer = caseload.caseload(store.warehouse(), EVERYBODY, Filters())
    return {one.client_id: one for one in answer.clients}


@pytest.mark.parametrize("what", GROUPS)
def test_a_rule_that_fired_decides_before_too_new(grouped, what):
    _, _, tier, reason = GROUPS[what]
    assert (grouped[what].tier, grouped[what].reason) == (tier, reason)
