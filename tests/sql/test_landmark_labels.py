"""Tests of the early warning's outcome labels, case by case, and of its features."""

import datetime

import numpy as np
import pytest

from analytics.access import Scope
from analytics.risk import landmarks
from tests.support.practice import ALWAYS_RECORDED, TODAY, deliver, practice, session

ALL = Scope(every_therapist=True, practice_totals=True)


def day(before: int) -> str:
    """Return the ISO date of a day this many days before the data date."""
    return (TODAY - datetime.timedelta(days=before)).isoformat()


def course(*days: int, ors=(), srs=(), client="A", closure=None, **more) -> list[dict]:
    """Return one client's sessions, given as days before the data date; the last one records the ending."""
    rows = []
    for place, before in enumerate(days):
        scores = [values[place] if place < len(values) else None for values in (ors, srs)]
        rows.append(session(client, day(before), *scores, **more))
    rows[-1] |= {"closure": closure, "closure_text": closure}
    return rows


def labels(folder, rows) -> dict[tuple, tuple]:
    """Map (episode, session number) to the ending, and to eligibility and label for each outcome."""
    found = (
        practice(folder, rows, definitions=ALWAYS_RECORDED).warehouse().query("landmark_rows", ALL).dicts()
    )
    episodes = {
        key: place for place, key in enumerate(dict.fromkeys(row["episode_key"] for row in found), start=1)
    }
    return {
        (episodes[row["episode_key"]], row["landmark"]): (
            row["ending"],
            row["eligible_unplanned"],
            row["y_unplanned"],
            row["eligible_poor_outcome"],
            row["y_poor_outcome"],
        )
        for row in found
    }


# what is looked at -> rows, (episode, landmark), ending, (unplanned settled, label)
ENDINGS = {
    "no reason, 59 days away: open": (course(200, 130, 59), (1, 1), "open", (True, 0)),
    "no reason, 60 days away: gone unplanned": (
        course(200, 130, 60),
        (1, 1),
        "unplanned_inferred",
        (True, 0),
    ),
    "no reason, 61 days away: gone unplanned": (
        course(200, 130, 61),
        (1, 1),
        "unplanned_inferred",
        (True, 0),
    ),
    "last session 89 days after: inside the horizon": (
        course(150, 61),
        (1, 1),
        "unplanned_inferred",
        (True, 1),
    ),
    "last session 90 days after: still inside, as the rule is written": (
        course(151, 61),
        (1, 1),
        "unplanned_inferred",
        (True, 1),
    ),
    "last session 91 days after: outside": (
        course(152, 100, 61),
        (1, 1),
        "unplanned_inferred",
        (True, 0),
    ),
    "150 days old: settled": (course(150), (1, 1), "unplanned_inferred", (True, 1)),
    "149 days old: not settled": (course(149), (1, 1), "unplanned_inferred", (False, 1)),
    "an agreed ending is none": (course(200, 190, closure="planned"), (1, 2), "planned", (True, 0)),
    "a recorded unplanned one is one": (
        course(200, 190, closure="unplanned"),
        (1, 1),
        "unplanned",
        (True, 1),
    ),
    "a transfer competes": (course(200, 190, closure="transferred"), (1, 1), "transferred", (True, 0)),
    "so does an administrative end": (
        course(200, 190, closure="administrative"),
        (1, 1),
        "administrative",
        (True, 0),
    ),
    "recovered and silent counts as agreed": (
        course(260, 250, 240, ors=(15.0, 22.0, 30.0)),
        (1, 1),
        "planned_inferred",
        (True, 0),
    ),
    "a second episode has labels of its own": (
        [*course(600, 590, closure="planned"), *course(300, 290, closure="unplanned")],
        (2, 1),
        "unplanned",
        (True, 1),
    ),
    "and the first keeps its": (
        [*course(600, 590, closure="planned"), *course(300, 290, closure="unplanned")],
        (1, 1),
        "planned",
        (True, 0),
    ),
}

# what is looked at -> ORS by session, landmark, (settled, label); all ended as agreed, an adult's cutoff is 25
OUTCOMES = {
    "6.0 better, under the cutoff: improved": ((15.0, None, 21.0), 1, (True, 0)),
    "5.9 better, under the cutoff: little change": ((15.0, None, 20.9), 1, (True, 1)),
    "5.9 better, at the cutoff: well": ((19.1, None, 25.0), 1, (True, 0)),
    "6.0 worse, over the cutoff: worse": ((33.0, None, 27.0), 1, (True, 1)),
    "5.9 worse, over the cutoff: well": ((32.9, None, 27.0), 1, (True, 0)),
    "no ORS after the landmark": ((15.0, 16.0, None), 2, (False, 1)),
    "one ORS only": ((15.0, None, None), 1, (False, None)),
}


@pytest.mark.parametrize("case", ENDINGS)
def test_unplanned_endings(tmp_path, case):
    rows, where, ending, wanted = ENDINGS[case]
    found = labels(tmp_path, rows)[where]
    assert (found[0], found[1:3]) == (ending, wanted)


@pytest.mark.parametrize("case", OUTCOMES)
def test_outcomes(tmp_path, case):
    scores, landmark, wanted = OUTCOMES[case]
    found = labels(tmp_path, course(220, 210, 200, ors=scores, closure="planned"))
    assert found[1, landmark][3:] == wanted


def test_an_open_episode_has_no_settled_outcome(tmp_path):
    found = labels(tmp_path, course(170, 90, 20, ors=(15.0, 16.0, 30.0)))
    assert found[1, 1][3] is False


FEATURES = ("srs_last", "srs_fall", "ors_first", "ors_change", "longest_gap")


def test_sessions_after_a_landmark_change_no_feature(tmp_path):
    """Sessions after a landmark do not change the features at that landmark."""
    rng = np.random.default_rng(4)
    rows = []
    for place in range(30):
        n = int(rng.integers(1, 9))
        ors, srs = (np.round(rng.uniform(5, 40, n), 1).tolist() for _ in range(2))
        for values in (ors, srs):
            values[int(rng.integers(0, n))] = None
        days = (400 - np.cumsum(rng.integers(3, 40, n))).tolist()
        rows += course(*days, ors=ors, srs=srs, client=f"C{place:02d}")
    whole = landmarks.read(practice(tmp_path / "whole", rows).warehouse())
    for landmark in landmarks.LANDMARKS:
        early, seen = [], {}
        for row in rows:
            seen[row["client_id"]] = seen.get(row["client_id"], 0) + 1
            early += [row] if seen[row["client_id"]] <= landmark else []
        cut = landmarks.read(practice(tmp_path / str(landmark), early).warehouse())
        here, there = (one.take(one.landmark == landmark) for one in (whole, cut))
        assert here.n == there.n > 0
        for name in FEATURES:
            np.testing.assert_array_equal(
                here.measured[name], there.measured[name], err_msg=f"{name} {landmark}"
            )
        np.testing.assert_array_equal(here.srs_never, there.srs_never)


def test_a_correction_reaches_the_labels(tmp_path):
    rows = course(200, 190, closure="unplanned")
    store = practice(tmp_path, rows)
    deliver(store, course(200, 190, closure="planned"))
    found = store.warehouse().query("landmark_rows", ALL).dicts()
    assert {row["ending"] for row in found} == {"planned"}
