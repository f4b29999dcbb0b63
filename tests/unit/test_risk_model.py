"""Tests of the early-warning model on a simulated practice: fit, validation, storage, answers."""

import dataclasses
import os

import numpy as np
import pytest

from analytics.access import Scope
from analytics.filters import Filters
from analytics.ingest import deliver
from analytics.risk import (
    assessment,
    batched_fits,
    early_warning,
    features,
    landmarks,
    model,
    model_store,
    scoring,
    validation,
)
from analytics.store import DataFolder
from tests.support import second_practice
from tests.support.importing import in_this_process

ALL = Scope(every_therapist=True, practice_totals=True)
OUTCOMES = landmarks.OUTCOMES


def imported(folder, seed: int, clients: int):
    """Return the warehouse of a simulated practice, imported from a file."""
    file = second_practice.write(second_practice.simulate(seed, clients, risks=False), folder / "export.csv")
    store = DataFolder(folder).practice
    with in_this_process():
        report = deliver(store, [file], today=second_practice.DATA_DATE)
    assert report.outcome == "accept", report.message
    return store.warehouse()


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    return imported(tmp_path_factory.mktemp("second"), 1, 700)


@pytest.fixture(scope="module")
def rows(warehouse):
    return landmarks.read(warehouse)


@pytest.fixture(scope="module")
def assessed(rows, warehouse):
    return {one: assessment.assess(rows, one, warehouse.version.definitions) for one in OUTCOMES}


def test_seven_hundred_clients_are_provisional(assessed):
    found = assessed["unplanned"]
    assert found.tier in ("provisional", "refuse", "none")
    assert found.landmark_n < found.needed
    assert found.why
    assert 0.5 < found.corrected.auc < 0.75


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_where_everybody_rates_the_same_nobody_is_told_apart(rows, warehouse, outcome):
    first = rows.take(rows.landmark == 1)
    once = ("srs_last", "ors_first")
    same = dataclasses.replace(
        first,
        measured={name: np.full(first.n, 40.0 if name in once else np.nan) for name in landmarks.MEASURED},
        srs_never=np.full(first.n, False),
        text=first.text | {"age_group": np.full(first.n, "adult", dtype=object)},
    )
    found = assessment.assess(same, outcome, warehouse.version.definitions)
    assert (found.tier, found.why, found.model) == ("none", assessment.ALIKE, None)


def test_both_recipes_are_the_same_regression_with_another_pull(rows):
    ready = rows.ready("unplanned")
    X = features.learn(ready).columns(ready)
    full = model.fit(ready, "unplanned", model.FULL)
    theirs = model.logistic.fit(
        ready.y["unplanned"], X, penalty=model.penalty(model.FULL, "unplanned")
    ).coefficients
    assert np.array(full.coefficients) == pytest.approx(theirs, abs=1e-5)
    pulled = np.array(model.fit(ready, "unplanned", model.PROVISIONAL).coefficients[1:])
    start = model.starting("unplanned")
    assert np.abs(pulled - start).sum() < np.abs(np.array(full.coefficients[1:]) - start).sum()


def test_nobody_is_on_both_sides_of_a_check(rows):
    found = validation.temporal(rows, "unplanned", model.FULL)
    train, test = rows.take(found.train), rows.take(found.test)
    assert train.settled["unplanned"].all() and test.settled["unplanned"].all()
    assert not set(train.client) & set(test.client)
    assert train.known_on["unplanned"].max() <= found.cut < test.day.min()


def test_weighted_rows_are_repeated_rows(rows):
    """Weighted rows give the same features and coefficients as repeated rows."""
    ready = rows.ready("unplanned").take(np.arange(400))
    weight = np.random.default_rng(1).integers(0, 4, ready.n).astype(float)
    table = batched_fits.Table(ready)
    X = table.columns(weight)
    again = np.repeat(np.arange(ready.n), weight.astype(int))
    written = ready.take(again)
    assert X[again] == pytest.approx(features.learn(written).columns(written), abs=0.02)
    found = table.refit(ready.y["unplanned"], weight[None, :], 20.0, 0.0)
    beta = found.coefficients[0]
    assert found.logits[0] == pytest.approx(beta[0] + X @ beta[1:], abs=1e-9)
    fitted = model.logistic.fit(written.y["unplanned"], X[again], penalty=20.0).coefficients
    assert beta == pytest.approx(fitted, abs=1e-6)


def test_an_interval_holds_its_probability_and_reasons_add_up(rows, assessed):
    told = assessed["unplanned"].model
    some = rows.take(np.arange(200))
    p, ranges = told.predict(some), told.intervals(some)
    assert np.all((ranges[:, 0] < p) & (p < ranges[:, 1]))
    parts = told.contributions(some)
    middle = {one.landmark: np.array(one.columns) for one in told.middles}
    b = np.array(told.coefficients)
    for place in (0, 50, 150):
        k = int(some.landmark[place])
        after = np.array([k == j for j in landmarks.LANDMARKS[1:]], dtype=float)
        after = (after - np.array(told.encoder.means[7:])) / np.array(told.encoder.sds[7:])
        reference = b[0] + middle[k] @ b[1:8] + after @ b[8:]
        assert reference + parts[place].sum() == pytest.approx(np.log(p[place] / (1 - p[place])), abs=1e-9)


def test_a_lower_alliance_goes_with_more(rows, assessed):
    told = assessed["unplanned"].model
    one = rows.take(np.flatnonzero(rows.landmark == 3)[:1])
    low, high = (
        dataclasses.replace(one, measured=dict(one.measured) | {"srs_last": np.array([score])})
        for score in (26.0, 38.0)
    )
    assert told.predict(low)[0] > told.predict(high)[0]


def test_models_survive_their_file_to_the_last_bit(warehouse, rows):
    made = model_store.fit_and_save(warehouse)
    back = model_store.read(warehouse.version)
    assert back == made
    assert np.array_equal(back.of("unplanned").model.predict(rows), made.of("unplanned").model.predict(rows))
    if os.name == "posix":
        assert model_store.path(warehouse.version).stat().st_mode & 0o077 == 0


def test_the_answer_is_plain_and_speaks_of_open_clients_only(warehouse):
    models = model_store.read(warehouse.version) or model_store.fit_and_save(warehouse)
    answer = early_warning.early_warning(warehouse, ALL, Filters(), models)
    document = answer.as_dict()
    assert set(document["models"]) == set(OUTCOMES)
    assert answer.n == len(document["clients"]) > 0
    for one in document["clients"]:
        told = one["interval"] is not None
        assert told != bool(one.get("why"))
        assert one["landmark"] in landmarks.LANDMARKS
        if told:
            assert {part["feature"] for part in one["contributions"]} == set(features.KEYS)


def test_without_models_it_says_that_they_are_being_made(warehouse):
    answer = early_warning.early_warning(warehouse, ALL, Filters(), None)
    assert answer.why == early_warning.CHECKING
    assert answer.clients == ()


def test_a_scope_sees_its_own_clients_only(warehouse):
    models = model_store.read(warehouse.version) or model_store.fit_and_save(warehouse)
    mine = Scope(therapists=("T03",), practice_totals=True)
    seen = early_warning.early_warning(warehouse, mine, Filters(), models).clients
    everybody = early_warning.early_warning(warehouse, ALL, Filters(therapist="T03"), models).clients
    assert len(seen) > 0
    assert {one.client_id for one in everybody} <= {one.client_id for one in seen}
    assert early_warning.early_warning(warehouse, Scope(), Filters(), models).clients == ()


# what is changed in a row that would be told something -> the reason why it is not
SILENCES = {
    "too long ago": ({"days_since": 46}, "46 days ago"),
    "past the horizon": ({"days_since": 90}, "90 days ago or more"),
    "past session 5": ({"sessions": 6}, "first 5 sessions, not later"),
    "no form yet": ({"srs_never": True, "ors_first": np.nan}, "No form has been filled in yet."),
    "child form": ({"ors_version": "CORS"}, "not the one the model has learnt from"),
    "rated by somebody else": ({"rater": "caretaker"}, "not the one the model has learnt from"),
    "unknown age group": ({"age_group": "child"}, "fewer than 20 clients of this age group"),
    "new programme": ({"program": "Brand new"}, "fewer than 20 clients of this programme"),
    "a score nobody had": ({"srs_last": 0.0}, "The last SRS lies outside"),
}


@pytest.mark.parametrize("case", SILENCES)
def test_it_keeps_silent_about_a_client_it_does_not_know(rows, assessed, case):
    changed, words = SILENCES[case]
    shown = dataclasses.replace(assessed["unplanned"], tier="provisional")
    usual = np.flatnonzero((rows.landmark == 2) & np.isfinite(rows.measured["srs_last"]))[:1]
    one = rows.take(usual)
    one = dataclasses.replace(one, days_since=np.array([5]), sessions=np.array([2]))
    assert scoring.score(one, shown)[0].why is None
    for name, value in changed.items():
        if name in one.measured:
            one = dataclasses.replace(one, measured=dict(one.measured) | {name: np.array([value])})
        elif name in one.text:
            one = dataclasses.replace(one, text=dict(one.text) | {name: np.array([value], dtype=object)})
        else:
            one = dataclasses.replace(one, **{name: np.array([value])})
    (found,) = scoring.score(one, shown)
    assert words in found.why
    assert (found.probability, found.interval, found.band) == (None, None, None)


def test_provisional_gives_a_range_and_no_number(rows, assessed):
    shown = dataclasses.replace(assessed["unplanned"], tier="provisional")
    one = rows.take(np.flatnonzero((rows.landmark == 2) & np.isfinite(rows.measured["srs_last"]))[:1])
    one = dataclasses.replace(one, days_since=np.array([5]), sessions=np.array([2]))
    (found,) = scoring.score(one, shown)
    assert found.probability is None
    assert found.band in ("lower", "about", "higher")
    assert found.base_rate.landmark == 2


@pytest.mark.parametrize("clients", [60, 150])
def test_small_practices_get_no_individual_figure(tmp_path, clients):
    found = imported(tmp_path, 2, clients)
    models = model_store.fit_and_save(found)
    assert {one.tier for one in models.assessments} == {"none"}
    answer = early_warning.early_warning(found, ALL, Filters(), models)
    assert all(one.interval is None and "Not enough data yet" in one.why for one in answer.clients)
