"""Tests of all pages for every role on three practices: made-up, empty, and with a single client."""

import re
from decimal import Decimal

import pytest

from analytics.access import may, viewer_for
from analytics.store import DataFolder
from pages.client import text as client_text
from pages.shell.registry import PAGES
from tests.pages.run_page import people, start, words
from tests.support import practice

ROLES = ("owner", "supervisor", "therapist", "office")
KEYS = sorted(PAGES)


@pytest.fixture(scope="module")
def one_client(tmp_path_factory):
    """Return the data folder of a practice with one open client, who has had four sessions."""
    folder = tmp_path_factory.mktemp("one-client")
    rows = [
        practice.session("C-1", f"2026-09-{day:02}", ors=Decimal(15 + n), srs=Decimal(36))
        for n, day in enumerate((1, 8, 15, 22))
    ]
    practice.deliver(DataFolder(folder).practice, rows)
    return folder


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return tmp_path_factory.mktemp("empty")


def sound(test):
    """Assert that the page has no exception and no invalid number; return its text."""
    assert not test.exception, test.exception[0].message
    text = words(test)
    for wrong in ("nan", "None", "inf "):
        assert not re.search(rf"\b{wrong}\b", text), text
    return text


@pytest.mark.parametrize("page", KEYS)
@pytest.mark.parametrize("role", ROLES)
def test_the_made_up_practice(sample_folder, page, role):
    person = people(sample_folder)[role]
    text = sound(start(page, sample_folder, person))
    assert "Demo data, made up" in text
    assert ("This page is for" in text) != may(viewer_for(person), page)


@pytest.mark.parametrize("page", KEYS)
def test_an_empty_practice(empty, page):
    text = sound(start(page, empty))
    if page not in ("definitions", "people"):
        assert "Nothing has been imported yet" in text


@pytest.mark.parametrize("page", KEYS)
def test_a_practice_of_one_client(one_client, page):
    text = sound(start(page, one_client))
    if page in ("overview", "outcomes", "alliance"):
        assert not re.search(r"\d+ in 100", text), "one client is no percentage"


@pytest.mark.parametrize("page", ["overview", "outcomes", "alliance"])
def test_the_lead_follows_the_period(sample_folder, page):
    owner = people(sample_folder)["owner"]
    leads = set()
    for period in ("Last 12 months", "Last 24 months", "All data"):
        test = start(page, sample_folder, owner, period=period)
        leads.add(next(one.value for one in test.markdown if "hf-lead" in one.value))
    assert len(leads) == 3


@pytest.mark.parametrize("measure", ["Reliable improvement", "Recovery", "Mean change", "Ended unplanned"])
def test_outcomes_shows_the_measure_of_the_address(sample_folder, measure):
    text = sound(start("outcomes", sample_folder, people(sample_folder)["owner"], measure=measure))
    assert {
        "Ended unplanned": "ended unplanned (",
        "Mean change": "ORS points on average",
        "Recovery": "recovered (",
    }.get(measure, "clearly better at the last score") in text


def opened(sample_folder, role="supervisor"):
    """Return the first person of a role, and the clients in the caseload of that person."""
    person = people(sample_folder)[role]
    from analytics.caseload import caseload
    from analytics.filters import Filters

    warehouse = DataFolder(sample_folder).sample.warehouse()
    return person, caseload(warehouse, viewer_for(person).scope, Filters()).clients


def test_caseload_shows_five_first_and_offers_the_rest(sample_folder):
    person, clients = opened(sample_folder)
    first = [one for one in clients if one.tier == "talk_first"]
    text = sound(start("caseload", sample_folder, person))
    assert f"Talk about these first · {len(first)}" in text.replace("\\", "")
    shown = [one for one in first if one.client_id in text]
    assert len(shown) == min(5, len(first))
    if len(first) > 5:
        assert f"and {len(first) - 5} more" in text


def test_every_reason_is_on_the_row(sample_folder):
    person, clients = opened(sample_folder)
    text = sound(start("caseload", sample_folder, person))
    for one in [one for one in clients if one.tier == "talk_first"][:5]:
        assert one.fired[0].chip in text


def test_a_timeline_of_every_open_client_of_a_therapist(sample_folder):
    person, clients = opened(sample_folder, "therapist")
    for one in clients[:6]:
        text = sound(start("client", sample_folder, person, client=one.record_id))
        assert f"Client {one.client_id}" in text.replace("\\", "")


def test_unknown_and_forbidden_records_get_the_same_words(sample_folder):
    person, _ = opened(sample_folder, "therapist")
    _, others = opened(sample_folder, "supervisor")
    forbidden = next(one for one in others if one.therapist != person.therapist)
    told = {
        words(start("client", sample_folder, person, client=record))
        for record in (forbidden.record_id, "0" * 16, "../../etc", "x" * 500)
    }
    assert len(told) == 1
    assert client_text.UNKNOWN in told.pop()


def test_a_session_of_the_address_is_open(sample_folder):
    person, clients = opened(sample_folder, "therapist")
    long = max(clients, key=lambda one: one.sessions)
    test = start("client", sample_folder, person, client=long.record_id, session="2")
    assert test.selectbox(key="session").value == "2"
    assert "since session 1" in sound(test)


def test_the_office_sees_no_score(sample_folder):
    text = sound(start("data", sample_folder, people(sample_folder)["office"]))
    for word in ("Clearly better", "recovered", "Wellbeing"):
        assert word not in text
    assert "No scores are shown here" in text


def test_only_owners_change_rules(sample_folder):
    found = people(sample_folder)
    assert "Rule" in [one.label for one in start("definitions", sample_folder, found["owner"]).selectbox]
    for role in ("supervisor", "therapist", "office"):
        test = start("definitions", sample_folder, found[role])
        assert "Rules are changed by owners" in sound(test)
        assert "Rule" not in [one.label for one in test.selectbox]


def test_a_rule_shows_what_it_would_change_before_it_is_saved(sample_folder):
    test = start("definitions", sample_folder, people(sample_folder)["owner"], term="endings.lapse_days")
    before = DataFolder(sample_folder).sample.current().name
    test.number_input(key="value-endings.lapse_days").set_value(30).run()
    text = sound(test)
    assert "30 days instead of 60 days" in text
    assert re.search(r"Ended unplanned:</b> [\d,]+ to [\d,]+", text)
    assert DataFolder(sample_folder).sample.current().name == before


def test_the_glossary_is_searched(sample_folder):
    test = start("definitions", sample_folder, people(sample_folder)["office"])
    test.text_input(key="q").set_value("repair").run()
    text = sound(test)
    assert "Repair." in text
    assert "Effect size." not in text
