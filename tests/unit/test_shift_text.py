"""Tests of the sentences on whether a signal moved after an agreement."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from analytics.agreements import Needed, Pooled, PooledEffects
from analytics.answers import Estimate
from analytics.filters import Filters
from analytics.why import why
from pages.supervision import agreement_text, shift_text, signal_chart, signal_text
from tests.pages.made_up_agreements import over_time, shift

DAY = datetime.date(2026, 9, 30)
SHARED = {"as_of": DAY, "version": "v", "definitions": "d", "filters": Filters(), "n": 40}
NONE = Estimate.missing(why("agreement_nobody_yet"))


def needed(**more) -> Needed:
    usual = {"therapist": "T01", "signal": "goals", "unit": "forms", "shift": 0.5}
    found = {"forms": 24, "power": 0.8, "a_week": 4.0, "weeks": 6.0}
    return Needed(**SHARED | usual | found | more)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {},
            "To see a shift of 0.5 points in 8 of 10 cases takes 24 forms."
            " At the pace of the last half year that takes about 6 weeks.",
        ),
        ({"weeks": None}, "To see a shift of 0.5 points in 8 of 10 cases takes 24 forms."),
        (
            {"power": 0.46, "weeks": None},
            "Even 24 forms would show a shift of 0.5 points in 5 in 10 cases only.",
        ),
        (
            {"signal": "dips", "unit": "drops", "shift": 0.2, "forms": 1, "weeks": 1.2},
            "To see a shift of 20 in 100 in 8 of 10 cases takes 1 settled drop."
            " At the pace of the last half year that takes about 1 week.",
        ),
    ],
)
def test_before_an_agreement_it_is_said_what_it_takes_to_see_a_shift(more, words):
    assert shift_text.needed(needed(**more)) == words


def test_each_answer_has_its_words():
    assert shift_text.state(shift()) == (
        "**It moved:** +0.48 points (+0.10 to +0.86) for the better, more than chance explains."
    )
    wrong = shift(state="moved_wrong_way", effect=Estimate(-0.48, (-0.86, -0.1), 24))
    assert shift_text.state(wrong).startswith("**It moved the wrong way:** −0.48 points")
    unclear = shift(state="cannot_tell", effect=Estimate(0.1, (-0.3, 0.5), 24))
    assert shift_text.state(unclear) == (
        "**No clear shift:** +0.10 points (−0.30 to +0.50), which chance alone could give."
    )
    early = shift(state="too_early", more=5, effect=None, expected=None, colleagues=None)
    assert shift_text.state(early) == "**Too early to tell:** 5 forms more, then there is an answer."
    assert shift_text.facts(early).keys() == {"Before", "Since"}


def test_the_figures_and_what_was_taken_off_are_named():
    assert shift_text.facts(shift()) == {
        "Before": "−0.62 (−0.80 to −0.44)",
        "Since": "−0.05 (−0.30 to +0.20)",
        "Expected from a low start alone": "−0.55 (−0.75 to −0.35)",
        "Colleagues in the same weeks": "+0.02 points (11 colleagues)",
    }
    assert shift_text.note(shift()).endswith("The area itself: 8.1 before, 8.7 since. " + shift_text.NO_CAUSE)
    assert "Not compared with colleagues." in shift_text.note(shift(colleagues=None))


def test_rates_are_shares_of_the_less_wished_for_side():
    rate = shift(
        signal="dips",
        unit="drops",
        before=Estimate(0.6, (0.4, 0.8), 30),
        after=Estimate(0.3, (0.1, 0.5), 20),
        expected=None,
        colleagues=None,
        effect=Estimate(0.3, (0.05, 0.55), 20),
    )
    assert (
        shift_text.state(rate)
        == "**It moved:** +30 in 100 (+5 to +55) for the better, more than chance explains."
    )
    assert shift_text.facts(rate) == {"Before": "60 in 100 (40 to 80)", "Since": "30 in 100 (10 to 50)"}


def test_a_reason_stands_in_place_of_figures():
    silent = dataclasses.replace(shift(), why=why("no_practice_totals"), before=NONE, after=NONE)
    assert shift_text.state(silent) == "Practice figures are not part of what this person sees."
    assert shift_text.facts(silent) == {} and shift_text.note(silent) == ""


def test_owners_read_pooled_effects_from_five_therapists_on():
    rows = (
        Pooled("confirm_goals", 12, 5, Estimate(0.21, (0.02, 0.4), 12), 0.1, None, 0, None),
        Pooled("ask_feedback", 6, 5, Estimate(0.1, (-0.1, 0.3), 6), 0.1, 2, 1, 3),
        Pooled("use_tools", 5, 5, Estimate(-0.04, (-0.2, 0.12), 5), 0.0),
        Pooled("stay_present", 4, 5, None, None),
    )
    answer = PooledEffects(**SHARED, practices=rows)
    assert shift_text.pooled(answer) == (
        "Confirm shared goals: moved by +0.21 points (+0.02 to +0.40), over 12 agreements; how many of them moved is not"
        " shown",
        "Ask for session feedback: moved by +10 in 100 (−10 to +30), over 6 agreements; moved: 2, the wrong way: 1, no"
        " clear shift: 3",
        "Use feedback tools: moved by −4 in 100 (−20 to +12), over 5 agreements; how many of them moved is not shown",
    )
    assert "once 5 therapists who practise the same" in shift_text.pooled_note(answer)


@pytest.mark.parametrize(("pace", "weeks"), [(None, 6), (2.0, 6), (11.2, 12), (90.0, 53)])
def test_both_look_again_when_there_are_forms_enough(pace, weeks):
    assert agreement_text.weeks(needed(weeks=pace)) == weeks


def test_what_a_whole_point_takes_is_said_beside_it():
    whole = needed(shift=1.0, forms=12, power=0.99)
    assert shift_text.needed(needed(weeks=None), whole).endswith("A whole point would show after 12 forms.")
    hardly = needed(forms=24, power=0.46, weeks=None)
    assert shift_text.needed(hardly, whole).endswith("cases only. A whole point would show after 12 forms.")
    same = needed(forms=12, weeks=None)
    assert shift_text.needed(same, whole).endswith(
        "A whole point takes as many: fewer than 12 forms are too few to judge."
    )
    never = needed(shift=1.0, forms=24, power=0.5)
    assert shift_text.needed(needed(weeks=None), never) == shift_text.needed(needed(weeks=None))


def test_the_chart_is_told_in_words_with_both_days_and_the_verdict():
    said = signal_text.alt(over_time(), shift())
    assert said.startswith(
        "Goals and topics from 3 Jun 2026 to 28 Sep 2026; agreed on 15 Jul 2026, to look again on 26 Aug 2026."
    )
    assert said.endswith(shift_text.state(shift()))


def test_band_and_verdict_are_told_apart():
    how = signal_text.how(over_time(), shift())
    assert how.startswith(
        "Each dot: the clients of two weeks. The band is the 95% range of each dot and describes it"
    )
    assert "The verdict comes from a model" in how and how.endswith("Shaded: the time whose forms it counts.")
    assert "Shaded" not in signal_text.how(over_time(), shift(state="too_early", last_day=None))


def test_the_chart_marks_both_days_shades_what_counts_and_leaves_gaps():
    figure = signal_chart.draw(over_time(), shift())
    lines = {
        one["x0"]: one["line"]["dash"] for one in figure.frame["shapes"] if one.get("x0") == one.get("x1")
    }
    assert {"2026-07-15": "solid", "2026-08-26": "dot"}.items() <= lines.items()
    shaded = [one for one in figure.frame["shapes"] if one["type"] == "rect"]
    assert [(one["x0"], one["x1"]) for one in shaded] == [("2026-07-15", "2026-08-25")]
    early = signal_chart.draw(over_time(), shift(state="too_early", last_day=None))
    assert not [one for one in early.frame["shapes"] if one["type"] == "rect"]
    names = [one["text"] for one in figure.frame["annotations"]]
    assert {"agreed 15 Jul", "look again", "before"} <= set(names)
    means = figure.traces[-1]
    assert len(means["x"]) == 7  # five periods, and an end after each of the two runs
    sides = {one["text"]: one["xanchor"] for one in figure.frame["annotations"]}
    assert (sides["agreed 15 Jul"], sides["look again"]) == ("right", "left"), (
        "names never meet, however near the days"
    )


def test_the_table_has_the_numbers_of_the_chart():
    rate = signal_text.table(over_time("dips"))
    assert rate["Mean"][0] == 45 and rate["Low"] == [20, 20, 20, None, 20]
    assert signal_text.table(over_time())["Mean"][0] == -0.5
    assert rate["Clients"] == [4] * 5


def test_owners_read_small_numbers_of_therapists_as_such():
    running, before = {"confirm_goals": 6, "use_tools": 2}, {"confirm_goals": 0, "address_ruptures": 5}
    assert agreement_text.counted(running, before, 5) == (
        "Address ruptures right away: 0 now, 5 before",
        "Confirm shared goals: 6 now, 0 before",
        "Use feedback tools: fewer than 5 now, 0 before",
    )
    assert agreement_text.counted(running, before, 0)[2] == "Use feedback tools: 2 now, 0 before"
    assert agreement_text.counted({}, {}, 5) == ()
