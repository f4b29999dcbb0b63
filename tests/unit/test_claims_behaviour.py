"""Tests of the verdicts of the evidence page on simulated practices whose truth is known."""

from collections import Counter

import numpy as np
import pytest

from analytics.stats import practice_size
from tests.support import simulate_claims

SIZES = (60, 200, 1000, 3000)
KEYS = ("alliance", "early", "repair")


def shares(made: list) -> Counter:
    """Return the share of each verdict."""
    counted = Counter(one.verdict for one in made)
    return Counter({word: n / len(made) for word, n in counted.items()})


def ordinary(key: str, n: int, practices: int) -> Counter:
    """Return the share of each verdict in practices that differ as ordinary ones do."""
    rng = np.random.default_rng([411, n])
    return shares(
        [
            simulate_claims.correlation_claim(rng, key, n, simulate_claims.setting(rng, key))
            for _ in range(practices)
        ]
    )


def without_link(key: str, n: int, practices: int, **structure) -> Counter:
    """Return the share of each verdict in practices in which nothing goes together."""
    rng = np.random.default_rng([412, n])
    return shares(
        [simulate_claims.correlation_claim(rng, key, n, 0.0, **structure) for _ in range(practices)]
    )


def between(n: int, icc: float, practices: int, per_therapist: int) -> Counter:
    """Return the share of each verdict where a share `icc` of the variance lies between therapists."""
    rng = np.random.default_rng([413, n, int(1000 * icc)])
    return shares([simulate_claims.share_claim(rng, n, icc, per_therapist) for _ in range(practices)])


@pytest.mark.parametrize(
    ("key", "n"), [("alliance", 60), ("alliance", 3000), ("early", 1000), ("repair", 200)]
)
def test_an_ordinary_practice_is_hardly_ever_called_different(key, n):
    assert ordinary(key, n, 100)["differs"] <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("key", KEYS)
def test_an_ordinary_practice_is_hardly_ever_called_different_in_many_practices(key, n):
    """An ordinary practice (Fisher z SD .10) is called different in at most 5 of 100 practices.

    Found with other seeds: 0 to 2 of 100, and "lies where single practices fall" in 41 to 47 of 100 practices of
    60 clients, 79 to 86 of 200, 96 and more of 1,000. With the published figure taken as exact, 3 to 72 of 100.
    """
    found = ordinary(key, n, 300)
    assert found["differs"] <= 0.05
    assert found["agrees"] >= {60: 0.30, 200: 0.65, 1000: 0.85, 3000: 0.9}[n]


@pytest.mark.parametrize(("key", "n"), [("alliance", 60), ("early", 200), ("repair", 200)])
def test_where_nothing_goes_together_small_practices_seldom_lie_where_others_fall(key, n):
    assert without_link(key, n, 150)["agrees"] <= 0.06


@pytest.mark.slow
@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("key", KEYS)
def test_where_nothing_goes_together_few_practices_lie_where_others_fall(key, n):
    """Found with other seeds: 0 to 4 of 100, which a 95 % range allows on one side."""
    assert without_link(key, n, 400)["agrees"] <= 0.05


PRICED = [
    ("alliance", 40, (0.08, 0.05)),
    ("alliance", 10, (0.2, 0.1)),
    ("alliance", 100, (0.0, 0.0)),
    ("early", 40, (0.2, 0.1)),
]


@pytest.mark.parametrize(
    ("key", "per_therapist", "iccs"),
    [PRICED[0], *(pytest.param(*one, marks=pytest.mark.slow) for one in PRICED[1:])],
)
def test_a_practice_as_large_as_printed_notices_that_there_is_no_link(key, per_therapist, iccs):
    """Of practices as large as the printed price, 8 of 10 read "differs"; found 77 to 84 of 100."""
    rng = np.random.default_rng(414)
    prices = [
        simulate_claims.correlation_claim(rng, key, 1000, 0.0, per_therapist, iccs).price.parameters
        for _ in range(9)
    ]
    assert {price["power"] for price in prices} == {0.8}
    n = int(np.median([price["clients"] for price in prices]))
    found = without_link(key, n, 250, per_therapist=per_therapist, iccs=iccs)
    assert 0.70 <= found["differs"] <= 0.92
    half = without_link(key, n // 2, 250, per_therapist=per_therapist, iccs=iccs)
    assert half["differs"] <= found["differs"] - 0.15, "half the size is not enough"


@pytest.mark.parametrize("per_therapist", [25, 50])
def test_a_practice_as_large_as_printed_notices_that_therapists_differ(per_therapist):
    """Where therapists make up the published 5 of 100 parts; found 77 to 82 of 100."""
    price = simulate_claims.share_claim(np.random.default_rng(415), 1500, 0.05, per_therapist).price
    assert price.parameters["share"] == 0.05
    found = between(price.parameters["clients"], 0.05, 200, per_therapist)
    assert 0.70 <= found["agrees"] <= 0.90
    assert found["differs"] == 0


@pytest.mark.parametrize(("n", "per_therapist"), [(200, 20), (1200, 50)])
def test_alike_therapists_are_seldom_said_to_differ_and_never_called_different(n, per_therapist):
    """Alike therapists are found to differ in 1.5 to 2 of 100 practices (1,000 practices a size)."""
    found = between(n, 0.0, 400, per_therapist)
    assert found["agrees"] <= 0.05
    assert found["differs"] == 0, "a share cannot be too small"


@pytest.mark.slow
@pytest.mark.parametrize("icc", [0.0, 0.02, 0.05, 0.10, 0.18])
@pytest.mark.parametrize(("n", "per_therapist"), [(200, 20), (600, 40), (1200, 50), (3000, 50)])
def test_a_share_between_therapists_inside_the_published_range_is_not_called_different(n, per_therapist, icc):
    """Found: never up to .10; with the published figure taken as exact, 4 to 89 of 100 practices."""
    found = between(n, icc, 200, per_therapist)
    assert found["differs"] <= 0.05


def test_a_share_far_beyond_the_published_range_is_called_different():
    assert between(1500, 0.5, 40, 50)["differs"] >= 0.9


def test_the_size_without_groups_is_the_textbook_one():
    """To tell .3 from 0 with power .8 takes 85 clients (Fisher z)."""
    assert practice_size.for_zero_correlation(0.3, 0, 1.0, 0.8) == 85
    assert practice_size.for_zero_correlation(0.3, 0, 2.0, 0.8) == 167  # 3 + twice the rest
    assert practice_size.for_zero_correlation(0.3, 5, 1.0, 0.8) > 85  # t instead of the normal
    for edge in (0.0, -0.1, 0.001):
        assert practice_size.for_zero_correlation(edge, 0, 1.0, 0.8) is None


def test_the_design_effect_is_the_product_of_the_two_shares():
    rng = np.random.default_rng(416)
    groups = np.repeat(np.arange(400), 20)
    x, y = (simulate_claims.latent(rng, groups, icc) for icc in (0.2, 0.1))
    assert practice_size.design_effect(x, y, None, groups) == pytest.approx(1 + 19 * 0.2 * 0.1, abs=0.08)
    alone = rng.normal(size=groups.size)
    assert practice_size.design_effect(x, alone, None, groups) == pytest.approx(1, abs=0.08)
    assert practice_size.design_effect(x, y, None, np.zeros(groups.size)) == 1
    assert practice_size.design_effect(x, y, None, np.arange(groups.size)) == 1


def test_one_client_for_each_therapist_has_no_size_for_a_share():
    assert practice_size.for_share_between(0.05, 1, 0.8, 10) is None
    assert practice_size.for_share_between(0.0005, 5, 0.8, 10) is None
    assert practice_size.for_share_between(0.3, 50, 0.8, 10) == 500  # the ten therapists the test asks for
