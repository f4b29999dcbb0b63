"""The bootstrap of the early-warning model against R: the same resamples written out row by row, and rms::validate."""

import json
from pathlib import Path

import numpy as np
import pytest

from analytics.risk import features, landmarks, model, resampling
from analytics.stats import logistic

R = json.loads(Path(__file__).with_name("optimism.json").read_text())
FITTED = 1e-8  # absolute; our last step is below 1e-6 and the next one would be its square
MEASURED = ("albumin", "protime", "platelet", "chol", "gap")  # in the order of landmarks.MEASURED
RECIPES = {"to_nothing": ("poor_outcome", model.FULL), "to_studies": ("unplanned", model.PROVISIONAL)}


def rows_of(told: dict) -> landmarks.Landmarks:
    """R's rows as landmark rows: visits for landmarks, other measurements for the forms."""
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
    """Stands for the generator of random numbers: draws the clients that R drew."""

    def __init__(self, _seed) -> None:
        self._left = iter(TIMES)

    def integers(self, low, high, size):
        """The next resample, as places of clients."""
        return np.repeat(np.arange(low, high), next(self._left))


@pytest.fixture
def found(monkeypatch, request):
    """Our bootstrap on R's resamples."""
    monkeypatch.setattr(np.random, "default_rng", Given)
    return resampling.optimism(ROWS, *RECIPES[request.param], repeats=len(TIMES))


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
    """Coefficients, AUC, slope and skill of the first resample, there and on all rows."""
    outcome, fit = RECIPES[recipe]
    wanted, weight, y = R[recipe]["first"], TIMES[0][CODES].astype(float), ROWS.y[outcome]
    table = features.plain(ROWS, (0.0,) * len(features.MEASURED))
    known = np.column_stack([np.isfinite(ROWS.measured[name]) for name in features.MEASURED])
    X = resampling._encoded(table, known, weight)
    towards = model.starting(outcome) if fit == model.PROVISIONAL else 0.0
    again = logistic.fit(y, X, penalty=model.penalty(fit, outcome), towards=towards, times=weight)
    assert again.coefficients == pytest.approx(np.array(wanted["b"]), abs=FITTED)
    for on, key in ((weight, "inside"), (np.ones(ROWS.n), "outside")):
        seen = resampling._looked_at(y, again.predict(X), on, ROWS.landmark, base=weight)
        assert seen == pytest.approx(np.array(wanted[key]), abs=FITTED), key


def test_it_agrees_with_rms_on_one_row_per_client(monkeypatch):
    """Each draws its own 1,000 resamples, so up to chance; rms does not learn medians and scales again.

    rms takes the slope on a model's own rows for 1, which it is without a penalty; we measure it there (about 1.3).
    What both have in common is compared: the slope of resampled models on all clients.
    """
    wanted, outside = R["one_each"], []

    def listening(y, p, weight, landmark, base=None):
        seen = looked_at(y, p, weight, landmark, base)
        if base is not None and weight is not base:
            outside.append(seen)
        return seen

    looked_at = resampling._looked_at
    monkeypatch.setattr(resampling, "_looked_at", listening)
    found = resampling.optimism(rows_of(wanted["rows"]), "poor_outcome", model.FULL, repeats=1000)
    assert len(outside) == found.repeats
    assert found.auc + found.auc_optimism == pytest.approx(wanted["apparent"], abs=1e-4)
    assert found.auc == pytest.approx(wanted["auc"], abs=0.003)
    assert np.mean(outside, axis=0)[1] == pytest.approx(wanted["slope"], abs=0.03)
