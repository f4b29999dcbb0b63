"""Tests of the commands for journal, import changes and remembered answers, and of who may use them."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.support.clinic import PEOPLE
from tests.support.command import run
from tests.support.importing import in_this_process

HEAD = "client_id,session_date,therapist,ors_total,srs_total\n"
FIRST = HEAD + "C-1,03/04/2026,T01,20,30\nC-2,05/04/2026,T02,18,30\n"
SECOND = HEAD + "C-1,03/04/2026,T01,27.5,30\nC-3,06/04/2026,T02,11,30\n"


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    with in_this_process():
        for name, text in (("first.csv", FIRST), ("second.csv", SECOND)):
            (tmp_path / name).write_text(text)
            answers = ("--answer", "date_order=day_first") if name == "first.csv" else ()
            assert run("import", tmp_path / name, *answers, data=folder).status == 0
    (folder / "practice" / "people.json").write_text(json.dumps(PEOPLE))
    return folder


def test_the_journal_marks_what_was_taken_back(data):
    assert run("--as", "owner", "imports", "--undo", data=data).status == 0
    document = run("imports", "--json", data=data).document
    assert [one["what"] for one in document["journal"]] == ["undo", "import", "import"]
    assert document["journal"][0]["by"] == "owner"
    assert [one.get("state") for one in document["journal"]] == [None, "taken_back", "on_show"]
    assert len(document["imports"]) == 1
    text = run("imports", data=data).out
    assert "The last import can be taken back (imports --undo)." in text
    assert "brought back (imports --redo)" in text
    line = next(one for one in text.splitlines() if "second.csv" in one)
    assert "2 rows: 1 new, 1 corrected, 0 completed, 0 known, 0 left out" in line and line.endswith(
        "[taken back]"
    )


def test_what_the_last_import_changed(data):
    document = run("imports", "--changes", "--json", data=data).document
    assert {key: document[key] for key in ("new", "gone", "changed", "fields")} == {
        "new": 1, "gone": 0, "changed": 1, "fields": {"ors_total": 1},
    }  # fmt: skip
    assert "sessions: 1 new, 0 gone, 1 with another value" in run("imports", "--changes", data=data).out
    assert run("imports", "--changes", "2", data=data).status == 4
    assert run("imports", "--out", "x.csv", data=data).status == 2


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_old_and_new_values_in_a_file(data, tmp_path, ending):
    out = tmp_path / f"changes.{ending}"
    said = run("imports", "--changes", "--out", out, "--json", data=data)
    assert (said.status, said.document["rows"]) == (0, 4)
    if ending == "csv":
        rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
        assert [(row["client_id"], row["field"], row["before"], row["after"]) for row in rows][0] == (
            "C-1", "ors_total", "20.0", "27.5",
        )  # fmt: skip


def test_the_office_gets_counts_and_no_score(data, tmp_path):
    counts = run("--as", "office", "imports", "--changes", "--json", data=data)
    assert counts.status == 0 and "27.5" not in counts.out
    for name in ("o.csv", "o.xlsx", "o.json", "o.parquet"):
        said = run("--as", "office", "imports", "--changes", "--out", tmp_path / name, data=data)
        assert said.status == 2 and not (tmp_path / name).exists()
    assert "27.5" not in run("--as", "office", "imports", "--json", data=data).out


def test_a_therapist_gets_the_values_of_own_clients_only(data, tmp_path):
    out = tmp_path / "own.csv"
    asked = ("--as", "therapist", "imports", "--changes", "--out", out)
    assert run(*asked, data=data).status == 0
    assert not {"C-1", "C-3"} & set(out.read_text(encoding="utf-8-sig").replace("\n", ",").split(","))
    assert run(*asked, "--raw-ids", data=data).status == 0
    text = out.read_text(encoding="utf-8-sig")
    assert "C-1" in text and "C-3" not in text
    assert run("--as", "therapist", "imports", "--changes", data=data).status == 2


def test_what_is_remembered_is_listed_and_forgotten(data):
    document = run("remembered", "list", "--json", data=data).document
    (one,) = document["remembered"]
    assert (one["key"], one["value"], one["by_hand"]) == ("date_order", "day_first", False)
    assert one["files"] == ["first.csv", "second.csv"]
    assert "day_first" in run("remembered", "list", data=data).out
    assert run("remembered", "forget", "zzz", data=data).status == 2
    for who in ("therapist", "supervisor"):
        assert run("--as", who, "remembered", "forget", one["number"], data=data).status == 2
    gone = run("--as", "office", "remembered", "forget", one["number"], "--json", data=data)
    assert (gone.status, gone.document["forgotten"]["key"]) == (0, "date_order")
    assert run("remembered", "list", "--json", data=data).document == {"remembered": []}
    assert "Nothing is remembered" in run("remembered", "list", data=data).out
