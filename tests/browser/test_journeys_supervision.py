"""Browser journey of supervision: a therapist adds a client, the supervisor sees it, both talk, it is off again."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import expect

from analytics.access import read_people, viewer_for
from analytics.caseload import caseload
from analytics.filters import Filters
from analytics.store import DataFolder
from tests.support import axe, screen
from tests.support import browser as support
from tests.support.server import running


@pytest.fixture(scope="module")
def own(sample_folder, tmp_path_factory):
    """Yield a writable copy of the made-up practice as (data folder, server)."""
    folder = shutil.copytree(sample_folder, tmp_path_factory.mktemp("supervision"), dirs_exist_ok=True)
    with running(folder) as server:
        yield folder, server


@pytest.fixture(scope="module")
def found(own):
    """Return the first supervisor, a supervised therapist with a client to watch, another therapist, the client."""
    folder, _ = own
    people = read_people(DataFolder(folder).sample.folder / "people.json")
    supervisor = next(one for one in people if one.role == "supervisor")
    warehouse = DataFolder(folder).sample.warehouse()
    for one in people:
        if one.role == "therapist" and one.therapist in supervisor.supervises:
            answer = caseload(warehouse, viewer_for(one).scope, Filters())
            if clients := answer.group("watch"):
                other = next(each for each in people if each.role == "therapist" and each != one)
                return supervisor, one, other, clients[0]
    raise AssertionError("the made-up practice has no supervised therapist with a client to watch")


def agenda(page, server, person, name: str = "") -> str:
    support.visit(page, f"{server.url}/supervision?as={person.key}", heading="Training focus")
    if name:
        screen.choose(page, "Therapist", name)
        screen.rerun(page)
    return screen.words(page)


def test_a_client_goes_on_the_agenda_and_off_again(own, found, page):
    _, server = own
    supervisor, therapist, other, client = found
    support.visit(page, f"{server.url}/caseload?as={therapist.key}", heading="My caseload")
    row = page.locator(f'[class*="row-{client.record_id}"]').first
    row.get_by_role("button", name="Add to supervision").click()
    screen.rerun(page)
    expect(row.get_by_role("button", name="Take off the agenda")).to_be_visible()
    assert axe.violations(page) == []

    for person, name in ((therapist, ""), (supervisor, therapist.name)):
        words = agenda(page, server, person, name)
        assert client.client_id in words and "added on" in words
        assert axe.violations(page) == []
    assert client.client_id not in agenda(page, server, other)

    support.visit(page, f"{server.url}/client?as={supervisor.key}&client={client.record_id}")
    assert "On the supervision agenda since" in screen.words(page)
    page.get_by_role("button", name="Talked about it").click()
    screen.rerun(page)
    expect(page.get_by_role("button", name="Add to supervision")).to_be_visible()
    assert "added on" not in agenda(page, server, therapist)


def test_the_timeline_adds_and_the_supervision_page_takes_off(own, found, page):
    _, server = own
    _, therapist, _, client = found
    support.visit(page, f"{server.url}/client?as={therapist.key}&client={client.record_id}")
    page.get_by_role("button", name="Add to supervision").click()
    screen.rerun(page)
    expect(page.get_by_role("button", name="Take off the agenda")).to_be_visible()
    assert "added on" in agenda(page, server, therapist)
    page.get_by_role("button", name="Take off the agenda").click()
    screen.rerun(page)
    assert "added on" not in screen.words(page)


def test_an_agreement_is_seen_by_the_two_and_counted_for_the_owner(own, found, page):
    folder, server = own
    supervisor, therapist, other, _ = found
    people = read_people(DataFolder(folder).sample.folder / "people.json")
    agenda(page, server, supervisor, therapist.name)
    screen.choose(page, "What to practise", "Confirm shared goals (looked at: goals and topics)")
    screen.rerun(page)
    page.get_by_role("button", name="Agree and set the day").click()
    screen.rerun(page)
    assert "Confirm shared goals, since" in screen.words(page)
    assert axe.violations(page) == []

    assert "Confirm shared goals, since" in agenda(page, server, therapist)
    assert "Confirm shared goals, since" not in agenda(page, server, other)
    for one in people:
        if one.role == "supervisor" and one != supervisor and therapist.therapist in one.supervises:
            assert "Confirm shared goals, since" not in agenda(page, server, one, therapist.name)
    owner = next(one for one in people if one.role == "owner" and not one.therapist)
    words = agenda(page, server, owner)
    assert "Confirm shared goals: 1" in words
    assert therapist.name not in words

    agenda(page, server, therapist)
    page.get_by_role("button", name="End this agreement").click()
    screen.rerun(page)
    words = screen.words(page)
    assert "Agree and set the day" in words and "Confirm shared goals, since" not in words
    assert "Confirm shared goals: 1" not in agenda(page, server, owner)


def test_what_came_of_a_flag_is_marked_counted_and_taken_back(own, found, page):
    _, server = own
    _, therapist, _, client = found
    address = f"{server.url}/client?as={therapist.key}&client={client.record_id}"
    support.visit(page, address)
    page.get_by_role("button", name="It helped").click()
    screen.rerun(page)
    assert "it helped." in screen.words(page)
    assert axe.violations(page) == []
    support.visit(page, f"{server.url}/caseload?as={therapist.key}", heading="My caseload")
    assert "Of 1 reason that you answered, you found 1 worth a conversation." in screen.words(page)
    support.visit(page, address)
    page.get_by_role("button", name="Take the answer back").click()
    screen.rerun(page)
    expect(page.get_by_role("button", name="It did not help")).to_be_visible()
