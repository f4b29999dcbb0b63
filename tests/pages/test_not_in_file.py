"""Tests of Data & import: stored data missing from a file are shown and can be removed."""

import shutil
from unittest import mock

import pytest

from analytics.risk import refresh
from analytics.store import DataFolder
from analytics.store.read_only_connection import connect
from tests.pages.run_page import people, start, words
from tests.pages.test_import import CLEAN, bring, csv, drop, has
from tests.support.importing import in_this_process
from tests.support.practice import deliver, session

FIRST = ("export.csv", csv(*CLEAN))
LATER = ("export.csv", csv(*CLEAN[:-3], "C-30,2026-06-20,T02,20.0,36.0"))
CARD = "Does the latest file have all that is held?"


@pytest.fixture
def own(tmp_path):
    """Yield the page and the store of a practice after its first import."""
    with in_this_process(), mock.patch.object(refresh, "start_process"):
        page = bring(start("data", tmp_path), FIRST)
        yield page, DataFolder(tmp_path).practice


def test_a_first_import_has_nothing_to_compare(own):
    page, _ = own
    assert CARD not in words(page)
    assert "not in it" not in words(page)


def test_the_look_says_what_is_lacking_and_one_click_leaves_it_out(own):
    page, store = own
    page = drop(page, LATER, round_=1)
    text = words(page)
    assert "The file covers 10 Jan 2026 to 20 Jun 2026; 3 sessions held in that span are not in it." in text
    assert "By therapist: T01: 3." in text
    assert page.button(key="leave-out").label == "Leave out 3 sessions"
    page = page.button(key="leave-out").click().run()
    assert not page.exception
    text = words(page)
    assert "With this import: 3 sessions left out." in text
    assert "What this file lacks: <b>is left out</b>" in text
    assert store.current().n_sessions == len(CLEAN), "a look changes nothing"
    page = page.button(key="go").click().run()
    assert not page.exception
    assert store.current().n_sessions == len(CLEAN) - 2
    assert "3 sessions left out." in words(page)
    assert not has(page, "leave-out-now")
    page = page.button(key="undo-now").click().run()
    assert store.current().n_sessions == len(CLEAN)


def test_after_the_import_one_button_leaves_out_and_undo_brings_back(own):
    page, store = own
    page = bring(page, LATER, round_=1)
    text = words(page)
    assert CARD in text and "What the file lacks stays. Below" in text
    frame = next(frame for frame in page.dataframe if "Only held" in frame.value.columns)
    assert frame.value["Only held"].sum() == 3 and frame.value["Only in the file"].sum() == 1
    page = page.button(key="leave-out-now").click().run()
    assert not page.exception
    assert "3 sessions left out. It can be taken back, below." in words(page)
    assert store.current().n_sessions == len(CLEAN) - 2
    assert not has(page, "leave-out-now")
    page = page.button(key="undo-now").click().run()
    assert store.current().n_sessions == len(CLEAN) + 1
    assert has(page, "leave-out-now")


def test_the_whole_practice_says_first_how_many_go(own):
    page, store = own
    month = ("month.csv", csv(*(row for row in CLEAN if ",2026-06" in row)))
    page = drop(page, month, round_=1)
    assert "60 of 72 sessions held would go: they are not in this file." in words(page)
    page = page.button(key="replace").click().run()
    assert not page.exception
    assert "This file takes the place of everything held: 60 held sessions go." in words(page)
    assert "This file is the whole practice: <b>yes</b>" in words(page)
    page = page.button(key="go").click().run()
    assert not page.exception
    assert store.current().n_sessions == 12
    assert "60 held sessions go" in words(page)
    assert len(store.history()) == 2


def test_a_correction_says_nothing_loud(own):
    page, _ = own
    page = drop(
        page, ("one.csv", csv("C-1,2026-01-11,T01,20.0,36.0", "C-2,2026-06-12,T01,20.0,36.0")), round_=1
    )
    text = words(page)
    assert "are not in it" not in text and not has(page, "leave-out")
    assert "it is of a part of the practice. What else is held stays." in text


@pytest.fixture
def made_up(sample_folder, tmp_path):
    """Return a sample practice whose latest file lacks two sessions and a score."""
    folder = DataFolder(tmp_path).sample
    rows = [session(f"c{n}", f"2026-0{m}-0{n}", 10 + n, 35 + m / 10, f"T0{n % 2 + 1}") for n in range(1, 9)
            for m in range(1, 8)]  # fmt: skip
    deliver(folder, rows)
    shutil.copy(sample_folder / "sample" / "people.json", folder.folder / "people.json")
    later = [*rows[:-2], session("c1", "2026-07-20", 15, 36)]
    later[0] = session("c1", "2026-01-01", 11, None, "T02")
    report = {"not_in_file": None}

    def decide(found) -> bool:
        from analytics.ingest import coverage

        report["not_in_file"] = coverage.without_clients(coverage.document(found, False))
        return False

    deliver(
        folder, later, decide=decide, report=report, files=[{"name": "later.csv", "sha256": "", "rows": 55}]
    )
    return tmp_path


@pytest.mark.parametrize("role", ["owner", "supervisor", "office"])
def test_each_role_sees_what_it_may(made_up, role):
    page = start("data", made_up, people(made_up)[role])
    assert not page.exception
    text = words(page)
    assert (CARD in text) == (role != "supervisor"), "who may not import is shown no comparison"
    assert not has(page, "leave-out-now"), "the made-up practice is not changed"
    if role == "office":
        assert "By therapist: T01: 2." in text
        assert "Which sessions" not in [box.label for box in page.expander]
        assert "c8" not in text and "37" not in text


def test_the_list_of_clients_is_for_who_sees_them(made_up):
    from analytics.access import Scope

    store = DataFolder(made_up).sample
    ask = store.warehouse().query
    both = Scope(every_therapist=True, imports=True)
    assert len(ask("not_in_file_rows", both)) == 3
    assert len(ask("not_in_file_rows", Scope(imports=True))) == 0
    some = ask("not_in_file_rows", Scope(therapists=("T01",), imports=True)).dicts()
    assert {row["therapist"] for row in some} == {"T01"}
    assert ask("not_in_file_counts", Scope(imports=True)).one() == {"sessions": 2, "scores": 1, "endings": 0}
    with connect(store.current().path) as connection:
        kept = connection.execute("SELECT document FROM meta.compared").fetchone()[0]
    assert "c8" not in kept
