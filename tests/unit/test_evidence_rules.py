"""Tests of the Evidence verdicts against results worked out by hand, and of the claims and sources."""

import re

import pytest

from analytics.answers import Estimate
from analytics.evidence import VERDICTS, claim_estimate, claims, findings, verdicts
from analytics.evidence.results import Published

FIGURE = Published(
    words="r = .3",
    value=0.3,
    low=0.2,
    high=0.4,
    unit="r",
    k=10,
    n=1000,
    source="",
    is_range=False,
    sources=(),
)
RANGE = Published(
    words="r from .2 to .4",
    value=None,
    low=0.2,
    high=0.4,
    unit="r",
    k=10,
    n=1000,
    source="",
    is_range=True,
    sources=(),
)
NEGATIVE = Published(
    words="r = -.3",
    value=-0.3,
    low=None,
    high=None,
    unit="r",
    k=1,
    n=10,
    source="",
    is_range=False,
    sources=(),
)


def ours(low, high):
    return Estimate((low + high) / 2, (low, high), 100)


@pytest.mark.parametrize(
    ("published", "low", "high", "word", "said"),
    [
        (FIGURE, 0.10, 0.35, "agrees", "leaves out 0"),
        (FIGURE, 0.30, 0.50, "agrees", "leaves out 0"),  # the figure itself is the edge
        (FIGURE, -0.10, 0.35, "too_early", "and 0"),
        (FIGURE, 0.00, 0.30, "too_early", "and 0"),
        (FIGURE, 0.05, 0.25, "differs", "same direction"),
        (FIGURE, 0.35, 0.50, "differs", "above the published figure"),
        (FIGURE, -0.10, 0.20, "differs", "includes 0"),
        (FIGURE, -0.50, -0.10, "differs", "other way"),
        (NEGATIVE, -0.25, -0.05, "differs", "same direction"),
        (RANGE, 0.05, 0.25, "agrees", "leaves out 0"),  # overlaps a published range
        (RANGE, 0.05, 0.15, "differs", "below the published figure"),
        (RANGE, -0.05, 0.21, "too_early", "and 0"),
    ],
)
def test_the_rule_by_hand(published, low, high, word, said):
    found, why = verdicts.verdict(ours(low, high), published)
    assert found == word
    assert said in why


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
    found = findings.therapists(rows, (), FIGURE)
    assert (found.verdict, found.why) == ("cannot_be_tested", claim_estimate.ONE_THERAPIST)
    assert findings.therapists([*rows, {"therapist_key": 2, "n": 400}], (), FIGURE).verdict == "too_early"
