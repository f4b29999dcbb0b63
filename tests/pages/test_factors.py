"""Tests of factors shown for a client: their intervals exclude 0, and none contradicts a flag."""

from __future__ import annotations

import dataclasses

import pytest

from analytics import caseload, client
from analytics.access import this_computer
from analytics.filters import Filters
from analytics.risk import effects, features, model_store
from analytics.risk.scoring import Contribution, Score
from analytics.store import DataFolder
from pages.client import text
from pages.early_warning import estimate_text
from tests.support.command import run

ALL = this_computer().scope


def score(*parts: Contribution) -> Score:
    return Score(
        landmark=3,
        outcome="unplanned",
        probability=0.3,
        interval=(0.2, 0.4),
        band="about",
        base_rate=None,
        contributions=parts,
        why=None,
    )


SETTLED = Contribution("ors_first", 12.0, 0.5, True)
OPEN = Contribution("ors_change", 1.3, 0.9, False)
CALMING = Contribution("srs_fall", 4.4, -0.4, True)


def test_a_factor_whose_range_includes_zero_is_not_told():
    assert estimate_text.reasons(score(OPEN, SETTLED)) == [
        "First ORS 12.0: goes with more unplanned endings."
    ]
    assert estimate_text.reasons(score(OPEN)) == []
    assert "certain enough" in estimate_text.NO_FACTOR


def test_a_rise_that_goes_with_more_says_that_it_is_less_than_usual():
    """If a rise in wellbeing goes with a higher risk, the text says that the rise is below the usual one."""
    part = Contribution("ors_change", 1.3, 0.4, True, above=False)
    assert estimate_text.reason(part, "unplanned") == (
        "Wellbeing 1.3 points higher, below the usual change by then: goes with more unplanned endings."
    )
    assert "lower than usual" in estimate_text.reason(
        Contribution("srs_last", 34.4, 0.4, True, above=False), "unplanned"
    )


@pytest.mark.parametrize("flag", ["drop", "slide", "early_low", "settled", "no_srs"])
def test_no_calming_factor_stands_beside_a_flag_about_the_alliance(flag):
    assert estimate_text.reasons(score(CALMING)) == [
        "SRS 4.4 under the one before: goes with fewer unplanned endings."
    ]
    assert estimate_text.reasons(score(CALMING), {flag}) == []
    assert estimate_text.reasons(score(CALMING), {"falling"}) != []


@pytest.mark.parametrize("flag", ["falling", "below_expected"])
def test_no_calming_factor_stands_beside_a_flag_about_wellbeing(flag):
    better = Contribution("ors_change", -6.0, -0.4, True)
    assert estimate_text.reasons(score(better), {flag}) == []
    worse = dataclasses.replace(better, log_odds=0.4)
    assert len(estimate_text.reasons(score(worse), {flag})) == 1


@pytest.mark.parametrize("outcome", ["unplanned", "poor_outcome"])
def test_settled_is_what_the_early_warning_page_draws_filled(sample_folder, outcome):
    """A factor counts as certain exactly if its interval on the early-warning page excludes zero."""
    model = model_store.load_assessment(DataFolder(sample_folder).sample.current(), outcome).model
    settled = dict(zip(features.KEYS, model.settled(), strict=True))
    for one in effects.effects(model, 3):
        beyond = min(abs(edge) for edge in one.interval) / abs(one.interval[1] - one.interval[0])
        if beyond > 0.02:  # nearer to zero, the drawn range and the exact one may differ
            assert settled[one.feature] == (one.interval[0] > 0 or one.interval[1] < 0), one


def test_the_command_line_keeps_every_number_and_flags_the_settled_ones(sample_folder):
    document = run("--sample", "--json", "show", "early_warning", data=sample_folder).document
    parts = [part for one in document["clients"] for part in one["contributions"]]
    assert parts
    assert {type(part["settled"]) for part in parts} == {bool}
    by = {}
    for part in parts:
        by.setdefault(part["feature"], set()).add(part["settled"])
    assert all(len(found) == 1 for found in by.values()), "a matter of the model, not of the client"


def test_every_open_client_of_the_sample_is_told_certain_factors_only(sample_folder):
    warehouse = DataFolder(sample_folder).sample.warehouse()
    for one in caseload.caseload(warehouse, ALL, Filters()).clients:
        found = client.timeline(warehouse, ALL, one.record_id)
        if found.similar is None or found.similar.why:
            continue
        flags = text.flags(found)
        told = estimate_text.reasons(found.similar, flags)
        sure = {
            estimate_text.reason(part, found.similar.outcome)
            for part in found.similar.contributions
            if part.settled
        }
        assert set(told) <= sure
        if flags & {"drop", "slide", "early_low"}:
            assert not [line for line in told if "SRS" in line and "fewer" in line]
