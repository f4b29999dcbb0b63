"""Comparison of the marts with a slow reimplementation in Python, on random practices with special cases."""

from __future__ import annotations

import datetime
import itertools
import random
from decimal import Decimal

import pytest

from analytics.access import Scope
from analytics.definitions import DEFAULTS
from tests.support.practice import TODAY, practice, session
from tests.support.slow_courses import LAPSE, episodes, held_after
from tests.support.slow_courses import ending as ending_of
from tests.support.slow_drops import drops, practice_spread

ALL = Scope(every_therapist=True, practice_totals=True)
HORIZON, RELIABLE = 90, Decimal(6)
CUTOFF = {"adult": 25, "adolescent": 28, "child": 32}


def made_up(seed: int, share: float = 0.1) -> list[dict]:
    """Return random sessions with special cases: pauses, shared therapists, missing forms, late endings.

    Also cases, returning clients, days of ending, and case ids in some rows only. share: of rows with a closing
    word.
    """
    rng = random.Random(seed)
    rows = []
    for number in range(60):
        client, day = f"c{number:02d}", TODAY - datetime.timedelta(days=rng.randrange(30, 900))
        with_cases, age = rng.choice([0, 0.5, 1, 1]), rng.choice(["adult", "adult", "adolescent", None])
        level, srs_level, therapist = (
            rng.uniform(8, 34),
            rng.uniform(30, 40),
            rng.choice(["T01", "T02", "T03", None]),
        )
        case = 1
        for visit in range(rng.randrange(1, 16)):
            if rng.random() < 0.1:
                therapist = rng.choice(["T01", "T02", "T03"])
            if rng.random() < 0.08:
                day, case = day + datetime.timedelta(days=rng.choice([89, 90, 91, 200])), case + 1
            else:
                day += datetime.timedelta(days=rng.choice([7, 7, 7, 14, 21]))
            if day > TODAY:
                break
            level += rng.uniform(-2, 3)
            ors = None if rng.random() < 0.15 else round(min(40, max(0, level + rng.gauss(0, 2))), 1)
            fall = 8 if rng.random() < 0.1 else 0
            srs = (
                None if rng.random() < 0.2 else round(min(40, max(0, srs_level + rng.gauss(0, 1) - fall)), 1)
            )
            closure = (
                rng.choice([*["planned", "unplanned"] * 2, "transferred", "ongoing", "unknown", "ended"])
                if rng.random() < share
                else None
            )
            end = (
                day + datetime.timedelta(days=rng.choice([-7, 0, 0, 20, 400]))
                if rng.random() < 0.05
                else None
            )
            rows.append(
                session(client, str(day), ors, srs, therapist, closure=closure, age_group=age, case_end=end,
                        case_id=f"{client}-{case}" if rng.random() < with_cases else None,
                        source_session_id=str(visit + 1))
            )  # fmt: skip
    rng.shuffle(rows)
    return rows


def judged(part: list[dict]) -> dict:
    """Return outcome class, ending and early alliance of one episode."""
    scores = [Decimal(str(r["ors_total"])) for r in part if r["ors_total"] is not None]
    change = scores[-1] - scores[0] if len(scores) >= 2 else None
    ages = [r["age_group"] for r in part if r["age_group"]]
    cutoff = CUTOFF[ages[-1] if ages else "adult"]
    if change is None:
        group = "not_assessable"
    elif change >= RELIABLE:
        group = (
            "improved_above" if scores[0] >= cutoff else "recovered" if scores[-1] >= cutoff else "improved"
        )
    else:
        group = "deteriorated" if change <= -RELIABLE else "no_change"
    ending = ending_of(part, TODAY, group)
    early = [Decimal(str(r["srs_total"])) for r in part[2:5] if r["srs_total"] is not None]
    return {
        "n": len(part),
        "change": change,
        "class": group,
        "ending": ending,
        "early": sum(early) if early else None,
    }


def improved(part: list[dict]) -> bool:
    """Return whether an episode ended clearly better, or at the cutoff, or (from above it) at its start or above."""
    scores = [Decimal(str(r["ors_total"])) for r in part if r["ors_total"] is not None]
    ages = [r["age_group"] for r in part if r["age_group"]]
    cutoff = CUTOFF[ages[-1] if ages else "adult"]
    if len(scores) < 2:
        return False
    goal = cutoff if scores[0] < cutoff else scores[0]
    return scores[-1] - scores[0] >= RELIABLE or scores[-1] >= goal


@pytest.mark.parametrize(("seed", "share"), [(0, 0.1), (1, 0.1), (2, 0.1), (3, 0.7), (4, 0.7), (5, 0.7)])
def test_marts_equal_the_slow_twin(tmp_path, seed, share):
    rows = made_up(seed, share)
    store = practice(tmp_path, rows)
    twin = episodes(held_after([rows]))
    endings = [judged(part)["ending"] for part in twin.values()]
    ended = [one for one in endings if one != "open"]
    with_reason = sum(one in {"planned", "unplanned", "transferred"} for one in ended)
    recorded = with_reason / len(ended) >= DEFAULTS.endings.min_recorded
    assert recorded is (share > 0.3), "both kinds of practice are tried"
    version = store.current()
    assert (version.n_courses, version.n_ended, version.n_recorded) == (len(twin), len(ended), with_reason)
    assert version.endings_recorded is recorded
    with store.warehouse().cursor(ALL) as cursor:
        marts = cursor.execute(
            "select client_id, episode_no, n_sessions, change, class, ending, early_srs_sum, episode_key, ended,"
            " n_srs_full, counts_for_endings, counts_for_outcomes, assessable, not_improved"
            " from mart.episode join mart.client using (client_key)"
        ).fetchall()
        dips = cursor.execute(
            "select episode_key, session_no, outcome, resolved_session from mart.dip"
        ).fetchall()
        marks = cursor.execute(
            "select episode_key, landmark, landmark_date, srs_last, srs_fall, ors_first, ors_change, longest_gap,"
            " y_unplanned, eligible_unplanned from mart.landmark"
        ).fetchall()
    spread = practice_spread(list(twin.values()))
    assert {row[:2] for row in marts} == set(twin)
    for client, number, n, change, group, ending, early, key, ended, full, counted, *outcome in marts:
        part = twin[client, number]
        expected = judged(part)
        if not recorded and expected["ending"] in {"planned_inferred", "unplanned_inferred"}:
            expected["ending"] = "lapsed"
        assert counted is (recorded and expected["ending"] not in {"open", "transferred", "ended_unknown"})
        assert (n, change, group, ending, early) == tuple(expected.values())
        says_something = ending not in {"transferred", "administrative", "not_a_course"}
        assert outcome == [
            says_something,
            says_something and group != "not_assessable",
            not improved(part),
        ]
        assert full == sum(row["srs_total"] == 40 for row in part)
        found = sorted((s, o, r) for k, s, o, r in dips if k == key)
        assert found == [one[:3] for one in drops(part, spread, ended)]
        check_landmarks([m[1:] for m in marks if m[0] == key], part, ending, recorded)


def check_landmarks(marks: list[tuple], part: list[dict], ending: str, recorded: bool) -> None:
    assert sorted(m[0] for m in marks) == list(range(1, min(5, len(part)) + 1))
    for number, day, last, fall, first, change, gap, label, eligible in marks:
        seen = part[:number]
        srs = [Decimal(str(r["srs_total"])) for r in seen if r["srs_total"] is not None]
        ors = [Decimal(str(r["ors_total"])) for r in seen if r["ors_total"] is not None]
        gaps = [(b["session_date"] - a["session_date"]).days for a, b in itertools.pairwise(seen)]
        assert day == seen[-1]["session_date"]
        assert last == (srs[-1] if srs else None)
        assert fall == (max(srs[-2] - srs[-1], 0) if len(srs) > 1 else 0)
        assert (first, change) == ((ors[0], ors[-1] - ors[0]) if ors else (None, None))
        assert gap == (max(gaps) if gaps else None)
        has_label = recorded and ending != "ended_unknown"
        assert eligible is (has_label and (TODAY - day).days >= HORIZON + LAPSE)
        gone = (part[-1]["session_date"] - day).days <= HORIZON
        assert label == (int(ending in {"unplanned", "unplanned_inferred"} and gone) if has_label else None)


def test_row_order_does_not_matter(tmp_path):
    rows = made_up(99)
    tables = []
    for name, order in (("a", rows), ("b", rows[::-1])):
        store = practice(tmp_path / name, order)
        with store.warehouse().cursor(ALL) as cursor:
            tables.append(
                cursor.execute(
                    "select client_id, episode.* exclude (client_key, episode_key) from mart.episode"
                    " join mart.client using (client_key) order by client_id, episode_no"
                ).fetchall()
            )
    assert [[str(v) for v in r] for r in tables[0]] == [[str(v) for v in r] for r in tables[1]]
