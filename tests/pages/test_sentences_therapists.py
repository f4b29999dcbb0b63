"""Tests of the sentences of Therapist comparison and Training focus."""

import dataclasses
import datetime

import pytest

from analytics.filters import Filters
from analytics.focus.results import Noticeable
from analytics.therapists import compare
from analytics.why import why
from pages.supervision import practice_text, text
from pages.therapists import text as therapists_text
from pages.ui import formatting
from tests.pages import made_up_therapists as made


def test_the_lead_counts_whom_the_product_words():
    two = therapists_text.lead(made.comparison(worded=2), None)
    assert two[0] == "2 of 6 therapists differ by more than chance usually explains."
    none = therapists_text.lead(made.comparison(worded=0), None)
    assert none[0] == "Of 6 therapists, nobody differs by more than chance usually explains."
    assert "does not show that they are alike" in none[1]


def test_a_therapist_reads_about_oneself():
    bold, plain = therapists_text.lead(made.own(), "T01")
    assert bold.startswith("Your clients' wellbeing at the end lies inside")
    assert "95% range" in plain


@pytest.mark.parametrize("width", [2, 11])
def test_the_sentence_about_order_holds_a_number_of_the_data(width):
    answer = dataclasses.replace(made.comparison(), rank_width=width)
    assert f"could move by {width}." in therapists_text.caterpillar_footnote(answer)


def test_names_are_off_unless_shown():
    answer = made.comparison()
    assert list(therapists_text.names(answer, False).values())[:2] == ["Therapist 1", "Therapist 2"]
    assert list(therapists_text.names(answer, True).values())[:2] == ["Name 1", "Name 2"]


def test_both_tails_read_the_same():
    answer = made.comparison("change")
    first = answer.therapists[0]
    low = dataclasses.replace(
        first, estimate=-first.estimate, interval=(-first.interval[1], -first.interval[0])
    )
    mirrored = dataclasses.replace(answer, therapists=(low, *answer.therapists[1:]))
    assert therapists_text.lead(answer, None) == therapists_text.lead(mirrored, None)


def test_an_area_is_named_only_where_its_range_leaves_the_practice_out():
    clear, _ = therapists_text.profile(made.therapist(), "A", own=False)
    assert clear.startswith("**Goals and topics** is 0.3 points under")
    none = made.therapist(None)
    assert therapists_text.profile(none, "A", own=False)[0].startswith("No area stands out for A")
    assert therapists_text.profile(none, "A", own=True)[0].startswith("No area stands out for you")


def test_the_focus_says_how_sure_and_what_to_do():
    bold, plain = text.lead(made.therapist(), 2)
    assert bold == "Bring 2 clients, practise one thing: confirming shared goals."
    assert "9 in 10" in plain
    none, _ = text.lead(made.therapist(None), 0)
    assert none == "No client stands out by the rules. No focus stands out."


@pytest.mark.parametrize(
    ("p", "says"),
    [(0.953, "(more than 9 in 10)"), (1.0, "(more than 9 in 10)"), (0.94, "(9 in 10)"), (0.82, "(8 in 10)")],
)
def test_nobody_is_quite_sure_ten_times_in_ten(p, says):
    assert says in text.lead(dataclasses.replace(made.therapist(), p=p), 2)[1]


@pytest.mark.parametrize(
    ("p", "of", "words"),
    [(0.96, 10, "more than 9 in 10"), (0.02, 10, "fewer than 1 in 10"), (0.5, 10, "5 in 10"),
     (0.997, 100, "more than 99 in 100"), (0.001, 100, "fewer than 1 in 100"), (1.0, 10, "10 in 10"),
     (0.0, 100, "0 in 100")],
)  # fmt: skip
def test_only_what_is_certain_is_said_to_be(p, of, words):
    assert formatting.chance(p, of) == words


def test_where_nothing_is_named_it_is_said_what_would_have_been():
    answer = dataclasses.replace(
        made.practice_focus(),
        noticeable=(Noticeable(clients=20, points=0.8), Noticeable(clients=80, points=0.4)),
    )
    said = text.nothing_to_practise(made.therapist(None), answer)
    assert said.endswith(
        "With 40 clients an area would be named in 8 of 10 cases if it lay 0.6 points lower than usual here."
    )
    assert text.nothing_to_practise(made.therapist(None), made.practice_focus()).endswith("come first.")


def test_a_strength_is_said_only_where_there_is_one():
    one = made.therapist(None)
    assert text.strength(one).startswith("**Here")
    for without in (dataclasses.replace(one, strength=None), dataclasses.replace(one, signals=())):
        assert text.strength(without) == text.NOTHING_STANDS_OUT
    new = dataclasses.replace(one, strength=None, state="not_enough_data", signals=())
    assert text.strength(new) == text.NO_STRENGTH_YET


def test_the_practice_counts_without_names():
    bold, plain = practice_text.practice_lead(made.practice_focus())
    assert bold.startswith("7 of 480 therapists")
    assert "Which therapists they are is not shown." in plain


@pytest.mark.parametrize(("some", "none", "few", "bold", "plain"), [
    (0, 0, 4, "No therapist has", "There is not enough data yet for all 4. Which therapists they are is not shown."),
    (0, 3, 1, "No therapist has",
     "Nothing stands out for 3; there is not enough data yet for 1. Which therapists they are is not shown."),
    (1, 3, 0, "1 of 4 therapists has", "Nothing stands out for 3. Which therapists they are is not shown."),
    (4, 0, 0, "4 of 4 therapists have", "Which therapists they are is not shown."),
])  # fmt: skip
def test_a_part_of_the_practice_without_therapists_is_not_counted(some, none, few, bold, plain):
    rows = made.practice_focus().suggested
    shared = (dataclasses.replace(rows[0], n=some), *(dataclasses.replace(row, n=0) for row in rows[1:]))
    answer = dataclasses.replace(made.practice_focus(), n=4, suggested=shared, n_none=none, n_not_enough=few)
    assert practice_text.practice_lead(answer) == (f"{bold} a suggested training focus.", plain)


def test_a_practice_of_too_few_therapists_is_not_sent_to_a_longer_period():
    few = compare.too_few([], "change")
    answer = dataclasses.replace(made.comparison(), why=few, therapists=())
    year = dataclasses.replace(answer, filters=Filters(since=datetime.date(2026, 1, 1)))
    assert therapists_text.lead(year, None)[1] == "A longer period may hold more."
    assert therapists_text.lead(dataclasses.replace(answer, filters=Filters()), None)[1].startswith(
        "Nothing is"
    )
    never = dataclasses.replace(year, why=why("too_few_therapists", "practice", have=4, need=5))
    assert therapists_text.lead(never, None) == (
        "It takes 5 therapists to compare, and this practice has 4.",
        "Outcomes and Alliance show how clients fare.",
    )


def test_the_order_speaks_of_the_whole_practice():
    answer = dataclasses.replace(made.comparison(), rank_width=22, n_therapists=None)
    assert "number everybody in the practice, a typical person's place could move by 22." in (
        therapists_text.caterpillar_footnote(answer)
    )


@pytest.mark.parametrize(("p", "begins"), [(0.96, "**Here clients"), (0.9, "**Here probably clients")])
def test_a_strength_is_said_as_surely_as_it_is_known(p, begins):
    one = made.therapist(None)
    area = next(row for row in one.signals if row.signal == "goals")
    better = dataclasses.replace(one, strength="goals", signals=(dataclasses.replace(area, p_better=p),))
    assert text.strength(better).startswith(begins)
