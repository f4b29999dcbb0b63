"""Comparison of the expected course with a slow reimplementation in Python, from the exported sessions only."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from analytics import course
from analytics.course.expected import FOLDS, SEED
from analytics.filters import Filters
from analytics.stats import growth
from analytics.store import DataFolder
from tests.sql.test_questions_twin import ALL
from tests.support.course_coverage import third
from tests.support.slow_expected_course import SlowCourse, share_below

SHARES = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98)


@pytest.fixture(scope="module")
def warehouse(sample_folder):
    return DataFolder(sample_folder).sample.warehouse()


@pytest.fixture(scope="module")
def episodes(warehouse):
    """Return every episode with its ORS by session number, of the rater of the episode."""
    rows = warehouse.query("export_episodes", ALL, first_client=0, last_client=10**9).dicts()
    sessions = warehouse.query("export_sessions", ALL, first_client=0, last_client=10**9).dicts()
    by = defaultdict(list)
    for row in sessions:
        by[row["client_id"], row["episode_no"]].append(row)
    for one in rows:
        held = by[one["client_id"], one["episode_no"]]
        one["form"] = held[0]["ors_version"]
        one["ors"] = {
            row["session_no"]: float(row["ors_total"])
            for row in held
            if row["ors_total"] is not None and row["rater"] == one["rater"]
        }
    return rows


@pytest.fixture(scope="module")
def scores(episodes):
    """Return (client, session, first score, score) of all scores, the first included, that the course is of."""
    return [
        (index, k, one["ors"][1], score)
        for index, one in enumerate(episodes)
        if 1 in one["ors"] and one["rater"] == "self" and one["form"] != "CORS"
        for k, score in one["ors"].items()
    ]


@pytest.fixture(scope="module")
def slow(warehouse, scores):
    """Return the twin, with mean and SD of a fit to the rows."""
    who, session, first, score = map(np.array, zip(*scores, strict=True))
    direct = growth.fit(score, session, first, who)
    return SlowCourse(
        scores=[one for one in scores if one[1] > 1],
        mean=lambda intake, k: float(direct.mean(intake, k)),
        sd=lambda k: float(direct.sd(k)),
        last_session=course.expected(warehouse).last_session,
    )


def test_the_expected_course_is_fitted_to_the_rows(warehouse, episodes, scores):
    who, session, first, score = map(np.array, zip(*scores, strict=True))
    direct = growth.fit(score, session, first, who)
    kept = course.expected(warehouse).model
    assert (kept.n, kept.n_clients, kept.n_with_three) == (direct.n, direct.n_clients, direct.n_with_three)
    assert kept.coefficients == pytest.approx(direct.coefficients, rel=1e-6)
    assert (kept.v0, kept.v1, kept.sigma2) == pytest.approx((direct.v0, direct.v1, direct.sigma2), rel=1e-4)
    last = sorted(max(k for k in one["ors"]) for one in episodes if len(one["ors"]) > 1 and 1 in one["ors"])
    assert abs(course.expected(warehouse).last_session - last[-30]) <= 1  # child forms are in the twin's list


def test_the_band_is_that_of_the_clients_near_by(warehouse, slow):
    model = course.expected(warehouse)
    for intake, session in ((5.0, 2), (13.2, 4), (18.5, 7), (24.9, 12), (31.0, 3), (38.5, slow.last_session)):
        point = model.band(intake, session)[-1]
        edges = [min(max(slow.quantile(share, intake, session), 0), 40) for share in (0.1, 0.5, 0.9)]
        assert (point.p10, point.p50, point.p90) == pytest.approx(edges, abs=0.011)


def test_places_of_open_clients_are_those_of_the_clients_near_by(warehouse, episodes, slow):
    found = course.course(warehouse, ALL, Filters())
    by = {(one["client_id"], one["episode_no"]): one for one in episodes}
    placed = [row for row in found.clients if row.percentile is not None]
    assert len(placed) > 50
    for row in placed[:: len(placed) // 5]:
        ors = by[row.client_id, row.episode_no]["ors"]
        assert (row.session, row.ors) == (max(ors), ors[max(ors)])
        points = [(share, slow.quantile(share, ors[1], row.session)) for share in SHARES]
        assert row.percentile == pytest.approx(share_below(points, row.ors), abs=1e-4)


def test_two_under_the_range_are_those_under_the_drawn_edge(warehouse, episodes):
    model = course.expected(warehouse)
    by = {(one["client_id"], one["episode_no"]): one for one in episodes}
    fired = 0
    for row in course.course(warehouse, ALL, Filters()).clients:
        if row.percentile is None:
            continue
        one = by[row.client_id, row.episode_no]
        later = sorted(k for k in one["ors"] if k > 1)[-2:]
        under = [one["ors"][k] < model.band(one["ors"][1], k)[k - 1].p10 for k in later]
        below = one["ors"][1] < one["cutoff"]
        assert row.below_twice == (len(under) == 2 and all(under) and below)
        fired += row.below_twice
    assert fired > 0


def test_two_in_a_row_are_counted_against_the_range_of_other_clients():
    """Each third of the clients is held against quantiles of the other two thirds, score by score."""
    made = third(31)
    made = made.of(np.isin(made.client, np.unique(made.client)[:130]))
    found = made.course()
    codes = np.unique(made.client, return_inverse=True)[1]
    fold = np.random.default_rng(SEED).permutation(codes.max() + 1) % FOLDS
    rows = list(zip(codes.tolist(), made.session.astype(int).tolist(), made.intake, made.score, strict=True))
    slow = SlowCourse(
        scores=rows,
        mean=lambda intake, k: float(found.model.mean(intake, k)),
        sd=lambda k: float(found.model.sd(k)),
        last_session=found.last_session,
    )
    under = defaultdict(list)
    for client, session, intake, score in rows:
        if intake < 25 and session <= found.last_session:
            edge = slow.quantile(0.1, intake, session, lambda one, my=client: fold[one] != fold[my])
            under[client].append((session, score < round(min(max(edge, 0), 40), 2)))
    pairs, ever = [], {}
    for client, marks in under.items():
        for (_, before), (session, after) in zip(marks, marks[1:], strict=False):
            pairs.append(before and after)
            if session <= 10:
                ever[client] = ever.get(client, False) or (before and after)
    assert found.below_twice_clients == len(ever)
    assert found.below_twice_now == pytest.approx(sum(pairs) / len(pairs))
    assert found.below_twice_ever == pytest.approx(sum(ever.values()) / len(ever))
    once = {client for client, seen in under.items() if any(is_under for _, is_under in seen)}
    last = {client: score - intake for client, _, intake, score in sorted(rows)}
    assert found.below_once.clients == len(once) >= 20
    assert found.below_once.higher == pytest.approx(sum(last[client] >= 1 for client in once) / len(once))
