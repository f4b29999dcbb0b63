"""Tests of estimated effects of therapy orientation and treatment fidelity, on simulated practices."""

import numpy as np
import pytest

from analytics.alliance.early import Early
from analytics.orientation import fidelity, orientation
from analytics.orientation.orientation import NO_COLUMN
from analytics.stats import coefficients, random_intercept
from tests.support import simulate

NAMES = ("A", "B", "C")


def rows(
    seed=1, therapists=12, clients=(20, 40), apart=0.0, names=NAMES, per_client=False, within=0.4, treue=None
):
    """Return simulated episodes in which the last ORS is `apart` points higher for orientation B."""
    base = simulate.alliances(seed, therapists, clients, within, within)
    rng = np.random.default_rng([seed, 7])
    of = (
        rng.choice(names, base.therapist.size)
        if per_client
        else np.array([names[t % len(names)] for t in range(therapists)])[base.therapist]
    )
    end = base.outcome + apart * (of == "B")
    made = np.full(end.size, np.nan)
    if treue is not None:
        made = rng.normal(70, 10, end.size)
        end = end + treue * (made - 70) / 10
    return Early(
        therapist=base.therapist + 1,
        alliance=base.alliance,
        start=base.intake,
        end=end,
        so_far=base.intake,
        site=np.full(base.intake.size, "", object),
        orientation=of.astype(object),
        fidelity=made,
        tied=np.zeros(end.size, bool),
        left_out={"with_orientation": end.size, "with_fidelity": int(np.isfinite(made).sum())},
    )


def test_coefficients_agree_with_reml_where_therapists_are_many():
    made = rows(3, 60, (20, 40), apart=1.0)
    X = np.column_stack([made.orientation == "B", made.orientation == "C", made.start]).astype(float)
    drawn, fit = (
        coefficients.draw(made.end, X, made.therapist),
        random_intercept.fit(made.end, X, made.therapist),
    )
    assert drawn.draws.mean(axis=0) == pytest.approx(fit.coefficients, abs=0.1)
    assert drawn.draws.std(axis=0) == pytest.approx(fit.standard_errors, rel=0.1)
    assert np.array_equal(drawn.draws, coefficients.draw(made.end, X, made.therapist).draws)


def test_the_range_of_a_difference_holds_the_truth_as_often_as_it_says():
    held = 0
    for seed in range(120):
        made = rows(seed, 12, (10, 25), apart=1.5, names=("A", "B"))
        X = np.column_stack([made.orientation == "B", made.start]).astype(float)
        low, high = coefficients.draw(made.end, X, made.therapist, draws=1500).contrast([0, 1, 0])[1]
        held += low <= 1.5 <= high
    assert 0.89 <= held / 120 <= 1.0


def test_three_orientations_make_three_pairs_for_all_together():
    found = orientation(rows())
    assert [(one.first, one.second) for one in found.differences] == [("A", "B"), ("A", "C"), ("B", "C")]
    assert found.per_therapist
    assert all(one.level == "therapist" for one in found.differences)
    a_b, a_c, b_c = (one.plain.estimate for one in found.differences)
    assert b_c == pytest.approx(a_c - a_b, abs=1e-9)
    assert found.state == "open"
    assert f"up to {found.reach:.1f} ORS points remain possible" in found.why
    assert "no difference" not in found.why.lower()


def test_a_large_difference_is_said_and_a_precise_null_lies_inside():
    assert orientation(rows(5, 12, (60, 80), apart=9.0)).state == "differs"
    many = rows(6, 160, (40, 60), names=("A", "B"))
    found = orientation(many)
    assert found.state == "inside"
    assert found.band == pytest.approx(0.2 * many.end.std(ddof=1))


def test_few_therapists_are_described_and_nothing_more():
    found = orientation(rows(2, 6, names=("A", "B")))
    assert found.state == "describes"
    assert found.why.startswith("This describes these 6 therapists only")


def test_one_orientation_per_client_is_split_within_therapists():
    found = orientation(rows(4, 10, (40, 60), apart=3.0, names=("A", "B"), per_client=True))
    assert not found.per_therapist
    (pair,) = found.differences
    assert pair.level == "client"
    low, high = pair.plain.interval
    assert low <= -3.0 <= high
    assert high < 0


@pytest.mark.parametrize(
    ("change", "state", "said"),
    [
        ({"orientation": np.full(400, None, object)}, "no_column", NO_COLUMN),
        ({"orientation": np.full(400, "A", object)}, "too_few", "every episode has the same orientation"),
    ],
)
def test_what_cannot_be_tested_says_so(change, state, said):
    made = rows()
    n = made.n
    change = {name: value[:1].repeat(n) for name, value in change.items()}
    left = {"with_orientation": 0, "with_fidelity": 0}
    found = orientation(Early(**{**vars(made), **change, "left_out": left}))
    assert (found.state, said in found.why) == (state, True)


def test_an_orientation_of_few_therapists_is_hidden_from_colleagues():
    made = rows(1, 11, names=("A", "A", "A", "A", "A", "B"))
    found = orientation(made, at_least=5)
    assert found.state == "too_few"
    assert "picked out" in found.why
    assert not found.differences


def test_fidelity_beside_the_alliance():
    found = fidelity(rows(8, 20, (40, 60), within=0.5, treue=0.3))
    sd = 4.0  # of the simulated alliance
    low, high = found.alliance_within.interval
    assert low <= 0.5 * sd <= high
    low, high = found.fidelity_within.interval
    assert low <= 0.3 <= high
    apart = found.alliance_within.estimate - found.fidelity_within.estimate
    assert found.apart.estimate == pytest.approx(apart)
    assert found.apart.interval[0] > 0
    assert found.fidelity_between.estimate is not None


def test_fidelity_of_a_therapist_has_no_part_within():
    made = rows(8, 20, (40, 60), treue=0.3)
    per_therapist = np.random.default_rng(1).normal(70, 10, 21)[made.therapist]
    found = fidelity(Early(**{**vars(made), "fidelity": per_therapist}))
    assert found.fidelity_within.estimate is None
    assert "does not vary within therapists" in found.fidelity_within.why
    assert found.apart.estimate is None
    assert found.fidelity_between.estimate is not None


def test_without_the_column_or_with_too_little_fidelity_is_not_tested():
    assert (
        fidelity(rows()).why == "Cannot be tested here: this export has no column for fidelity to the method."
    )
    few = rows(treue=0.0)
    few = few.select(np.arange(few.n) < 12)
    assert fidelity(few).why.startswith("Too early to test: it needs 30 episodes with fidelity")
    assert "there are 12 episodes" in fidelity(few).why
    same = rows(treue=0.0)
    assert (
        "every value is the same" in fidelity(Early(**{**vars(same), "fidelity": np.full(same.n, 3.0)})).why
    )
