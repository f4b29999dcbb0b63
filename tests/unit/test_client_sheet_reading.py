"""Tests of the words of the sheet for the client: reading level, words never said, every template used."""

import ast
import inspect
import re

import pytest

from analytics.client import sheet as sheet_answer
from pages.client_sheet import range_text
from pages.client_sheet import text as sheet_text
from tests.support import reading_level
from tests.support.client_sheets import every, timeline

HIGHEST_GRADE = 7.0  # Flesch-Kincaid; readers of about 12 years
HIGHEST_OF_A_SENTENCE = 9.0  # one short sentence with one long word lies above the text around it
NEVER = re.compile(
    r"\b(deteriorat\w*|worse\w*|risk\w*|drop\w*|dropp\w*|distress\w*|clinical\w*|normal\w*|abnormal\w*|disorder\w*|"
    r"diagnos\w*|symptom\w*|patients?|ill\w*|sick\w*|fail\w*|alarm\w*|warning\w*|danger\w*|cutoff|cut-off|flag\w*|"
    r"top|bottom|best|worst|rank\w*|problem\w*|bad\w*|poor\w*|severe\w*|critical\w*|reliabl\w*|significan\w*|percentile|therapists?|average)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def sheets():
    """Return every sheet that can be made, each once."""
    return {sheet_text.sheet(one, 3) for one in every()}


def test_the_formula():
    """Grades of two sentences worked out by hand from the published formula."""
    assert reading_level.grade(["The cat sat on the mat."]) == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    hard = "Significant deterioration necessitates immediate reconsideration."
    assert reading_level.grade([hard]) == pytest.approx(0.39 * 5 + 11.8 * 22 / 5 - 15.59)
    assert reading_level.grade(["One day", "Two days."]) == pytest.approx(0.39 * 2 + 11.8 - 15.59)


@pytest.mark.parametrize(
    ("syllables", "words"),
    [
        (1, "the score scores close asked helped seems rose came made moved weeks march hours one fell once"),
        (2, "people going little higher lower answers after ended someone april july august method today"),
        (3, "october september november together overall different"),
        (4, "relationship"),
    ],
)
def test_syllables_are_those_of_a_dictionary(syllables, words):
    """Counts of the CMU Pronouncing Dictionary (github.com/cmusphinx/cmudict)."""
    assert {word: reading_level.syllables(word) for word in words.split()} == dict.fromkeys(
        words.split(), syllables
    )


def test_every_sheet_reads_at_a_school_level(sheets):
    assert len(sheets) > 1000
    grades = sorted(reading_level.grade(one.sentences()) for one in sheets)
    print(
        f"{len(sheets)} sheets, grade {grades[0]:.1f} to {grades[-1]:.1f}, middle {grades[len(grades) // 2]:.1f}"
    )
    assert grades[-1] <= HIGHEST_GRADE


def test_every_part_and_every_sentence_does(sheets):
    parts = {
        part
        for one in sheets
        for part in (one.weeks, one.scale, one.band, one.work, one.work_after, (one.question,), (one.foot,))
        if part
    }
    hard = {part: round(reading_level.grade(part), 1) for part in parts}
    print(f"{len(parts)} parts, hardest {max(hard.values())}")
    assert {part: grade for part, grade in hard.items() if grade > HIGHEST_GRADE} == {}
    single = {sentence: round(reading_level.grade([sentence]), 1) for part in parts for sentence in part}
    print(f"{len(single)} sentences, hardest {max(single.values())}")
    assert {one: grade for one, grade in single.items() if grade > HIGHEST_OF_A_SENTENCE} == {}


def test_no_sheet_frightens_or_labels(sheets):
    said = {sentence for one in sheets for sentence in one.sentences()}
    assert {one: NEVER.findall(one) for one in said if NEVER.search(one)} == {}
    assert NEVER.search("Your score dropped") and NEVER.search("in the clinical range")


def templates(module) -> set[str]:
    """Return the sentences in the source of a module: texts with a space that end like a sentence."""
    tree = ast.parse(inspect.getsource(module))
    docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))}  # fmt: skip
    found = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {one for one in found - docs if " " in one and one.rstrip().endswith((".", "?"))}


def test_every_template_is_on_some_sheet(sheets):
    """A sentence that no sheet shows would be neither measured nor needed."""
    said = "\n".join(sentence for one in sheets for sentence in one.sentences())
    for template in templates(sheet_text) | templates(range_text):
        pattern = re.sub(r"\\\{\w+\\\}", ".+?", re.escape(template))
        assert re.search(pattern, said), template
    assert len(templates(sheet_text)) > 25


def test_every_question_has_its_words_and_is_asked(sheets):
    assert set(sheet_text.QUESTION) == set(sheet_answer.QUESTIONS)
    assert {one.question for one in sheets} == set(sheet_text.QUESTION.values())


def test_what_became_of_others_is_said_only_where_they_are_many():
    few = sheet_text.sheet(timeline(higher=0.2), 3)
    assert not any("under their band" in sentence for sentence in few.band)
    many = sheet_text.sheet(timeline(higher=0.54), 3)
    assert (
        "Of 10 people here who once fell under their band, about 5 had a last score above their first."
        in many.band
    )
    assert "Too few" in sheet_text.sheet(timeline(place=every_reason()[0]), 3).band[0]


def every_reason():
    """Return the reasons why there is no band."""
    from tests.support.client_sheets import NO_BAND

    return NO_BAND
