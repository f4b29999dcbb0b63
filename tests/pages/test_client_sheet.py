"""Tests of the sheet for the client as a page: who opens it, what it shows, on whole and on lacking practices."""

import re

import pytest

from analytics import client
from analytics.access import this_computer, viewer_for
from analytics.caseload import caseload
from analytics.filters import Filters
from analytics.notes import ClientLabels
from analytics.store import DataFolder, pseudonyms
from pages.client import text as client_text
from pages.client_sheet import text as sheet_text
from tests.pages.run_page import people, start
from tests.support.practice import practice, session
from tests.unit.test_client_sheet_reading import NEVER

KINDS = ("no_endings", "year_old", "one_therapist", "no_srs", "one_session", "ten_clients")


def said(test) -> str:
    """Return the text of the main column of a page that ran without an error, without tags and escapes."""
    assert not test.exception, test.exception[0].message
    main = test.main
    parts = [one.value for kind in (main.title, main.subheader, main.markdown) for one in kind]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", " ".join(parts))).replace("\\", "")


def caseload_of(folder, role):
    """Return the first person of a role with the open clients that this person may see."""
    person = people(folder)[role]
    return person, caseload(
        DataFolder(folder).sample.warehouse(), viewer_for(person).scope, Filters()
    ).clients


@pytest.mark.parametrize("role", ["owner", "office"])
def test_owner_and_office_are_refused_by_the_address(sample_folder, role):
    _, clients = caseload_of(sample_folder, "supervisor")
    text = said(
        start("client_sheet", sample_folder, people(sample_folder)[role], client=clients[0].record_id)
    )
    assert "This page is for supervisors and therapists" in text
    assert clients[0].client_id not in text


@pytest.mark.parametrize("role", ["supervisor", "therapist"])
def test_a_therapist_and_a_supervisor_open_their_clients(sample_folder, role):
    person, clients = caseload_of(sample_folder, role)
    for one in clients[:4]:
        text = said(start("client_sheet", sample_folder, person, client=one.record_id))
        assert f"Client {one.client_id} ·" in text and sheet_text.WEEKS in text
        others = {other.client_id for other in clients} - {one.client_id}
        assert not [code for code in others if re.search(rf"\b{re.escape(code)}\b", text)]


def test_unknown_and_forbidden_records_get_the_same_words(sample_folder):
    person, _ = caseload_of(sample_folder, "therapist")
    _, others = caseload_of(sample_folder, "supervisor")
    forbidden = next(one for one in others if one.therapist != person.therapist)
    told = {
        said(start("client_sheet", sample_folder, person, client=record))
        for record in (forbidden.record_id, "0" * 16, "../../etc", "x" * 500)
    }
    assert len(told) == 1
    assert client_text.UNKNOWN in told.pop()


def test_it_says_the_figures_of_the_timeline_page(sample_folder):
    """First and last score, last areas and their session are those of the answer of the client page."""
    person, clients = caseload_of(sample_folder, "supervisor")
    warehouse = DataFolder(sample_folder).sample.warehouse()
    compared = 0
    for one in clients[:12]:
        answer = client.timeline(warehouse, viewer_for(person).scope, one.record_id)
        text = said(start("client_sheet", sample_folder, person, client=one.record_id))
        scores = [row.ors for row in answer.sessions if row.ors is not None]
        if answer.movement not in ("one_score", "no_score", "two_forms"):
            assert f"from {scores[0]:.1f} to {scores[-1]:.1f}, out of 40" in text
            compared += 1
        rated = [row for row in answer.sessions if row.srs is not None]
        if rated and None not in rated[-1].srs_areas.values():
            assert f"from session {rated[-1].session_no}, on" in text
            assert f"Goals and topics {rated[-1].srs_areas['goals']:.1f} of 10" in text
    assert compared > 5


def test_no_flag_no_risk_and_no_colleague(sample_folder):
    person, clients = caseload_of(sample_folder, "supervisor")
    names = {one.name for one in people(sample_folder).values()}
    flagged = [one for one in clients if one.fired][:6]
    assert len(flagged) > 3
    for one in flagged:
        shown = said(start("client_sheet", sample_folder, person, client=one.record_id))
        assert not NEVER.search(shown), NEVER.findall(shown)
        assert not [name for name in names if name in shown]
        assert one.fired[0].chip not in shown and "in 100" not in shown


@pytest.mark.parametrize("kind", KINDS)
def test_a_practice_that_lacks_something(practices, kind):
    folder = practices(kind)
    warehouse = DataFolder(folder).practice.warehouse()
    clients = caseload(warehouse, this_computer().scope, Filters()).clients
    assert clients
    for one in clients[:3]:
        text = said(start("client_sheet", folder, client=one.record_id))
        assert sheet_text.WEEKS in text and not re.search(r"\b(nan|None|not given)\b", text)
        if kind == "no_srs":
            assert "We do not use a form for this here." in text and "of 10 " not in text
        if kind == "one_session":
            assert "There is one score so far" in text and "One score on one day says little." in text


def full(client_id: str, day: str, ors, areas, **more):
    """Return a session whose SRS has these four areas."""
    names = ("srs_relationship", "srs_goals", "srs_approach", "srs_overall")
    held = dict(zip(names, areas, strict=True))
    return session(client_id, day, ors, sum(areas), **{**held, **more})


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """Return a practice of clients who each lack or exceed something."""
    days = [f"2026-09-{day:02}" for day in (1, 8, 15, 22)]
    rows = [full("all40", day, 40, (10, 10, 10, 10)) for day in days]
    rows += [session("no-ors", day, None, 36) for day in days]
    rows += [session("no-forms", day) for day in days]
    rows += [session("sum-only", day, 20 + n, 35) for n, day in enumerate(days)]
    rows += [full("child", day, 20 + 5 * n, (9, 8, 9, 9), age_group="child", ors_version="CORS", srs_version="CSRS")
             for n, day in enumerate(days)]  # fmt: skip
    rows += [session("parent", day, 24 - n, None, rater="caretaker", age_group="child", ors_version="CORS")
             for n, day in enumerate(days)]  # fmt: skip
    rows += [session("two-forms", day, 20, 36, ors_version="CORS" if n < 2 else "ORS")
             for n, day in enumerate(days)]  # fmt: skip
    rows += [session("ended", day, 15 + 4 * n, 38, closure="planned" if n == 3 else None, case_id="e1")
             for n, day in enumerate(days)]  # fmt: skip
    return practice(tmp_path_factory.mktemp("odd"), rows)


ODD = {
    "all40": (
        "about the same as your first",
        "All four are as high as they can be.",
        "What should we do more of",
    ),
    "no-ors": ("There is no score for your weeks yet.", "It holds the sum only: 36.0 of 40."),
    "no-forms": ("There is no score for your weeks yet.", "There is no form yet", "a month from now"),
    "sum-only": ("It went from 20.0 to 23.0", "sum only: 35.0 of 40", "A step this small can be chance."),
    "child": ("Your last score is higher than your first.", "The lowest of the four is Goals and topics"),
    "parent": ("as someone else saw it", "There is no form yet on how our work feels"),
    "two-forms": ("The form changed on the way.", "One score on one day says little."),
    "ended": ("How it went", "What do you want to keep from our work?"),
}


@pytest.mark.parametrize("code", ODD)
def test_an_odd_course(odd, code):
    text = said(start("client_sheet", odd.folder.parent, client=record(odd, code)))
    for sentence in ODD[code]:
        assert sentence in text, text
    assert not NEVER.search(text.replace(f"Client {code}", "")), NEVER.findall(text)


def record(store, code: str) -> str:
    """Return the record id of a client code."""
    return pseudonyms.record_ids([code], store.secret())[0]


def test_a_name_stands_on_it_only_while_names_are_on(tmp_path):
    store = practice(tmp_path, [session("c1", f"2026-09-{day:02}", 20, 36) for day in (1, 8, 15)])
    kept = ClientLabels(store.folder)
    kept.put(record(store, "c1"), "Quaresma <b>x")
    address = {"client": record(store, "c1")}
    assert "Quaresma" not in said(start("client_sheet", tmp_path, **address))
    kept.switch(True)
    page = start("client_sheet", tmp_path, **address)
    assert "Client c1 · Quaresma &lt;b&gt;x · 3 sessions" in said(page)


def test_the_timeline_page_leads_to_it(sample_folder):
    person, clients = caseload_of(sample_folder, "therapist")
    links = start("client", sample_folder, person, client=clients[0].record_id).get("page_link")
    (link,) = [one for one in links if one.proto.label == "Open the sheet for the client"]
    assert link.proto.page == "client_sheet" or "client-sheet" in str(link.proto)
    assert clients[0].record_id in link.proto.query_string


def test_the_reports_page_prints_own_clients_only(sample_folder):
    """A foreign client in the address prints nothing; an owner is not even offered the sheet."""
    person, clients = caseload_of(sample_folder, "therapist")
    _, others = caseload_of(sample_folder, "supervisor")
    foreign = next(one for one in others if one.therapist != person.therapist)
    chosen = {"report": "Sheet for the client"}
    shown = start("report", sample_folder, person, client=clients[0].record_id, **chosen)
    assert shown.get("image")[0].proto.imgs[0].alt.startswith("How it is going, page 1 of 1")
    told = {
        said(start("report", sample_folder, person, client=record, **chosen))
        for record in (foreign.record_id, "0" * 16)
    }
    assert len(told) == 1 and client_text.UNKNOWN in told.pop()
    owner = start("report", sample_folder, people(sample_folder)["owner"], client=foreign.record_id, **chosen)
    assert not owner.exception and "How it is going" not in str(owner.get("image"))
