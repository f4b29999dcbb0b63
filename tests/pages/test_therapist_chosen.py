"""Tests of the chosen therapist: same on all pages and in the address, limited to the viewer's access."""

from __future__ import annotations

import pytest

from analytics import outcomes
from analytics.access import read_people, viewer_for
from analytics.store import DataFolder
from tests.pages.run_page import people, start, words

PAGES = {"caseload": "caseload_of", "supervision": "focus_of", "therapists": "highlight"}


def keys(sample_folder, person) -> dict[str, str]:
    """Return the opaque keys of the therapists whom this person may choose, by code."""
    found = outcomes.choices(DataFolder(sample_folder).sample.warehouse(), viewer_for(person).scope)
    return {one.code: one.record_id for one in found.therapists}


def address(test) -> str | None:
    """Return the therapist's key in the page address."""
    value = test.query_params.get("therapist")
    return value[0] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def supervisor(sample_folder):
    return people(sample_folder)["supervisor"]


@pytest.mark.parametrize("page", PAGES)
def test_the_therapist_of_the_address_is_the_one_shown(sample_folder, supervisor, page):
    code, key = list(keys(sample_folder, supervisor).items())[1]
    test = start(page, sample_folder, supervisor, therapist=key)
    assert not test.exception
    chosen = test.selectbox(key=PAGES[page])
    assert (chosen.label, chosen.value) == ("Therapist", key)
    assert code not in key
    assert address(test) == key


@pytest.mark.parametrize("page", PAGES)
def test_what_is_chosen_stands_in_the_address(sample_folder, supervisor, page):
    key = list(keys(sample_folder, supervisor).values())[2]
    test = start(page, sample_folder, supervisor)
    assert address(test) is None
    test.selectbox(key=PAGES[page]).set_value(key).run()
    assert not test.exception
    assert address(test) == key
    assert test.selectbox(key="therapist").value == key


@pytest.mark.parametrize("page", PAGES)
def test_a_therapist_out_of_scope_or_forged_counts_as_none(sample_folder, supervisor, page):
    everybody = keys(sample_folder, people(sample_folder)["owner"])
    mine = keys(sample_folder, supervisor)
    foreign = next(code for code in everybody if code not in mine)
    plain = words(start(page, sample_folder, supervisor))
    for forged in (everybody[foreign], foreign, "0" * 16, "x' or 1=1", "../../etc"):
        test = start(page, sample_folder, supervisor, therapist=forged)
        assert not test.exception
        assert words(test) == plain
        assert test.selectbox(key="therapist").value not in everybody.values()


@pytest.mark.parametrize("page", PAGES)
def test_a_therapist_sees_oneself_whatever_the_address_says(sample_folder, page):
    person = people(sample_folder)["therapist"]
    everybody = keys(sample_folder, people(sample_folder)["owner"])
    foreign = next(key for code, key in everybody.items() if code != person.therapist)
    plain = words(start(page, sample_folder, person))
    test = start(page, sample_folder, person, therapist=foreign)
    assert words(test) == plain
    assert not [one for one in test.selectbox if one.label == "Therapist"]


def test_the_office_is_given_no_key(sample_folder):
    test = start("data", sample_folder, people(sample_folder)["office"])
    assert not [one for one in test.selectbox if one.label == "Therapist key"]


def test_a_choice_of_another_persona_is_dropped(sample_folder):
    accounts = read_people(DataFolder(sample_folder).sample.folder / "people.json")
    first, second = [one for one in accounts if one.role == "supervisor"][:2]
    theirs = second.supervises | {second.therapist}
    key = next(key for code, key in keys(sample_folder, first).items() if code not in theirs)
    test = start("caseload", sample_folder, second, therapist=key)
    assert test.selectbox(key="caseload_of").value == "all"


def test_rows_of_several_therapists_carry_the_name_and_those_of_one_do_not(sample_folder, supervisor):
    found = outcomes.choices(
        DataFolder(sample_folder).sample.warehouse(), viewer_for(supervisor).scope
    ).therapists
    mixed = start("caseload", sample_folder, supervisor)
    rows = "\n".join(one.value for one in mixed.markdown if "hf-row" in one.value)
    assert rows.count("hf-whose") == rows.count('class="hf-row"')
    assert any(one.name in rows for one in found)
    narrowed = start("caseload", sample_folder, supervisor, therapist=found[0].record_id)
    assert "hf-whose" not in "\n".join(one.value for one in narrowed.markdown)
