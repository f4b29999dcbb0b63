"""Comparison of the query for data missing in a delivery with a slow reimplementation in Python."""

from __future__ import annotations

import datetime
import random
from collections import Counter

import pytest

from analytics.store import leave_out
from analytics.store.lacking import PARTIAL_SHARE, WHOLE_PRACTICE
from tests.support.practice import TODAY, deliver, practice, session

REASONS = ("planned", "unplanned", "transferred")


def held_rows(rng: random.Random, with_ids: bool) -> list[dict]:
    """Return stored sessions: clients of four therapists over two years, one episode each."""
    rows = []
    for number in range(30):
        day = TODAY - datetime.timedelta(days=rng.randrange(200, 700))
        therapist = rng.choice(["T1", "T2", "T3", "T4", None])
        visits = rng.randrange(1, 12)
        for visit in range(visits):
            day += datetime.timedelta(days=rng.choice([7, 14]))
            therapist = rng.choice(["T1", "T2"]) if rng.random() < 0.05 else therapist
            ors = rng.choice([None, 10.0, 12.5, 20.0, 31.0])
            srs = rng.choice([None, 36.0, 38.5])
            ids = {"case_id": f"case{number}", "source_session_id": str(visit)} if with_ids else {}
            last = visit == visits - 1 and rng.random() < 0.5
            ids["closure"] = rng.choice(REASONS) if last else None
            rows.append(session(f"c{number:02d}", str(day), ors, srs, therapist, **ids))
    return rows


def delivered_rows(rng: random.Random, held: list[dict], part: float) -> list[dict]:
    """Return a later export of the same practice with rows removed, moved, recoded, emptied and added."""
    only = rng.choice([None, None, {"T1"}, {"T1", "T3"}])
    rows = []
    for row in held:
        if rng.random() > part or (only and row["therapist"] not in only):
            continue
        row = dict(row)
        dice = rng.random()
        if dice < 0.03:
            row["session_date"] += datetime.timedelta(days=3)
        elif dice < 0.06:
            row |= {"client_id": "x" + row["client_id"], "case_id": None}
        elif dice < 0.10:
            row["srs_total"] = row["srs_version"] = None
        elif dice < 0.13:
            row["ors_total"] = row["ors_version"] = None
        elif dice < 0.25:
            row["closure"] = None
        rows.append(row)
    rows += [
        session(f"n{n}", str(TODAY - datetime.timedelta(days=n * 9)), 15.0, 37.0, "T2") for n in range(5)
    ]
    return rows


def matched(held: list[dict], rows: list[dict]) -> dict[int, int]:
    """Map each delivered row to its stored row: by case and session id, else by client and day."""
    found, taken = {}, set()
    for there, row in enumerate(rows):
        for here, old in enumerate(held):
            same = all(
                row[k] is not None and row[k] == old[k] for k in ("client_id", "case_id", "source_session_id")
            )
            if same:
                found[there] = here
                taken.add(here)
    for there, row in enumerate(rows):
        if there in found:
            continue
        for here, old in enumerate(held):
            cases = None in (row["case_id"], old["case_id"]) or row["case_id"] == old["case_id"]
            if here not in taken and cases and all(row[k] == old[k] for k in ("client_id", "session_date")):
                found[there] = here
                break
    return found


def twin(held: list[dict], rows: list[dict]) -> dict:
    """Return the figures on stored data that a file lacks (class `Lacking`), computed in plain Python."""
    pairs = matched(held, rows)
    there = set(pairs.values())
    first, last = (edge(row["session_date"] for row in rows) for edge in (min, max))
    in_span = [i for i, row in enumerate(held) if first <= row["session_date"] <= last]
    therapists = {row["therapist"] for row in rows} | {held[i]["therapist"] for i in there}
    therapists.discard(None)
    clients = {row["client_id"] for row in rows}
    named = [i for i in in_span if held[i]["therapist"] is not None]
    of_them = sum(held[i]["therapist"] in therapists for i in named)
    whole = not named or of_them >= WHOLE_PRACTICE * len(named)
    covered = {
        i for i in in_span
        if held[i]["therapist"] in therapists
        or (held[i]["client_id"] in clients and (held[i]["therapist"] is None or whole))
    }  # fmt: skip
    gone = [held[i] for i in sorted(covered - there)]
    fresh = [row for n, row in enumerate(rows) if n not in pairs]

    def scored(some: list[dict], *keys: str) -> Counter:
        scores = [row for row in some if (row["ors_total"], row["srs_total"]) != (None, None)]
        return Counter(
            tuple(row[k] for k in (*keys, "therapist", "ors_total", "srs_total")) for row in scores
        )

    moved_day = (scored(gone, "client_id") & scored(fresh, "client_id")).total()
    fills = {
        form: any(row[form] is not None for row in rows) for form in ("ors_total", "srs_total", "closure")
    }
    emptied = sum(
        fills[form] and held[old][form] is not None and rows[new][form] is None
        for new, old in pairs.items() for form in ("ors_total", "srs_total")
    )  # fmt: skip
    new_endings = {row["client_id"] for row in fresh if row["closure"]}
    endings = 0
    for new, old in pairs.items():
        if held[old]["closure"] and not rows[new]["closure"] and held[old]["client_id"] not in new_endings:
            endings += fills["closure"]
    share = len(there) / (len(there) + len(gone)) if there or gone else None
    return {
        "n_file": len(rows), "n_there": len(there), "n_missing": len(gone), "n_only_here": len(held) - len(there),
        "n_moved_day": moved_day, "n_scores": emptied, "n_endings": endings,
        "n_elsewhere": len(held) - len(there) - len(gone), "is_partial": share is not None and share < PARTIAL_SHARE,
        "only_held": Counter(row["session_date"].replace(day=1) for row in gone),
        "by_therapist": Counter(row["therapist"] for row in gone),
        "gone": sorted((row["client_id"], row["session_date"]) for row in gone),
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_what_a_delivery_lacks_is_what_the_twin_finds(tmp_path, seed):
    rng = random.Random(seed)
    held = held_rows(rng, with_ids=seed % 2 == 1)
    rows = delivered_rows(rng, held, part=(0.95, 0.95, 0.3, 0.8)[seed % 4])
    store, found = practice(tmp_path, held), []
    deliver(store, rows, decide=lambda lacking: found.append(lacking) or False)
    expected, lacking = twin(held, rows), found[0]
    for key in expected.keys() - {"only_held", "by_therapist", "gone"}:
        assert getattr(lacking, key) == expected[key], key
    assert {row["month"]: row["only_held"] for row in lacking.months if row["only_held"]} == expected[
        "only_held"
    ]
    assert {row["therapist"]: row["n"] for row in lacking.therapists} == expected["by_therapist"]
    assert [(row["client_id"], row["session_date"]) for row in lacking.sessions] == expected["gone"]
    for row in lacking.months:
        assert row["only_held"] <= row["held"] and row["only_file"] <= row["in_file"]
    both = sum(row["held"] - row["only_held"] for row in lacking.months)
    assert both == lacking.n_there == sum(row["in_file"] - row["only_file"] for row in lacking.months)
    before = store.current().n_sessions
    done = leave_out.leave_out(store)
    assert done.sessions == (0 if lacking.is_partial else lacking.n_missing)
    assert store.current().n_sessions == before - done.sessions


def test_following_at_once_and_afterwards_give_the_same_practice(tmp_path):
    rng = random.Random(3)
    held = held_rows(rng, with_ids=False)
    rows = delivered_rows(rng, held, part=0.9)
    ways = []
    for name in ("at once", "afterwards"):
        store = practice(tmp_path / name, held)
        deliver(store, rows, decide=lambda _, name=name: name == "at once")
        leave_out.leave_out(store)
        ways.append(sessions(store))
    assert ways[0] == ways[1]
    assert len(ways[0]) < len(held) + len(rows)


def sessions(store) -> list[tuple]:
    from analytics.store.read_only_connection import connect

    with connect(store.current().path) as connection:
        return connection.execute(
            "SELECT client_id, session_date, ors_total, srs_total, closure FROM mart.session"
            " JOIN mart.client USING (client_key) ORDER BY ALL"
        ).fetchall()
