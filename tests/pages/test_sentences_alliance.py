"""The sentences of Alliance, and of the expected course on caseload and timeline, follow their answers."""

import dataclasses
import re

import pytest

from analytics.answers import Estimate
from pages.parts import wording, wording_caseload, wording_client
from pages.parts import wording_alliance as say
from tests.pages import made_up_alliance, made_up_clients


def answer(**changes):
    return dataclasses.replace(made_up_alliance.alliance(), **changes)


def test_the_lead_says_what_goes_with_what_and_beside_which_figure():
    bold, plain = say.lead(answer(), "early")
    assert bold == (
        "Where clients rated the alliance higher in sessions 3 to 5, they ended better: r = 0.24 (95% range 0.14 to"
        " 0.34)."
    )
    assert plain.startswith("Published average across 295 studies: .278. 18 in 100 sessions have no SRS")
    assert "sessions 1 to 5" in say.lead(answer(), "first_five")[0]


@pytest.mark.parametrize(("plain", "given"), [(0.10, 0.29), (0.10, -0.05), (0.4, 0.38)])
def test_lead_and_chart_speak_of_the_same_figure_or_say_the_difference(plain, given):
    """The lead gives r as published; the line allows for the first score: both stand in both places."""
    found = dataclasses.replace(
        made_up_alliance.found("3-5", plain), partial_r=given, partial_interval=(given - 0.2, given + 0.2)
    )
    made = answer(early=found)
    bold, beside = say.lead(made, "early")
    how = say.scatter_how(made)
    assert wording.correlation(plain) in bold
    assert f"Allowing for the first score, as the line below does: {wording.correlation(given)}" in beside
    assert "The line allows for it too and explains about" in how
    assert f"The {wording.correlation(plain)} in the first sentence does not allow for the first score" in how


@pytest.mark.parametrize(
    ("r", "says"),
    [
        (0.05, "show no clear link: r = 0.05 (95% range −0.05 to 0.15)."),
        (-0.3, "they ended lower: r = −0.30"),
    ],
)
def test_the_lead_follows_the_range(r, says):
    assert says in say.lead(answer(early=made_up_alliance.found("3-5", r)), "early")[0]


def test_too_early_and_no_difference_have_their_own_words():
    short = dataclasses.replace(
        made_up_alliance.found("3-5", 0.2), r=None, why="Too early to test: it needs 30."
    )
    assert say.lead(answer(early=short), "early") == (
        "Too early to test whether the alliance goes with outcome here.",
        "It needs 30. A longer period may hold more.",
    )
    whole = answer(early=short, filters=answer().filters.but(since=None))
    assert say.lead(whole, "early")[1] == "It needs 30."
    same = dataclasses.replace(short, why="Every client has the same score.")
    assert say.lead(answer(early=same), "early")[0].startswith(
        "Whether the alliance goes with outcome cannot"
    )


def test_inside_and_outside_the_range_of_settings():
    assert "Ours lies inside the range" in say.forest_how(answer(), "early")
    far = answer(early=made_up_alliance.found("3-5", 0.5))
    assert "Ours lies outside" in say.forest_how(far, "early")
    assert "its own range reaches into it" in say.forest_how(far, "early")
    assert "derived by us" in say.forest_source(answer())[1]
    assert "10.1037/pst0000172" in say.forest_source(answer())[0]


def test_the_scatter_says_n_and_who_is_left_out():
    text = say.scatter_how(answer())
    assert "260 clients" in text
    assert "about 4 of 100 parts" in text
    assert (
        "Left out: 15 episodes without an SRS, 51 without an SRS in the early sessions and 98 without" in text
    )
    assert "left blank" in say.scatter_how(made_up_alliance.alliance(cells=True))


def test_patterns_say_good_news_only_where_it_is():
    assert "11 in 100 ended unplanned where it rose, 22 in 100 where it stayed" in say.patterns_how(answer())
    assert "The two ranges overlap." in say.patterns_how(answer())
    rows = answer().patterns
    apart = (
        dataclasses.replace(rows[0], unplanned=Estimate(0.3, (0.25, 0.36), 300)),
        dataclasses.replace(rows[1], unplanned=Estimate(0.15, (0.11, 0.2), 300)),
    )
    assert "good news" in say.patterns_how(answer(patterns=(*apart, *rows[2:])))
    turned = (
        dataclasses.replace(rows[0], unplanned=rows[1].unplanned),
        dataclasses.replace(rows[1], unplanned=rows[0].unplanned),
    )
    assert "good news" not in say.patterns_how(answer(patterns=(*turned, *rows[2:])))


def test_forms_that_thin_out_are_said_to():
    assert "Forms thin out from 88 in 100 at session 1 to 66 in 100 at session 12" in say.completion_how(
        answer()
    )
    assert "24 in 100 (23 to 26)** forms are exactly 40" in say.totals_how(answer())
    assert "8 of them gave a lower one later" in say.totals_how(answer())
    assert "none of them" in say.totals_how(answer(came_down=0))
    assert "of them" not in say.totals_how(answer(came_down=None))


def test_drops_say_how_many_would_be_marked_without_cause():
    from analytics.definitions import DEFAULTS

    text = say.drops_how(answer(), DEFAULTS.dips)
    assert (
        "It marked **4.1 of 100** sessions; about 3.0 would be marked if nobody's alliance ever changed"
        in text
    )
    few = dataclasses.replace(answer().dips, sessions=40)
    assert "of 100" not in say.drops_how(answer(dips=few), DEFAULTS.dips)
    assert (
        say.drops_lead(answer())
        == "95 drops: 53 repaired, 13 not repaired in time and 29 followed by the end of the episode."
    )


def test_sentences_stay_short_and_plain():
    from analytics.definitions import DEFAULTS

    found = answer()
    for text in (
        *say.lead(found, "early"),
        say.forest_how(found, "early"),
        say.sessions_how(found, True),
        say.sessions_how(found, False),
        say.patterns_how(found),
        say.completion_how(found),
        say.totals_how(found),
        say.drops_how(found, DEFAULTS.dips),
        say.paths_how(),
    ):
        assert not re.search(r"\b(nan|None|percentile)\b", text), text
        assert "%" not in text.replace("95%", ""), text


def test_the_caseload_says_how_often_ordinary_clients_lie_under_the_range():
    found = dataclasses.replace(
        made_up_clients.caseload(), course_why=None, below_twice_now=0.0675, below_twice_ever=0.126
    )
    text = wording_caseload.foot(found)
    assert "about 7 have both last scores under it, and about 13 two running at some point" in text
    assert "8 in 10 clients of this practice" in text
    assert "ordinary" not in wording_caseload.foot(made_up_clients.caseload())


def test_a_sparkline_tells_its_range_in_words():
    client = dataclasses.replace(made_up_clients.caseload().clients[0], band=((18.6, 18.6), (16.0, 24.2)))
    assert wording_caseload.spark_words(client).endswith(", expected 16 to 24 at session 2")
    assert "k-band" in wording_caseload.row(client, made_up_clients.caseload()).spark


def test_the_timeline_tells_the_band_or_why_there_is_none():
    with_band = wording_client.how(made_up_clients.timeline())
    assert "The band holds 8 in 10 clients of this practice" in with_band
    assert "from 1,139 clients" in with_band
    without = wording_client.how(made_up_clients.timeline(expected=False))
    assert "band" not in without
    assert without.endswith("The expected course comes with enough data.")
    over = dataclasses.replace(made_up_clients.timeline(), started_below=False)
    assert "started over the cutoff" in wording_client.how(over)


def test_a_pattern_that_may_not_be_shown_is_named():
    rows = answer().patterns
    hidden = dataclasses.replace(rows[1], n=None, unplanned=Estimate.missing("Hidden: fewer than 5 clients."))
    text = say.patterns_how(answer(patterns=(rows[0], hidden, *rows[2:])))
    assert text.endswith("Not shown, because a count is too small: low and rising.")
    assert "good news" not in text
