"""Tests of pages of practices that record no endings: no text states a rate of endings."""

from __future__ import annotations

import re

import pytest

from analytics.access import may, viewer_for
from analytics.store import DataFolder
from pages.shell.registry import PAGES
from tests.pages.run_page import people, start
from tests.support.first_installed import with_people

ROLES = ("owner", "supervisor", "therapist", "office")
RULES = {"definitions"}  # says what each rule counts, not what was counted
# a figure and an unplanned ending in one sentence
RATE = re.compile(
    r"\d[^.\n]{0,60}\b(unplanned|not agreed)|\b(unplanned|not agreed)\b[^.\n]{0,60}\d|read as (un)?planned|inferred",
    re.IGNORECASE,
)
LACKING = {
    "one_session": "This export records no endings.",
    "no_endings": "This export records no endings.",
    "few_endings": "Endings are recorded for 7 of 62 ended courses",
    "only_end_dates": "This export records that courses ended, but not how.",
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = {}

    def folder(kind: str):
        if kind not in made:
            made[kind] = with_people(kind, tmp_path_factory.mktemp(kind))
        return made[kind]

    return folder


def everything(test) -> str:
    """Return everything that a page sends to the browser, including charts and closed expanders."""
    assert not test.exception, test.exception[0].message
    found, waiting = [], [test._tree]
    while waiting:
        node = waiting.pop()
        waiting += getattr(node, "children", {}).values()
        proto = getattr(node, "proto", None)
        if proto is not None:
            found.append(str(proto))
    return "\n".join(found)


def rates(text: str) -> list[str]:
    shown = re.sub(
        r'^\s*(id|key|element_id)?: ?".*$', "", text, flags=re.MULTILINE
    )  # names of elements are no words
    return [found.group(0) for found in RATE.finditer(re.sub(r"<[^>]*>", " ", shown))]


@pytest.mark.parametrize("page", sorted(set(PAGES) - RULES))
@pytest.mark.parametrize("role", ROLES)
def test_no_page_gives_a_rate_of_endings(folders, page, role):
    folder = folders("no_endings")
    person = people(folder)[role]
    if may(viewer_for(person), page):
        text = everything(start(page, folder, person))
        assert not rates(text), rates(text)


@pytest.mark.parametrize("kind", ["few_endings", "only_end_dates", "half_endings"])
@pytest.mark.parametrize(
    "page", ["overview", "outcomes", "alliance", "supervision", "early_warning", "caseload"]
)
def test_nor_where_few_are_recorded(folders, kind, page):
    folder = folders(kind)
    for role in ("owner", "supervisor"):
        person = people(folder)[role]
        if may(viewer_for(person), page):
            text = everything(start(page, folder, person))
            assert not rates(text), rates(text)


@pytest.mark.parametrize("kind", sorted(LACKING))
def test_overview_says_what_is_lacking_what_is_known_and_what_helps(folders, kind):
    folder = folders(kind)
    for role in ("owner", "supervisor"):
        test = start("overview", folder, people(folder)[role])
        lead = " ".join(one.value for one in test.markdown if "hf-lead" in one.value)
        assert LACKING[kind] in lead
        if kind != "one_session":  # fewer than five courses are open there: the count would give them away
            assert re.search(r"\d+ of \d+ courses have had no session for 60 days", lead)
        assert "export the reason of each ending" in lead and "imported later" in lead


@pytest.mark.parametrize(
    ("page", "address", "words"),
    [
        ("outcomes", {"measure": "Ended unplanned"}, "This export records no endings."),
        ("therapists", {"compare": "Ended unplanned"}, "This export records no endings."),
        ("early_warning", {"outcome": "Ended unplanned"}, "This export records no endings."),
        ("early_warning", {}, "Little or no change"),
        ("alliance", {}, "This export records no endings."),
    ],
)
def test_what_is_asked_for_says_why_it_is_not_there(folders, page, address, words):
    folder = folders("no_endings")
    text = everything(start(page, folder, people(folder)["owner"], **address))
    assert words in text
    assert not rates(text), rates(text)


@pytest.mark.parametrize("role", ["supervisor", "therapist"])
def test_a_client_of_such_a_practice(folders, role):
    folder = folders("no_endings")
    person = people(folder)[role]
    warehouse = DataFolder(folder).sample.warehouse()
    with warehouse.cursor(viewer_for(person).scope) as cursor:
        found = dict(
            cursor.execute(
                "select ended, any_value(record_id) from scoped.episode"
                " join scoped.client using (client_key) group by 1"
            ).fetchall()
        )
    for ended, record in found.items():
        text = everything(start("client", folder, person, client=record))
        assert not rates(text), rates(text)
        assert ("no session for" in text) >= bool(ended)


def test_where_endings_are_recorded_the_bounds_stand_beside_the_rate(sample_folder):
    """In a practice of a few dozen clients an owner gets no bound, because too few endings are unplanned."""
    folder, owner = sample_folder, people(sample_folder)["owner"]
    for page, address in (("overview", {}), ("outcomes", {"measure": "Ended unplanned"})):
        test = start(page, folder, owner, **address)
        lead = " ".join(one.value for one in test.markdown if "hf-lead" in one.value)
        assert re.search(r"y other ways to count \d+ to \d+ in 100", lead), lead
