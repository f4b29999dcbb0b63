"""Tests of the commands `import` and `imports` for a file in which stored sessions are missing."""

import json

import pytest

from tests.support.command import run

HEAD = "client,date,therapist,ors,srs\n"
ROWS = [f"K{c},2026-0{m}-1{c},T{c % 2},{10 + c}.{m},3{m}.0\n" for c in range(1, 7) for m in range(1, 7)]
LATER = [row for row in ROWS if not row.startswith(("K5,2026-05", "K5,2026-06"))]
TODAY = ("--today", "2026-07-01")


@pytest.fixture
def bring(tmp_path):
    """Return a function that imports rows on the command line."""

    def made(rows, *more):
        path = tmp_path / "export.csv"
        path.write_text(HEAD + "".join(rows))
        return run("import", path, *TODAY, *more, data=tmp_path / "data")

    made(ROWS)
    return made


def test_what_is_lacking_is_said_listed_left_out_and_brought_back(bring, tmp_path):
    data = tmp_path / "data"
    assert run("imports", "--reconcile", data=data).status == 4
    said = bring(LATER)
    assert said.status == 0 and "2 sessions held in that span are not in it." in said.out
    assert "not in the file: K5 2026-05-15 not there" in said.out and "imports --leave-out" in said.out
    shown = run("imports", "--reconcile", "--json", data=data).document
    assert (shown["not_in_file"]["n"], shown["can_leave_out"]["sessions"], len(shown["rows"])) == (2, 2, 2)
    assert shown["not_in_file"]["months"][-1] == {
        "month": "2026-06", "in_file": 5, "held": 6, "only_held": 1, "only_file": 0,
    }  # fmt: skip
    assert "only held" in run("imports", "--reconcile", data=data).out
    done = run("imports", "--leave-out", "--json", data=data).document
    assert (done["removed"], done["can_undo"]) == (2, 2)
    nothing = run("imports", "--leave-out", data=data)
    assert nothing.status == 4 and "lacks nothing that is held" in nothing.err
    assert run("imports", "--undo", data=data).status == 0
    assert run("imports", "--leave-out", data=data).status == 0


def test_one_answer_leaves_out_with_the_import(bring):
    document = bring(LATER, "--answer", "not_in_file=leave_out", "--json").document
    assert (document["removed"], document["not_in_file"]["followed"], document["nothing_new"]) == (
        2,
        True,
        False,
    )
    assert bring(LATER, "--answer", "not_in_file=perhaps").status == 2


def test_the_whole_practice_is_asked_about(bring):
    asked = bring(ROWS[:6], "--replace", "--dry-run")
    assert asked.status == 3 and "30 of 36 sessions held would go" in asked.out
    assert "--answer replace=yes" in asked.out
    assert bring(ROWS[:6], "--replace", "--answer", "replace=yes", "--json").document["removed"] == 30


def test_nothing_imported(tmp_path):
    for option in ("--reconcile", "--leave-out"):
        assert run("imports", option, data=tmp_path).status == 4


PEOPLE = [
    {"person": "office", "name": "K. Petrov", "role": "office"},
    {"person": "owner", "name": "A. Lind", "role": "owner", "therapist": "T1"},
]


@pytest.mark.parametrize("way", [("--dry-run",), ()])
def test_clients_that_a_file_lacks_are_named_to_who_may_see_them_only(bring, tmp_path, way):
    """Codes of clients missing in a file are shown only to people who may see these clients.

    K5 is of T1, K6 of T0; the office gets counts.
    """
    (tmp_path / "data" / "practice" / "people.json").write_text(json.dumps(PEOPLE), encoding="utf-8")
    rest = [row for row in ROWS if not row.startswith(("K5,2026-04", "K5,2026-05", "K6,2026-05"))]
    rest = [row.replace(",11.4,", ",,") if row.startswith("K1,2026-04") else row for row in rest]
    named = {}
    for person in ("office", "owner", None):
        document = bring(rest, "--json", "--dry-run", *(("--as", person) if person else ())).document
        found = document["not_in_file"]
        assert (found["n"], found["emptied"]["scores"]) == (3, 1), person
        named[person] = [{row["client_id"] for row in found[key]} for key in ("rows", "emptied_rows")]
    assert named == {"office": [set(), set()], "owner": [{"K5"}, {"K1"}], None: [{"K5", "K6"}, {"K1"}]}
    said = bring(rest, *way, "--as", "office")
    assert (said.status, "3 sessions held" in said.out) == (0, True), said.out
    assert "K5" not in said.out
    assert "K6" not in said.out
