"""Tests of all charts with hand-written answers: content, colours, and when no chart is drawn."""

import dataclasses
import json
import re

import numpy as np
import pytest

from analytics.answers import Estimate
from analytics.outcomes.month_results import Change
from analytics.quality.results import MissingForms
from pages.alliance import (
    by_session_chart,
    completion_charts,
    drops_chart,
    forest_plot,
    patterns_chart,
    scatter_chart,
)
from pages.client import timeline_chart
from pages.client_sheet import chart as client_sheet_chart
from pages.data import completeness_chart, missing_forms_chart
from pages.data import text as data_text
from pages.evidence import truth_chart
from pages.outcomes import change_scatter, comparison_charts, course_chart, retention_chart
from pages.overview import intake_chart, months_chart
from pages.supervision import signal_chart, suggestions_chart
from pages.therapists import areas_chart, caterpillar_plot, funnel_plot
from pages.ui import chart_element, chart_style, interval_rows
from tests.pages import (
    made_up,
    made_up_agreements,
    made_up_alliance,
    made_up_clients,
    made_up_evidence,
    made_up_therapists,
)

NAMES = (("T01", "Name 1"), ("T02", "Name 2"))
FIGURES = {
    "funnel": lambda: funnel_plot.draw(made_up_therapists.comparison(), names=NAMES, picked="T02"),
    "caterpillar": lambda: caterpillar_plot.draw(
        made_up_therapists.comparison("change"), names=NAMES, picked="T02"
    ),
    "own caterpillar": lambda: caterpillar_plot.draw(made_up_therapists.own(), names=NAMES),
    "areas": lambda: areas_chart.draw(made_up_therapists.therapist()),
    "suggested": lambda: suggestions_chart.draw(made_up_therapists.practice_focus()),
    "signal": lambda: signal_chart.draw(made_up_agreements.over_time(), made_up_agreements.shift()),
    "signal of a rate": lambda: signal_chart.draw(
        made_up_agreements.over_time("dips"), made_up_agreements.shift(signal="dips", unit="drops")
    ),
    "months": lambda: months_chart.draw(made_up.overview(), measure="early_alliance"),
    "seen": lambda: intake_chart.draw(made_up.overview()),
    "travel": lambda: change_scatter.draw(made_up.outcomes()),
    "travel in cells": lambda: change_scatter.draw(made_up.outcomes(900)),
    "course": lambda: course_chart.draw(made_up.outcomes()),
    "retention": lambda: retention_chart.draw(made_up.outcomes()),
    "benchmarks": lambda: comparison_charts.benchmarks(
        made_up.outcomes(), measures=("unplanned", "unplanned_not_improved")
    ),
    "subgroups": lambda: comparison_charts.subgroups(made_up.outcomes(), measure="reliable_improvement"),
    "endings": lambda: comparison_charts.endings(made_up.outcomes()),
    "timeline": lambda: timeline_chart.draw(made_up_clients.timeline(), chosen=5),
    "alliance scatter": lambda: scatter_chart.draw(made_up_alliance.alliance()),
    "alliance scatter in cells": lambda: scatter_chart.draw(made_up_alliance.alliance(cells=True)),
    "alliance forest": lambda: forest_plot.draw(made_up_alliance.alliance(), window="early"),
    "alliance sessions": lambda: by_session_chart.draw(made_up_alliance.alliance(), same=True),
    "alliance patterns": lambda: patterns_chart.draw(made_up_alliance.alliance()),
    "alliance completion": lambda: completion_charts.completion(made_up_alliance.alliance()),
    "alliance totals": lambda: completion_charts.totals(made_up_alliance.alliance()),
    "alliance drops": lambda: drops_chart.draw(made_up_alliance.alliance()),
    "alliance paths": lambda: drops_chart.outcome(made_up_alliance.alliance()),
    "sheet for the client": lambda: client_sheet_chart.draw(made_up_clients.timeline()),
    "timeline without a range": lambda: timeline_chart.draw(made_up_clients.timeline(expected=False)),
    "timeline without SRS": lambda: timeline_chart.draw(made_up_clients.timeline(srs=False)),
    "truth": lambda: truth_chart.draw(made_up_evidence.truths(), measure="early_alliance"),
    "truth in 100": lambda: truth_chart.draw(made_up_evidence.truths(), measure="unplanned"),
    "matrix": lambda: missing_forms_chart.draw(made_up_clients.quality(), form="srs"),
    "completeness": lambda: completeness_chart.draw(made_up_clients.quality()),
}
COLOURS = {
    chart_style.WELLBEING,
    chart_style.ALLIANCE,
    chart_style.LOOK,
    chart_style.CONTEXT,
    chart_style.REFERENCE,
    chart_style.CLEAR,
}
LONGEST_HOVER = 4  # lines


def named(figure, name):
    return [trace for trace in figure.checked().data if trace.name == name]


def plain(value):
    """Return a figure's dict without empty parts, so that two figures can be compared."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if v not in ({}, [])}
    return [plain(v) for v in value] if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_plotly_knows_every_property_by_the_name_it_has(name):
    figure = chart_style.finish(FIGURES[name]())
    assert plain(json.loads(figure.checked().to_json())) == plain(json.loads(json.dumps(figure.to_dict())))


@pytest.mark.parametrize("wrong", [{"markers": {"size": 3}}, {"mode": "dots"}, {"line": {"colour": "red"}}])
def test_a_property_that_plotly_does_not_know_is_found(wrong):
    figure = chart_style.new(200)
    figure.add_scatter(x=np.array([1, 2]), y=np.array([1.0, np.nan]), **wrong)
    with pytest.raises(ValueError, match="Invalid"):
        figure.checked()


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_every_figure_keeps_the_common_look(name):
    figure = chart_style.finish(FIGURES[name]()).checked()
    assert not figure.layout.showlegend
    assert figure.layout.dragmode is False
    assert figure.layout.height > 100
    for axis in (axis for axis in figure.layout if axis.startswith("yaxis")):
        assert not figure.layout[axis].title.text
    for trace in figure.data:
        for part in (getattr(trace, "line", None), getattr(trace, "marker", None)):
            if part is not None and part.color is not None:
                assert part.color in COLOURS


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_hover_texts_start_bold_and_stay_short(name):
    for trace in FIGURES[name]().checked().data:
        if trace.hoverinfo == "skip":
            continue
        texts = trace.hovertext if trace.hovertext is not None else trace.text
        for text in np.atleast_1d(np.array([] if texts is None else texts, dtype=object)):
            if text:
                assert str(text).startswith("<b>"), text
                assert str(text).count("<br>") < LONGEST_HOVER, text
        assert "<extra></extra>" in (trace.hovertemplate or "<extra></extra>")


def test_a_changed_month_is_a_diamond_and_the_current_one_a_ring():
    figure = months_chart.draw(made_up.overview(), measure="early_alliance")
    (signal,), (open_,) = named(figure, "changed"), named(figure, "incomplete")
    assert (signal.marker.symbol, signal.marker.color, len(signal.x)) == ("diamond", chart_style.LOOK, 5)
    assert (open_.marker.symbol, open_.marker.color, len(open_.x)) == ("circle-open", chart_style.CONTEXT, 1)
    assert not named(months_chart.draw(made_up.overview(), measure="unplanned"), "changed")


def test_under_twelve_points_there_are_no_limits():
    figure = months_chart.draw(made_up.overview(n_months=9), measure="unplanned")
    assert not any(trace.fill for trace in figure.checked().data)


def test_the_axis_of_a_tile_holds_everything_drawn():
    series = months_chart.find(made_up.overview(), "unplanned")
    low, high, step = months_chart.axis(series)
    values = [v * 100 for p in series.points for v in (p.value, p.lower, p.upper) if v is not None]
    assert low <= min(values) <= max(values) <= high
    assert (high - low) / step <= 5


def test_travel_marks_count_every_episode_once():
    answer = made_up.outcomes()
    figure = change_scatter.draw(answer)
    marks = sum(len(trace.x) for kind in ("better", "same", "worse") for trace in named(figure, kind))
    assert marks == len(answer.travel_start)
    worse = named(figure, "worse")[0].marker
    assert (worse.symbol, worse.color) == ("triangle-down", chart_style.LOOK)


def test_above_600_episodes_travel_draws_cells_that_add_up():
    figure = change_scatter.draw(made_up.outcomes(900))
    (cells,) = named(figure, "cell")
    assert sum(int(text.split("<b>")[1].split(" ")[0]) for text in cells.text) == 900
    assert not figure.checked().layout.shapes, "hundreds of shapes take seconds"
    assert not named(figure, "better")


def test_retention_starts_at_everybody_and_never_rises():
    figure = retention_chart.draw(made_up.outcomes())
    (line,) = named(figure, "in care")
    assert line.y[0] == 100
    assert all(np.diff(line.y) <= 0)


def test_rows_of_spans_keep_their_order_from_above():
    figure = interval_rows.draw(
        [interval_rows.Span("first", 1.0, None), interval_rows.Span("second", 2.0, None)],
        low=0,
        high=3,
        title="x",
    )
    assert named(figure, "first")[0].y[0] > named(figure, "second")[0].y[0]


def test_a_flagged_group_is_amber_whichever_way_it_differs():
    answer = made_up.outcomes()
    higher = dataclasses.replace(answer.subgroups[0], flagged=True, estimate=0.9, interval=(0.8, 0.95))
    figure = comparison_charts.subgroups(
        dataclasses.replace(answer, subgroups=(higher, answer.subgroups[3])), measure="reliable_improvement"
    )
    looks = {(t.marker.color, t.marker.symbol) for t in figure.checked().data if t.mode == "markers"}
    assert looks == {(chart_style.LOOK, "diamond")}


def test_a_goal_has_no_dot():
    figure = comparison_charts.benchmarks(
        made_up.outcomes(), measures=("unplanned", "unplanned_not_improved")
    )
    (goal,) = [trace for trace in figure.checked().data if "Goal" in (trace.name or "")]
    assert goal.mode == "lines"


def test_a_missing_form_leaves_a_gap_and_a_cross():
    figure = timeline_chart.draw(made_up_clients.timeline())
    (ors,), (cross,) = named(figure, "ors"), named(figure, "missing_ors")
    assert ors.y[8] is None
    assert not ors.connectgaps
    assert list(cross.x) == [9]


def test_drop_and_repair_stand_on_the_alliance_curve():
    figure = timeline_chart.draw(made_up_clients.timeline())
    (drop,), (repair,) = named(figure, "drop"), named(figure, "repair")
    assert (list(drop.x), list(drop.y), drop.marker.symbol, drop.marker.color) == (
        [5],
        [32.0],
        "diamond",
        chart_style.LOOK,
    )
    assert (list(repair.x), list(repair.y), repair.marker.symbol) == ([7], [37.3], "circle-open")


def test_the_expected_range_opens_from_the_first_score_and_is_named_in_the_hover():
    figure = timeline_chart.draw(made_up_clients.timeline())
    (band,), (middle,), (ors,) = (named(figure, name) for name in ("expected", "middle", "ors"))
    assert band.y[0] == band.y[-1] == middle.y[0] == 15.7
    assert middle.line.dash == "dot"
    assert "expected 15 to 21" in ors.text[2]
    assert "expected" not in ors.text[0]
    assert not named(timeline_chart.draw(made_up_clients.timeline(expected=False)), "expected")


def test_alliance_marks_or_cells_count_every_client_once():
    (marks,) = named(scatter_chart.draw(made_up_alliance.alliance()), "client")
    assert len(marks.x) == 260
    (cells,) = named(scatter_chart.draw(made_up_alliance.alliance(cells=True)), "cell")
    assert sum(int(text.split("<b>")[1].split(" ")[0]) for text in cells.text) == 260


def test_a_row_of_few_is_hollow_and_the_full_forms_stand_apart():
    figure = patterns_chart.draw(made_up_alliance.alliance())
    symbols = {t.name: t.marker.symbol for t in figure.checked().data if t.mode == "markers"}
    assert symbols["High and falling · n = 8"] == "circle-open"
    assert symbols["Low and stays low · n = 99"] == "circle"
    (full,) = named(completion_charts.totals(made_up_alliance.alliance()), "full")
    assert (full.marker.color, full.marker.line.color) == (chart_style.CLEAR, chart_style.ALLIANCE)


def test_bars_of_drops_are_in_proportion():
    figure = drops_chart.draw(made_up_alliance.alliance())
    sizes = {trace.name: trace.x[0] for trace in figure.checked().data}
    assert sizes == {"drops": 95, "repaired": 53, "unrepaired": 13, "ended_after": 29}


def test_without_alliance_forms_only_wellbeing_is_drawn():
    figure = timeline_chart.draw(made_up_clients.timeline(srs=False))
    assert figure.checked().layout.height == timeline_chart.HEIGHT_ORS
    assert not named(figure, "srs")


def test_the_alliance_axis_goes_down_to_the_lowest_score():
    answer = made_up_clients.timeline()
    low = dataclasses.replace(answer.sessions[4], srs=11.5)
    assert timeline_chart.floor(answer) == 20
    assert (
        timeline_chart.floor(
            dataclasses.replace(answer, sessions=(*answer.sessions[:4], low, *answer.sessions[5:]))
        )
        == 10
    )


def test_the_matrix_writes_the_number_it_shades():
    answer = made_up_clients.quality(3)
    figure = missing_forms_chart.draw(answer, form="srs")
    (cells,) = named(figure, "missing")
    assert len(cells.x) == len(answer.missing_forms) == 36
    assert sum(trace.x.count(None) for trace in named(figure, "cells")) == 36
    assert sum(int(text or 0) for text in cells.text) == sum(row.without_srs for row in answer.missing_forms)


def test_of_many_therapists_the_matrix_shows_those_with_most_missing():
    answer = made_up_clients.quality(3)
    week = answer.missing_forms[0].week
    many = tuple(
        MissingForms(therapist=f"T{n:02d}", week=week, sessions=60, without_srs=n, without_ors=0)
        for n in range(50)
    )
    crowded = dataclasses.replace(answer, missing_forms=many)
    assert missing_forms_chart.people(crowded, "srs") == [f"T{n:02d}" for n in range(10, 50)]
    (cells,) = named(missing_forms_chart.draw(crowded, form="srs"), "missing")
    assert len(cells.x) == 40
    assert "Shown: the 40 of 50 rows with most missing." in data_text.missing_footnote(crowded, "srs")
    assert "Shown" not in data_text.missing_footnote(answer, "srs")


EMPTY = {
    "alliance scatter": lambda: scatter_chart.draw(made_up_alliance.early()),
    "alliance forest": lambda: forest_plot.draw(made_up_alliance.early(), window="early"),
    "alliance sessions": lambda: by_session_chart.draw(made_up_alliance.early(), same=False),
    "alliance patterns": lambda: patterns_chart.draw(made_up_alliance.early()),
    "alliance completion": lambda: completion_charts.completion(made_up_alliance.early()),
    "alliance totals": lambda: completion_charts.totals(made_up_alliance.early()),
    "alliance drops": lambda: drops_chart.draw(made_up_alliance.early()),
    "alliance paths": lambda: drops_chart.outcome(made_up_alliance.early()),
    "funnel": lambda: funnel_plot.draw(made_up_therapists.comparison("change"), names=NAMES),
    "caterpillar": lambda: caterpillar_plot.draw(made_up_therapists.comparison(rows=0), names=()),
    "areas": lambda: areas_chart.draw(dataclasses.replace(made_up_therapists.therapist(), signals=())),
    "suggested": lambda: suggestions_chart.draw(
        dataclasses.replace(made_up_therapists.practice_focus(), suggested=())
    ),
    "months": lambda: months_chart.draw(dataclasses.replace(made_up.overview(), series=()), measure="forms"),
    "seen": lambda: intake_chart.draw(dataclasses.replace(made_up.overview(), seen=())),
    "travel": lambda: change_scatter.draw(
        dataclasses.replace(made_up.outcomes(), travel_start=(), travel_end=(), travel_class=())
    ),
    "course": lambda: course_chart.draw(dataclasses.replace(made_up.outcomes(), course=())),
    "retention": lambda: retention_chart.draw(dataclasses.replace(made_up.outcomes(), retention=())),
    "benchmarks": lambda: comparison_charts.benchmarks(
        dataclasses.replace(made_up.outcomes(), benchmarks=()), measures=("unplanned",)
    ),
    "subgroups": lambda: comparison_charts.subgroups(
        dataclasses.replace(made_up.outcomes(), subgroups=()), measure="recovered"
    ),
    "timeline": lambda: timeline_chart.draw(dataclasses.replace(made_up_clients.timeline(), sessions=())),
    "truth": lambda: truth_chart.draw(made_up_evidence.truths(), measure="change"),
    "matrix": lambda: missing_forms_chart.draw(
        dataclasses.replace(made_up_clients.quality(), missing_forms=())
    ),
    "completeness": lambda: completeness_chart.draw(
        dataclasses.replace(made_up_clients.quality(), months=())
    ),
}


@pytest.mark.parametrize("name", sorted(EMPTY))
def test_nothing_to_draw_is_none(name):
    assert chart_style.finish(EMPTY[name]()) is None


def test_both_tails_get_the_same_mark_and_only_what_is_worded_is_amber():
    low = made_up_therapists.comparison("change", worded=1)
    first = low.therapists[0]
    mirrored = dataclasses.replace(
        first, estimate=-first.estimate, interval=(-first.interval[1], -first.interval[0]),
        likely=(-first.likely[1], -first.likely[0]),
    )  # fmt: skip
    other = dataclasses.replace(low, therapists=(mirrored, *low.therapists[1:]))
    looks = []
    for one in (low, other):
        marks = [t for t in caterpillar_plot.draw(one, names=NAMES).checked().data if t.mode == "markers"]
        looks.append({(t.marker.color, t.marker.symbol) for t in marks})
    assert looks[0] == looks[1] == {(chart_style.LOOK, "diamond"), (chart_style.CONTEXT, "circle")}


def test_the_funnel_draws_every_mark_once_and_labels_its_lines():
    answer = made_up_therapists.comparison()
    figure = funnel_plot.draw(answer, names=NAMES, picked="T03").checked()
    marks = [trace for trace in figure.data if trace.name in funnel_plot.LOOKS]
    assert sum(len(trace.x) for trace in marks) == len(answer.therapists)
    assert {note.text for note in figure.layout.annotations} >= {"practice", "95%", "99.8%"}


def test_names_that_are_off_are_nowhere_in_the_figure():
    answer = made_up_therapists.comparison()
    labels = tuple((one.therapist, f"Therapist {n}") for n, one in enumerate(answer.therapists, 1))
    for draw in (funnel_plot.draw, caterpillar_plot.draw):
        text = json.dumps(draw(answer, names=labels, picked="T02").to_dict())
        assert "Name" not in text


def one_series(values, kind="share", state="too_early", n=40):
    """Return a monthly series with these values, each based on n people."""
    points = tuple(
        dataclasses.replace(made_up.series("forms", kind, 0.5, n_months=12).points[at], value=value, n=n)
        for at, value in enumerate(values)
    )
    return dataclasses.replace(
        made_up.series("forms", kind, 0.5, n_months=12),
        points=points,
        change=Change(measure="forms", state=state),
    )


@pytest.mark.parametrize(
    ("values", "kind", "top"),
    [
        ([1.0] * 5, "share", 100),
        ([0.0] * 5, "share", 100),
        ([0.99, 1.0], "share", 100),
        ([0.03, 0.04], "share", 100),
        ([0.1, 0.9], "share", 100),
        ([40.0] * 4, "points", 40),
        ([38.5, 39.9], "points", 40),
        ([0.0, 40.0], "points", 40),
    ],
)
def test_the_axis_of_a_tile_stays_inside_its_scale(values, kind, top):
    """The axis of a monthly chart stays within the measure's scale and has a positive length."""
    low, high, step = months_chart.axis(one_series(values, kind))
    assert 0 <= low < high <= top
    scale = 100 if kind == "share" else 1
    assert low <= min(values) * scale
    assert max(values) * scale <= high
    assert high - low >= top / 10
    ticks = np.arange(low, high + step / 2, step)
    assert 2 <= len(ticks) <= 5
    assert ticks[-1] <= top


def test_a_limit_beyond_the_scale_does_not_stretch_the_axis():
    series = made_up.series("early_alliance", "points", 38.0)
    wide = tuple(dataclasses.replace(point, lower=30.0, upper=44.0) for point in series.points)
    assert months_chart.axis(dataclasses.replace(series, points=wide))[1] == 40


def test_single_people_are_no_dots_of_a_rate():
    few = dataclasses.replace(made_up.overview(), series=(one_series([1.0, 0.0, 0.5], n=2),))
    assert months_chart.draw(few, measure="forms") is None
    enough = dataclasses.replace(made_up.overview(), series=(one_series([1.0, 0.0, 0.5], n=12),))
    assert months_chart.draw(enough, measure="forms") is not None


def colours(figure) -> set[str]:
    """Return all RGB colours used in a figure."""
    return set(re.findall(r"rgba?\((\d+, \d+, \d+)", json.dumps(chart_style.finish(figure).to_dict())))


@pytest.mark.parametrize("name", ["matrix", "suggested"])
def test_what_is_neither_wellbeing_nor_alliance_is_grey(name):
    blue, plum = (
        re.search(r"\d+, \d+, \d+", one)[0] for one in (chart_style.WELLBEING, chart_style.ALLIANCE)
    )
    assert not colours(FIGURES[name]()) & {blue, plum}


def test_starts_are_grey_and_wellbeing_at_the_start_is_blue():
    figure = FIGURES["seen"]()
    (starts,), (intake,) = named(figure, "starts"), named(figure, "intake")
    assert starts.line.color == chart_style.CONTEXT
    assert intake.marker.color == chart_style.WELLBEING


def test_wellbeing_at_the_start_is_drawn_on_its_whole_scale():
    axis = FIGURES["seen"]().checked().layout.yaxis2
    assert axis.range[0] <= 0
    assert axis.range[1] >= 40


def test_the_label_of_the_asking_line_stands_above_the_bars():
    figure = FIGURES["alliance totals"]().checked()
    (label,) = [one for one in figure.layout.annotations if "ask" in one.text]
    assert (label.y, label.yanchor) == (1, "bottom")
    assert figure.layout.margin.t >= 20


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_no_share_is_ticked_beyond_100(name):
    """An axis of shares has no tick above 100."""
    layout = FIGURES[name]().checked().layout
    for key in layout:
        drawn = layout[key].range if key.startswith(("xaxis", "yaxis")) else None
        if drawn and not isinstance(drawn[1], str) and 100 < drawn[1] < 110:  # days are written as text
            step = layout[key].dtick or 20
            assert 100 % float(step) == 0, key


def test_what_is_heard_holds_no_marks_of_emphasis(monkeypatch):
    heard = []
    monkeypatch.setattr(chart_element.st, "plotly_chart", lambda figure, **asked: heard.append(asked["alt"]))
    chart_element.draw(FIGURES["seen"](), key="x", alt="Average start **18.4**, n = 412.")
    assert heard == ["Average start 18.4, n = 412."]


def _months(n: int, last: tuple[float, float] = (1.0, 1.0)):
    """Return a quality answer with two years of months; `last` sets the ORS and SRS share of the last month."""
    months_chart = made_up_clients.quality().months
    rows = [dataclasses.replace(row, ors=1.0, srs=0.5, n=n) for row in months_chart]
    rows[-1] = dataclasses.replace(rows[-1], ors=last[0], srs=last[1])
    return dataclasses.replace(made_up_clients.quality(), months=tuple(rows))


@pytest.mark.parametrize("last", [(1.0, 1.0), (1.0, 0.97), (0.0, 0.0), (0.5, 1.0)])
def test_the_names_of_two_lines_never_lie_on_each_other(last):
    heights = [
        one["y"] for one in completeness_chart.draw(_months(40, last)).to_dict()["layout"]["annotations"]
    ]
    assert len(heights) == 2
    assert abs(heights[0] - heights[1]) >= completeness_chart.LABEL


def test_without_srs_no_line_of_zeros_is_drawn():
    figure = completeness_chart.draw(_months(40), has_srs=False)
    assert [trace["name"] for trace in figure.traces] == ["ors"]
    assert [one["text"] for one in figure.to_dict()["layout"]["annotations"]] == ["ORS"]


def test_months_of_a_few_sessions_are_drawn_as_quarters():
    assert len(completeness_chart.points(_months(40))) == len(_months(40).months)
    few = _months(2)
    drawn = completeness_chart.points(few)
    assert len(drawn) < len(few.months)
    assert sum(row.n for row in drawn) == sum(row.n for row in few.months)
    assert sum(row.srs * row.n for row in drawn) == pytest.approx(sum(row.srs * row.n for row in few.months))


def test_a_share_of_one_session_number_is_no_line():
    answer = made_up_alliance.alliance()
    (first,) = [row for row in completion_charts.rows_with_share(answer) if row.session == 1]
    assert completion_charts.completion(dataclasses.replace(answer, completion=(first,))) is None


def test_a_mean_of_a_few_clients_has_no_range_that_fills_the_panel():
    answer = made_up.overview()
    few = dataclasses.replace(
        answer,
        seen=tuple(dataclasses.replace(row, intake=Estimate(14.0, (0.0, 40.0), 2)) for row in answer.seen),
    )
    many = dataclasses.replace(
        answer,
        seen=tuple(dataclasses.replace(row, intake=Estimate(14.0, (9.0, 19.0), 12)) for row in answer.seen),
    )
    assert not intake_chart.means(few), "a mean of two clients is not drawn at all"
    assert not [one for one in intake_chart.draw(few).traces if one.get("name") == "intake"]
    assert len(intake_chart.means(many)) == sum(not row.incomplete for row in many.seen)
    (trace,) = [one for one in intake_chart.draw(many).traces if one.get("name") == "intake"]
    assert np.all(np.asarray(trace["error_y"]["array"]) == 5)
