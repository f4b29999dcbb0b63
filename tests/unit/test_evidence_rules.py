"""Tests of the Evidence verdicts against results worked out by hand, and of the claims and sources."""

import math
import re

import pytest

from analytics.answers import Estimate
from analytics.evidence import VERDICTS, claim_estimate, claims, therapist_share, verdicts
from analytics.evidence.results import Published


def published(value, settings, settings_from, unit="r"):
    low, high = settings or (None, None)
    return Published(
        words="", value=value, low=low, high=high, unit=unit, k=10, n=1000, source="", is_range=value is None,
        sources=(), settings=settings, settings_from=settings_from,
    )  # fmt: skip


FIGURE = published(0.3, (0.1, 0.4), "derived")
RANGE = published(None, (0.2, 0.4), "assumed")
NEGATIVE = published(-0.3, (-0.4, -0.2), "assumed")
SHARE = published(0.05, (0.0, 0.21), "published", "share")
THROUGH_ZERO = published(0.1, (-0.1, 0.3), "assumed")


def ours(low, high):
    return Estimate((low + high) / 2, (low, high), 100)


@pytest.mark.parametrize(
    ("published", "low", "high", "word", "said"),
    [
        (FIGURE, 0.05, 0.25, "agrees", "leaves out 0"),  # the single figure .3 lies outside ours
        (FIGURE, 0.40, 0.60, "agrees", "between 0.10 and 0.40, worked out by us"),  # the edge is shared
        (FIGURE, -0.10, 0.35, "too_early", "0 lies in it as well"),
        (FIGURE, 0.00, 0.30, "too_early", "0 lies in it as well"),
        (FIGURE, 0.01, 0.09, "differs", "same direction"),
        (FIGURE, 0.41, 0.50, "differs", "above that of single practices"),
        (FIGURE, -0.10, 0.09, "differs", "0 lies in it"),
        (FIGURE, -0.50, -0.10, "differs", "other way"),
        (NEGATIVE, -0.25, -0.05, "agrees", "leaves out 0"),
        (NEGATIVE, -0.19, -0.05, "differs", "same direction"),
        (NEGATIVE, 0.05, 0.15, "differs", "other way"),
        (RANGE, 0.05, 0.25, "agrees", "our own assumption"),
        (RANGE, 0.05, 0.15, "differs", "below that of single practices"),
        (RANGE, -0.05, 0.21, "too_early", "0 lies in it as well"),
        (THROUGH_ZERO, -0.2, -0.05, "too_early", "more clients will tell"),  # against the published direction
        (SHARE, 0.0, 0.006, "too_early", "at most 0.6 of 100 parts"),  # a share is never called too small
        (SHARE, 0.0, 0.35, "too_early", "begins at 0"),
        (SHARE, 0.01, 0.35, "agrees", "between 0 and 21 of 100 parts"),
        (SHARE, 0.21, 0.35, "agrees", "leaves out 0"),
        (SHARE, 0.22, 0.35, "differs", "above that of single practices"),
    ],
)
def test_the_rule_by_hand(published, low, high, word, said):
    found, why = verdicts.verdict(ours(low, high), published)
    assert found == word
    assert said in why


def test_a_claim_without_a_range_of_practices_is_no_matter_of_this_rule():
    with pytest.raises(ValueError, match="direction"):
        verdicts.verdict(ours(0.1, 0.2), published(0.15, None, None, "d"))


def test_where_practices_fall_is_published_derived_or_assumed():
    found = {entry.key: entry.published for entry in claims.entries() if entry.published.settings}
    assert {key: one.settings_from for key, one in found.items()} == {
        "alliance": "derived", "early": "assumed", "repair": "assumed", "therapists": "published",
    }  # fmt: skip
    assert found["alliance"].settings == pytest.approx((0.095, 0.443), abs=0.001)
    assert found["therapists"].settings == (0.0, 0.21)
    z, se = math.atanh(0.29), (math.atanh(0.47) - math.atanh(0.10)) / (2 * 1.959964)
    reach = 1.959964 * math.hypot(0.1, se)
    assert found["repair"].settings == pytest.approx((math.tanh(z - reach), math.tanh(z + reach)), abs=1e-6)
    z, se = (math.atanh(0.23) + math.atanh(0.31)) / 2, (math.atanh(0.31) - math.atanh(0.23)) / (2 * 1.959964)
    reach = 1.959964 * math.hypot(0.1, se)
    assert found["early"].settings == pytest.approx((math.tanh(z - reach), math.tanh(z + reach)), abs=1e-6)


@pytest.mark.parametrize(
    ("low", "high", "least", "word"),
    [
        (0.1, 0.3, 0.0, "agrees"),
        (-0.1, 0.3, 0.0, "too_early"),
        (-0.3, -0.1, 0.0, "differs"),
        (0.01, 0.09, 0.1, "too_early"),  # above 0, but too small to mean anything
        (0.02, 0.30, 0.1, "agrees"),
    ],
)
def test_a_direction_without_a_figure(low, high, least, word):
    assert verdicts.directed(ours(low, high), least=least)[0] == word


def test_without_a_range_it_is_too_early_and_the_reason_is_ours():
    assert verdicts.verdict(Estimate.missing("Only 3."), FIGURE) == ("too_early", "Only 3.")
    assert verdicts.directed(Estimate.missing("Only 3.")) == ("too_early", "Only 3.")


def test_the_claims_are_complete():
    entries = claims.entries()
    assert [entry.key for entry in entries] == [
        "alliance", "therapist_part", "early", "orientation", "fidelity", "repair", "next_session", "feedback",
        "therapists",
    ]  # fmt: skip
    for entry in entries:
        for name in ("title", "claim", "found", "tested", "formula", "change_mind", "limits"):
            assert entry.text(name), (entry.key, name)
        assert entry.text("colour") in ("a", "w")
        assert entry.published.sources
        for source in entry.published.sources:
            assert source.read in ("abstract", "text")
            assert str(source.year) in source.cite
            assert source.doi is None or source.doi in source.cite
        if entry.published.value is not None:
            assert entry.published.low <= entry.published.value <= entry.published.high


def test_figures_that_were_only_recalled_are_not_printed():
    """Figures whose source could not be read appear in no claim."""
    text = " ".join(value for entry in claims.entries() for _, value in entry.texts)
    for banned in (r"\b97\b", r"\.22\b", r"\.25\b", "Baldwin", "Zimmermann", "Minami"):
        assert not re.search(banned, text), banned


def test_nothing_of_the_forms_and_none_of_the_words_to_avoid():
    text = " ".join(value for entry in claims.entries() for _, value in entry.texts) + claims.words(
        "common_factors"
    )
    assert not re.search(r"\b(heard|understood|respected|good fit|felt)\b", text)
    assert not re.search(
        r"\b(rank\w*|best|worst|top|bottom|patients?|drop-?outs?|significant\w*|outliers?|compliance)\b",
        text,
        re.I,
    )


def test_there_are_four_words():
    assert set(VERDICTS) == {"agrees", "too_early", "differs", "cannot_be_tested"}


def test_one_therapist_cannot_be_compared_however_many_clients_come():
    """With one therapist, claims that compare therapists cannot be tested, however many clients there are."""
    rows = [{"therapist_key": 1, "n": 400}]
    found = therapist_share.therapists(rows, (), SHARE)
    assert (found.verdict, found.why) == ("cannot_be_tested", claim_estimate.ONE_THERAPIST)
    assert (
        therapist_share.therapists([*rows, {"therapist_key": 2, "n": 400}], (), SHARE).verdict == "too_early"
    )
