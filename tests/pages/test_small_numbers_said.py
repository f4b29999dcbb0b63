"""Tests of pages with withheld counts or very few clients: no misleading 0, and no empty chart."""

from __future__ import annotations

import dataclasses
import datetime
from types import SimpleNamespace

import pytest

from analytics.answers import Estimate
from analytics.privacy import hidden
from pages.alliance import completion_charts, forms_text, patterns_chart, patterns_text
from pages.client import text as client_text
from pages.data import missing_forms_chart
from pages.early_warning import estimate_text, evaluation_text
from pages.outcomes import benchmark_text, comparison_charts
from pages.outcomes import text as outcomes_text
from pages.overview import intake_chart, months_text
from pages.overview import text as overview_text
from pages.ui import chart_style, interval_rows, safe_html
from tests.pages import made_up, made_up_alliance, made_up_clients

HIDDEN = Estimate.missing(hidden(5))


def months(overview, **fields):
    """Return an Overview answer with these field values in every month of the chart of starts and ends."""
    return dataclasses.replace(
        overview, seen=tuple(dataclasses.replace(row, **fields) for row in overview.seen)
    )


def test_a_measure_whose_points_are_hidden_is_not_counted_as_none():
    answer = made_up.overview()
    bare = tuple(dataclasses.replace(one, points=()) for one in answer.series[:3])
    said = months_text.changes(dataclasses.replace(answer, series=(*bare, answer.series[3])))
    assert " 0 " not in said
    assert "960 sessions" in said


def test_a_span_of_months_begins_with_from():
    since = dataclasses.replace(made_up.overview(), months_since=datetime.date(2025, 2, 1))
    assert months_text.changes(since).startswith("From 1 Feb 2025 to 14 Nov 2026: ")
    long_before = dataclasses.replace(made_up.overview(), months_since=datetime.date(2023, 1, 1))
    assert months_text.changes(long_before).startswith("From 1 Dec 2024 to "), "where the data begin"
    assert months_text.changes(made_up.overview()).startswith("Over all data: ")


def test_other_ways_are_explained_only_where_they_are_given():
    answer = made_up.overview()
    assert "Other ways" in overview_text.endings(answer, "at_least")
    assert "Other ways" not in overview_text.endings(
        dataclasses.replace(answer, unplanned_declared=HIDDEN), "at_least"
    )


def test_means_of_a_few_starts_are_not_drawn():
    few = months(made_up.overview(), intake=Estimate(13.0, (0.0, 40.0), 2))
    figure = intake_chart.draw(few)
    assert "yaxis2" not in figure.frame
    assert "Means" not in overview_text.intake_text(few)
    assert "yaxis2" in intake_chart.draw(made_up.overview()).frame
    one = dataclasses.replace(few, seen=(made_up.overview().seen[0], *few.seen[1:]))
    assert intake_chart.means(one) == []  # a panel for one month


def test_months_too_small_to_show_are_named_and_mostly_hidden_ones_not_drawn():
    answer = made_up.overview()
    first = (dataclasses.replace(answer.seen[0], starts=None), *answer.seen[1:])
    assert "Months with few people are left open." in overview_text.intake_text(
        dataclasses.replace(answer, seen=first)
    )
    assert "left open" not in overview_text.intake_text(answer)
    assert intake_chart.draw(months(answer, starts=None)) is None


def test_hidden_patterns_are_not_called_absent():
    answer = made_up_alliance.alliance()
    withheld = tuple(dataclasses.replace(row, n=None, unplanned=HIDDEN) for row in answer.patterns)
    assert "without naming" in patterns_text.no_patterns(dataclasses.replace(answer, patterns=withheld))
    assert patterns_text.no_patterns(dataclasses.replace(answer, patterns=())).startswith("No ended episode")


def test_hidden_bars_are_named():
    answer = made_up_alliance.alliance()
    some = (dataclasses.replace(answer.totals[0], n=None), *answer.totals[1:])
    assert "Bars of few forms" in forms_text.totals_footnote(dataclasses.replace(answer, totals=some))


def test_one_share_is_no_course_of_completion():
    answer = made_up_alliance.alliance()
    one = (answer.completion[0], *(dataclasses.replace(row, share=None) for row in answer.completion[1:]))
    assert completion_charts.completion(dataclasses.replace(answer, completion=one)) is None


@pytest.mark.parametrize("measure", sorted(benchmark_text.BESIDE))
def test_the_range_of_published_figures_is_that_of_the_chart_below(measure):
    answer = made_up.outcomes()
    drawn = [
        row for row in comparison_charts.compared(answer, benchmark_text.BESIDE[measure]) if not row.goal
    ]
    said = outcomes_text.lead(answer, measure)[1]
    for row in drawn:
        if row.value is not None and row.unit == "share":
            low, high = (int(word) for word in said.split("run from ")[1].split(" in 100")[0].split(" to "))
            assert low <= round(row.value * 100) <= high


def test_only_a_chart_that_leaves_clients_out_says_so():
    answer = dataclasses.replace(made_up.outcomes(), travel_scope="own")
    n = len(answer.travel_start)
    assert "may see" not in outcomes_text.travel_footnote(
        dataclasses.replace(answer, assessable=n), "at_least"
    )
    assert "Only the clients whom you may see" in outcomes_text.travel_footnote(
        dataclasses.replace(answer, assessable=n + 1), "at_least"
    )


def test_a_mark_at_the_end_of_the_axis_is_drawn_whole():
    figure = interval_rows.draw(
        [interval_rows.Span("None of three", 0.0, (0.0, 56.0))], low=0, high=100, title="of every 100"
    )
    assert [trace["cliponaxis"] for trace in figure.traces if trace["mode"] == "markers"] == [False]


def test_weeks_of_missing_forms_without_any_session_are_a_gap():
    answer = made_up_clients.quality(3)
    weeks = sorted({row.week for row in answer.missing_forms})
    rows = tuple(row for row in answer.missing_forms if row.week != weeks[1])
    figure = missing_forms_chart.draw(dataclasses.replace(answer, missing_forms=rows))
    assert figure.frame["xaxis"]["range"][1] == pytest.approx(len(weeks) - 0.4)


def test_a_chart_of_one_row_keeps_its_axis():
    """A chart with only one row reserves enough height for its horizontal axis."""
    figure = chart_style.finish(
        interval_rows.draw(
            [interval_rows.Span("One", 10.0, (0.0, 56.0))], low=0, high=100, title="of every 100"
        )
    )
    assert figure.frame["height"] - figure.frame["minreducedheight"] > 50


def test_a_number_of_people_is_not_broken_over_two_lines():
    assert safe_html.rich("clients, n = 14, r = −0.2.") == "clients, n\u00a0=\u00a014, r\u00a0=\u00a0−0.2."


def test_a_fall_below_the_range_is_not_called_expected():
    timeline = dataclasses.replace(made_up_clients.timeline(), started_below=False)
    assert "staying there" in client_text.footnote(
        dataclasses.replace(timeline, expected_place="inside"), "at_least"
    )
    assert "staying there" not in client_text.footnote(
        dataclasses.replace(timeline, expected_place="below"), "at_least"
    )


def test_the_range_of_a_few_has_its_unit():
    few = dataclasses.replace(made_up.outcomes(), reliable_improvement=made_up.share(10, 16))
    assert " in 100)." in outcomes_text.lead(few, "reliable_improvement")[0]


def test_one_start_in_a_month_is_no_course():
    assert intake_chart.draw(months(made_up.overview(), starts=1, ends=0)) is None


def test_too_few_endings_are_said_once():
    few = dataclasses.replace(made_up.overview(), unplanned=made_up.share(1, 2))
    assert not any("unplanned" in name for name in overview_text.side_figures(few))


def test_why_nothing_is_beside_ours_is_one_reason():
    answer = made_up.outcomes()
    assert benchmark_text.none_beside(answer, "reliable_improvement").startswith("Not enough data")
    assert benchmark_text.none_beside(dataclasses.replace(answer, benchmarks=()), "unplanned").startswith(
        "No publ"
    )


def test_where_the_lead_gives_no_rate_no_chart_does():
    few = dataclasses.replace(made_up.outcomes(), unplanned=made_up.share(0, 2))
    assert comparison_charts.endings(few) is None
    answer = dataclasses.replace(made_up_alliance.alliance(), unplanned=made_up.share(0, 2))
    assert patterns_chart.draw(answer) is None
    assert patterns_text.no_patterns(answer) == "Not enough data yet: 2 of 10 closed episodes."


@pytest.mark.parametrize(("line", "anchor"), [(0.0, "left"), (50.0, "center"), (100.0, "right")])
def test_the_name_of_a_line_at_the_edge_stays_inside(line, anchor):
    rows = [interval_rows.Span("One", 10.0, (0.0, 56.0))]
    figure = interval_rows.draw(rows, low=0, high=100, title="of every 100", line=line, line_label="practice")
    assert next(one for one in figure.frame["annotations"] if one["text"] == "practice")["xanchor"] == anchor


@pytest.mark.parametrize(
    ("events", "n", "said"), [(1, 9, ""), (1, 10, " Usual here: after session 5, 1 of 10 ended unplanned."),
                              (3, 27, " Usual here: after session 5, 11 in 100 ended unplanned.")]
)  # fmt: skip
def test_what_is_usual_is_not_said_of_nine_clients(events, n, said):
    base = SimpleNamespace(events=events, n=n, share=events / n)
    score = SimpleNamespace(base_rate=base, landmark=5, outcome="unplanned", silent="window")
    assert estimate_text.no_estimate("No estimate.", score) == f"No estimate.{said}"


def test_no_inferred_ending_is_not_counted_of_100():
    found = SimpleNamespace(
        first_day=datetime.date(2026, 1, 1),
        last_day=datetime.date(2026, 2, 1),
        outcome="unplanned",
        inferred=0.0,
    )
    assert evaluation_text.funnel_footnote(found).endswith("Every ending among them has a recorded reason.")
