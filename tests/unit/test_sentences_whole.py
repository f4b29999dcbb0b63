"""Test that functions returning whole sentences are never used inside another sentence."""

from __future__ import annotations

import ast
import datetime
from pathlib import Path

import pytest

from analytics import clock
from pages.overview import highlights_text
from pages.ui import formatting, selection_text
from tests.pages import made_up

ROOT = Path(__file__).parents[2]
WHOLE = {"share", "not_enough"}  # functions of `wording` and `wording_selection` that may return a sentence
FILES = sorted((ROOT / "pages").rglob("*.py"))


def embedded(tree: ast.AST) -> list[int]:
    """Return the lines of f-strings that embed the result of a whole-sentence function in other text."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr):
            continue
        words = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        for part in node.values:
            for call in ast.walk(part):
                if isinstance(call, ast.Call):
                    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                    if name in WHOLE and words.strip(" ."):
                        found.append(call.lineno)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_sentence_inside_a_sentence(path):
    assert embedded(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_the_search_finds_what_it_looks_for():
    assert embedded(ast.parse("f'SRS missing in {wording.share(1, 2)} sessions'")) == [1]
    assert embedded(ast.parse("f'{share(one)} clearly better'")) == [1]
    assert embedded(ast.parse("f'{wording.not_enough(3)}.'")) == []


@pytest.mark.parametrize("n", [1, 4, 9, 10, 19, 20, 400])
def test_a_phrase_is_a_part_of_a_sentence_or_nothing(n):
    said = formatting.phrase(n // 2, n)
    assert said is None if n < formatting.SMALL else "Not enough" not in said
    assert "Not enough" not in formatting.counted(n // 2, n)
    assert selection_text.phrase(made_up.share(n // 2, n)) is None if n < formatting.SMALL else True


@pytest.mark.parametrize(
    ("missing", "sessions", "said"), [(4, 4, "4 of 4"), (3, 7, "3 of 7"), (30, 60, "50 in 100")]
)
def test_missing_forms_of_few_sessions_are_counted(missing, sessions, said):
    """Missing forms are counted, not given as a share, if there are few sessions."""
    item = highlights_text.LookAt(kind="forms_missing", page="data", n=missing, of=sessions)
    said_of = "sessions of the four full weeks from 24 Aug 2026 to 20 Sep 2026."
    assert (
        highlights_text.look_at(item, datetime.date(2026, 9, 26))[0]
        == f"**Forms:** SRS missing in {said} {said_of}"
    )


def test_weeks_are_named_by_their_days_or_as_the_last_of_new_data_only():
    """The full weeks of missing forms run from Monday to Sunday; old weeks are not called "the last weeks"."""
    item = highlights_text.LookAt(kind="forms_missing", page="data", n=1, of=7)
    tuesday = datetime.date(2025, 9, 30)
    assert highlights_text.look_at(item, tuesday)[0].endswith(
        "1 of 7 sessions of the four full weeks from 1 Sep 2025 to 28 Sep 2025."
    )
    assert selection_text.weeks(12, tuesday) == "the 12 weeks up to 30 Sep 2025"
    assert selection_text.weeks(12, clock.today()) == "the last 12 weeks"
