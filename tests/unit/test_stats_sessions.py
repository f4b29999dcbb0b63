"""Tests of correlation, session-to-session and expected-course models on simulated practices."""

import math

import numpy as np
import pytest

from analytics.stats import correlation, expected_course, growth, meta, random_slope, session_to_session
from analytics.stats.arrays import EstimationError

TRUE_R = 0.3


# --- correlation ------------------------------------------------------------------------------------------------


def caseloads(seed: int, therapists: int = 20, clients: int = 20):
    """Return four arrays with one value per simulated client: rating, outcome, intake, therapist.

    Partial r is .3, ICC .15 of the rating and .07 of the outcome's rest.
    """
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(therapists), clients)
    intake = rng.normal(0, 1, who.size)
    rating = rng.normal(0, math.sqrt(0.15), therapists)[who] + rng.normal(0, math.sqrt(0.85), who.size)
    rest = rng.normal(0, math.sqrt(0.07), therapists)[who] + rng.normal(0, math.sqrt(0.93), who.size)
    outcome = TRUE_R * rating + math.sqrt(1 - TRUE_R**2) * rest + 0.5 * intake
    return rating + 0.2 * intake, outcome, intake, who


def covered(runs: int, **shape) -> tuple[float, float]:
    """Return how often 95 % intervals cover the true correlation: by jackknife, and by Fisher's z."""
    hits = np.zeros(2)
    for seed in range(runs):
        rating, outcome, intake, who = caseloads(seed, **shape)
        for i, groups in enumerate((who, None)):
            low, high = correlation.partial(rating, outcome, intake, groups).interval
            hits[i] += low <= TRUE_R <= high
    return tuple(hits / runs)


def test_the_jackknife_interval_holds_the_truth():
    ours, _ = covered(200)
    assert 0.90 <= ours <= 0.985  # 95 % with 3 Monte Carlo SEs of .015


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shape", "low"), [({"therapists": 8}, 0.925), ({"therapists": 20}, 0.935), ({"therapists": 60}, 0.935)]
)
def test_the_jackknife_interval_over_many_practices(shape, low):
    """The jackknife interval over groups has better coverage than Fisher's z.

    Fisher's z takes clients as independent.
    """
    ours, fisher = covered(2000, clients=30, **shape)
    assert low <= ours <= 0.97
    assert fisher < ours


def test_deletions_by_subtraction_are_deletions():
    rating, outcome, intake, who = caseloads(3, 9, 12)
    z = [
        math.atanh(correlation.partial(rating[who != one], outcome[who != one], intake[who != one]).r)
        for one in range(9)
    ]
    found = correlation.partial(rating, outcome, intake, who)
    assert found.se == pytest.approx(math.sqrt(8 / 9 * np.sum((z - np.mean(z)) ** 2)), rel=1e-9)


def test_few_groups_fall_back_and_say_so():
    rating, outcome, intake, who = caseloads(3, 7, 12)
    found = correlation.partial(rating, outcome, intake, who)
    assert (found.method, found.groups) == ("Fisher z", 7)
    assert found.interval == correlation.partial(rating, outcome, intake).interval


def test_a_correlation_does_not_depend_on_order_units_or_names():
    rating, outcome, intake, who = caseloads(4)
    found = correlation.partial(rating, outcome, intake, who)
    order = np.random.default_rng(0).permutation(who.size)
    names = np.array([f"therapist {99 - one}" for one in who])
    again = correlation.partial(10 * rating[order] + 1e4, outcome[order] / 7, intake[order] - 3, names[order])
    assert again.r == pytest.approx(found.r, abs=1e-9)
    assert again.interval == pytest.approx(found.interval, abs=1e-9)


def test_sums_from_a_database_give_the_same():
    rating, outcome, intake, who = caseloads(5)
    rows = np.column_stack([np.ones(who.size), 36 + rating, 20 + outcome, 18 + intake])
    sums = np.array([rows[who == one].T @ rows[who == one] for one in np.unique(who)])
    by_sums, by_rows = (
        correlation.partial_from_products(sums),
        correlation.partial(rating, outcome, intake, who),
    )
    assert by_sums.interval == pytest.approx(by_rows.interval, abs=1e-9)


def test_a_practice_like_the_published_one_rarely_differs():
    """A practice with the published correlation is rarely found to differ from it.

    At most about 5 % at the 5 % level (z test, t for few groups).
    """
    differ = 0
    for seed in range(200):
        ours = correlation.partial(*caseloads(seed, 10))
        differ += correlation.difference(ours, TRUE_R, (0.28, 0.32)).p < 0.05
    assert differ / 200 <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 200)


# --- meta-analysis ----------------------------------------------------------------------------------------------


def test_settings_alike_have_no_spread_and_settings_apart_have_theirs():
    rng = np.random.default_rng(2)
    n = rng.integers(60, 200, 300)
    chance = rng.normal(0, 1 / np.sqrt(n - 3))
    alike = meta.random_effects(np.tanh(0.3 + chance), n)
    apart = meta.random_effects(np.tanh(0.3 + rng.normal(0, 0.1, 300) + chance), n)
    assert alike.tau2 < 0.002
    assert apart.tau2 == pytest.approx(0.01, abs=0.003)
    low, high = apart.prediction_interval
    assert low < apart.interval[0] < apart.estimate < apart.interval[1] < high


def test_no_negative_effects_to_speak_of_leave_no_spread_between_settings():
    assert meta.range_of_settings(0.278, (0.256, 0.299), 295, 102, 0.001).tau == 0


# --- session to session -----------------------------------------------------------------------------------------


def weeks(seed: int, carry=0.0, follow=0.1, lasting=0.3, trends=True, clients=400):
    """Return simulated sessions in which the effects between rating and client state are known.

    `carry` points of the next state a point of a good session (the truth), `follow` points of rating a point of
    state (reverse causation), `lasting` correlation of neighbouring states, own trends.
    """
    rng = np.random.default_rng(seed)
    n = rng.integers(4, 13, clients)
    start, who = np.cumsum(n) - n, np.repeat(np.arange(clients), n)
    level, slope = rng.normal(18, 4, clients), rng.normal(2, 2 if trends else 0, clients)
    usual, state, good = rng.normal(34, 2, clients), rng.normal(0, 2, clients), np.zeros(clients)
    number, srs, ors = (np.empty(who.size) for _ in range(3))
    for session in range(1, 13):
        if session > 1:
            fresh = math.sqrt(1 - lasting**2) * rng.normal(0, 2, clients)
            state = lasting * state + fresh + carry * good
        good = rng.normal(0, 1.7, clients)
        well = level + slope * math.log(session) + state
        here = np.flatnonzero(n >= session)
        at = start[here] + session - 1
        number[at] = session
        ors[at] = well[here] + rng.normal(0, 2.2, here.size)
        srs[at] = (usual + follow * (well - 18) + good)[here]
    return who, number, srs, ors


def estimated(runs: int, **truth) -> tuple[float, float]:
    """Return the mean estimate and the coverage of its intervals over simulated practices."""
    found = [
        session_to_session.fit(*session_to_session.pairs(*weeks(seed, **truth))).per_point
        for seed in range(runs)
    ]
    carry = truth.get("carry", 0.0)
    held = np.mean([one.interval[0] <= carry <= one.interval[1] for one in found])
    return float(np.mean([one.estimate for one in found])), float(held)


def without_trends(who, number, srs, ors) -> float:
    """Return the naive slope of the next ORS on the SRS, centred by client, not adjusted for time."""
    next_ors, rating, _, client = session_to_session.pairs(who, number, srs, ors)
    count = np.bincount(client)

    def apart(column):
        return column - (np.bincount(client, column) / count)[client]

    return float(apart(rating) @ apart(next_ors) / (apart(rating) @ apart(rating)))


@pytest.mark.parametrize("carry", [0.0, 0.25])
@pytest.mark.parametrize("trends", [False, True])
def test_reverse_causation_and_trends_move_it_little(carry, trends):
    """Reverse causation and individual trends bias the estimated effect of the SRS only slightly.

    Found: bias up to .02.
    """
    mean, _ = estimated(6, carry=carry, trends=trends)
    assert mean == pytest.approx(carry, abs=0.06)


def test_leaving_time_out_would_find_what_is_not_there():
    truth = {"carry": 0.0, "follow": 0.25, "lasting": 0.0}
    first_try = np.mean([without_trends(*weeks(seed, **truth)) for seed in range(6)])
    assert first_try > 0.15
    assert abs(estimated(6, **truth)[0]) < 0.06


def test_the_interval_holds_the_truth_without_reverse_causation():
    assert estimated(40, carry=0.25, follow=0.0, lasting=0.0, clients=200)[1] >= 0.85


@pytest.mark.slow
def test_the_interval_over_many_practices():
    mean, held = estimated(400, carry=0.25, follow=0.0, lasting=0.0, clients=200)
    assert mean == pytest.approx(0.25, abs=0.03)
    assert 0.91 <= held <= 0.97


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lasting", "trends", "low", "high"), [(0.0, False, -0.07, 0.0), (0.6, True, 0.05, 0.14)]
)
def test_how_far_strong_reverse_causation_moves_it(lasting, trends, low, high):
    """Strong reverse causation with lasting states biases the estimate to about .1, as documented."""
    assert low <= estimated(20, follow=0.25, lasting=lasting, trends=trends)[0] <= high


def test_pairs_need_neighbours_and_both_forms():
    nan = math.nan
    client, number = ["a"] * 5 + ["b"] * 2, [1, 2, 3, 5, 6, 1, 2]
    srs, ors = [30, nan, 32, 33, 34, 35, 36], [10, 11, nan, 13, 14, 15, 16]
    order = [3, 0, 6, 2, 5, 1, 4]
    found = session_to_session.pairs(*([column[i] for i in order] for column in (client, number, srs, ors)))
    assert [column.tolist() for column in found] == [[11, 14, 16], [30, 33, 35], [1, 5, 1], ["a", "a", "b"]]


def test_session_to_session_does_not_depend_on_order_or_names():
    next_ors, srs, number, client = session_to_session.pairs(*weeks(1))
    found = session_to_session.fit(next_ors, srs, number, client)
    order = np.random.default_rng(0).permutation(client.size)
    names = np.array([f"client {999 - one}" for one in client])
    again = session_to_session.fit(next_ors[order], srs[order] + 2, number[order], names[order])
    assert again.per_sd.interval == pytest.approx(found.per_sd.interval, rel=1e-5)
    assert found.per_sd.estimate == pytest.approx(found.per_point.estimate * found.within_sd)


def test_clients_with_one_pair_are_left_out_and_counted():
    next_ors, srs, number, client = session_to_session.pairs(*weeks(1))
    first = client == client[0]
    keep = ~first | (np.cumsum(first) == 1)
    found = session_to_session.fit(next_ors[keep], srs[keep], number[keep], client[keep])
    assert (found.left_out, found.n) == (1, int(keep.sum()) - 1)


# --- expected course --------------------------------------------------------------------------------------------


def courses(seed: int, clients: int = 600):
    """Return simulated ORS scores, linear in ln(session), of clients with random numbers of sessions."""
    rng = np.random.default_rng(seed)
    n = np.minimum(30, 1 + rng.geometric(1 / 7, clients))
    who = np.repeat(np.arange(clients), n)
    number = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n) + 1
    intake, line = rng.normal(19, 5, clients), np.log(number)
    own = rng.multivariate_normal([0, 0], [[16, -2], [-2, 4]], clients)
    start = intake[who] - 18.5
    mean = 20 + 2 * line + 0.7 * start - 0.15 * line * start
    ors = mean + own[who, 0] + own[who, 1] * line + rng.normal(0, 3.5, who.size)
    return ors, number, intake[who], who


def test_the_course_finds_the_truth():
    found = growth.fit(*courses(1, 4000))
    for got, se, truth in zip(found.coefficients, found.standard_errors, (20, 2, 0.7, -0.15), strict=True):
        assert abs(got - truth) < 4 * se
    assert (found.v0, found.v1, found.c01, found.sigma2) == pytest.approx((16, 4, -2, 12.25), abs=1.5)


def test_the_band_holds_four_of_five_new_clients():
    course = growth.fit(*courses(1))
    ors, number, intake, _ = courses(2, 3000)
    for chosen in (number >= 2, (number >= 2) & (intake > 24), number >= 12):
        places = course.percentile(intake[chosen], number[chosen], ors[chosen])
        assert np.mean((places > 0.1) & (places < 0.9)) == pytest.approx(0.8, abs=0.05)


def test_sums_per_client_give_the_same_course():
    ors, number, intake, who = courses(3)
    later, line = number >= 2, np.log(number)

    def sums(column):
        return np.bincount(who, column * later)

    parts = [sums(column) for column in (np.ones(who.size), line, line**2, ors, line * ors, ors**2)]
    first = np.zeros(who.max() + 1)
    first[who] = intake
    by_sums, by_rows = growth.fit_from_products(*parts, first), growth.fit(ors, number, intake, who)
    assert by_sums.coefficients == pytest.approx(by_rows.coefficients, rel=1e-9)
    assert by_sums.sigma2 == pytest.approx(by_rows.sigma2, rel=1e-9)
    assert by_sums.n == int(later.sum())


def test_a_course_does_not_depend_on_order_names_or_centre():
    ors, number, intake, who = courses(4)
    found = growth.fit(ors, number, intake, who)
    order = np.random.default_rng(0).permutation(who.size)
    names = np.array([f"client {9999 - one}" for one in who])
    again = growth.fit(ors[order], number[order], intake[order], names[order], centre=0.0)
    at = ([8.0, 18.0, 30.0], [2, 5, 20])
    assert again.mean(*at) == pytest.approx(found.mean(*at), rel=1e-6)
    assert again.sd(at[1]) == pytest.approx(found.sd(at[1]), rel=1e-5)


def test_bands_lie_in_order_and_on_the_scale():
    course = growth.fit(*courses(6, 300))
    for intake in (0, 12, 25, 40):
        band = course.curve(intake, range(2, 40))
        assert band.shape == (5, 38)
        assert np.all(np.diff(band, axis=0) >= 0)
        assert band.min() >= 0 and band.max() <= 40
    assert course.percentile(20, 6, course.curve(20, [6])[:, 0]) == pytest.approx(
        expected_course.QUANTILES, abs=1e-12
    )


def test_a_practice_without_own_slopes_is_fitted_at_the_boundary():
    rng = np.random.default_rng(8)
    who, number = np.repeat(np.arange(150), 5), np.tile(np.arange(2, 7), 150)
    ors = 20 + rng.normal(0, 3, who.size)  # clients do not differ at all
    found = growth.fit(ors, number, rng.normal(19, 5, 150)[who], who)
    assert 0 <= found.v0 + 2 * found.c01 * 1.5 + found.v1 * 2.25 < 0.6
    assert found.sigma2 == pytest.approx(9, abs=1)


def test_a_boundary_is_not_taken_for_the_top():
    """The random slope fit finds the global maximum of the likelihood, not a boundary point."""
    ors, number, intake, who = courses(9, 200)
    later = number >= 2
    columns = np.column_stack([np.log(number), intake])[later]
    sums = random_slope.products(
        ors[later], columns, columns[:, 0], np.unique(who[later], return_inverse=True)[1]
    )
    found, inside = random_slope.fit_products(sums), random_slope._Scaled(sums)
    best = min(
        inside.criterion((a, b, c))[0]
        for a in np.linspace(0, 3, 16)
        for b in np.linspace(-1, 1, 9)
        for c in np.linspace(0, 2, 11)
    )
    constant = -2 * found.restricted_loglik - (found.n - 3) * (1 + math.log(2 * math.pi / (found.n - 3)))
    assert constant - 2 * np.log(np.diag(inside.root)).sum() <= best + 1e-6


# --- what cannot be used ----------------------------------------------------------------------------------------

ONES, STEPS, LONG = np.ones(12), np.arange(12.0), np.arange(18.0)
MIXED = np.array(["a", 1] * 6, dtype=object)
MANY = courses(7, 300)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: correlation.partial([], []), "there are none"),
        (lambda: correlation.partial([1, 2, 3], [1, 2, 4]), "needs 4 rows"),
        (lambda: correlation.partial(STEPS, ONES * 0.1), "same value"),
        (lambda: correlation.partial(STEPS, 2 * STEPS), "one line"),
        (lambda: correlation.partial(STEPS, STEPS**2, STEPS), "explain x or y"),
        (
            lambda: correlation.partial(STEPS, STEPS**2, np.column_stack([STEPS**3, 2 * STEPS**3])),
            "same thing",
        ),
        (lambda: correlation.partial(STEPS, [np.nan, *range(11)]), "1 missing"),
        (lambda: correlation.partial(STEPS, STEPS**2, STEPS[:5]), "one row for each"),
        (lambda: correlation.partial(STEPS, STEPS**2, None, ["a"] * 11 + [None]), "missing of 12 labels"),
        (lambda: correlation.partial(STEPS, STEPS**2, None, MIXED), "mixes numbers and text"),
        (lambda: correlation.partial(STEPS, STEPS**2, None, ["a"]), "one label for each"),
        (lambda: correlation.partial_from_products(np.ones((2, 2, 2))), "square matrix"),
        (lambda: correlation.difference(correlation.partial(STEPS, STEPS**2), 0.5, (0.1, 0.4)), "inside"),
        (lambda: meta.random_effects([0.2, 0.3], [50, 60]), "at least 3 studies"),
        (lambda: meta.random_effects([0.2, 0.3, 1.0], [50, 60, 70]), "between -1 and 1"),
        (lambda: meta.random_effects([0.2, 0.3, 0.1], [50, 60, 3]), "at least 4"),
        (lambda: meta.range_of_settings(0.3, (0.2, 0.4), 50, 100, 0.6), "negative"),
        (lambda: session_to_session.fit(STEPS, STEPS, STEPS + 1, ["a"] * 12), "100 clients"),
        (lambda: session_to_session.pairs(["a", "a"], [1, 1], [3, 3], [4, 4]), "twice"),
        (
            lambda: session_to_session.fit(MANY[0], MANY[2], MANY[1], MANY[3], min_clients=2, min_rows=9),
            "vary from session to session",
        ),
        (lambda: growth.fit(*(column[:60] for column in MANY)), "clients with three scores"),
        (lambda: growth.fit(MANY[0], MANY[1] - 1, MANY[2], MANY[3]), "1 or more"),
        (lambda: growth.fit(MANY[0], MANY[1], MANY[0], MANY[3]), "same in all rows"),
        (lambda: growth.fit(MANY[0], MANY[1], np.full(MANY[0].size, 20.0), MANY[3]), "same thing"),
        (lambda: growth.fit(np.full(MANY[0].size, 20.0), *MANY[1:]), "does not vary"),
        (lambda: growth.fit(np.where(MANY[0] > 39, np.inf, MANY[0]) * np.inf, *MANY[1:]), "infinite"),
        (lambda: random_slope.fit(STEPS, STEPS[:, None], STEPS, np.arange(12)), "ten rows beyond"),
        (lambda: random_slope.fit(LONG**2, LONG[:, None], LONG * 0, np.repeat([0, 1], 9)), "slope per group"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(call, words):
    with pytest.raises(EstimationError, match=words):
        call()
