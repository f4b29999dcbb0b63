"""Tests of the Reports page and of the reports of practices new to Holdfast."""

from __future__ import annotations

import pytest

from analytics import reports
from analytics.access import this_computer
from analytics.filters import Filters
from analytics.store import DataFolder
from pages.report import kinds
from pages.report.request import NothingToPrint, ReportRequest
from tests.pages import run_page
from tests.support import first_practices, pdf_reader

OFFERED = {
    "owner": ["Board report", "Model card"],
    "supervisor": ["My week", "Model card"],
    "therapist": ["My week", "Model card"],
}
PAGES = {"board": 2, "own": 1}


@pytest.mark.parametrize("role", OFFERED)
def test_each_role_is_offered_its_reports(sample_folder, role):
    test = run_page.start("report", sample_folder, run_page.people(sample_folder)[role])
    assert not test.exception
    (switch,) = [one for one in test.get("button_group") if one.label == "Report"]
    offered = [one.content for one in switch.proto.options]
    assert [one for one in offered if one in OFFERED[role]] == OFFERED[role]
    assert "Board report" in offered or role != "owner"
    assert len(test.get("image")) == (2 if role == "owner" else 1)
    assert [one.proto.label for one in test.get("download_button")] == ["Download as PDF"]


def test_the_office_is_told_who_may(sample_folder):
    test = run_page.start("report", sample_folder, run_page.people(sample_folder)["office"])
    assert "This page is for owners, supervisors and therapists" in run_page.words(test)
    assert not test.get("image")


def test_an_address_names_no_report_beyond_ones_rights(sample_folder):
    therapist = run_page.people(sample_folder)["therapist"]
    test = run_page.start("report", sample_folder, therapist, report="Board report")
    assert not test.exception
    assert "One page for a therapist" in run_page.words(test)
    assert "for a board" not in run_page.words(test)


def test_a_therapist_in_the_address_is_ignored_out_of_reach(sample_folder):
    people = run_page.people(sample_folder)
    warehouse = DataFolder(sample_folder).sample.warehouse()
    rows = warehouse.query("filter_therapists", scope=this_computer().scope).dicts()
    other = next(row["record_id"] for row in rows if row["therapist"] != people["therapist"].therapist)
    test = run_page.start("report", sample_folder, people["therapist"], therapist=other)
    own = next(row["therapist_name"] for row in rows if row["therapist"] == people["therapist"].therapist)
    (picture,) = test.get("image")
    assert picture.proto.imgs[0].alt.startswith(f"My week · {own}")


def test_the_caseload_leads_to_the_week(sample_folder):
    test = run_page.start("caseload", sample_folder, run_page.people(sample_folder)["therapist"])
    links = [one for one in test.get("page_link") if one.proto.label == "Print my week"]
    assert len(links) == 1


def built(kind, asked):
    """Return the finished report, or the sentence that says why there is none."""
    try:
        return kinds.KINDS[kind].build(asked)
    except NothingToPrint as why:
        return str(why)


@pytest.mark.parametrize("kind", ["board", "own"])
@pytest.mark.parametrize("practice", first_practices.KINDS)
def test_every_practice_gets_its_pages(practices, practice, kind):
    """A report of any practice has the promised number of pages, or says why there is none."""
    store = DataFolder(practices(practice)).practice
    asked = ReportRequest(
        warehouse=store.warehouse(), viewer=this_computer(), filters=Filters(), demo=False,
        folder=store.folder, therapist="T01",
    )  # fmt: skip
    made = built(kind, asked)
    if isinstance(made, str):
        assert len(made) > 20
        return
    paper = pdf_reader.read(reports.pdf(made.document))
    assert len(paper.pages) == PAGES[kind]
    assert "None" not in paper.text.replace("\n", "") and "nan" not in pdf_reader.squeezed(paper.text).split(
        "·"
    )
    if practice == "no_srs" and kind == "board":
        assert paper.holds("This export has no SRS")
    if practice == "no_endings" and kind == "board":
        assert paper.holds("records no endings")
        assert not paper.holds("ended unplanned (95%")
