"""Tests of the client search: only own clients, open and ended episodes, no codes in addresses."""

from __future__ import annotations

import pytest

from analytics import caseload, client
from analytics.access import Scope, this_computer, viewer_for
from analytics.filters import Filters
from analytics.store import DataFolder
from pages.caseload import client_search
from tests.pages.run_page import people, start, words
from tests.support import practice

ALL = this_computer().scope


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a practice with similar client codes, one ended episode and two therapists."""
    rows = [
        practice.session(code, day, ors=20, srs=37, therapist=therapist, closure=closure)
        for code, day, therapist, closure in (
            ("0042", "2026-09-20", "T01", None),
            ("42", "2026-09-21", "T01", None),
            ("1042-a", "2026-02-01", "T01", "planned"),
            ("T02-42", "2026-09-22", "T02", None),
            ("_*x*[1](y)", "2026-09-22", "T02", None),
        )
    ]
    folder = tmp_path_factory.mktemp("search")
    practice.deliver(DataFolder(folder).practice, rows)
    return folder


def found(folder, code: str, scope: Scope = ALL):
    return client.find(DataFolder(folder).practice.warehouse(), scope, Filters(), code)


def test_the_code_itself_comes_first_and_ended_clients_are_found(made):
    assert [one.client_id for one in found(made, " 42 ")] == ["42", "0042", "1042-a", "T02-42"]
    ended = found(made, "1042-A")[0]
    assert (ended.client_id, ended.is_open) == ("1042-a", False)
    assert found(made, "   ") == ()


def test_nobody_out_of_scope_is_found(made):
    mine = Scope(therapists=("T01",), practice_totals=True)
    assert [one.client_id for one in found(made, "42", mine)] == ["42", "0042", "1042-a"]
    assert found(made, "T02-42", mine) == ()
    assert found(made, "42", Scope()) == ()


@pytest.mark.parametrize("code", ["%", "_", "' or 1=1 --", "x" * 1000, "\x00", "42%", "ſ"])
def test_odd_text_finds_only_what_holds_it(made, code):
    assert all(code.strip().lower() in one.client_id.lower() for one in found(made, code))


def typed(folder, who, code: str):
    test = start("caseload", folder, who)
    test.text_input(key=client_search.KEY).set_value(code).run()
    assert not test.exception
    return test


def links(test) -> list:
    shown = [one.proto for one in test.get("page_link")]
    return [one for one in shown if "client=" in one.query_string and "·" in one.label]


def test_the_page_links_to_the_client_without_its_code_in_the_address(made):
    test = typed(made, None, "1042-a")
    (link,) = links(test)
    assert link.label.replace("\\", "").startswith("1042-a · ended, last session 1 Feb 2026")
    record = found(made, "1042-a")[0].record_id
    assert record in link.query_string
    assert "1042-a" not in link.query_string
    assert "1042-a" not in str(dict(test.query_params.items() if hasattr(test.query_params, "items") else {}))
    assert "Client 1042-a" in words(start("client", made, None, client=record)).replace("\\", "")


def test_no_match_is_a_sentence(made):
    assert client_search.NOBODY in words(typed(made, None, "nobody"))
    assert client_search.NOBODY not in words(start("caseload", made, None))


def test_a_code_of_somebody_else_is_answered_like_one_that_does_not_exist(sample_folder):
    found_people = people(sample_folder)
    therapist = found_people["therapist"]
    warehouse = DataFolder(sample_folder).sample.warehouse()
    mine = viewer_for(therapist).scope
    foreign = next(
        one.client_id
        for one in caseload.caseload(warehouse, ALL, Filters()).clients
        if not client.find(warehouse, mine, Filters(), one.client_id)
    )
    told = {words(typed(sample_folder, therapist, code)) for code in (foreign, "no such code")}
    assert len(told) == 1
    assert client_search.NOBODY in told.pop()
