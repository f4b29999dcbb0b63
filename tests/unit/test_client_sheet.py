"""Tests of what the sheet for the client takes from a timeline: last form, who rated, the question, the band."""

import dataclasses

import numpy as np
import pytest

from analytics.client import sheet
from analytics.course import BelowOnce
from analytics.course.below_once import MIN_CLIENTS, below_once
from pages.client_sheet import chart
from pages.client_sheet import text as sheet_text
from tests.support.client_sheets import FORMS, LONGER, timeline


@pytest.mark.parametrize(
    ("key", "more"),
    [
        ("few", {"moved": "one_score", "n": 1, "n_srs": 1}),
        ("few", {"moved": "no_score", "form": "none"}),
        ("ended", {"moved": "down", "is_open": False}),
        ("fell", {"moved": "down"}),
        ("fell", {"moved": "down", "form": "none", "since_srs": 12}),
        ("no_form", {"form": "none", "since_srs": 12}),
        ("no_form", {"since_srs": 3}),
        ("goals", {"since_srs": 2}),
        ("relationship", {"form": "relationship", "moved": "a_little_down"}),
        ("approach", {"form": "approach"}),
        ("overall", {"form": "overall"}),
        ("rose", {"form": "same"}),
        ("rose", {"form": "two_lowest"}),
        ("rose", {"form": "none", "has_srs": False}),
        ("more", {"form": "top", "moved": "about_the_same"}),
        ("more", {"form": "total", "moved": "a_little_up"}),
    ],
)
def test_the_question_is_the_first_that_applies(key, more):
    assert sheet.question(timeline(**more), 3) == key


def test_the_lowest_area_is_asked_about_only_under_nine():
    just = dataclasses.replace(timeline(form="goals"))
    last = dataclasses.replace(just.sessions[-1], srs_areas=just.sessions[-1].srs_areas | {"goals": 9.0})
    just = dataclasses.replace(just, sessions=(*just.sessions[:-1], last))
    assert sheet.last_form(just).lowest == ("goals",)
    assert sheet.question(just, 3) == "rose"


def test_the_last_form_is_the_last_one_filled_in():
    form = sheet.last_form(timeline(n=12, since_srs=2))
    assert (form.session.session_no, form.areas["goals"]) == (10, FORMS["goals"][1])
    assert sheet.last_form(timeline(form="none")) is None
    total = sheet.last_form(timeline(form="total"))
    assert (total.total, total.areas, total.lowest) == (33.7, {}, ())


def test_a_form_of_somebody_else_is_not_called_the_clients():
    mixed = timeline(raters=("self", "caretaker"))
    assert [sheet.who_rated(one) for one in (timeline(), mixed, timeline(raters=("caretaker",) * 2))] == [
        "client",
        "both",
        "other",
    ]
    assert not sheet.last_form(mixed).is_own
    words = sheet_text.sheet(mixed, 3)
    assert "Someone else filled in this form." in words.work_after
    assert "as you or someone else saw it" in words.scale[0]


def test_the_chart_has_the_scores_the_band_and_no_cutoff():
    figure = chart.draw(timeline(n=10))
    names = [trace["name"] for trace in figure.traces]
    assert names == ["expected", "scores"]
    assert figure.frame["shapes"] == []
    assert [one["text"] for one in figure.frame["annotations"]] == ["<b>12.3</b>", "<b>27.8</b>"]
    assert chart.draw(timeline("one_score")) is None


def test_no_line_joins_scores_of_two_forms():
    one = timeline(n=6)
    changed = (
        *one.sessions[:2],
        dataclasses.replace(one.sessions[2], ors=None, ors_version=None),
        *(dataclasses.replace(row, ors_version="CORS") for row in one.sessions[3:]),
    )
    curves = [
        t for t in chart.draw(dataclasses.replace(one, sessions=changed)).traces if t["name"] == "scores"
    ]
    assert [trace["x"] for trace in curves] == [[1, 2, 3], [4, 5, 6]]
    assert curves[0]["y"][2] is None


def test_a_band_that_ends_earlier_says_where():
    assert (
        "The band stops at session 14, as few people came for longer."
        in sheet_text.sheet(timeline(place=LONGER), 3).band
    )


def test_clients_who_began_over_the_cutoff_are_told_nothing_of_those_under_it():
    above = dataclasses.replace(timeline(), started_below=False)
    assert not any("Of 10 people" in sentence for sentence in sheet_text.sheet(above, 3).band)


def test_clients_with_a_score_under_the_range_are_counted_once():
    """Client k has scores at sessions 2 and 3; client 0 is never under the range, client 1 is not counted."""
    n = MIN_CLIENTS + 2
    clients = np.repeat(np.arange(n), 2)
    intake = np.full(2 * n, 15.0)
    score = np.tile([10.0, 15.9], n)
    score[2 * np.arange(2, 14) + 1] = 16.0  # clients 2 to 13 end one point higher
    under = np.tile([True, False], n)
    under[0] = False
    counted = clients != 1
    found = below_once(score, under, intake, clients, counted)
    assert found == BelowOnce(MIN_CLIENTS, 12 / MIN_CLIENTS)
    counted[4:6] = False
    assert below_once(score, under, intake, clients, counted) == BelowOnce()
