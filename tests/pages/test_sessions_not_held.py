"""Tests of the card on sessions not held: its sentences, who sees it, and where the fee is."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil

import pytest

from analytics.answers import Estimate, LeftOut
from analytics.definitions import DEFAULTS
from analytics.outcomes.results import SessionsNotHeld
from analytics.why import why
from pages.outcomes import sessions_not_held_text as text
from tests.pages import made_up
from tests.pages.run_page import people, start, words
from tests.support.traces import files_with

QUESTION = "How much shorter are courses that end unplanned?"
FEE = 7391.37
UNPLANNED = {"measure": "Ended unplanned"}
FOUND = SessionsNotHeld(
    per_ending=Estimate(2.26, (0.8, 3.72), 60),
    total=Estimate(135.6, (47.8, 223.4), 60),
    mean_unplanned=6.33,
    mean_planned=8.59,
    unplanned=60,
    planned=278,
    improved=Estimate(15 / 45, (0.21, 0.48), 45, events=15),
    left_out=(LeftOut("ending_without_reason", 50), LeftOut("too_long", None)),
)


def changed(low: float, high: float) -> SessionsNotHeld:
    """Return the comparison with another range per ending."""
    middle = (low + high) / 2
    return dataclasses.replace(
        FOUND,
        per_ending=Estimate(middle, (low, high), 60),
        total=Estimate(60 * middle, (60 * low, 60 * high), 60),
    )


def test_the_difference_is_said_with_its_range_per_ending_and_in_all():
    assert text.finding(FOUND) == (
        "**Courses that ended unplanned had about 2.3 sessions fewer than those of similar start that ended as planned**"
        " (95% range 0.8 to 3.7). Over the 60 of this period that makes about 140 sessions (48 to 220)."
    )
    assert text.means(FOUND) == {
        "Ended unplanned": "6.3 sessions on average, n = 60",
        "Ended as planned": "8.6 sessions on average, n = 278",
    }


def test_a_range_with_both_signs_is_no_clear_difference():
    said = text.finding(changed(-0.5, 2.0))
    assert said.startswith("**No clear difference:**")
    assert "may have had 2.0 sessions fewer" in said
    assert "or 0.5 more" in said
    assert "sessions more" in text.finding(changed(-3.0, -1.0))
    assert "(95% range 1.0 to 3.0)" in text.finding(changed(-3.0, -1.0))


def test_a_missing_comparison_says_why():
    reason = why("too_few_endings_to_compare", need=20, unplanned=8, planned=40)
    nothing = Estimate.missing(reason)
    missing = dataclasses.replace(FOUND, per_ending=nothing, total=nothing, improved=nothing)
    assert "20 courses recorded as ended unplanned and 20 as planned; there are 8 and 40" in text.finding(
        missing
    )
    assert text.fees(missing, 80) == text.improved(missing) == ""


def test_who_was_better_is_counted_and_not_explained():
    assert text.improved(FOUND) == (
        "Of the 45 who left with a first and a later score, 33 in 100 (21 to 48) were clearly better at the last one."
    )


def test_what_is_left_out_and_what_is_similar_is_said():
    answer = dataclasses.replace(made_up.outcomes(), hidden_below=5)
    said = text.counted(FOUND, answer, DEFAULTS.case_mix)
    assert "the same programme, age and site" in said
    assert "Left out: 50 endings without a reason." in said
    assert "lasted longer than these data can tell: fewer than 5." in said
    alone = dataclasses.replace(DEFAULTS.case_mix, covariates=("intake",), site=False)
    assert "a first ORS in the same band. Long courses" in text.counted(FOUND, answer, alone)


def test_money_is_the_range_times_the_fee_and_no_forecast():
    said = text.fees(FOUND, 80)
    assert "About **3,800 to 18,000** in fees not billed; not a forecast" in said
    assert text.fees(FOUND, 0) == ""
    assert text.fees(changed(-0.5, 2.0), 80) == "", "no amount where there may be no difference"
    assert text.fees(changed(-3.0, -1.0), 80) == ""


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.4, "0"), (7.4, "7"), (47.8, "48"), (135.6, "140"), (3096, "3,100"), (-135.6, "-140")],
)
def test_large_numbers_are_given_with_two_digits(value, said):
    assert text.about(value) == said


@pytest.mark.parametrize("role", ["owner", "supervisor", "therapist", "office"])
def test_only_whoever_sees_exact_figures_gets_the_card_and_only_owners_the_fee(sample_folder, role):
    shown = start("outcomes", sample_folder, people(sample_folder)[role], **UNPLANNED)
    assert not shown.exception
    assert (QUESTION in words(shown)) == (role == "owner")
    assert [one.label for one in shown.number_input] == (["Fee per session"] if role == "owner" else [])


def test_a_supervisor_of_everybody_gets_the_card_and_no_fee(sample_folder, tmp_path):
    folder = shutil.copytree(sample_folder, tmp_path / "data")
    file = folder / "sample" / "people.json"
    listed = json.loads(file.read_text(encoding="utf-8"))
    everybody = sorted({code for one in listed for code in (one["therapist"], *one["supervises"]) if code})
    for one in listed:
        if one["role"] == "supervisor":
            one["supervises"] = everybody
    file.write_text(json.dumps(listed), encoding="utf-8")
    shown = start("outcomes", folder, people(folder)["supervisor"], **UNPLANNED)
    assert QUESTION in words(shown)
    assert "sessions on average" in words(shown)
    assert not shown.number_input
    assert not re.search(r"\bfees?\b", words(shown))


def test_the_fee_is_multiplied_on_the_page_and_stands_in_no_address_and_no_file(sample_folder):
    owner = people(sample_folder)["owner"]
    shown = start("outcomes", sample_folder, owner, **UNPLANNED)
    assert "fees not billed" not in words(shown)
    shown.number_input[0].set_value(FEE).run()
    said = words(shown)
    amount = re.search(r"About <b>([\d,]+) to ([\d,]+)</b> in fees not billed", said)
    assert amount, said
    sessions = re.search(r"about \d+ sessions \((\d+) to (\d+)\)", said)
    for money, n in zip(amount.groups(), sessions.groups(), strict=True):
        assert float(money.replace(",", "")) == pytest.approx(float(n) * FEE, rel=0.1)
    assert set(shown.query_params) <= {"measure", "practice", "as"}
    assert all(str(FEE) not in str(value) for value in shown.query_params.values())
    assert files_with(sample_folder, str(FEE)) == []
    again = start("outcomes", sample_folder, owner, **UNPLANNED)
    assert again.number_input[0].value is None
    assert "fees not billed" not in words(again)


def test_another_measure_forgets_the_fee(sample_folder):
    shown = start("outcomes", sample_folder, people(sample_folder)["owner"], **UNPLANNED)
    shown.number_input[0].set_value(FEE).run()
    for measure in ("Recovery", "Ended unplanned"):
        shown.segmented_control[0].set_value(measure).run()
    assert shown.number_input[0].value is None
