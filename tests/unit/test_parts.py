"""Tests of small page components: texts, marks, HTML, tables, periods, figures."""

import datetime

import pytest

from pages.shell import filters, localhost_only
from pages.ui import chart_style, formatting, glyphs, safe_html, tables

DAY = datetime.date


def test_numbers():
    assert formatting.number(21.25) == "21.3"
    assert formatting.number(-0.6) == "\u22120.6"
    assert formatting.number(-0.04) == "0.0"
    assert formatting.number(1234.5, 0) == "1,235"
    assert [formatting.signed(x) for x in (6.1, -0.6, 0.0, 0.04)] == ["+6.1", "\u22120.6", "0.0", "0.0"]
    assert formatting.number(0.1 + 0.2, 1) == "0.3"
    assert formatting.number(2.675, 2) == "2.68"  # half up, in spite of binary
    assert formatting.number(None) == formatting.in_100(None) == "not given"
    assert formatting.count(6412) == "6,412"
    assert formatting.correlation(0.244) == "r = 0.24"


@pytest.mark.parametrize(
    ("events", "n", "words"),
    [
        (58, 100, "58 in 100"),
        (9, 20, "45 in 100"),
        (6, 14, "6 of 14"),
        (3, 10, "3 of 10"),
        (7, 9, "Not enough data yet: 9 of 10 closed episodes"),
    ],
)
def test_a_share_has_the_precision_its_n_deserves(events, n, words):
    assert formatting.share(events, n) == words


def test_ranges_changes_and_dates():
    assert formatting.between_100(0.54, 0.62) == "95% range 54 to 62"
    assert formatting.between(-1.2, -0.7, first=False, sign=True) == "(\u22121.2 to \u22120.7)"
    assert formatting.change(-7.6) == "7.6 points lower"
    assert formatting.change(0.9) == "about where it started"
    assert formatting.change(1.0) == "1.0 points higher"
    assert formatting.day(DAY(2026, 11, 4)) == "4 Nov 2026"
    today = DAY(2026, 11, 20)
    days = (DAY(2026, 11, 20), DAY(2026, 11, 19), DAY(2026, 11, 6), DAY(2026, 11, 5))
    assert [formatting.ago(d, today) for d in days] == ["today", "yesterday", "14 days ago", "5 Nov 2026"]
    assert formatting.listed(["a", "b", "c"]) == "a, b and c"


def test_ids_are_shown_letter_for_letter():
    assert formatting.show_id("C-1*2_[x](http://h)") == r"C\-1\*2\_\[x\]\(http\:" + "\u2060" + r"//h\)"
    assert formatting.show_id("a\n\n# b") == r"a \# b"


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=1>',
    "![x](http://h/b)",
    "a\n\n<b>",
    "{x}",
    "\u2028",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_values_cannot_become_markup(text):
    made = safe_html.html("<p>{v}</p>", v=text)
    inside = made.removeprefix("<p>").removesuffix("</p>")
    assert "<" not in inside
    assert ">" not in inside
    assert '"' not in inside
    assert "\n" not in inside
    assert safe_html.rich(f"**{text}**").count("<b>") <= 1


def test_only_made_html_is_shown():
    with pytest.raises(TypeError):
        safe_html.show("<b>by hand</b>")
    assert safe_html.html("{a}{b}", a=safe_html.Html("<i>"), b=["<", "x"]) == "<i>&lt;x"


def test_a_hundred_dots():
    assert glyphs.of_100([1, 1, 1]) == [34, 33, 33]
    assert glyphs.of_100([7, 0, 0]) == [100, 0, 0]
    svg = glyphs.dot_array([(58, "dot", "w"), (35, "ring", "w"), (7, "half", "w")], "58 better")
    assert svg.count("<circle") == 100
    assert svg.count("<path") == 7
    with pytest.raises(ValueError, match="100 dots"):
        glyphs.dot_array([(99, "dot", "w")], "")


def test_a_sparkline_survives_gaps_and_single_scores():
    for scores in ([None, None], [12.0], [10, None, 40], [0, 41]):
        assert 'role="img"' in glyphs.sparkline(scores, "Wellbeing <b>")
    assert "&lt;b&gt;" in glyphs.sparkline([1], "Wellbeing <b>")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("-x", "'-x"),
        ("+1 555", "'+1 555"),
        ("\tx", "'\tx"),
        ("-1.5", "-1.5"),
        (-1.5, "-1.5"),
        ("+3", "+3"),
        (None, ""),
        (float("nan"), ""),
        (DAY(2026, 1, 2), "2026-01-02"),
        ("C-1042", "C-1042"),
        (True, "True"),
    ],
)
def test_csv_cells_are_formula_safe(value, text):
    assert tables.cell(value) == text


def test_csv_has_a_bom_and_quotes_what_it_must():
    assert tables.to_csv({"a": ["x,y", "=2"], "=h": [1, 2]}) == b"\xef\xbb\xbfa,'=h\r\n\"x,y\",1\r\n'=2,2\r\n"


@pytest.mark.parametrize(
    ("choice", "day", "since"),
    [
        ("Last 12 months", DAY(2026, 11, 14), DAY(2025, 11, 15)),
        ("Last 24 months", DAY(2026, 11, 14), DAY(2024, 11, 15)),
        ("Last 12 months", DAY(2024, 2, 29), DAY(2023, 3, 1)),
        ("Last 12 months", DAY(2026, 12, 31), DAY(2026, 1, 1)),
        ("This quarter", DAY(2026, 11, 14), DAY(2026, 10, 1)),
        ("This quarter", DAY(2026, 1, 1), DAY(2026, 1, 1)),
    ],
)
def test_periods_count_back_from_the_data_date(choice, day, since):
    assert filters.period(choice, day) == (since, day)


def test_all_data_has_no_bounds():
    assert filters.period("All data", DAY(2026, 1, 1)) == (None, None)
    assert filters.period("Last 12 months", None) == (None, None)


def test_figures_share_one_look():
    figure = chart_style.new(chart_style.HEIGHT["tile"], right_labels=True, x_title="Session")
    figure.add_scatter(x=[1], y=[2], mode="markers", marker={"color": chart_style.LOOK})
    chart_style.reference(figure, 25, "25<br>cutoff")
    done = chart_style.finish(figure).checked()
    assert done.layout.showlegend is False
    assert done.layout.dragmode is False
    assert done.layout.xaxis.fixedrange
    assert done.layout.yaxis.fixedrange
    assert done.layout.yaxis.title.text is None
    assert done.layout.margin.r == chart_style.RIGHT_LABELS
    assert chart_style.finish(None) is None


def test_figures_refuse_colours_nobody_chose_and_titles_a_phone_clips():
    figure = chart_style.new(100)
    figure.add_scatter(x=[1], y=[2])
    with pytest.raises(ValueError, match="explicit colour"):
        chart_style.finish(figure)
    with pytest.raises(ValueError, match="x title"):
        chart_style.new(100, x_title="x" * 29)


@pytest.mark.parametrize(
    ("address", "is_loopback"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("127.9.9.9", True),
        ("0.0.0.0", False),
        ("::", False),
        (None, False),
        ("", False),
        ("192.168.1.5", False),
        ("holdfast.example", False),
    ],
)
def test_only_loopback_is_loopback(address, is_loopback):
    assert localhost_only.is_loopback(address) == is_loopback


def test_a_proxy_gives_itself_away():
    assert localhost_only.is_proxied({"X-Forwarded-For": "1.2.3.4"})
    assert not localhost_only.is_proxied({"Host": "localhost"})
