"""Data & import, driven as a person would: drop a file, answer, read the report, take it back."""

import pytest

from analytics.store import DataFolder
from tests.pages.run_page import people, start, words

HEAD = "client_id,session_date,therapist,ors_total,srs_total"
CLEAN = [
    f"C-{n},2026-0{month}-1{n % 9},T01,{14 + n % 5 + month},36.0"
    for n in range(1, 13)
    for month in range(1, 7)
]


def csv(*rows):
    return "\n".join([HEAD, *rows, ""]).encode()


def drop(test, *files):
    test.file_uploader(key="files-0").set_value(
        [(name, content, "text/csv") for name, content in files]
    ).run()
    return test.button(key="go").click().run()


@pytest.fixture
def own(tmp_path):
    return start("data", tmp_path), DataFolder(tmp_path).practice


def test_a_clean_file_is_imported_and_says_what_moved(own):
    page, store = own
    page = drop(page, ("export.csv", csv(*CLEAN)))
    assert not page.exception
    text = words(page)
    assert "Imported." in text
    assert "No row was left out." in text
    assert "What moved on Overview" in text
    assert store.current().n_sessions == len(CLEAN)
    assert f"{len(CLEAN)} sessions loaded; every row is usable" in text


def test_a_bad_row_is_listed_with_its_line_and_can_be_downloaded(own):
    page, store = own
    page = drop(page, ("export.csv", csv(*CLEAN, "C-1,2026-08-01,T01,412,36.0")))
    assert "Imported, with rows left out." in words(page)
    issues = next(frame.value for frame in page.dataframe if "What you can do" in frame.value)
    assert list(issues["What"]) == ["Score outside its range"]
    assert f"line {len(CLEAN) + 2}" in issues["Example"].iloc[0]
    assert store.current().n_sessions == len(CLEAN)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 not a table", b"", b"colour,shape\nred,round\n", b"\x00\x01\x02" * 200]
)
def test_a_file_that_is_no_export_ends_in_a_sentence(own, content):
    page, store = own
    page = drop(page, ("export.csv", content))
    text = words(page)
    assert not page.exception
    assert "Not imported." in text
    assert "Nothing was changed." in text
    assert "Traceback" not in text
    assert store.current() is None


def test_an_open_question_is_answered_by_a_button(own):
    page, store = own
    rows = [f"C-{n},0{n}/0{n + 1}/2026,T01,20.0,36.0" for n in range(1, 8)]
    page = drop(page, ("export.csv", csv(*rows)))
    assert "One question first." in words(page)
    assert store.current() is None
    choice = next(button for button in page.button if str(button.key).startswith("choice-"))
    page = choice.click().run()
    assert not page.exception
    assert store.current().n_sessions == len(rows)


def test_importing_twice_changes_nothing_and_says_so(own):
    page, store = own
    page = drop(page, ("export.csv", csv(*CLEAN)))
    before = store.current().name
    page.button(key="report-close").click().run()
    page.file_uploader(key="files-1").set_value([("export.csv", csv(*CLEAN), "text/csv")]).run()
    page = page.button(key="go").click().run()
    assert "Already known" in words(page)
    assert store.current().n_sessions == len(CLEAN)
    assert store.current().name == before


def test_the_last_import_is_taken_back(own):
    page, store = own
    page = drop(page, ("export.csv", csv(*CLEAN)))
    page.button(key="report-close").click().run()
    page.file_uploader(key="files-1").set_value(
        [("more.csv", csv("C-99,2026-07-01,T02,20.0,36.0"), "text/csv")]
    ).run()
    page = page.button(key="go").click().run()
    assert store.current().n_sessions == len(CLEAN) + 1
    page = page.button(key="undo-now").click().run()
    assert store.current().n_sessions == len(CLEAN)
    assert "Taken back." in words(page)


def test_from_the_made_up_practice_an_import_starts_the_own_one(tmp_path, sample_folder):
    import shutil

    shutil.copytree(sample_folder, tmp_path / "data")
    page = start("data", tmp_path / "data", people(sample_folder)["office"])
    assert "your own, empty practice" in words(page)
    page = drop(page, ("export.csv", csv(*CLEAN)))
    data = DataFolder(tmp_path / "data")
    assert data.practice.current().n_sessions == len(CLEAN)
    assert data.sample.current().n_sessions > 5000
    assert "What moved on Overview" not in words(page), "the office sees no outcome figures"


def test_supervisors_read_and_do_not_import(sample_folder):
    page = start("data", sample_folder, people(sample_folder)["supervisor"])
    assert not page.file_uploader
    assert "What came in when?" not in words(page)
