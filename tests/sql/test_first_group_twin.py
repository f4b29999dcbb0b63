"""The first group of the caseload, now and after each earlier session, beside the rules in slow, plain Python."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal

import pytest

from analytics import caseload
from analytics.access import Scope, this_computer
from analytics.caseload.caseload import USUAL_SESSIONS
from analytics.filters import Filters
from tests.support import practice
from tests.support.slow_drops import drops, practice_spread

EVERYBODY: Scope = this_computer().scope
TODAY = practice.TODAY


def made_up(seed: int) -> dict[str, list[dict]]:
    """Return weekly sessions of clients with falls of the SRS and of the ORS, slides and missing forms."""
    rng = random.Random(seed)
    courses = {}
    for number in range(70):
        level, well = rng.uniform(30, 41), rng.uniform(10, 30)
        n, back = rng.randrange(1, 14), rng.randrange(0, 40)
        rows = []
        for visit in range(n):
            level -= rng.choice([0, 0, 0, 0, 0, 0.6, 5, -4])
            well += rng.choice([0, 0, 1, -2])
            day = TODAY - datetime.timedelta(days=back + 7 * (n - 1 - visit))
            srs = None if rng.random() < 0.15 else round(min(40, max(0, level + rng.gauss(0, 0.7))), 1)
            ors = None if rng.random() < 0.15 else round(min(40, max(0, well + rng.gauss(0, 1))), 1)
            rows.append(practice.session(f"c{number:02d}", str(day), ors, srs))
        courses[f"c{number:02d}"] = rows
    return courses


def low_line(courses: dict[str, list[dict]]) -> Decimal:
    """Return the line of a low start: the higher of the first two SRS, at least a tenth of it not under the line."""
    firsts = [
        [Decimal(str(r["srs_total"])) for r in part[:5] if r["srs_total"] is not None]
        for part in courses.values()
    ]
    higher = sorted(max(one[:2]) for one in firsts if len(one) >= 2)
    if len(higher) < 50:
        return Decimal(36)
    return min(higher[len(higher) // 10] * 2 // 1 / 2, Decimal(38))


def reasons(part: list[dict], spread: str, line: Decimal) -> set[str]:
    """Return the rules of the first group that hold after these sessions of one client."""
    srs = [
        (n, Decimal(str(r["srs_total"]))) for n, r in enumerate(part, start=1) if r["srs_total"] is not None
    ]
    ors = [Decimal(str(r["ors_total"])) for r in part if r["ors_total"] is not None]
    held = set()
    if len(ors) > 1 and ors[-1] - ors[0] <= -5:
        held.add("falling")
    if len(part) <= 5 and len(srs) > 1 and max(x for _, x in srs) < line:
        held.add("early_low")
    for session, outcome, _, back in drops(part, spread, ended=False):
        if outcome != "repaired" and sum(n > session for n, _ in srs) <= 3 and srs[-1][1] < back:
            held.add("drop")
    last = [x for _, x in srs[-4:]]
    falls = len(last) == 4 and last[0] > last[1] > last[2] > last[3]
    if falls and last[0] - last[3] >= 2 and "drop" not in held:
        held.add("slide")
    return held


@pytest.mark.parametrize("seed", range(4))
def test_the_first_group_now_and_after_each_session(tmp_path, seed):
    courses = made_up(seed)
    rows = [row for part in courses.values() for row in part]
    warehouse = practice.practice(tmp_path, rows).warehouse()
    answer = caseload.caseload(warehouse, EVERYBODY, Filters())
    spread, line = practice_spread(list(courses.values())), low_line(courses)
    rules = {"drop", "falling", "early_low", "slide"}
    for one in answer.clients:
        held = reasons(courses[one.client_id], spread, line)
        assert set(one.reasons) & rules == held, one.client_id
        assert (one.tier == "talk_first") is bool(held)
    seen = [reasons(part[:n], spread, line) for part in courses.values() for n in range(1, len(part) + 1)]
    assert len(seen) >= USUAL_SESSIONS
    assert answer.first_usual is not None
    assert (answer.first_usual.sessions, answer.first_usual.listed) == (len(seen), sum(map(bool, seen)))
    assert {"drop", "falling", "early_low"} <= set().union(*seen), "the practice has them all"
