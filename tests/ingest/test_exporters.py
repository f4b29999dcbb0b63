"""Tests of generated exports: each gives back its sessions, after any questions, or is refused."""

from __future__ import annotations

import random

import pytest

from tests.support.exporters import ALL
from tests.support.exporters.following import followed, verdict, walked

SEEDS = range(1, 5)  # of the long run
MAY_REFUSE = {
    "exponent_ids": "a spreadsheet program has rounded the ids, and nothing in the file gives them back"
}


def comes_back(name: str, seed: int) -> None:
    """Assert that importing a generated export restores the original sessions.

    Questions of the import are answered correctly on the way.

    Only a file that lacks something no answer can give may be refused.
    """
    rendered = ALL[name](random.Random(f"{name}{seed}"))
    end = followed(rendered)
    said = verdict(rendered, end)
    allowed = {"same", "refused"} if name in MAY_REFUSE else {"same"}
    assert said in allowed, (
        f"{name} {seed}: {said}. {end.refusal or end.question or sorted(map(str, end.found(rendered.fields)))}"
    )
    if end.document:
        counts = [end.document[f"rows_{kind}"] for kind in ("in", "accepted", "quarantined", "skipped")]
        assert counts[0] == sum(counts[1:])
    elif end.refusal:
        assert end.refusal.isprintable() and end.refusal[-1] in ".)”"


@pytest.mark.parametrize("name", ALL)
def test_an_export_comes_back_or_is_asked_about(name):
    comes_back(name, 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_no_export_comes_back_as_something_else(name):
    for seed in SEEDS:
        comes_back(name, seed)


ASKED = ("duplicate_heads", "sheet_per_client", "group_ids")


@pytest.mark.parametrize("name", ASKED)
def test_a_question_has_a_choice_that_leads_to_an_import(name):
    assert walked(ALL[name](random.Random(f"{name}1")), 8) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_every_question_has_a_choice_that_leads_to_an_import(name):
    for seed in range(2, 4):
        assert walked(ALL[name](random.Random(f"{name}{seed}"))) == []
