"""Tests of the Evidence page: sentences, interval charts, details, and agreement with the command line."""

import re

import pytest

from analytics.evidence import verdict_words
from pages.evidence import interval_strip
from pages.evidence import text as evidence_text
from pages.evidence import truth_text as say_truth
from tests.pages import made_up_evidence
from tests.pages.run_page import people, start, words
from tests.support.command import run

NEVER = re.compile(
    r"\b(rank\w*|best|worst|top|bottom|patients?|drop-?outs?|significant\w*|outliers?)\b", re.IGNORECASE
)


def claim(key):
    return next(one for one in made_up_evidence.evidence().claims if one.key == key)


def test_the_lead_counts_the_verdicts():
    bold, plain = evidence_text.lead(made_up_evidence.evidence())
    assert bold == (
        "Of the 9 claims this product rests on, in 1 your data lie where single practices fall, 3 are too early to "
        "tell, 1 differs and 4 cannot be tested here."
    )
    assert "412 closed episodes in all data" in plain


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("alliance", "r = 0.31 (95% range 0.22 to 0.40)"),
        ("therapist_part", "+0.40 ORS points (95% range −0.60 to 1.40)"),
        ("orientation", "−1.2 ORS points (95% range −4.2 to 1.8)"),
        ("therapists", "4 in 100 parts (95% range 0 to 12)"),
        ("fidelity", "Cannot be tested here: this export has no column for fidelity to the method."),
    ],
)
def test_a_figure_in_its_unit(key, said):
    assert evidence_text.figure(claim(key).ours) == said


def test_a_strip_draws_what_there_is():
    both = interval_strip.strip(claim("alliance"), "words")
    assert 'aria-label="words"' in both
    assert both.count("m-a") == 2
    assert both.count("m-g") == 2  # where single practices fall, and the published figure
    band = interval_strip.strip(claim("orientation"), "words")
    assert band.count("m-g") == 1
    assert interval_strip.strip(claim("fidelity"), "words") == ""
    assert "m-w k-full" not in interval_strip.strip(claim("feedback"), "words")


@pytest.mark.parametrize(
    "key", ["alliance", "therapist_part", "early", "orientation", "repair", "therapists"]
)
def test_everything_in_a_strip_lies_inside_it(key):
    drawn = interval_strip.strip(claim(key), "words")
    for place in re.findall(r'(?:x1|x2|cx|x)="([\d.-]+)"', drawn):
        assert 0 <= float(place) <= 200


def test_no_word_that_is_never_used():
    answer = made_up_evidence.evidence()
    said = [
        *evidence_text.lead(answer),
        evidence_text.footnote(answer),
        *evidence_text.common_factors(answer),
    ]
    for one in answer.claims:
        said += [
            evidence_text.ours(one),
            evidence_text.published(one),
            evidence_text.alt_text(one),
            *evidence_text.paragraphs(one),
            *evidence_text.also(one),
            *evidence_text.after(one),
        ]
        said += [evidence_text.citations(one), one.formula]
    truths = made_up_evidence.truths()
    said += [
        say_truth.counted(truths),
        *say_truth.practice(truths),
        *map(say_truth.footnote, say_truth.MEASURES.values()),
    ]
    assert not [text for text in said if NEVER.search(text)]


def test_the_panel_counts_what_holds():
    truths = made_up_evidence.truths()
    assert truths.coverage("early_alliance") == (2, 3)
    assert "early alliance **2 of 3**" in say_truth.counted(truths)
    assert "outcome" not in say_truth.counted(truths)
    missed, held = say_truth.practice(truths)
    assert "misses it" in missed
    assert "holds it" in held
    assert say_truth.table(truths, "early_alliance")["Holds"] == ["yes", "no", "yes"]


@pytest.mark.parametrize("role", ["owner", "supervisor", "therapist"])
def test_the_page_is_the_answer_of_the_command_line(sample_folder, role):
    person = people(sample_folder)[role]
    text = words(start("evidence", sample_folder, person, period="All data"))
    shown = ("--sample", "--json", "--as", person.person, "show", "evidence", "--until", "2026-09-30")
    theirs = run(*shown, data=sample_folder).document
    counts = {
        words: sum(one["verdict_words"] == words for one in theirs["claims"])
        for words in verdict_words.WORDS.values()
    }
    assert sum(counts.values()) == len(theirs["claims"])
    for number in (n for n in counts.values() if n):
        assert re.search(rf"\b{number} ", text)
    for one in theirs["claims"]:
        assert f"{evidence_text.SIGNS[one['verdict']]} {one['verdict_words']}" in text
    for number, one in enumerate(theirs["claims"], start=1):
        assert f"{number} {one['title']}".replace("'", "&#x27;") in text
        if one["ours"]["estimate"] is not None and one["published"]["unit"] == "r":
            assert f"r = {one['ours']['estimate']:.2f}" in text


def test_a_claim_opens_with_everything_behind_it(sample_folder):
    test = start("evidence", sample_folder, people(sample_folder)["owner"], period="All data")
    test.session_state["claim-repair"] = True
    test.run()
    assert not test.exception
    text = words(test)
    printed = run("--sample", "show", "evidence", "--until", "2026-09-30", data=sample_folder).out
    asked = run(
        "--sample", "--json", "show", "evidence", "--until", "2026-09-30", data=sample_folder
    ).document
    repair = next(one for one in asked["claims"] if one["key"] == "repair")
    for sentence in (repair["why"], repair["price"]):
        assert sentence in printed
        assert sentence.replace('"', "&quot;") in text or sentence in text
    for part in ("How large a practice must be", "What studies found", "How your data tested it",
                 "What would change our mind", "Limits", "Formula", "Stronger than its sources"):  # fmt: skip
        assert part in text
    assert "Eubanks" in test.code[0].value


def test_the_truth_is_shown_for_the_made_up_practice_and_names_own_people_only(sample_folder):
    person = people(sample_folder)["therapist"]
    test = start("evidence", sample_folder, person)
    test.session_state["truth-open"] = True
    test.run()
    assert not test.exception
    text = words(test)
    assert re.search(r"early alliance <b>[01] of 1</b>", text)
    others = {f"T{k:02}" for k in range(1, 25)} - {person.therapist}
    assert not {code for code in others if re.search(rf"\b{code}\b", text)}
