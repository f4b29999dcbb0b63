"""Comparison of the alliance queries with a slow reimplementation in Python.

The twin reads the exported episodes and sessions only; it knows no SQL.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from analytics import alliance
from analytics.filters import Filters
from analytics.stats import correlation
from analytics.store import DataFolder
from tests.sql.test_questions_twin import ALL, IMPROVED, NO_OUTCOME, assessable, chosen, selections

WINDOWS = {"early": (3, 5), "first_five": (1, 5), **{k: (k, k) for k in range(1, 6)}}


@pytest.fixture(scope="module")
def warehouse(sample_folder):
    return DataFolder(sample_folder).sample.warehouse()


@pytest.fixture(scope="module")
def episodes(warehouse):
    """Return every episode with its ORS and SRS by session number."""
    rows = warehouse.query("export_episodes", ALL, first_client=0, last_client=10**9).dicts()
    sessions = warehouse.query("export_sessions", ALL, first_client=0, last_client=10**9).dicts()
    by = defaultdict(list)
    for row in sessions:
        by[row["client_id"], row["episode_no"]].append(row)
    for one in rows:
        held = by[one["client_id"], one["episode_no"]]
        one["held"] = held
        one["ors"] = {
            row["session_no"]: float(row["ors_total"])
            for row in held
            if row["ors_total"] is not None and row["rater"] == one["rater"]
        }
        one["srs"] = {
            row["session_no"]: float(row["srs_total"]) for row in held if row["srs_total"] is not None
        }
    return rows


def pairs(rows, window):
    """Return one tuple per episode that has an SRS within the session window and an ORS after the window.

    The tuple is (mean SRS, last ORS, first ORS, latest ORS up to the end of the window, therapist).
    """
    low, high = WINDOWS[window]
    found = []
    for one in rows:
        forms = [one["srs"][k] for k in range(low, high + 1) if k in one["srs"]]
        if one["ending"] in NO_OUTCOME:
            continue
        if not forms or not one["ors"] or min(one["ors"]) > high or max(one["ors"]) <= high:
            continue
        then = one["ors"][max(k for k in one["ors"] if k <= high)]
        last, first = one["ors"][max(one["ors"])], one["ors"][min(one["ors"])]
        tenths = sum(round(10 * form) for form in forms)
        srs = (20 * tenths + len(forms)) // (2 * len(forms)) / 100  # to the nearest hundredth, half up
        found.append((srs, last, first, then, "" if one["therapist_tied"] else one["therapist"] or ""))
    return found


def same(one) -> bool:
    return (
        all(k in one["srs"] for k in range(1, 6))
        and bool(one["ors"])
        and min(one["ors"]) == 1
        and max(one["ors"]) > 5
    )


def agrees(row, found):
    assert row.n == len(found) or (row.r is None and row.n == len(found))
    if len(found) < 30:
        assert row.r is None and row.why.startswith("Too early")
        return
    x, y, z, w = (np.array(column) for column in list(zip(*found, strict=True))[:4])
    groups = [one[4] for one in found]
    plain = correlation.partial(x, y, groups=groups)
    start = correlation.partial(x, y, z, groups=groups)
    assert (row.r, row.interval) == (
        pytest.approx(plain.r, abs=1e-9),
        pytest.approx(plain.interval, abs=1e-7),
    )
    assert row.partial_r == pytest.approx(start.r, abs=1e-9)
    assert row.partial_interval == pytest.approx(start.interval, abs=1e-7)
    if row.session != 1:
        then = correlation.partial(x, y, np.column_stack([z, w]), groups=groups)
        assert row.partial_ors_r == pytest.approx(then.r, abs=1e-9)


@pytest.mark.parametrize("number", [0, 1, 3, 5, 8])
def test_correlations_are_those_of_the_rows(warehouse, episodes, number):
    filters = selections(12)[number]
    found = alliance.alliance(warehouse, ALL, filters)
    rows = chosen(episodes, filters.settled("ended"))
    if found.why:
        assert not rows
        return
    assert found.n == len(rows)
    constant = [one for one in rows if same(one)]
    for k in range(1, 6):
        agrees(found.by_session_all[k - 1], pairs(rows, k))
        agrees(found.by_session[k - 1], pairs(constant, k))
    agrees(found.early, pairs(rows, "early"))
    agrees(found.first_five, pairs(rows, "first_five"))
    agrees(found.early_same, pairs(constant, "early"))
    assert len({row.n for row in found.by_session}) == 1, "the same clients in every session"
    left = {row.reason: row.n for row in found.left_out}
    assert sum(left.values()) + found.early.n == found.n


@pytest.mark.parametrize("number", [0, 1, 5])
def test_patterns_completion_drops_and_the_ceiling_are_counted_by_hand(warehouse, episodes, number):
    filters = selections(12)[number]
    found = alliance.alliance(warehouse, ALL, filters)
    rows = chosen(episodes, filters.settled("ended"))
    kinds = Counter()
    for one in rows:
        forms = [one["srs"][k] for k in range(1, 6) if k in one["srs"]]
        if len(forms) > 1:
            name = {
                (True, True): "low_stays_low",
                (True, False): "low_rising",
                (False, False): "high_stays_high",
                (False, True): "high_falling",
            }[forms[0] < 36, forms[-1] < 36]
            kinds[name] += 1
            kinds[name, "counted"] += one["counts_for_endings"]
            kinds[name, "unplanned"] += one["counts_for_endings"] and one["unplanned"]
    for row in found.patterns:
        assert row.n == kinds[row.pattern]
        assert row.unplanned.n == kinds[row.pattern, "counted"]
        assert (row.unplanned.events or 0) == kinds[row.pattern, "unplanned"]
    assert found.no_pattern == len(rows) - sum(row.n for row in found.patterns)
    counted = [
        form for one in rows for form in one["held"] if form["rater"] == "self" or form["ors_total"] is None
    ]
    for row in found.completion:
        held = [form for form in counted if form["session_no"] == row.session]
        assert row.n == len(held)
        assert row.share == pytest.approx(sum(form["srs_total"] is not None for form in held) / len(held))
    totals = [float(form["srs_total"]) for form in counted if form["srs_total"] is not None]
    assert (found.ceiling.events, found.ceiling.n) == (totals.count(40.0), len(totals))
    assert sum(row.n for row in found.totals) == len(totals) == found.dips.sessions
    assert found.completed.n == len(counted)
    assert found.dips.n == sum(one["drops"] for one in rows)
    assert found.dips.repaired == sum(one["drops_repaired"] for one in rows)
    none = [one for one in rows if len(one["srs"]) > 3 and not one["drops"] and assessable(one)]
    (path,) = [row.improved for row in found.paths if row.path == "none"]
    assert (path.events, path.n) == (sum(one["class"] in IMPROVED for one in none), len(none))
    courses = [[one["srs"][k] for k in sorted(one["srs"])] for one in rows]
    full = [forms for forms in courses if len(forms) > 3 and min(forms[:4]) >= 39.5]
    assert (found.started_full, found.came_down) == (len(full), sum(min(forms) < 39.5 for forms in full))


def test_the_scatter_holds_the_clients_behind_the_line(warehouse, episodes):
    filters = Filters(site="Tannery Lane")
    found = alliance.alliance(warehouse, ALL, filters).scatter
    rows = pairs(chosen(episodes, filters.settled("ended")), "early")
    srs, last, first = (np.array([one[k] for one in rows]) for k in range(3))
    allowed = np.polyfit(first, last, 1)[0]
    gained = last - first.mean() - allowed * (first - first.mean())
    slope, _ = np.polyfit(srs, gained, 1)
    assert found.n == len(rows)
    drawn = (found.line[-1] - found.line[0]) / (found.at[-1] - found.at[0])
    assert drawn == pytest.approx(slope, abs=1e-3)
    assert found.explained == pytest.approx(np.corrcoef(srs, gained)[0, 1] ** 2, abs=1e-6)
    if found.srs:
        assert sorted(found.gained) == pytest.approx(sorted(gained), abs=2e-3)
    else:
        assert sum(cell.n for cell in found.cells) == len(rows)
