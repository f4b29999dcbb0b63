"""Tests of what a comparison says it could have noticed, against simulated practices in which somebody does differ."""

from __future__ import annotations

import time

import numpy as np
import pytest

from analytics.stats import funnel
from analytics.therapists import compare, noticeable, visible_comparison
from pages.therapists import noticed_text, text
from tests.pages import made_up_therapists as made
from tests.support import simulate_therapists as simulate


def points(seed: int, effects: np.ndarray) -> compare.Found:
    practice = simulate.clients(seed, effects, (20, 80), "change")
    return compare.fitted(simulate.cells(practice, False), ("intake",), "change")


def said_and_done(seeds: range, therapists: int, sd: float) -> tuple[float, float]:
    """Return of 100 therapists how many a comparison says it would name, and how many it names.

    The first on practices in which therapists differ by `sd`, at the difference that each states; the second on
    practices of the same kind in which one lies that far from the others.
    """
    said, done = [], []
    for seed in seeds:
        effects = np.random.default_rng(seed).normal(0, sd, therapists)
        could = visible_comparison.could_notice(points(seed, effects), "change")
        assert could is not None
        said.append(could.named_of_100)
        one = seed % therapists
        effects[one] = np.delete(effects, one).mean() - could.spread
        done.append(points(50_000 + seed, effects).worded[one])
    return float(np.mean(said)), 100 * float(np.mean(done))


def test_what_is_said_of_a_score_happens():
    said, done = said_and_done(range(120), 12, 1.9)
    assert abs(said - done) <= 14  # three standard errors of 120 practices


@pytest.mark.slow
@pytest.mark.parametrize(("therapists", "sd"), [(8, 1.9), (20, 1.2), (20, 1.9), (8, 2.8)])
def test_what_is_said_of_scores_happens_within_ten_of_100(therapists, sd):
    said, done = said_and_done(range(2000, 2400), therapists, sd)
    assert abs(said - done) <= 10


def test_a_difference_that_is_called_clear_is_named_in_about_80_of_100():
    effects, hits = np.random.default_rng(1).normal(0, 1.5, 14), []
    could = visible_comparison.could_notice(points(1, effects), "change")
    assert could is not None and could.clear is not None and could.clear > could.spread > 0
    for seed in range(60):
        one = seed % 14
        moved = np.where(np.arange(14) == one, np.delete(effects, one).mean() - could.clear, effects)
        hits.append(points(60_000 + seed, moved).worded[one])
    assert 0.6 <= np.mean(hits) <= 0.95


@pytest.mark.parametrize("more", [True, False])
def test_what_is_said_of_a_share_happens(more):
    rng = np.random.default_rng(8)
    n = rng.integers(15, 90, 14)
    share = 0.3 if more else 0.6
    could = noticeable.of_share(n.astype(float), n * share, 0.05, more, 0.05)
    assert could.clear is not None
    side = 1 if more else -1
    for difference, of_100 in ((could.spread, could.named_of_100), (could.clear, 80)):
        named = np.zeros(n.size)
        for _ in range(150):
            for one in range(n.size):
                p = np.where(np.arange(n.size) == one, share + side * difference / 100, share)
                named[one] += funnel.step_down(rng.binomial(n, p), n, n)[0][one]
        assert 100 * named.mean() / 150 == pytest.approx(of_100, abs=6)


def test_more_clients_let_smaller_differences_be_noticed():
    few, many = (
        noticeable.of_share(np.full(10, n), np.full(10, 0.3 * n), 0.05, True, 0.05) for n in (30.0, 120.0)
    )
    assert many.named_of_100 > few.named_of_100
    assert many.clear is not None and few.clear is not None and many.clear < few.clear
    hardly = noticeable.of_share(np.full(10, 10.0), np.full(10, 9.0), 0.05, True, 0.05)
    assert (hardly.clear, hardly.named_of_100) == (None, 0)  # nobody of ten can lie above nine in ten


def test_it_takes_no_time():
    found = points(3, np.random.default_rng(3).normal(0, 1.9, 24))
    visible_comparison.could_notice(found, "change")
    start = time.process_time()
    visible_comparison.could_notice(found, "change")
    assert time.process_time() - start < 0.2  # measured .03 s


@pytest.mark.parametrize("measure", ["early_alliance", "change", "reliable_improvement", "unplanned"])
def test_the_sentence_says_how_many_would_be_named(measure):
    from analytics.therapists.results import Noticeable

    def said(n: int, clear: float | None) -> str:
        could = Noticeable(spread=4.0, named_of_100=n, clear=clear)
        return noticed_text.noticed(made.comparison(measure, worded=0, noticeable=could))

    assert "would name about 20" in said(20, 9.0) and "9" in said(20, 9.0) and "about 80." in said(20, 9.0)
    assert "would name hardly any" in said(0, None) and "fewer than 80." in said(0, None)
    assert noticed_text.noticed(made.comparison(measure)) == ""


@pytest.mark.parametrize(
    ("icc", "told"), [(0.0, "About 0 of 100"), (0.0046, "About 0.5 of 100"), (0.05, "About 5 of 100")]
)
def test_the_share_between_therapists_may_be_none(icc, told):
    assert told in text.share_between(made.comparison("change", icc=icc, icc_interval=(0.0, 0.06)))
