"""Tests of the early warning on simulated practices with known risks (second generator).

Measured on the practices of seeds 1 to 12 with 1,500 clients each. True risk of an unplanned ending after one of the
first five sessions: mean .252, standard deviation .155; after session 3 .244 and .151. What unlimited data reach, a
ridge fitted on 30,000 other clients: correlation with the true risk of later clients .652, after session 3 too
(.60 to .70 by practice), mean absolute error .099. The models of 1,500: correlation .614 on average, .506 at least,
.78 to .99 of what unlimited data reach; mean absolute error .103, that of the practice's average .130; observed over
expected 1.01 on average, .84 to 1.24. Observed over the true chances is 1.14: a quarter of the endings is not recorded,
and planned ones among these count as unplanned unless the client had recovered.
"""

import dataclasses
import functools
import subprocess
import sys
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from analytics.access import Scope
from analytics.ingest import deliver
from analytics.risk import (
    assessment,
    baselines,
    drift,
    figures,
    landmarks,
    model,
    model_store,
    scoring,
    tiers,
    validation,
)
from analytics.store import DataFolder
from tests.support import second_practice
from tests.support.importing import in_this_process
from tests.support.server import ROOT

ALL = Scope(every_therapist=True, practice_totals=True)
LEAVING, POOR = landmarks.OUTCOMES
SEEDS = range(1, 13)
QUICK = SEEDS[:2]
EACH = [*QUICK, *(pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS[2:])]
FIRST = [SEEDS[0], *(pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS[1:])]
MANY = [QUICK, pytest.param(SEEDS, marks=pytest.mark.slow)]
UNLIMITED, OTHERS = 30_000, 1000  # clients, seed
REACH = 0.65  # correlation with the true risk of a model of UNLIMITED clients, mean of SEEDS; a slow test makes it anew
LEAK = 3.0  # points by which the SRS of those who will leave is lower, as if it had been filled in at closing


@pytest.fixture(scope="module", autouse=True)
def _one_thread():
    """Limit numerical libraries to one thread, as in the product's model process."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """Return a function (seed, clients) that imports a simulated practice with known risks."""

    @functools.cache
    def made(seed: int, clients: int, risks: bool = True):
        folder = tmp_path_factory.mktemp("known")
        practice = second_practice.simulate(seed, clients, therapists=max(25, clients // 60), risks=risks)
        store = DataFolder(folder / "data").practice
        file = second_practice.write(practice, folder / "export.csv")
        with in_this_process():
            told = deliver(store, [file], today=second_practice.DATA_DATE)
        assert told.outcome == "accept", told.message
        warehouse = store.warehouse()
        rows = landmarks.read(warehouse)
        with warehouse.cursor(ALL) as cursor:
            names = dict(cursor.execute("SELECT client_key, client_id FROM scoped.client").fetchall())
        where = zip(rows.client, rows.landmark, strict=True)
        risk = np.array([practice.risk.get((names[client], int(k)), np.nan) for client, k in where])
        return SimpleNamespace(
            folder=folder / "data",
            warehouse=warehouse,
            definitions=warehouse.version.definitions,
            rows=rows,
            risk=risk,
        )

    return made


@pytest.fixture(scope="module")
def assessed(known):
    """Return a function (seed, clients, outcome) that evaluates the model of a simulated practice."""

    @functools.cache
    def made(seed: int, clients: int, outcome: str):
        found = known(seed, clients)
        return assessment.assess(found.rows, outcome, found.definitions)

    return made


@pytest.fixture(scope="module")
def later(known, assessed):
    """Return a function of a seed that gives true and predicted risks of later clients.

    Practices of 1,500 clients, with the average risk for comparison.
    """

    @functools.cache
    def made(seed: int):
        found = known(seed, 1500)
        recipe = model.FULL if assessed(seed, 1500, LEAVING).tier == "full" else model.PROVISIONAL
        checked = validation.temporal(found.rows, LEAVING, recipe)
        learnt, rows = found.rows.take(checked.train), found.rows.take(checked.test)
        assert not set(learnt.client) & set(rows.client)
        average = baselines.learn("base_rate", learnt, LEAVING)(rows)
        return SimpleNamespace(
            rows=rows, risk=found.risk[checked.test], p=checked.p, average=average, third=rows.landmark == 3
        )

    return made


def agreement(p: np.ndarray, risk: np.ndarray) -> float:
    """Return the correlation of two arrays."""
    return float(np.corrcoef(p, risk)[0, 1])


def off(p: np.ndarray, risk: np.ndarray) -> float:
    """Return the mean absolute error."""
    return float(np.abs(p - risk).mean())


@pytest.mark.parametrize("seed", EACH)
def test_it_comes_near_to_what_unlimited_data_reach(later, seed):
    """Predicted risks correlate with true risks nearly as well as with unlimited training data.

    Of REACH: .78 to 1.04, after session 3 .79 to 1.07 (seed 7 the least).
    """
    found = later(seed)
    assert agreement(found.p, found.risk) >= 0.7 * REACH
    assert agreement(found.p[found.third], found.risk[found.third]) >= 0.7 * REACH


@pytest.mark.slow
def test_what_unlimited_data_reach(known, later):
    """Predictions of a model trained on 30,000 clients correlate with the true risks by REACH.

    Share of it that the models of 1,500 reach: .78 to .99.
    """
    whole = model.fit(known(OTHERS, UNLIMITED, risks=False).rows.ready(LEAVING), LEAVING)
    found = [later(seed) for seed in SEEDS]
    reached = np.array([agreement(whole.predict(one.rows), one.risk) for one in found])
    assert reached.mean() == pytest.approx(REACH, abs=0.02)
    assert np.all(np.array([agreement(one.p, one.risk) for one in found]) >= 0.7 * reached)
    after_three = [
        agreement(one.p[one.third], one.risk[one.third])
        / agreement(whole.predict(one.rows)[one.third], one.risk[one.third])
        for one in found
    ]
    assert min(after_three) >= 0.7


@pytest.mark.slow
def test_the_truth_is_as_stated(known):
    risk = np.concatenate([known(seed, 1500).risk for seed in SEEDS])
    assert (risk.mean(), risk.std()) == pytest.approx((0.252, 0.155), abs=0.002)


@pytest.mark.parametrize("seed", EACH)
def test_its_risks_are_nearer_to_the_truth_than_the_average(later, seed):
    """Predicted risks are closer to the true risks than the practice's average is.

    The mean absolute error is .73 to .87 of that of the average after the same session.
    """
    found = later(seed)
    assert off(found.p, found.risk) <= 0.9 * off(found.average, found.risk)


# practices -> how many of them may lie outside .85 to 1.25. Later clients are about 430, so that the ratio of a perfect
# model has a standard error of .07 and leaves the range in one practice of fifty; seed 10 does (.84), and says so.
OUTSIDE = {len(QUICK): 0, len(SEEDS): 1}


@pytest.mark.parametrize("seeds", MANY)
def test_as_many_leave_as_it_says(assessed, seeds):
    """Observed and expected numbers of unplanned endings agree for later clients.

    Observed over expected: .97 and .94; of all twelve .84 to 1.24, on average 1.01.
    """
    found = [assessed(seed, 1500, LEAVING) for seed in seeds]
    ratios = np.array([one.overall.observed_expected for one in found])
    beyond = (ratios < 0.85) | (ratios > 1.25)
    assert 0.85 <= ratios.mean() <= 1.25
    assert beyond.sum() <= OUTSIDE[len(seeds)]
    assert all(one.tier != "full" for one, wrong in zip(found, beyond, strict=True) if wrong)


# practices -> drift alarms allowed. At most 2 in 100 practices by design (observed over expected p < .01, features and
# coverage together 1 in 100): more than 2 of 24 has a probability of .01.
FALSE_ALARMS = {2 * len(QUICK): 0, 2 * len(SEEDS): 2}


@pytest.mark.parametrize(
    ("seeds", "outcome"),
    [(QUICK, LEAVING), *(pytest.param(SEEDS, one, marks=pytest.mark.slow) for one in landmarks.OUTCOMES)],
)
def test_it_keeps_quiet_where_nothing_has_changed(assessed, seeds, outcome):
    """No alarm is raised if nothing has changed in the practice.

    Practices of 1,500 and of 300; found: none of 24, for both outcomes.
    """
    found = [assessed(seed, clients, outcome) for seed in seeds for clients in (1500, 300)]
    assert sum(bool(one.alarms) for one in found) <= FALSE_ALARMS[len(found)]


def true_reason(found) -> bool:
    """Return whether the stated reason for withholding a model agrees with its figures."""
    if found.tier == "none" and found.corrected is None:
        return "Not enough data yet" in found.why and (
            found.episodes < tiers.MIN_EPISODES or found.events < tiers.MIN_EVENTS
        )
    if found.tier == "none":
        low, high = tiers.SLOPE
        if "no more than the practice's average" in found.why:
            return found.corrected.skill <= 0
        return f"slope {found.corrected.slope:.2f}" in found.why and not low <= found.corrected.slope <= high
    if found.tier == "refuse":
        if found.alarms:
            return found.why in {alarm.sentence for alarm in found.alarms}
        if "mostly chance" in found.why:
            return found.corrected.slope < tiers.SLOPE_REFUSED
        return "no better than the practice's average" in found.why and found.overall.brier_skill <= 0
    return f"need {found.needed:,} clients; there are {found.landmark_n:,}" in found.why


@pytest.mark.parametrize("outcome", landmarks.OUTCOMES)
@pytest.mark.parametrize("seed", EACH)
def test_a_practice_of_300_is_never_shown_in_full(known, assessed, seed, outcome):
    """The model of a practice with 300 clients is never shown in full.

    Found: 10 of 12 provisional for unplanned endings, 2 refused (no better than the average on later clients).
    """
    found = assessed(seed, 300, outcome)
    assert found.tier in ("provisional", "none", "refuse")
    assert found.landmark_n < found.needed
    assert true_reason(found)
    open_clients = known(seed, 300).rows.take(np.flatnonzero(~known(seed, 300).rows.ended))
    assert all(one.probability is None for one in scoring.score(open_clients, found))


@pytest.mark.parametrize("outcome", landmarks.OUTCOMES)
@pytest.mark.parametrize("clients", [60, 150])
@pytest.mark.parametrize("seed", FIRST)
def test_a_small_practice_gets_no_individual_risk(known, assessed, seed, clients, outcome):
    found = assessed(seed, clients, outcome)
    assert (found.tier, found.model) == ("none", None)
    assert true_reason(found)
    for one in scoring.score(known(seed, clients).rows, found):
        assert (one.probability, one.interval, one.band, one.why) == (None, None, None, found.why)


@pytest.mark.parametrize("seed", FIRST)
def test_a_score_that_gives_the_ending_away_raises_the_alarm(known, assessed, seed):
    """A score that leaks the ending raises the alarm for leakage.

    AUC on later clients with the leak .80 to .84; without it .60 to .67.
    """
    practice, honest = known(seed, 1500), assessed(seed, 1500, LEAVING)
    assert honest.overall.auc < tiers.TOO_GOOD
    assert "leak" not in {alarm.kind for alarm in honest.alarms}
    given_away = practice.rows.measured["srs_last"] - LEAK * practice.rows.y[LEAVING]
    leaking = dataclasses.replace(practice.rows, measured={**practice.rows.measured, "srs_last": given_away})
    found = assessment.assess(leaking, LEAVING, practice.definitions)
    assert found.overall.auc > tiers.TOO_GOOD
    assert found.tier == "refuse"
    assert found.alarms[0].kind == "leak"
    assert "give the ending away" in found.why
    assert all(one.interval is None for one in scoring.score(leaking.take(np.arange(50)), found))


def newest(rows: landmarks.Landmarks) -> np.ndarray:
    """Return a mask of the rows in the half year that the alarms examine."""
    return rows.day > rows.ready(LEAVING).day.max() - np.timedelta64(drift.RECENT, "D")


@pytest.mark.parametrize("seed", FIRST[:3])
def test_clients_who_differ_from_those_before_raise_the_alarm(known, assessed, seed):
    """If clients of the last half year differ from earlier ones, the matching alarm is raised.

    One in four of those who would stay leaves, six in ten of those who would leave stay, all start .4 SD higher,
    or four in ten give no SRS. That more leave was found in 10 of 12 practices.
    """
    practice = known(seed, 1500)
    rows, new = practice.rows, newest(practice.rows)
    before = {alarm.kind for alarm in assessed(seed, 1500, LEAVING).alarms}
    lot = np.random.default_rng(seed).random(int(rows.client.max()) + 1)[rows.client]
    start, left = rows.measured["ors_first"], rows.y[LEAVING]
    other = {
        "more": ("drift", {"y": {**rows.y, LEAVING: np.where(new & (lot < 0.25), 1.0, left)}}),
        "fewer": ("drift", {"y": {**rows.y, LEAVING: np.where(new & (lot < 0.6), 0.0, left)}}),
        "better off": (
            "features",
            {"measured": {**rows.measured, "ors_first": start + 0.4 * np.nanstd(start) * new}},
        ),
        "no forms": ("coverage", {"srs_never": rows.srs_never | (new & (lot < 0.4))}),
    }
    for way, (kind, changed) in other.items():
        found = assessment.assess(dataclasses.replace(rows, **changed), LEAVING, practice.definitions)
        kinds = {alarm.kind for alarm in found.alarms}
        assert kind in kinds and kind not in before, (way, kinds, before)
        assert found.tier == "refuse" and found.why in {alarm.sentence for alarm in found.alarms}
        assert any(f" {way} " in alarm.sentence for alarm in found.alarms) or kind != "drift"


def without_signal(rows: landmarks.Landmarks, outcome: str, draw: int) -> landmarks.Landmarks:
    """Return the rows with outcomes assigned to clients at random, at the same rates per session."""
    ready = rows.ready(outcome)
    lot = np.random.default_rng([draw, landmarks.OUTCOMES.index(outcome)]).random(int(rows.client.max()) + 1)
    share = {one.landmark: one.share for one in model.base_rates(ready, outcome)}
    y = lot[rows.client] < np.array([share[int(k)] for k in rows.landmark])
    return dataclasses.replace(rows, y={**rows.y, outcome: y.astype(float)})


# clients, seeds, draws of each, outcome -> practices that may get individual risk, and of these probabilities.
# A model of nothing is shown in full where the interval of its skill lies above 0 by chance (1 in 40); bands are shown
# where its skill is above 0 on later clients and when resampled, and its slope in range (about 1 in 20).
LUCK = [
    pytest.param(300, SEEDS[:1], 3, LEAVING, 0, 0, id="quick"),
    pytest.param(300, SEEDS, 4, LEAVING, 5, 0, marks=pytest.mark.slow),
    pytest.param(300, SEEDS, 4, POOR, 5, 0, marks=pytest.mark.slow),
    pytest.param(1500, SEEDS, 2, LEAVING, 2, 2, marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("clients", "seeds", "draws", "outcome", "shown", "full"), LUCK)
def test_where_nothing_can_be_foreseen_hardly_anybody_is_told_anything(
    known, clients, seeds, draws, outcome, shown, full
):
    """If outcomes are random, almost no practice gets predictions.

    Found: bands in 1 of 48, 0 of 48, 1 of 24; none in full. Of 72, 72 and 24 other draws: 5, 2, and 1 in full.
    """
    tiers_found = Counter()
    for seed in seeds:
        practice = known(seed, clients)
        for draw in range(draws):
            rows = without_signal(practice.rows, outcome, 100 * seed + draw)
            tiers_found[assessment.assess(rows, outcome, practice.definitions).tier] += 1
    assert tiers_found["full"] <= full, tiers_found
    assert tiers_found["full"] + tiers_found["provisional"] <= shown, tiers_found


LIGHT = """
import sys
from analytics.access import Scope
from analytics.filters import Filters
from analytics.risk import early_warning, model_store, scoring
from analytics.store import DataFolder
warehouse = DataFolder(sys.argv[1]).practice.warehouse()
models = model_store.read(warehouse.version)
scope = Scope(every_therapist=True, practice_totals=True)
assert early_warning.early_warning(warehouse, scope, Filters(), models).clients
print([name for name in ("sklearn", "scipy.optimize", "scipy.stats") if name in sys.modules])
"""


def test_a_kept_model_is_read_and_used_without_scikit_learn(known):
    practice = known(1, 300)
    model_store.fit_and_save(practice.warehouse)
    done = subprocess.run(
        [sys.executable, "-c", LIGHT, str(practice.folder)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


@pytest.mark.parametrize("seed", FIRST)
def test_the_rule_is_not_advised_where_the_model_is_better(assessed, seed):
    """The model's figures are truly better here: a Brier score lower by about .008.

    Found in other practices: "as good" in none of 29 of 450 clients, 11 of 1,200 and 11 of 1,500; "better" in 5, 7
    and 7 of them, "too few to say" in the others. "Not clearly better" used to advise the rule in 7 of 17.
    """
    assert assessed(seed, 1500, LEAVING).rule_as_good is False


@pytest.mark.slow
@pytest.mark.parametrize("clients", [450, 1200])
def test_the_rule_is_not_advised_in_smaller_practices(known, clients):
    made = [known(seed, clients, False) for seed in range(21, 33)]
    told = [assessment.assess(one.rows, LEAVING, one.definitions) for one in made]
    assert sum(bool(one.rule_as_good) for one in told) == 0
    assert all(one.rule_why for one in told)
    assert sum(one.rule_why.code == "too_few_to_compare" for one in told) >= 3


@pytest.mark.slow
def test_a_rule_that_is_as_good_is_found_in_a_large_practice(known):
    """Where leaving depends on the simple rule alone (36 or 20 in 100), 4,000 clients show it."""
    rows = known(41, 4000, False).rows
    flagged = baselines.simple_rule(rows)
    told = Counter()
    for seed in range(6):
        luck = np.random.default_rng(seed).random(rows.episode.max() + 1)[rows.episode]
        y = (luck < np.where(flagged, 0.36, 0.20)).astype(float)
        made = dataclasses.replace(rows, y={**rows.y, LEAVING: y})
        checked = validation.temporal(made, LEAVING, model.FULL)
        told[figures.beside_simpler(checked.baselines, checked.overall.auc, 5)["rule_why"].code] += 1
    assert told["simpler_as_good"] >= 5
