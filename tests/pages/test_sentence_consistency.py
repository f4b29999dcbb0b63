"""Tests that a page's sentences agree with its charts, with other pages, and with the numbers beside them."""

from __future__ import annotations

import dataclasses

import pytest

from analytics.answers import Estimate
from analytics.outcomes.results import LookAt
from analytics.why import why
from pages.outcomes import text as outcomes_text
from pages.overview import highlights_text, months_text, verdict_text
from pages.overview import text as overview_text
from tests.pages import made_up
from tests.pages.run_page import people, start, words

HIDDEN = why("hidden_small_count", below=5)


@pytest.mark.parametrize("role", ["therapist", "supervisor"])
def test_what_a_chart_marks_is_named_to_who_may_not_open_its_page(sample_folder, role):
    """Forms that are missing are named to a therapist too, who may not open Data & import."""
    page = start("overview", sample_folder, people(sample_folder)[role])
    said = words(page)
    assert "An unusual quarter" in said and "SRS missing in" in said
    assert "Nothing unusual" not in said
    links = [one.proto.label for one in page.get("page_link")]
    assert ("See where they are missing" in links) == (role == "supervisor")
    assert ("to talk about first" in said) == (role == "supervisor"), "this therapist has none"


def test_a_changed_alliance_is_looked_at_on_its_own_page():
    item = LookAt(
        kind="unusual_month", page="alliance", measure="early_alliance", direction="lower", grain="month"
    )
    assert highlights_text.look_at(item, made_up.overview().as_of)[1] == "Open Alliance"


def test_marks_that_no_chart_has_are_not_explained():
    answer = made_up.overview()
    calm = tuple(
        dataclasses.replace(
            one,
            change=dataclasses.replace(one.change, state="no_clear_change"),
            points=tuple(dataclasses.replace(point, incomplete=False) for point in one.points),
        )
        for one in answer.series
    )
    said = months_text.changes(dataclasses.replace(answer, series=calm))
    assert "grey range" in said
    assert not [word for word in ("Diamonds", "unusual month or", "Open rings") if word in said]
    one = dataclasses.replace(calm[0], change=dataclasses.replace(calm[0].change, state="unusual_month"))
    assert "An unusual month or quarter is" in months_text.changes(
        dataclasses.replace(answer, series=(one, *calm[1:]))
    )


def test_one_comparison_has_no_plural_and_no_colour_stands_for_a_mark():
    answer = made_up.outcomes()
    rows = [row for row in answer.subgroups if row.measure == "reliable_improvement"]
    alone = dataclasses.replace(answer, subgroups=(dataclasses.replace(rows[0], comparisons=1),))
    assert "It is compared with everybody else." in outcomes_text.subgroups_footnote(alone, rows[0].measure)
    both = outcomes_text.subgroups_footnote(answer, rows[0].measure)
    assert "a diamond allows for" in both and "amber" not in both


def test_the_number_of_inferred_endings_has_no_range():
    """It is counted over all endings, not estimated from them."""
    answer = dataclasses.replace(made_up.outcomes(), inferred=Estimate(3 / 14, (0.08, 0.48), 14, events=3))
    said = outcomes_text.endings_footnote(answer, "declared_or_lapsed", 60)
    assert "The ending was inferred, not recorded, for 3 of 14." in said


def test_a_hidden_share_is_not_said_to_rest_on_too_few():
    answer = made_up.outcomes()
    found = dataclasses.replace(answer, reliable_improvement=Estimate.missing(HIDDEN, 14))
    bold, plain = outcomes_text.lead(found, "reliable_improvement")
    assert bold == "Hidden: fewer than 5 clients."
    assert "could be recognised" in plain and "jump around" not in plain


def test_recorded_endings_are_not_called_missing_where_the_period_has_few():
    answer = made_up.overview()
    few = dataclasses.replace(answer, unplanned=dataclasses.replace(answer.unplanned, n=2))
    assert "How they ended" not in overview_text.side_figures(few)


def test_one_open_course_more_is_one():
    answer = made_up.overview()
    rows = tuple(dataclasses.replace(row, n=1) for row in answer.left_out if row.reason == "open")
    assert rows
    assert "Still open: 1 more." in overview_text.endings(
        dataclasses.replace(answer, left_out=rows), "at_least"
    )


def test_a_range_is_given_once_in_the_lead_where_counts_are_hidden():
    answer = made_up.overview()
    hidden = dataclasses.replace(answer, deteriorated=Estimate.missing(HIDDEN, answer.deteriorated.n))
    bold, plain = overview_text.lead(hidden)
    low, high = (f"{100 * edge:.0f}" for edge in answer.reliable_improvement.interval)
    assert f"{low} to {high}" in plain and f"{low} to {high}" not in bold


def test_too_few_colleagues_are_no_matter_of_time():
    answer = made_up.overview()
    found = dataclasses.replace(answer.verdict, state="too_early", why=why("too_few_colleagues"))
    (said,) = verdict_text.verdict(dataclasses.replace(answer, verdict=found))
    assert said.startswith("**No comparison with the ") and "Too early" not in said
