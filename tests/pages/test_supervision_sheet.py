"""Tests of the sheet for the supervision hour: one page, the sentences of the page, and for the two involved only."""

from __future__ import annotations

import dataclasses
import datetime
import html
import re
import shutil

import pytest

from analytics import caseload, clock, reports
from analytics.access import Person, Viewer, read_people, this_computer, viewer_for
from analytics.caseload import agenda
from analytics.filters import Filters
from analytics.focus.results import PRACTICES
from analytics.notes import AgendaPicks, Agreement, Agreements, Pick, agreements
from analytics.reports import Document
from analytics.reports.document import as_json
from analytics.store import DataFolder
from pages.report import kinds, supervision
from pages.report.request import NothingToPrint, ReportRequest
from tests.pages.run_page import start
from tests.pages.test_first_practices import GARBLED, said
from tests.support import first_installed, first_practices

START = datetime.date(2026, 7, 15)
ON_PAPER_ONLY = ("We practise, and look again on", "What we take from this hour")


def texts(document: Document) -> list[str]:
    """Return every text of a document in reading order, without marks of emphasis."""

    def walk(part: object) -> list[str]:
        if isinstance(part, dict):
            if "runs" in part:
                return ["".join(run[0] for run in part["runs"])]
            kept = [
                walk(value) for key, value in part.items() if key not in ("kind", "style", "svg", "widths")
            ]
            return [text for one in kept for text in one]
        if isinstance(part, list):
            if part and all(
                isinstance(run, list) and len(run) == 2 and isinstance(run[1], bool) for run in part
            ):
                return ["".join(run[0] for run in part)]
            return [text for one in part for text in walk(one)]
        return [part] if isinstance(part, str) else []

    return walk(as_json(document))


@pytest.fixture(scope="module")
def folder(sample_folder, tmp_path_factory):
    """Return a copy of the made-up practice with an agreement on three therapists, each made by the own supervisor."""
    copy = shutil.copytree(sample_folder, tmp_path_factory.mktemp("sheet"), dirs_exist_ok=True)
    for code, signal in (("T09", "goals"), ("T06", "feedback_forms"), ("T15", "approach")):
        agree(copy, code, signal, supervisor(copy, code))
    return copy


def agree(folder, code: str, signal: str, by: Person, start: datetime.date = START) -> None:
    """Store an agreement of eight weeks."""
    Agreements(DataFolder(folder).sample.folder).add(
        Agreement(
            id=agreements.new_id(),
            therapist=code,
            signal=signal,
            practice=PRACTICES[signal],
            start=start,
            look_again=start + datetime.timedelta(weeks=8),
            person=by.key,
        )
    )


def everybody(folder) -> tuple[Person, ...]:
    return read_people(DataFolder(folder).sample.folder / "people.json")


def supervisor(folder, code: str) -> Person:
    return next(one for one in everybody(folder) if code in one.supervises)


def therapist(folder, code: str) -> Person:
    return next(one for one in everybody(folder) if one.therapist == code)


def sheet(folder, viewer: Viewer, code: str):
    store = DataFolder(folder).sample
    request = ReportRequest(
        warehouse=store.warehouse(),
        viewer=viewer,
        filters=Filters(),
        demo=True,
        folder=store.folder,
        therapist=code,
    )
    return supervision.build(request)


def everything(page) -> str:
    """Return all words of a page: texts, labels of links, and what is told of pictures."""
    links = [one.proto.label for one in page.get("page_link")]
    raw = [html.unescape(one.value) for one in page.markdown]
    plain = [re.sub(r"<[^>]+>", "", one) for one in raw]
    return re.sub(r"\s+", " ", " ".join([*said(page), *links, *raw, *plain]))


def parts(text: str) -> list[str]:
    """Return the sentences of a text; what the page lists line by line stands in one on paper."""
    split = re.split(r"(?<=[.!?])\s+|: (?=[+\u2212\d])|, (?=\d+: )| and (?=\d+: )| · ", text)
    return [one.strip(" .") for one in split]


@pytest.mark.parametrize("code", ["T09", "T06", "T15", "T01", "T24"])
def test_the_sheet_is_one_page_and_says_what_the_page_says(folder, code):
    who = therapist(folder, code)
    made = sheet(folder, viewer_for(who), code)
    assert len(reports.preview(made.document)) == 1
    page = start("supervision", folder, who)
    assert not page.exception
    seen = everything(page)
    on_paper_only = {made.document.title, made.document.foot, *ON_PAPER_ONLY}
    for text in texts(made.document):
        if text not in on_paper_only:
            for part in parts(text):
                assert part in seen, (part, seen)
    assert made.document.foot.startswith("Demo data, made up")


def test_the_sheet_names_no_colleague_and_its_clients_are_counted(folder):
    who = supervisor(folder, "T09")
    made = sheet(folder, viewer_for(who), "T09")
    printed = " ".join(texts(made.document))
    names = [one.name for one in everybody(folder) if one.therapist != "T09"]
    assert not [name for name in names if name in printed]
    answer = caseload.caseload(
        DataFolder(folder).sample.warehouse(), viewer_for(who).scope, Filters(therapist="T09")
    )
    assert made.clients == len(agenda.agenda(answer.clients, ()))


def test_who_may_print_it(folder):
    store = {one.role: one for one in everybody(folder)}
    kind = kinds.KINDS["supervision"]
    assert {role for role in store if kind.may(viewer_for(store[role]))} == {"supervisor", "therapist"}
    own, other = supervisor(folder, "T09"), supervisor(folder, "T06")
    assert "Confirm shared goals, since 15 Jul 2026." in texts(sheet(folder, viewer_for(own), "T09").document)
    for who, code in (
        (viewer_for(other), "T09"),
        (viewer_for(therapist(folder, "T01")), "T09"),
        (viewer_for(store["owner"]), "T09"),
        (viewer_for(store["office"]), "T09"),
        (viewer_for(own), ""),
        (viewer_for(own), "nobody"),
    ):
        with pytest.raises(NothingToPrint):
            sheet(folder, who, code)


def test_an_agreement_is_printed_for_the_two_involved_only(folder):
    sees_all = dataclasses.replace(this_computer(), store="sample")
    shown = texts(sheet(folder, sees_all, "T09").document)
    assert not [text for text in shown if "since 15 Jul" in text]
    assert "We practise, and look again on" in shown


def test_the_page_draws_the_agreed_signal_for_the_two_involved_and_links_to_the_sheet(folder):
    roles = {one.role: one for one in everybody(folder)}
    drawn = "agreed on 15 Jul 2026, to look again on 9 Sep 2026."
    own = everything(start("supervision", folder, therapist(folder, "T09")))
    assert drawn in own and "Print agenda" in own
    for who in (therapist(folder, "T01"), roles["owner"]):
        seen = everything(start("supervision", folder, who))
        assert drawn not in seen and "15 Jul" not in seen
        assert ("Print agenda" in seen) == (who.role != "owner")


@pytest.mark.parametrize("code", ["T09", "T15"])
def test_the_fullest_sheet_is_one_page(folder, tmp_path, code):
    full = shutil.copytree(folder, tmp_path / "full")
    who, store = supervisor(full, code), DataFolder(full).sample
    for signal in ("dips", "feedback_forms"):
        agree(full, code, signal, who, START + datetime.timedelta(days=1))
    answer = caseload.caseload(store.warehouse(), viewer_for(who).scope, Filters(therapist=code))
    assert len(answer.clients) > 3
    for one in answer.clients:
        AgendaPicks(store.folder).add(
            Pick(record_id=one.record_id, session_day=one.last_date, day=clock.today(), person=who.key)
        )
    made = sheet(full, viewer_for(who), code)
    assert made.clients == len(answer.clients)
    assert [text for text in texts(made.document) if text.startswith("Also added by hand: ")]
    assert len([text for text in texts(made.document) if "since 1" in text and "Jul 2026." in text]) == 3
    assert len(reports.preview(made.document)) == 1


@pytest.mark.parametrize("kind", first_practices.KINDS)
def test_new_practices_get_one_sound_page(tmp_path, kind):
    folder = first_installed.with_people(kind, tmp_path)
    for who in (one for one in everybody(folder) if one.role in ("supervisor", "therapist")):
        code = who.therapist or min(who.supervises)
        made = sheet(folder, viewer_for(who), code)
        assert len(reports.preview(made.document)) == 1
        for text in texts(made.document):
            assert not [what for what, pattern in GARBLED.items() if pattern.search(text)], text
        break
