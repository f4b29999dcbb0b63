"""Tests of charts on paper: every chart of the pages is drawn, with its words, marks, places and colours."""

from __future__ import annotations

import datetime
import re
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor

import pytest

from pages.report import drawing_svg, glyph_svg, svg_axes
from pages.report.svg_traces import NotDrawable
from pages.ui import chart_style, glyphs
from pages.ui.figure import Drawing
from tests.pages.test_charts import FIGURES

SVG = "{http://www.w3.org/2000/svg}"
WIDE, TALL = 400, 300


def plain(**more):
    """Return a chart with both axes from 0 to 10 and one mark at (2.5, 7.5)."""
    figure = chart_style.new(TALL, x_title="Sessions")
    marker = {"color": chart_style.WELLBEING, "size": 8, **more.pop("marker", {})}
    line = {"color": chart_style.WELLBEING, **more.pop("line", {})}
    figure.add_scatter(x=[2.5], y=[7.5], mode=more.pop("mode", "markers"), marker=marker, line=line, **more)
    figure.update_xaxes(range=[0, 10], dtick=5, tick0=0)
    figure.update_yaxes(range=[0, 10], dtick=5)
    return figure


def drawn(figure: Drawing, **size):
    return ElementTree.fromstring(drawing_svg.svg(chart_style.finish(figure), **size))


def words(tree):
    return ["".join(one.itertext()).strip() for one in tree.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_every_chart_of_the_pages_is_drawn_with_its_words(name):
    figure = FIGURES[name]()
    tree = drawn(figure, width=WIDE)
    said = " ".join(words(tree))
    for note in figure.frame["annotations"]:
        for part in re.split(r"<br>|</?b>", note["text"]):
            assert " ".join(part.split()) in said
    assert (figure.frame["xaxis"].get("title") or {}).get("text", "") in said
    assert "nan" not in drawing_svg.svg(chart_style.finish(figure)).lower()


def test_a_mark_stands_where_its_numbers_say():
    """Three marks, and a line at the height of the second one."""
    figure = chart_style.new(TALL)
    figure.add_scatter(
        x=[0, 2.5, 10], y=[0, 7.5, 10], mode="markers", marker={"color": chart_style.LOOK, "size": 8}
    )
    figure.add_hline(y=7.5, line={"color": chart_style.ALLIANCE, "width": 2})
    figure.update_xaxes(range=[0, 10], dtick=5)
    figure.update_yaxes(range=[0, 10], dtick=5)
    tree = drawn(figure, width=WIDE, height=TALL)
    orange = "#be5a08"
    marks = [use for use in tree.iter(f"{SVG}use") if orange in use.get("style", "")]
    (left, low), (x, y), (right, high) = [(float(use.get("x")), float(use.get("y"))) for use in marks]
    assert 0 < left < right < WIDE and 0 < high < low < TALL
    assert (x - left) / (right - left) == pytest.approx(0.25, abs=1e-3)
    assert (low - y) / (low - high) == pytest.approx(0.75, abs=1e-3)
    (line,) = [path for path in tree.iter(f"{SVG}path") if "#bb79a9" in path.get("style", "")]
    ends = [float(number) for number in re.findall(r"[\d.]+", line.get("d"))]
    assert ends == pytest.approx([left, y, right, y], abs=1e-3)


@pytest.mark.parametrize(
    "odd",
    [
        {"marker": {"symbol": "star"}},
        {"mode": "lines", "line": {"dash": "longdash"}},
        {"mode": "lines", "line": {"shape": "spline"}},
        {"mode": "lines", "fill": "tonextx", "fillcolor": chart_style.tint(chart_style.CONTEXT)},
    ],
    ids=str,
)
def test_what_is_not_known_is_refused(odd):
    with pytest.raises(NotDrawable):
        drawn(plain(**odd))


def test_an_arrow_and_a_circle_are_refused():
    figure = plain()
    figure.add_annotation(x=1, y=1, text="here", font={"size": 9, "color": chart_style.REFERENCE})
    with pytest.raises(NotDrawable):
        drawn(figure)
    figure = plain()
    figure.add_shape(type="circle", x0=0, x1=1, y0=0, y1=1)
    with pytest.raises(NotDrawable):
        drawn(figure)


def test_the_same_chart_is_the_same_file_every_time():
    once, again = (drawing_svg.svg(chart_style.finish(FIGURES["months"]())) for _ in range(2))
    assert once == again


def test_months_are_ticks_at_their_first_days():
    first = (datetime.date(2024, 1, 1) - datetime.date(1970, 1, 1)).days
    ticks = svg_axes.month_ticks((first - 10, first + 1000), {"nticks": 4})
    assert ticks.labels == ["Jan 24", "Jan 25", "Jan 26"]
    assert ticks.places[0] == first
    short = svg_axes.month_ticks((first - 1, first + 95), {"nticks": 6})
    assert short.labels == ["Jan 24", "Feb 24", "Mar 24", "Apr 24"]


@pytest.mark.parametrize(
    ("across", "settings", "labels"),
    [
        ((0, 103), {"dtick": 25}, ["0", "25", "50", "75", "100"]),
        ((-0.23, 0.63), {"dtick": 0.2, "tick0": 0}, ["−0.2", "0.0", "0.2", "0.4", "0.6"]),
        ((0, 100), {"nticks": 6}, ["0", "20", "40", "60", "80", "100"]),
        ((0, 1), {"tickvals": [0, 1], "ticktext": ["a<br>b", "c"]}, ["a b", "c"]),
        ((-1, 41), {"tickvals": [0, 20, 40]}, ["0", "20", "40"]),
    ],
)
def test_numbers_are_ticks_where_the_chart_says(across, settings, labels):
    assert list(svg_axes.number_ticks(across, settings).labels) == labels


def test_small_pictures_keep_their_marks_and_get_colours():
    picture = glyph_svg.dots([(60, "dot", "w"), (30, "ring", "w"), (10, "half", "w")], "sixty")
    tree = ElementTree.fromstring(picture.svg)
    circles = list(tree.iter(f"{SVG}circle"))
    assert len(circles) == 100
    assert sum(f"fill:{chart_style.WELLBEING}" in one.get("style") for one in circles) == 60
    assert "class=" not in picture.svg
    spark = glyph_svg.svg(glyphs.sparkline([20, 22, None, 30], "up", drops=[2], band=[(10, 30)] * 4))
    assert "class=" not in spark and "currentColor" not in spark
    assert chart_style.LOOK in spark
    key = glyph_svg.key(("dot", "w", "one & two"), ("line", "g", "three"), width=90)
    assert words(ElementTree.fromstring(key.svg)) == ["one & two", "three"]
    places = [group.get("transform") for group in ElementTree.fromstring(key.svg).iter(f"{SVG}g")]
    assert [float(place.rstrip(")").split()[1]) for place in places] == [0, 20]


def test_two_people_print_at_once():
    names = ["months", "retention", "funnel", "timeline"] * 3
    alone = {name: drawing_svg.svg(chart_style.finish(FIGURES[name]())) for name in set(names)}
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda name: drawing_svg.svg(chart_style.finish(FIGURES[name]())), names))
    assert together == [alone[name] for name in names]
