"""Tests of the sentences on the alliance page and on the expected course of ORS scores."""

import dataclasses
import re

import pytest

from analytics.answers import Estimate
from analytics.caseload.results import FirstUsual
from pages.alliance import forms_text, patterns_text
from pages.alliance import text as alliance_text
from pages.caseload import foot_text
from pages.caseload import text as caseload_text
from pages.client import text as client_text
from pages.ui import formatting
from tests.pages import made_up_alliance, made_up_clients


def answer(**changes):
    return dataclasses.replace(made_up_alliance.alliance(), **changes)


def test_the_lead_says_what_goes_with_what_and_beside_which_figure():
    bold, plain = alliance_text.lead(answer(), "early")
    assert bold == (
        "Where clients rated the alliance higher in sessions 3 to 5, they ended better: r = 0.24 (95% range 0.14 to"
        " 0.34)."
    )
    assert plain.startswith("Published average across 295 studies: .278. 18 in 100 sessions have no SRS")
    assert "sessions 1 to 5" in alliance_text.lead(answer(), "first_five")[0]


@pytest.mark.parametrize(("plain", "given"), [(0.10, 0.29), (0.10, -0.05), (0.4, 0.38)])
def test_lead_and_chart_speak_of_the_same_figure_or_say_the_difference(plain, given):
    """Lead sentence and scatter plot name both correlations: unadjusted, and adjusted for the first score."""
    found = dataclasses.replace(
        made_up_alliance.found("3-5", plain), partial_r=given, partial_interval=(given - 0.2, given + 0.2)
    )
    made = answer(early=found)
    bold, beside = alliance_text.lead(made, "early")
    how = alliance_text.scatter_footnote(made)
    assert formatting.correlation(plain) in bold
    assert f"Allowing for the first score, as the line below does: {formatting.correlation(given)}" in beside
    assert "The line allows for it too and explains about" in how
    assert (
        f"The {formatting.correlation(plain)} in the first sentence does not allow for the first score" in how
    )


@pytest.mark.parametrize(
    ("r", "says"),
    [
        (0.05, "show no clear link: r = 0.05 (95% range −0.05 to 0.15)."),
        (-0.3, "they ended lower: r = −0.30"),
    ],
)
def test_the_lead_follows_the_range(r, says):
    assert says in alliance_text.lead(answer(early=made_up_alliance.found("3-5", r)), "early")[0]


def test_too_early_and_no_difference_have_their_own_words():
    short = dataclasses.replace(
        made_up_alliance.found("3-5", 0.2), r=None, why="Too early to test: it needs 30."
    )
    assert alliance_text.lead(answer(early=short), "early") == (
        "Too early to test whether the alliance goes with outcome here.",
        "It needs 30. A longer period may hold more.",
    )
    whole = answer(early=short, filters=answer().filters.replace(since=None))
    assert alliance_text.lead(whole, "early")[1] == "It needs 30."
    same = dataclasses.replace(short, why="Every client has the same score.")
    assert alliance_text.lead(answer(early=same), "early")[0].startswith(
        "Whether the alliance goes with outcome cannot"
    )


def test_inside_and_outside_the_range_of_settings():
    assert "Ours lies inside the range" in alliance_text.forest_footnote(answer(), "early")
    far = answer(early=made_up_alliance.found("3-5", 0.5))
    assert "Ours lies outside" in alliance_text.forest_footnote(far, "early")
    assert "its own range reaches into it" in alliance_text.forest_footnote(far, "early")
    assert "derived by us" in alliance_text.forest_source(answer())[1]
    assert "10.1037/pst0000172" in alliance_text.forest_source(answer())[0]


def test_the_scatter_says_n_and_who_is_left_out():
    text = alliance_text.scatter_footnote(answer())
    assert "260 clients" in text
    assert "about 4 of 100 parts" in text
    assert (
        "Left out: 15 episodes without an SRS, 51 without an SRS in the early sessions and 98 without" in text
    )
    assert "left blank" in alliance_text.scatter_footnote(made_up_alliance.alliance(cells=True))


def test_patterns_say_good_news_only_where_it_is():
    assert (
        "11 in 100 ended unplanned where it rose, 22 in 100 where it stayed"
        in patterns_text.patterns_footnote(answer())
    )
    assert "The two ranges overlap." in patterns_text.patterns_footnote(answer())
    rows = answer().patterns
    apart = (
        dataclasses.replace(rows[0], unplanned=Estimate(0.3, (0.25, 0.36), 300)),
        dataclasses.replace(rows[1], unplanned=Estimate(0.15, (0.11, 0.2), 300)),
    )
    assert "good news" in patterns_text.patterns_footnote(answer(patterns=(*apart, *rows[2:])))
    turned = (
        dataclasses.replace(rows[0], unplanned=rows[1].unplanned),
        dataclasses.replace(rows[1], unplanned=rows[0].unplanned),
    )
    assert "good news" not in patterns_text.patterns_footnote(answer(patterns=(*turned, *rows[2:])))


def test_forms_that_thin_out_are_said_to():
    assert (
        "Forms thin out from 88 in 100 at session 1 to 66 in 100 at session 12"
        in forms_text.completion_footnote(answer())
    )
    assert "24 in 100 (23 to 26)** forms are exactly 40" in forms_text.totals_footnote(answer())
    assert "8 of them gave a lower one later" in forms_text.totals_footnote(answer())
    assert "none of them" in forms_text.totals_footnote(answer(came_down=0))
    assert "of them" not in forms_text.totals_footnote(answer(came_down=None))


def test_drops_say_how_many_would_be_marked_without_cause():
    from analytics.definitions import DEFAULTS

    text = alliance_text.drops_footnote(answer(), DEFAULTS.dips)
    assert (
        "It marked **4.1 of 100** sessions; about 3.0 would be marked if nobody's alliance ever changed"
        in text
    )
    few = dataclasses.replace(answer().dips, sessions=40)
    assert "of 100" not in alliance_text.drops_footnote(answer(dips=few), DEFAULTS.dips)
    assert (
        alliance_text.drops_lead(answer())
        == "95 drops: 53 repaired, 13 not repaired in time and 29 followed by the end of the episode."
    )


def test_sentences_stay_short_and_plain():
    from analytics.definitions import DEFAULTS

    found = answer()
    for text in (
        *alliance_text.lead(found, "early"),
        alliance_text.forest_footnote(found, "early"),
        alliance_text.sessions_footnote(found, True),
        alliance_text.sessions_footnote(found, False),
        patterns_text.patterns_footnote(found),
        forms_text.completion_footnote(found),
        forms_text.totals_footnote(found),
        alliance_text.drops_footnote(found, DEFAULTS.dips),
        alliance_text.paths_footnote(),
    ):
        assert not re.search(r"\b(nan|None|percentile)\b", text), text
        assert "%" not in text.replace("95%", ""), text


def test_the_caseload_says_how_often_ordinary_clients_lie_under_the_range():
    found = dataclasses.replace(
        made_up_clients.caseload(),
        course_why=None,
        below_twice_now=0.0675,
        below_twice_ever=0.126,
        below_twice_clients=1342,
    )
    text = foot_text.foot(found)[0]
    assert "at any one time about 7 have both last scores under it, and about 13 had two running" in text
    assert "8 in 10 clients of this practice with a similar first score" in text
    assert "(counted in 1,342 clients)" in text
    seldom = foot_text.foot(dataclasses.replace(found, below_twice_now=0.004))[0]
    assert (
        "at any one time fewer than 1 has both last scores under it, and about 13 had two running" in seldom
    )
    never = foot_text.foot(dataclasses.replace(found, below_twice_now=0.0, below_twice_ever=0.0))[0]
    assert "fewer than 1 had two scores running under it up to session 10 (counted in 1,342" in never
    few = dataclasses.replace(found, below_twice_now=None, below_twice_ever=None, below_twice_clients=None)
    assert "with a similar first score. It is a prompt to talk, not a verdict." in foot_text.foot(few)[0]
    assert "of 100 clients" not in foot_text.foot(few)[0]
    none = dataclasses.replace(few, course_why="The expected course comes with enough data.")
    assert "The range holds" not in foot_text.foot(none)[0]


def test_the_caseload_says_how_often_clients_stand_in_the_first_group():
    found = dataclasses.replace(made_up_clients.caseload(), first_usual=FirstUsual(1264, 168))
    assert caseload_text.introduced("talk_first", found).endswith(
        "stood here after about 13 in 100 of 1,264 sessions."
    )
    assert "sessions" not in caseload_text.introduced("watch", found)
    assert "sessions" not in caseload_text.introduced("talk_first", made_up_clients.caseload())


def test_a_sparkline_tells_its_range_in_words():
    client = dataclasses.replace(made_up_clients.caseload().clients[0], band=((18.6, 18.6), (16.0, 24.2)))
    assert caseload_text.spark_words(client).endswith(", expected 16 to 24 at session 2")
    assert "k-band" in caseload_text.row(client, made_up_clients.caseload()).spark


def test_the_timeline_tells_the_band_or_why_there_is_none():
    with_band = client_text.footnote(made_up_clients.timeline(), "at_least")
    assert "The band holds about 8 in 10 clients of this practice with a similar first score" in with_band
    assert "from 1,139 clients" in with_band
    without = client_text.footnote(made_up_clients.timeline(expected=False), "at_least")
    assert "band" not in without
    assert without.endswith("The expected course comes with enough data.")
    over = dataclasses.replace(made_up_clients.timeline(), started_below=False)
    assert "started over the cutoff" in client_text.footnote(over, "at_least")


def test_a_pattern_that_may_not_be_shown_is_named():
    rows = answer().patterns
    hidden = dataclasses.replace(rows[1], n=None, unplanned=Estimate.missing("Hidden: fewer than 5 clients."))
    text = patterns_text.patterns_footnote(answer(patterns=(rows[0], hidden, *rows[2:])))
    assert text.endswith("Not shown, because a count is too small: low and rising.")
    assert "good news" not in text
