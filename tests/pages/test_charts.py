"""Every chart, from hand-made answers: what it draws, in which colours, and when it draws nothing."""

import dataclasses
import json

import numpy as np
import pytest

from pages.parts.charts import (
    comparisons,
    completeness,
    course,
    matrix,
    months,
    retention,
    seen,
    spans,
    spec,
    timeline,
    travel,
)
from tests.pages import made_up, made_up_clients

FIGURES = {
    "months": lambda: months.draw(made_up.overview(), measure="early_alliance"),
    "seen": lambda: seen.draw(made_up.overview()),
    "travel": lambda: travel.draw(made_up.outcomes()),
    "travel in cells": lambda: travel.draw(made_up.outcomes(900)),
    "course": lambda: course.draw(made_up.outcomes()),
    "retention": lambda: retention.draw(made_up.outcomes()),
    "benchmarks": lambda: comparisons.benchmarks(
        made_up.outcomes(), measures=("unplanned", "unplanned_not_improved")
    ),
    "subgroups": lambda: comparisons.subgroups(made_up.outcomes(), measure="reliable_improvement"),
    "endings": lambda: comparisons.endings(made_up.outcomes()),
    "timeline": lambda: timeline.draw(made_up_clients.timeline(), chosen=5),
    "timeline without SRS": lambda: timeline.draw(made_up_clients.timeline(srs=False)),
    "matrix": lambda: matrix.draw(made_up_clients.quality(), form="srs"),
    "completeness": lambda: completeness.draw(made_up_clients.quality()),
}
COLOURS = {spec.WELLBEING, spec.ALLIANCE, spec.LOOK, spec.CONTEXT, spec.REFERENCE, spec.CLEAR}
LONGEST_HOVER = 4  # lines


def named(figure, name):
    return [trace for trace in figure.checked().data if trace.name == name]


def plain(value):
    """Without the empty parts that only one of the two writes down."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if v not in ({}, [])}
    return [plain(v) for v in value] if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_plotly_knows_every_property_by_the_name_it_has(name):
    figure = spec.finish(FIGURES[name]())
    assert plain(json.loads(figure.checked().to_json())) == plain(json.loads(json.dumps(figure.to_dict())))


@pytest.mark.parametrize("wrong", [{"markers": {"size": 3}}, {"mode": "dots"}, {"line": {"colour": "red"}}])
def test_a_property_that_plotly_does_not_know_is_found(wrong):
    figure = spec.new(200)
    figure.add_scatter(x=np.array([1, 2]), y=np.array([1.0, np.nan]), **wrong)
    with pytest.raises(ValueError, match="Invalid"):
        figure.checked()


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_every_figure_keeps_the_common_look(name):
    figure = spec.finish(FIGURES[name]()).checked()
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
    figure = months.draw(made_up.overview(), measure="early_alliance")
    (signal,), (open_,) = named(figure, "signal"), named(figure, "incomplete")
    assert (signal.marker.symbol, signal.marker.color, len(signal.x)) == ("diamond", spec.LOOK, 5)
    assert (open_.marker.symbol, open_.marker.color, len(open_.x)) == ("circle-open", spec.CONTEXT, 1)
    assert not named(months.draw(made_up.overview(), measure="unplanned"), "signal")


def test_under_twelve_points_there_are_no_limits():
    figure = months.draw(made_up.overview(n_months=9), measure="unplanned")
    assert not any(trace.fill for trace in figure.checked().data)


def test_the_axis_of_a_tile_holds_everything_drawn():
    series = months.find(made_up.overview(), "unplanned")
    low, high, step = months.axis(series)
    values = [v * 100 for p in series.points for v in (p.value, p.lower, p.upper) if v is not None]
    assert low <= min(values) <= max(values) <= high
    assert (high - low) / step <= 5


def test_travel_marks_count_every_episode_once():
    answer = made_up.outcomes()
    figure = travel.draw(answer)
    marks = sum(len(trace.x) for kind in ("better", "same", "worse") for trace in named(figure, kind))
    assert marks == len(answer.travel_start)
    worse = named(figure, "worse")[0].marker
    assert (worse.symbol, worse.color) == ("triangle-down", spec.LOOK)


def test_above_600_episodes_travel_draws_cells_that_add_up():
    figure = travel.draw(made_up.outcomes(900))
    (cells,) = named(figure, "cell")
    assert sum(int(text.split("<b>")[1].split(" ")[0]) for text in cells.text) == 900
    assert not figure.checked().layout.shapes, "hundreds of shapes take seconds"
    assert not named(figure, "better")


def test_retention_starts_at_everybody_and_never_rises():
    figure = retention.draw(made_up.outcomes())
    (line,) = named(figure, "in care")
    assert line.y[0] == 100
    assert all(np.diff(line.y) <= 0)


def test_rows_of_spans_keep_their_order_from_above():
    figure = spans.draw(
        [spans.Span("first", 1.0, None), spans.Span("second", 2.0, None)], low=0, high=3, title="x"
    )
    assert named(figure, "first")[0].y[0] > named(figure, "second")[0].y[0]


def test_a_flagged_group_is_amber_whichever_way_it_differs():
    answer = made_up.outcomes()
    higher = dataclasses.replace(answer.subgroups[0], flagged=True, estimate=0.9, interval=(0.8, 0.95))
    figure = comparisons.subgroups(
        dataclasses.replace(answer, subgroups=(higher, answer.subgroups[3])), measure="reliable_improvement"
    )
    looks = {(t.marker.color, t.marker.symbol) for t in figure.checked().data if t.mode == "markers"}
    assert looks == {(spec.LOOK, "diamond")}


def test_a_goal_has_no_dot():
    figure = comparisons.benchmarks(made_up.outcomes(), measures=("unplanned", "unplanned_not_improved"))
    (goal,) = [trace for trace in figure.checked().data if "Goal" in (trace.name or "")]
    assert goal.mode == "lines"


def test_a_missing_form_leaves_a_gap_and_a_cross():
    figure = timeline.draw(made_up_clients.timeline())
    (ors,), (cross,) = named(figure, "ors"), named(figure, "missing_ors")
    assert ors.y[8] is None
    assert not ors.connectgaps
    assert list(cross.x) == [9]


def test_drop_and_repair_stand_on_the_alliance_curve():
    figure = timeline.draw(made_up_clients.timeline())
    (drop,), (repair,) = named(figure, "drop"), named(figure, "repair")
    assert (list(drop.x), list(drop.y), drop.marker.symbol, drop.marker.color) == (
        [5],
        [32.0],
        "diamond",
        spec.LOOK,
    )
    assert (list(repair.x), list(repair.y), repair.marker.symbol) == ([7], [37.3], "circle-open")


def test_without_alliance_forms_only_wellbeing_is_drawn():
    figure = timeline.draw(made_up_clients.timeline(srs=False))
    assert figure.checked().layout.height == timeline.HEIGHT_ORS
    assert not named(figure, "srs")


def test_the_alliance_axis_goes_down_to_the_lowest_score():
    answer = made_up_clients.timeline()
    low = dataclasses.replace(answer.sessions[4], srs=11.5)
    assert timeline.floor(answer) == 20
    assert (
        timeline.floor(
            dataclasses.replace(answer, sessions=(*answer.sessions[:4], low, *answer.sessions[5:]))
        )
        == 10
    )


def test_the_matrix_writes_the_number_it_shades():
    answer = made_up_clients.quality(3)
    figure = matrix.draw(answer, form="srs")
    (cells,) = named(figure, "missing")
    assert len(cells.x) == len(answer.missing_forms) == 36
    assert sum(trace.x.count(None) for trace in named(figure, "cells")) == 36
    assert sum(int(text or 0) for text in cells.text) == sum(row.without_srs for row in answer.missing_forms)


EMPTY = {
    "months": lambda: months.draw(dataclasses.replace(made_up.overview(), series=()), measure="forms"),
    "seen": lambda: seen.draw(dataclasses.replace(made_up.overview(), seen=())),
    "travel": lambda: travel.draw(
        dataclasses.replace(made_up.outcomes(), travel_start=(), travel_end=(), travel_class=())
    ),
    "course": lambda: course.draw(dataclasses.replace(made_up.outcomes(), course=())),
    "retention": lambda: retention.draw(dataclasses.replace(made_up.outcomes(), retention=())),
    "benchmarks": lambda: comparisons.benchmarks(
        dataclasses.replace(made_up.outcomes(), benchmarks=()), measures=("unplanned",)
    ),
    "subgroups": lambda: comparisons.subgroups(
        dataclasses.replace(made_up.outcomes(), subgroups=()), measure="recovered"
    ),
    "timeline": lambda: timeline.draw(dataclasses.replace(made_up_clients.timeline(), sessions=())),
    "matrix": lambda: matrix.draw(dataclasses.replace(made_up_clients.quality(), missing_forms=())),
    "completeness": lambda: completeness.draw(dataclasses.replace(made_up_clients.quality(), months=())),
}


@pytest.mark.parametrize("name", sorted(EMPTY))
def test_nothing_to_draw_is_none(name):
    assert spec.finish(EMPTY[name]()) is None
