"""The sentences of Therapist comparison and Training focus follow their answers."""

import dataclasses
import datetime

import pytest

from analytics.filters import Filters
from analytics.therapists import comparing
from pages.parts import wording_focus, wording_therapists
from tests.pages import made_up_therapists as made


def test_the_lead_counts_whom_the_product_words():
    two = wording_therapists.lead(made.comparison(worded=2), None)
    assert two[0] == "2 of 6 therapists differ by more than chance usually explains."
    none = wording_therapists.lead(made.comparison(worded=0), None)
    assert none[0] == "Of 6 therapists, nobody differs by more than chance usually explains."
    assert "does not show that they are alike" in none[1]


def test_a_therapist_reads_about_oneself():
    bold, plain = wording_therapists.lead(made.own(), "T01")
    assert bold.startswith("Your clients' wellbeing at the end lies inside")
    assert "95% range" in plain


@pytest.mark.parametrize("width", [2, 11])
def test_the_sentence_about_order_holds_a_number_of_the_data(width):
    answer = dataclasses.replace(made.comparison(), rank_width=width)
    assert f"could move by {width}." in wording_therapists.caterpillar_how(answer)


def test_names_are_off_unless_shown():
    answer = made.comparison()
    assert list(wording_therapists.names(answer, False).values())[:2] == ["Therapist 1", "Therapist 2"]
    assert list(wording_therapists.names(answer, True).values())[:2] == ["Name 1", "Name 2"]


def test_both_tails_read_the_same():
    answer = made.comparison("change")
    first = answer.therapists[0]
    low = dataclasses.replace(first, estimate=-first.estimate, interval=(-first.interval[1], -first.interval[0]))
    mirrored = dataclasses.replace(answer, therapists=(low, *answer.therapists[1:]))
    assert wording_therapists.lead(answer, None) == wording_therapists.lead(mirrored, None)


def test_an_area_is_named_only_where_its_range_leaves_the_practice_out():
    clear, _ = wording_therapists.profile(made.therapist(), "A")
    assert clear.startswith("**Goals and topics** is 0.3 points under")
    assert wording_therapists.profile(made.therapist(None), "A")[0].startswith("No area stands out for A")


def test_the_focus_says_how_sure_and_what_to_do():
    bold, plain = wording_focus.lead(made.therapist(), 2)
    assert bold == "Bring 2 clients, practise one thing: confirming shared goals."
    assert "9 in 10" in plain
    none, _ = wording_focus.lead(made.therapist(None), 0)
    assert none == "No client stands out by the rules. No focus stands out."


def test_a_strength_is_said_only_where_there_is_one():
    one = made.therapist(None)
    assert wording_focus.strength(one).startswith("**Here")
    for without in (dataclasses.replace(one, strength=None), dataclasses.replace(one, signals=())):
        assert wording_focus.strength(without) == wording_focus.NOTHING_STANDS_OUT
    new = dataclasses.replace(one, strength=None, state="not_enough_data", signals=())
    assert wording_focus.strength(new) == wording_focus.NO_STRENGTH_YET


def test_the_practice_counts_without_names():
    bold, plain = wording_focus.practice_lead(made.practice_focus())
    assert bold.startswith("7 of 480 therapists")
    assert "No names here" in plain


@pytest.mark.parametrize(("some", "none", "few", "bold", "plain"), [
    (0, 0, 4, "No therapist has", "For all 4 there is not enough data yet. No names here."),
    (0, 3, 1, "No therapist has", "For 3 none stands out; for 1 there is not enough data yet. No names here."),
    (1, 3, 0, "1 of 4 therapists has", "For 3 none stands out. No names here."),
    (4, 0, 0, "4 of 4 therapists have", "No names here."),
])  # fmt: skip
def test_a_part_of_the_practice_without_therapists_is_not_counted(some, none, few, bold, plain):
    rows = made.practice_focus().suggested
    shared = (dataclasses.replace(rows[0], n=some), *(dataclasses.replace(row, n=0) for row in rows[1:]))
    answer = dataclasses.replace(made.practice_focus(), n=4, suggested=shared, n_none=none, n_not_enough=few)
    assert wording_focus.practice_lead(answer) == (f"{bold} a suggested training focus.", plain)


def test_a_practice_of_too_few_therapists_is_not_sent_to_a_longer_period():
    few = comparing.too_few([], "change")
    answer = dataclasses.replace(made.comparison(), why=few, therapists=())
    year = dataclasses.replace(answer, filters=Filters(since=datetime.date(2026, 1, 1)))
    assert wording_therapists.lead(year, None, 4)[1] == "The whole practice has 4 therapists."
    assert wording_therapists.lead(year, None, 9)[1] == "A longer period may hold more."
    assert wording_therapists.lead(dataclasses.replace(answer, filters=Filters()), None, 9)[1].startswith("Nothing is")


def test_the_order_speaks_of_the_whole_practice():
    answer = dataclasses.replace(made.comparison(), rank_width=22, n_therapists=None)
    assert "number everybody in the practice, a typical person's place could move by 22." in (
        wording_therapists.caterpillar_how(answer)
    )


@pytest.mark.parametrize(("p", "begins"), [(0.96, "**Here clients"), (0.9, "**Here probably clients")])
def test_a_strength_is_said_as_surely_as_it_is_known(p, begins):
    one = made.therapist(None)
    area = next(row for row in one.signals if row.signal == "goals")
    better = dataclasses.replace(one, strength="goals", signals=(dataclasses.replace(area, p_better=p),))
    assert wording_focus.strength(better).startswith(begins)
