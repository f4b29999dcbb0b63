"""Tests of the made-up practice: reproducible, plausible, and consistent with its true values."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from sample_data import CANONICAL_NAME, generate, ground_truth, parameters, write
from sample_data.marginals import endings, summarize
from sample_data.people import SUPERVISORS, accounts, roster
from sample_data.random_stream import RandomStream, logistic
from sample_data.sessions import ENDINGS, OPEN

PINNED_UNIFORM = [0.04275714660477703, 0.4807850404157086, 0.7744939714244881]
PINNED_NORMAL = [-0.010284423828125, -0.454681396484375, 1.1293182373046875]
SHIPPED = Path(__file__).parents[2] / "sample_data"
FILES = ("holdfast-sample-openfit.csv", "holdfast-sample-administrations.csv", CANONICAL_NAME, "truth.json")
LARGEST_BYTES = 6.5e6
RANGES = {
    "clients": (1200, 1200),
    "sessions": (9_000, 13_000),
    "open_episodes": (70, 160),
    "median_sessions_ended": (6, 7),
    "intake_mean": (18.0, 19.0),
    "intake_sd": (7.0, 8.0),
    "intake_25_or_more": (0.20, 0.28),
    "two_scores": (0.88, 0.97),
    "improved": (0.50, 0.58),
    "worse": (0.05, 0.08),
    "unplanned": (0.22, 0.28),
    "inferred": (0.05, 0.16),
    "srs_mean": (36.2, 36.8),
    "srs_40": (0.20, 0.25),
    "ors_present": (0.93, 0.98),
    "srs_present": (0.78, 0.88),
    "early_alliance_partial_r": (0.20, 0.30),
    "leaving_auc": (0.61, 0.69),
    "episodes_with_dip": (0.12, 0.28),
}


@pytest.fixture(scope="module")
def practice():
    return generate()


@pytest.fixture(scope="module")
def small():
    return generate(clients=60, therapists=5, seed=3)


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def test_the_shipped_files_are_what_the_generator_makes(practice, tmp_path):
    write(practice, tmp_path)
    made = contents(tmp_path)
    for name, shipped in contents(SHIPPED).items():
        assert made[name] == shipped, f"{name} differs: run python -m sample_data"
    assert sum(map(len, made.values())) < LARGEST_BYTES


def test_same_seed_same_bytes_other_seed_others(small, tmp_path):
    write(small, tmp_path / "a")
    write(generate(clients=60, therapists=5, seed=3), tmp_path / "b")
    write(generate(clients=60, therapists=5, seed=4), tmp_path / "c")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert all(contents(tmp_path / "a")[name] != contents(tmp_path / "c")[name] for name in FILES)


def test_command_writes_the_files(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "sample_data", "--out", str(tmp_path), "--clients", "40", "--therapists", "4"],
        cwd=SHIPPED.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert set(FILES) <= set(os.listdir(tmp_path))
    assert "srs_40" in ran.stdout


@pytest.mark.parametrize("name", RANGES)
def test_marginals_of_the_shipped_practice(practice, name):
    low, high = RANGES[name]
    assert low <= summarize(practice)[name] <= high


def test_marginals_come_from_the_rules_and_not_from_one_lucky_seed():
    made = [summarize(generate(seed=seed)) for seed in range(100, 108)]
    for name, (low, high) in RANGES.items():
        mean = np.mean([m[name] for m in made])
        slack = 0.1 * (high - low)
        assert low - slack <= mean <= high + slack, (name, mean)


def test_twenty_thousand_sessions_within_two_seconds():
    started = time.process_time()
    made = generate(clients=2400, therapists=48, seed=1)
    assert time.process_time() - started < 2.0
    assert len(made.therapist) > 20_000
    assert len({t.code for t in made.therapists}) == 48


def test_sizes_at_the_edges():
    for clients, therapists in ((1, 1), (3, 30), (200, 1)):
        made = generate(clients=clients, therapists=therapists, seed=2)
        assert len(set(made.client_id)) == clients
        assert made.therapist.max() < therapists
    with pytest.raises(ValueError, match="1 or more"):
        generate(clients=0)


def test_nothing_after_the_data_date_and_open_cases_seen_lately(practice):
    today = np.datetime64(practice.data_date, "D").astype(int)
    assert practice.latent.day.max() <= today
    is_open = practice.latent.ending == OPEN
    assert (today - practice.latent.last_day[is_open]).max() < 60
    assert (endings(practice)["open"] >= (is_open & (practice.closures.recorded == 0))).all()


def test_sessions_run_in_order_on_weekdays(practice):
    latent = practice.latent
    same = np.diff(latent.episode) == 0
    assert (np.diff(latent.number)[same] == 1).all()
    assert (latent.number[np.flatnonzero(~same) + 1] == 1).all()
    gap = np.diff(latent.day)[same]
    assert gap.min() >= 1
    assert gap.max() < 60
    assert ((latent.day + 3) % 7 < 5).all()
    assert (practice.case_opened <= practice.courses.start).all()


def test_episodes_of_a_client_do_not_overlap(practice):
    again = np.flatnonzero(practice.episode_no > 1)
    assert len(again) >= 60
    gap = practice.courses.start[again] - practice.latent.last_day[again - 1]
    assert gap.min() >= parameters.RETURN_GAP_DAYS[0]


def test_totals_are_exact_sums_on_the_grid(practice):
    forms = practice.forms
    for areas, totals in ((forms.ors, forms.ors_total), (forms.srs, forms.srs_total)):
        filled = areas[:, 0] >= 0
        assert (areas[filled].sum(axis=1) == totals[filled]).all()
        assert ((areas[filled] >= 1) & (areas[filled] <= 100)).all()
        assert (areas[~filled] == -1).all()
    only_totals = (forms.srs_total >= 0) & (forms.srs[:, 0] < 0)
    assert {practice.therapists[k].code for k in practice.therapist[only_totals]} == {"T08", "T21"}
    assert ((forms.ors_total < 0) & (forms.srs_total < 0)).sum() > 50


def test_truth_says_what_happened(practice):
    whole = ground_truth.truth(practice)
    assert json.loads((SHIPPED / "truth.json").read_text(encoding="utf-8")) == json.loads(json.dumps(whole))
    field = {name: k for k, name in enumerate(whole["episode_fields"])}
    counts = Counter(outcome for e in whole["episodes"] for *_, outcome, _ in e[field["dips"]])
    assert set(counts) == {"repaired", "unrepaired", "ended_after", "open"}
    for case, episode in zip(practice.case_id, whole["episodes"], strict=True):
        assert episode[field["case_id"]] == case
        assert episode[field["ending"]] in ENDINGS
        for session, depth, outcome, repair in episode[field["dips"]]:
            assert parameters.DIP_FROM_SESSION <= session <= episode[field["sessions"]]
            assert depth >= parameters.DIP_DEPTH_LEAST
            assert (repair is not None) == (outcome == "repaired")
            if outcome in ("ended_after", "open"):
                assert (outcome == "open") == (episode[field["ending"]] == "open")
                assert episode[field["sessions"]] - session < ground_truth.REPAIR_SESSIONS


def test_dips_show_in_the_forms_and_repairs_bring_the_alliance_back(practice):
    latent, totals = practice.latent, practice.forms.srs_total / 10
    first_row = np.searchsorted(latent.episode, np.arange(len(practice.courses)))
    at = first_row[latent.dip_episode] + latent.dip_session - 1
    seen = (practice.forms.srs_total[at] >= 0) & (practice.forms.srs_total[at - 1] >= 0)
    assert 3.0 < np.mean(totals[at - 1][seen] - totals[at][seen]) < 8.0
    back = (latent.dip_repair > 0) & seen
    row = first_row[latent.dip_episode[back]] + latent.dip_repair[back] - 1
    there = practice.forms.srs_total[row] >= 0
    assert abs(np.mean(totals[row][there] - totals[at - 1][back][there])) < 1.2


def test_unplanned_endings_depend_on_alliance_and_change(practice):
    latent = practice.latent
    last = np.flatnonzero(np.diff(latent.episode, append=-1))
    ending = latent.ending
    after_first = latent.sessions >= 2
    change = latent.ors[last] - practice.courses.intake
    for values in (latent.srs[last], change):
        unplanned = values[after_first & (ending == 2)]
        planned = values[after_first & (ending == 1)]
        assert unplanned.mean() < planned.mean() - 0.5


def test_therapists_who_truly_differ_stand_out_and_null_ones_do_not(practice):
    e, own = endings(practice), practice.courses.therapist
    place = {t.code: k for k, t in enumerate(practice.therapists)}
    base = ~e["open"] & e["assessable"]
    first, last = e["first"] / 10, e["last"] / 10
    left = last - np.polyval(np.polyfit(first[base], last[base], 1), first)
    counted = e["counted"]
    rate = {
        code: e["unplanned"][counted & (own == k)].mean()
        for code, k in place.items()
        if (counted & (own == k)).sum() >= 30
    }
    assert left[base & (own == place["T04"])].mean() > 1.5
    assert left[base & (own == place["T12"])].mean() < -1.5
    assert max(rate, key=rate.get) == "T11"
    assert rate["T11"] > summarize(practice)["unplanned"] + 0.12
    srs = {
        code: practice.latent.srs[practice.therapist == k].mean()
        for code, k in place.items()
        if (own == k).sum() >= 30
    }
    assert min(srs, key=srs.get) == "T17"
    nobody = [t for t in practice.therapists if not (t.outcome or t.unplanned or t.alliance or t.item_focus)]
    assert len(nobody) >= 12


def test_two_therapists_have_one_lower_area(practice):
    srs = practice.forms.srs
    filled = srs[:, 0] >= 0
    profile = (srs - srs.mean(axis=1, keepdims=True)) / 10
    usual = profile[filled].mean(axis=0)
    for code, area in (("T09", 1), ("T15", 2)):
        k = next(k for k, t in enumerate(practice.therapists) if t.code == code)
        own = profile[filled & (practice.therapist == k)].mean(axis=0) - usual
        assert own.argmin() == area
        assert own[area] < -0.2


def test_one_change_over_time_fewer_srs_forms(practice):
    today = np.datetime64(practice.data_date, "D").astype(int)
    after = practice.latent.day >= today - parameters.TABLET_DAYS_AGO
    srs, ors = (t >= 0 for t in (practice.forms.srs_total, practice.forms.ors_total))
    assert srs[~after].mean() - srs[after].mean() > 0.1
    assert abs(ors[~after].mean() - ors[after].mean()) < 0.02


def test_a_few_shared_episodes_and_new_supervisees(practice):
    at = practice.latent.episode
    shared = {
        e for e in np.flatnonzero(practice.courses.second >= 0) if len(set(practice.therapist[at == e])) == 2
    }
    assert 5 <= len(shared) <= 60
    caseload = Counter(practice.therapists[k].code for k in practice.courses.therapist)
    assert all(caseload[code] < 15 for code in ("T22", "T23", "T24"))


def test_people_cover_every_role_and_every_therapist():
    people = accounts(roster(24, 1))
    assert [p["role"] for p in people].count("supervisor") == len(SUPERVISORS) == 4
    assert {p["role"] for p in people} == {"owner", "office", "supervisor", "therapist"}
    codes = [p["therapist"] for p in people if p["therapist"]]
    assert sorted(codes) == [f"T{k:02d}" for k in range(1, 25)]
    supervised = [code for p in people for code in p["supervises"]]
    assert sorted(supervised) == sorted(codes)
    assert all(p["therapist"] not in p["supervises"] for p in people)
    assert len({p["person"] for p in people}) == len(people) == len({p["name"] for p in people})


def test_random_numbers_are_pinned():
    """The random numbers are the same on every machine and numpy release.

    Golden values: raw PCG64 words with exact arithmetic.
    """
    draws = RandomStream(1, "pinned")
    assert draws.uniform(3).tolist() == PINNED_UNIFORM
    assert draws.normal(3).tolist() == PINNED_NORMAL
    assert logistic(np.array([-1.0, 0.0, 99.0])).tolist() == [0.268941421, 0.5, 0.999993856]
    z = RandomStream(2, "normal").normal(100_000)
    assert abs(z.mean()) < 0.01
    assert abs(z.std() - 1) < 0.01
