"""Tests of the report chosen beforehand on the Reports page, on paper and on the command line, by role."""

from __future__ import annotations

import datetime
import shutil

import pytest

from analytics import clock, reports
from analytics.access import this_computer, viewer_for
from analytics.filters import Filters
from analytics.notes.prespecified import ChosenMeasure, PrespecifiedReports
from analytics.prespecified import MEASURES, choose
from analytics.reports import Paragraph
from analytics.store import DataFolder, backup, restore
from pages.report import kinds, prespecified_choice_text, prespecified_text
from pages.report.request import NothingToPrint, ReportRequest
from tests.pages.run_page import people, start, words
from tests.support import first_practices
from tests.support.command import run
from tests.support.practice import practice, session

KIND = "Chosen beforehand"
YEAR = datetime.date(2025, 10, 1), datetime.date(2026, 9, 30)


@pytest.fixture
def folder(sample_folder, tmp_path):
    """Return a data folder with a copy of the made-up practice, to which a test may write."""
    shutil.copytree(sample_folder / "sample", tmp_path / "data" / "sample")
    return tmp_path / "data"


def chosen(store, monkeypatch, day="2025-09-12", measures=tuple(MEASURES), period=YEAR):
    """Store a choice of all measures on a day."""
    monkeypatch.setenv(clock.VARIABLE, day)
    every = [ChosenMeasure(measure=name) for name in measures]
    since, until = period
    made = choose(store.folder, this_computer(), "To the board", every, since, until, store.definitions())
    monkeypatch.setenv(clock.VARIABLE, "2026-11-28")
    return made


def printed(store, number=None, viewer=None):
    """Return the printed report of the practice, and all its texts in one."""
    with_rights = viewer or this_computer()
    request = ReportRequest(
        warehouse=store.warehouse(),
        viewer=with_rights,
        filters=Filters(),
        demo=False,
        folder=store.folder,
        choice=number,
    )
    made = kinds.KINDS["fixed"].build(request)
    return made, "\n".join(str(block) for block in made.document.blocks)


def test_every_measure_and_the_day_of_the_choice_are_printed(folder, monkeypatch):
    store = DataFolder(folder).sample
    chosen(store, monkeypatch)
    made, text = printed(store)
    assert "chosen on 12 Sep 2025, before the period began on 1 Oct 2025" in text
    assert "Chosen after" not in text
    places = [text.index(f"'{prespecified_text.NAMES[name]}'") for name in MEASURES]
    assert places == sorted(places)
    assert made.clients == 0
    assert reports.pdf(made.document).startswith(b"%PDF")
    names = [one.name for one in people(folder).values()]
    assert not [name for name in names if name in text], "nobody is named"


@pytest.mark.parametrize(
    ("day", "words_"),
    [
        ("2025-10-01", "**Chosen after the period had begun:**"),
        ("2026-10-01", "**Chosen after the period had ended:**"),
    ],
)
def test_a_late_choice_is_said_in_the_first_line(folder, monkeypatch, day, words_):
    store = DataFolder(folder).sample
    chosen(store, monkeypatch, day)
    made, _ = printed(store)
    first = made.document.blocks[0]
    assert isinstance(first, Paragraph) and first.text.startswith(words_)


def test_choices_that_are_no_longer_kept_are_said(folder, monkeypatch):
    store = DataFolder(folder).sample
    chosen(store, monkeypatch)
    monkeypatch.setattr("analytics.prespecified.missing", lambda *_: (2, 3))
    assert "The log names choices 2 and 3, which are no longer kept." in printed(store)[1]


@pytest.mark.parametrize("kind", first_practices.KINDS)
def test_a_first_practice_gets_every_line(practices, tmp_path, monkeypatch, kind):
    folder = tmp_path / "data"
    shutil.copytree(practices(kind), folder)
    data = DataFolder(folder)
    store = data.practice if data.practice.current() else data.sample
    chosen(store, monkeypatch)
    made, text = printed(store)
    assert [name for name in MEASURES if prespecified_text.NAMES[name] not in text] == []
    assert reports.pdf(made.document).startswith(b"%PDF")


def test_words_for_every_measure():
    assert set(prespecified_text.NAMES) == set(prespecified_choice_text.SHORT) == set(MEASURES)
    for name, measure in MEASURES.items():
        assert prespecified_text.BASES.get(name, measure.of)
        if measure.better:
            assert prespecified_choice_text.goal_label(name)


def test_an_owner_chooses_on_the_page_and_it_stays(folder):
    owner = people(folder)["owner"]
    page = start("report", folder, owner, report=KIND)
    assert "No measures have been chosen yet" in words(page)
    page.text_input(key="prespecified-title").set_value("To the board")
    page.multiselect(key="prespecified-measures").set_value(["unplanned", "recovered"]).run()
    page.number_input(key="prespecified-goal-unplanned").set_value(20.0).run()
    page = page.button(key="prespecified-choose").click().run()
    assert not page.exception
    (one,) = PrespecifiedReports(DataFolder(folder).sample.folder).all()
    assert [(m.measure, m.goal) for m in one.measures] == [("unplanned", 0.2), ("recovered", None)]
    assert (one.since, one.until) == (datetime.date(2026, 12, 1), datetime.date(2027, 11, 30))
    page = page.button(key="prespecified-withdraw").click().run()
    assert not page.exception
    (one,) = PrespecifiedReports(DataFolder(folder).sample.folder).all()
    assert one.withdrawn_on == datetime.date(2026, 11, 28)
    assert "withdrawn" in "".join(page.selectbox(key="prespecified").options)


def test_what_does_not_fit_is_said_on_the_page(folder):
    page = start("report", folder, people(folder)["owner"], report=KIND)
    page = page.button(key="prespecified-choose").click().run()
    assert "Give the report a title." in words(page)
    assert PrespecifiedReports(DataFolder(folder).sample.folder).all() == ()


@pytest.mark.parametrize("role", ["supervisor", "therapist", "office"])
def test_nobody_but_owners_chooses_or_reads_it(folder, monkeypatch, role):
    store = DataFolder(folder).sample
    chosen(store, monkeypatch)
    person = people(folder)[role]
    page = start("report", folder, person, report=KIND)
    assert "To the board" not in words(page) and not [
        one for one in page.button if "prespecified" in str(one.key)
    ]
    out = folder / "report.pdf"
    said = run("report", "fixed", "--sample", "--as", person.key, "--out", out, data=folder)
    assert said.status != 0 and not out.exists()
    with pytest.raises(NothingToPrint):
        printed(store, viewer=viewer_for(person))


def test_the_command_prints_the_choice_asked_for_with_its_figures(folder, monkeypatch):
    store = DataFolder(folder).sample
    chosen(store, monkeypatch, measures=("unplanned",))
    chosen(store, monkeypatch, measures=("recovered", "forms"))
    out = folder / "report.pdf"
    owner = people(folder)["owner"].key
    command = ("report", "fixed", "--sample", "--as", owner, "--out", out, "--json")
    assert [row["measure"] for row in run(*command, data=folder).document["answer"]["measures"]] == [
        "recovered",
        "forms",
    ]
    first = run(*command, "--choice", "1", data=folder).document["answer"]
    assert [row["measure"] for row in first["measures"]] == ["unplanned"]
    assert first["chosen_on"] == "2025-09-12" and out.read_bytes().startswith(b"%PDF")
    said = run(*command, "--choice", "9", data=folder)
    assert said.status == 4 and "There are 1, 2." in said.document["why"]


def test_a_backup_carries_the_choice(monkeypatch, tmp_path):
    store = practice(tmp_path / "data", [session("C1", "2026-09-01", 20.0)])
    made = chosen(store, monkeypatch)
    path = tmp_path / "backup"
    with path.open("wb") as file:
        backup.write(store, file)
    other = DataFolder(tmp_path / "new").practice
    restore.restore(other, path, "R. Calder")
    assert PrespecifiedReports(other.folder).all() == (made,)
