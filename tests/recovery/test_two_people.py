"""Tests that two codes recorded as different people are never again suggested as one person."""

from __future__ import annotations

import pytest

from analytics.ingest import delivery
from analytics.store import DataFolder
from tests.support.command import run
from tests.support.importing import in_this_process
from tests.support.practice import TODAY

HEAD = "client_id,session_date,therapist,ors_total,srs_total"
HELD = [f"c{n},2026-0{month}-0{n + 4},T1,{10 + n + month},36" for n in (1, 2, 3) for month in range(3, 9)]
CHANGED = [row.replace("c1,", "c9,") for row in HELD]  # c1 has a new code
PAIR = ("client", "c9", "c1")


def bring(store, *rows: str):
    with in_this_process():
        content = "\n".join([HEAD, *rows, ""]).encode()
        report = delivery.deliver(store, [("rows.csv", content)], today=TODAY)
    assert report.outcome == "accept"
    return report


@pytest.fixture
def denied(tmp_path):
    """Return a store with equal sessions of codes c1 and c9, recorded as two different people."""
    store = DataFolder(tmp_path).practice
    bring(store, *HELD)
    report = bring(store, *CHANGED)
    assert "possible_same_client" in report.warnings and [one.pair for one in store.suggestions()] == [PAIR]
    store.dismiss_suggestion(*PAIR, by="K. Petrov")
    return store


def test_it_is_never_suggested_again(denied):
    back = denied.steps().back
    report = bring(denied, *CHANGED, "c9,2026-09-05,T1,22,36")
    assert denied.suggestions() == () and not report.same_person
    assert "possible_same_client" not in report.warnings and "may be a known one" not in report.message
    assert [(one.suggestion.pair, one.said_by) for one in denied.asked().denied] == [(PAIR, "K. Petrov")]
    assert denied.steps().back == back + 1
    document = run("aliases", "list", "--json", data=denied.folder.parent).document
    assert [one["suggestion"]["code"] for one in document["two_people"]] == ["c9"] and not document[
        "suggestions"
    ]
    assert "clients c9 and c1 are two people (said " in run("aliases", "list", data=denied.folder.parent).out


def test_undo_takes_it_back_with_the_import_and_redo_brings_it_again(denied):
    denied.undo()
    assert denied.asked().denied == ()
    denied.redo()
    assert [one.suggestion.pair for one in denied.asked().denied] == [PAIR]
    bring(denied, *CHANGED, "c9,2026-09-05,T1,22,36")
    denied.undo()
    assert [one.suggestion.pair for one in denied.asked().denied] == [PAIR]


def test_it_can_be_taken_back(denied):
    denied.ask_again(*PAIR)
    assert ([one.pair for one in denied.suggestions()], denied.asked().denied) == ([PAIR], ())
    bring(denied, *CHANGED, "c9,2026-09-05,T1,22,36")
    assert [one.pair for one in denied.suggestions()] == [PAIR]


def test_it_holds_for_codes_that_are_joined_with_one_of_them_later(denied):
    denied.say_alias("client", "c1", "c2")
    assert denied.asked().denied_pairs(denied.aliases()) == {("client", frozenset(("c9", "c2")))}
    denied.say_alias("client", "c9", "c2")
    assert denied.asked().denied == (), "who says that they are one person says so last"
