"""Comparison of the early-warning model's bootstrap with R code and with rms::validate."""

import json
from pathlib import Path

import numpy as np
import pytest

from analytics.risk import batched_fits, bootstrap, features, landmarks, model
from analytics.stats import logistic
from analytics.stats.arrays import EstimationError

R = json.loads(Path(__file__).with_name("optimism.json").read_text())
FITTED = 1e-8  # absolute; our last step is below 1e-6 and the next one would be its square
MEASURED = ("albumin", "protime", "platelet", "chol", "gap")  # in the order of landmarks.MEASURED
RECIPES = {"to_nothing": ("poor_outcome", model.FULL), "to_studies": ("unplanned", model.PROVISIONAL)}


def rows_of(told: dict) -> landmarks.Landmarks:
    """Convert R's data to landmark rows: visits become landmarks, other measurements become scores."""
    n = len(told["y"])
    nothing, nobody = np.zeros(n, dtype=int), np.full(n, None, dtype=object)
    young = np.where(np.array(told["young"]) == 1, features.YOUNG[0], "adult").astype(object)
    y, day = np.array(told["y"], dtype=float), np.full(n, "2020-01-01", dtype="datetime64[D]")
    return landmarks.Landmarks(
        client=np.array(told["client"]),
        episode=np.array(told["client"]),
        therapist=nothing,
        landmark=np.array(told["visit"]),
        day=day,
        measured={
            ours: np.array(told[name], float) for ours, name in zip(landmarks.MEASURED, MEASURED, strict=True)
        },
        srs_never=np.array(told["large"]) == 1,
        text=dict.fromkeys(landmarks.TEXT, nobody) | {"age_group": young},
        settled=dict.fromkeys(landmarks.OUTCOMES, np.full(n, True)),
        y=dict.fromkeys(landmarks.OUTCOMES, y),
        known_on=dict.fromkeys(landmarks.OUTCOMES, day),
        ended=np.full(n, True),
        sessions=nothing,
        days_since=nothing,
    )


ROWS, TIMES = rows_of(R["rows"]), np.array(R["times"])
CODES = np.unique(ROWS.client, return_inverse=True)[1]


class Given:
    """Substitute for numpy's random generator; it draws the clients that R drew."""

    def __init__(self, _seed) -> None:
        self._left = iter(TIMES)

    def integers(self, low, high, size):
        """Return the client indexes of the next resample."""
        return np.repeat(np.arange(low, high), next(self._left))


@pytest.fixture
def found(monkeypatch, request):
    """Return our bootstrap result on R's resamples."""
    monkeypatch.setattr(np.random, "default_rng", Given)
    return bootstrap.optimism(ROWS, *RECIPES[request.param], repeats=len(TIMES))


def test_the_starting_assumptions_are_ours():
    assert model.starting("unplanned").tolist() == R["starting"]
    assert [model.penalty(recipe, outcome) for outcome, recipe in RECIPES.values()] == [20, 50]


@pytest.mark.parametrize(("found", "recipe"), [(key, key) for key in RECIPES], indirect=["found"])
def test_on_the_same_resamples_it_is_the_bootstrap_written_out(found, recipe):
    wanted = R[recipe]
    assert found.repeats == len(TIMES)
    assert (found.auc, found.slope, found.skill) == pytest.approx(wanted["corrected"], abs=FITTED)
    taken_off = wanted["optimism"][0], wanted["optimism"][2]
    assert (found.auc_optimism, found.skill_optimism) == pytest.approx(taken_off, abs=FITTED)


@pytest.mark.parametrize("recipe", RECIPES)
def test_one_resample_with_weights_is_the_one_with_rows_repeated(recipe):
    """Weighting rows gives the same model and metrics as repeating them in a resample."""
    outcome, fit = RECIPES[recipe]
    wanted, weight, y = R[recipe]["first"], TIMES[0][CODES].astype(float), ROWS.y[outcome]
    towards = model.starting(outcome) if fit == model.PROVISIONAL else 0.0
    again = batched_fits.Table(ROWS).refit(y, weight[None, :], model.penalty(fit, outcome), towards)
    assert again.coefficients[0] == pytest.approx(np.array(wanted["b"]), abs=FITTED)
    weights = [weight[None, :], np.ones((1, ROWS.n))]
    seen = bootstrap.BatchedMetrics(y, ROWS.landmark).at(again.logits, weights, weights[0])
    for figures, key in zip(seen, ("inside", "outside"), strict=True):
        assert figures[0] == pytest.approx(np.array(wanted[key]), abs=FITTED), key


@pytest.mark.parametrize("recipe", RECIPES)
def test_many_at_once_are_each_of_them_alone(recipe, monkeypatch):
    """Fitting all resamples at once, one by one, or with step halving gives the same models."""
    outcome, fit = RECIPES[recipe]
    weight, y = TIMES[:, CODES].astype(float), ROWS.y[outcome]
    towards = model.starting(outcome) if fit == model.PROVISIONAL else 0.0
    table, penalty = batched_fits.Table(ROWS), model.penalty(fit, outcome)
    together = table.refit(y, weight, penalty, towards)
    for place, one in enumerate(weight[:5]):
        alone = logistic.fit(y, table.columns(one), penalty=penalty, prior_mean=towards, weights=one)
        assert together.coefficients[place] == pytest.approx(alone.coefficients, abs=FITTED)
    monkeypatch.setattr(batched_fits, "STEPS", 1)  # none has settled by then
    apart = table.refit(y, weight[:5], penalty, towards)
    assert apart.logits == pytest.approx(together.logits[:5], abs=FITTED)


def test_a_slope_without_an_end_is_found_or_said():
    """A calibration slope that cannot be estimated raises EstimationError."""
    y = np.repeat([0.0, 1.0], 20)
    seen = bootstrap.BatchedMetrics(y, np.ones(40, dtype=int))
    weight = np.ones((1, 40))
    with pytest.raises(EstimationError):
        seen.at(np.where(y == 1, 30.0, -30.0)[None, :], [weight], weight)
    with pytest.raises(EstimationError):
        seen.at(np.zeros((1, 40)), [weight], weight)


def test_it_agrees_with_rms_on_one_row_per_client(monkeypatch):
    """The optimism bootstrap agrees with rms::validate on data with one row per client.

    Each draws its own 1,000 resamples, so they agree up to chance.

    rms takes the slope on a model's own rows for 1, which it is without a penalty; we measure it there (about 1.3).
    What both have in common is compared: the slope of resampled models on all clients.
    """
    wanted, outside = R["one_each"], []

    def listening(looking, logits, weights, base):
        seen = at(looking, logits, weights, base)
        outside.extend(seen[1] if len(seen) > 1 else [])
        return seen

    at = bootstrap.BatchedMetrics.at
    monkeypatch.setattr(bootstrap.BatchedMetrics, "at", listening)
    found = bootstrap.optimism(rows_of(wanted["rows"]), "poor_outcome", model.FULL, repeats=1000)
    assert len(outside) == found.repeats
    assert found.auc + found.auc_optimism == pytest.approx(wanted["apparent"], abs=1e-4)
    assert found.auc == pytest.approx(wanted["auc"], abs=0.003)
    assert np.mean(outside, axis=0)[1] == pytest.approx(wanted["slope"], abs=0.03)
