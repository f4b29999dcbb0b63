"""Tests of the card "The same person?": merge, separate or reject two codes, and show merged therapists."""

from __future__ import annotations

import datetime
import json
import re
from unittest import mock

import pytest

from analytics.access import viewer_for
from analytics.caseload import caseload
from analytics.filters import Filters
from analytics.risk import refresh
from analytics.store import DataFolder, history
from analytics.store.aliases import Alias, Suggestion
from analytics.store.recount import identify
from tests.pages.run_page import people, start, words
from tests.support import clinic
from tests.support.practice import deliver, practice, session

SUGGESTED = [
    Suggestion(kind="therapist", code="Meier", known="Schulz", stands_for="Meier", why="took_over", n=4),
    Suggestion(kind="client", code="c1", known="C1", stands_for="C1", why="spelling", n=2),
    Suggestion(kind="client", code="N7", known="C7", stands_for="N7", why="equal_sessions", n=5),
]


def rows() -> list[dict]:
    made = [session(code, f"2026-0{month}-0{day}", 20 + month, 36, therapist)
            for day, code in enumerate(("C1", "c1", "C7", "N7"), start=1)
            for month, therapist in ((7, "Schulz"), (8, "Schulz"), (9, "Meier"))]  # fmt: skip
    return made


@pytest.fixture
def own(tmp_path):
    store = practice(tmp_path, rows(), suggestions=SUGGESTED)
    with mock.patch.object(refresh, "start_process"):
        yield tmp_path, store


def press(page, label: str, number: int = 0):
    return [button for button in page.button if button.label == label][number].click().run()


def test_each_suggestion_is_a_sentence_with_two_buttons(own):
    folder, store = own
    page = start("data", folder)
    assert not page.exception
    said = words(page)
    assert (
        "<b>Schulz</b> stopped when <b>Meier</b> began, and 4 clients of Schulz went on with Meier." in said
    )
    assert "Clients <b>c1</b> and <b>C1</b> differ only in the way they are written." in said
    assert "Clients <b>N7</b> and <b>C7</b> have 5 sessions of the same days, therapist and scores." in said
    page = press(page, "The same: show Meier")
    assert "Therapist <b>Schulz</b> is shown as <b>Meier</b>, said on" in words(page)
    page = press(page, "The same: show C1")
    page = press(page, "Two clients")
    assert "They stay two." in words(page)
    assert store.suggestions() == ()
    page.session_state["two-people"] = True
    page = page.run()
    assert "Clients <b>N7</b> and <b>C7</b> are two people, said on" in words(page)
    page = press(page, "Ask again")
    assert "The question is open again" in words(page)
    page = press(page, "Two clients")
    assert {(one.code, one.stands_for) for one in store.aliases()} == {("c1", "C1"), ("Schulz", "Meier")}
    page = press(page, "Part them again")
    assert [one.code for one in store.aliases()] == ["Schulz"]
    assert store.steps().back == 4


def test_two_codes_are_said_to_be_one_person_by_hand(own):
    folder, store = own
    page = start("data", folder)
    page.session_state["say-alias"] = True
    page = page.run()
    page.selectbox(key="alias-code").select("Schulz")
    page.selectbox(key="alias-shown").select("Meier")
    page = press(page, "They are one person")
    assert not page.exception
    assert [(one.code, one.stands_for) for one in store.aliases()] == [("Schulz", "Meier")]
    assert "it can be taken back" in words(page)


def test_many_aliases_are_a_list_to_choose_from(own):
    folder, store = own
    deliver(store, [session(f"D{n}", "2026-09-09", 20, 36) for n in range(14)])
    with store.writing():
        identify(store, _aliases(14))
    page = start("data", folder)
    assert not page.exception
    assert not [button for button in page.button if button.label == "Part them again"]
    page = press(page, "Part these two again")
    assert len(store.aliases()) == 13


def _aliases(n: int) -> list[Alias]:
    return [
        Alias(
            kind="client",
            code=f"old{k:02}",
            stands_for=f"D{k}",
            said_at=datetime.datetime(2026, 9, 30),
            said_by="office",
        )
        for k in range(n)
    ]


def test_only_who_may_import_sees_codes_and_nobody_on_the_made_up_practice(tmp_path):
    clinic.fill(tmp_path, own=True)
    DataFolder(tmp_path).sample.say_alias("therapist", "T02", "T01")
    for person in people(tmp_path).values():
        page = start("data", tmp_path, person)
        assert "The same person?" not in [header.value for header in page.subheader], person.role
    assert "The same person?" in [header.value for header in start("data", tmp_path).subheader]


@pytest.mark.parametrize(
    "page", ["overview", "outcomes", "alliance", "therapists", "supervision", "caseload"]
)
@pytest.mark.parametrize("role", ["supervisor", "therapist"])
def test_a_joined_therapist_has_one_past_on_every_page(tmp_path, page, role):
    """A merged therapist appears under one code with all sessions on every page."""
    clinic.fill(tmp_path)
    DataFolder(tmp_path).sample.say_alias("therapist", "T01", "T02")
    shown = start(page, tmp_path, people(tmp_path)[role])
    assert not shown.exception
    text = words(shown)
    assert "T01" not in text
    if page == "caseload":
        store = DataFolder(tmp_path).sample
        found = caseload(store.warehouse(), viewer_for(people(tmp_path)["therapist"]).scope, Filters())
        assert {one.therapist for one in found.clients} == {"T02"}


def test_parting_is_signed_and_the_way_back_speaks_of_it(own):
    folder, store = own
    store.say_alias("therapist", "Schulz", "Meier", "Ben")
    page = press(start("data", folder), "Part them again")
    assert not page.exception
    assert [one["by"] for one in history.list_entries(store) if one["what"] == "alias"] == [
        "This computer",
        "Ben",
    ]
    assert "go back to how they were before who is the same person was changed." in words(page)


def test_two_who_sign_in_as_one_joined_therapist_see_nothing_of_it_and_why(tmp_path):
    """Two people who sign in with merged codes see none of the merged data, and are told why."""
    store = DataFolder(tmp_path).sample
    deliver(store, rows())
    store.say_alias("therapist", "Schulz", "Meier")
    listed = [
        {"person": "s", "name": "A. Schulz", "role": "therapist", "therapist": "Schulz"},
        {"person": "m", "name": "B. Meier", "role": "supervisor", "therapist": "Meier"},
    ]
    (store.folder / "people.json").write_text(json.dumps(listed), encoding="utf-8")
    for role in ("therapist", "supervisor"):
        page = start("caseload", tmp_path, people(tmp_path)[role])
        assert not page.exception
        assert "A. Schulz each sign in with a code that is shown as Meier now" in words(page)
        assert not {"C1", "c1", "C7", "N7"} & set(re.findall(r"\b[A-Za-z]\d\b", words(page)))
        assert not start("therapists", tmp_path, people(tmp_path)[role]).exception


def test_the_card_says_who_sees_nothing_of_a_joined_therapist(own):
    folder, store = own
    store.say_alias("therapist", "Schulz", "Meier")
    listed = [{"person": c, "name": c, "role": "therapist", "therapist": c} for c in ("Schulz", "Meier")]
    (store.folder / "people.json").write_text(json.dumps(listed), encoding="utf-8")
    assert "Schulz and Meier each sign in with a code that is shown as Meier now" in words(
        start("data", folder)
    )
