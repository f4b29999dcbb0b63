"""Tests of workbooks with several sheets: joined like separate files, asked about if contradictory."""

from __future__ import annotations

import pytest

from analytics.ingest import deliver
from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from analytics.ingest.containers import sheet_size
from analytics.ingest.containers.sheet_size import Extent, check_all
from analytics.store import DataFolder
from tests.ingest.conftest import TODAY
from tests.support import containers
from tests.support.importing import adds_up, exported, in_this_process

BOOKS = {
    "xlsx": lambda sheets, hidden=(): containers.xlsx(sheets, dict.fromkeys(hidden, "hidden")),
    "xlsb": lambda sheets, hidden=(): containers.xlsb(sheets, dict.fromkeys(hidden, 1)),
    "ods": lambda sheets, hidden=(): containers.ods(sheets, tuple(hidden)),
    "xls": lambda sheets, hidden=(): containers.xls(sheets, tuple(hidden)),
}
CLIENTS = [
    ["Client ID", "Site", "Therapist"],
    ["A", "North", "T1"],
    ["B", "South", "T2"],
    ["Total", None, None],
]
DIARY = [["Client ID", "Appointment date", "Clinician", "Status"], ["A", "2026-01-05", "T1", "Show"]]
DIARY += [["A", "2026-01-12", "T1", "No Show"], ["B", "2026-02-06", "T2", "Show"]]
ORS = [
    ["Client ID", "Date", "ORS"],
    ["A", "2026-01-05", 20.0],
    ["A", "2026-01-19", 21.0],
    ["A", "2026-01-26", 41.0],
]
SRS = [["Client ID", "Date", "SRS"], ["A", "2026-01-05", 35.0]]
COVER = [["Export of the practice"], ["made on", "2026-11-01"]]
LEGEND = [["Code", "Meaning"], ["T1", "first"], ["T2", "second"]]
MEANS = [["Client ID", "Sessions", "Mean ORS"], ["A", 3.0, 21.0]]
PAYMENTS = [["Client ID", "Date", "Therapist", "Paid"], ["A", "2026-03-01", "T1", 80.0]]
SURVEY = [["Client ID", "Date", *(f"Question {k}" for k in range(400))], ["A", "2026-01-05", *[1.0] * 400]]
NEXT_YEAR = [["Client ID", "Date", "ORS", "SRS"]]
YEARS = {
    "2025": [
        ["Client ID", "Date", "ORS", "SRS"],
        ["A", "2025-01-06", 20.0, 30.0],
        ["A", "2025-01-13", 50.0, None],
    ],
    "2026": [
        ["Client ID", "Date", "ORS", "SRS"],
        ["A", "2026-01-05", 22.0, 31.0],
        ["B", "2026-01-05", 23.0, 32.0],
    ],
}

TOGETHER = {"sheet": "all_sheets"}


def scores(seen) -> list[tuple]:
    """Return (client, day, therapist, ORS, SRS, site) of the sessions."""
    return [(s[0], s[2], s[3], s[5], s[8], s[13]) for s in seen.sessions]


def counts(seen) -> list[int]:
    return [seen.document[f"rows_{name}"] for name in ("in", "accepted", "quarantined", "skipped")]


def left_out(seen, kind: str = "quarantined") -> list[tuple]:
    return [(row["file"], row["line"], row["reason"]) for row in seen.document[kind]]


def asked(understand, content: bytes, answers: dict | None = None):
    with pytest.raises(QuestionForUser) as problem:
        understand(content, answers=answers)
    assert problem.value.question.key == "sheet"
    return problem.value.question


@pytest.mark.parametrize("kind", BOOKS)
def test_clients_appointments_and_forms_as_sheets(understand, kind):
    sheets = {"Cover": COVER, "Clients": CLIENTS, "Appointments": DIARY, "ORS": ORS, "SRS": SRS, "Old": ORS}
    seen = understand(BOOKS[kind]({**sheets, "Key": LEGEND}, ("Old",)))
    assert scores(seen) == [
        ("A", "2026-01-05", "T1", 20.0, 35.0, "North"),
        ("A", "2026-01-19", "T1", 21.0, None, "North"),
        ("B", "2026-02-06", "T2", None, None, "South"),
    ]
    assert counts(seen) == [10, 7, 1, 2]
    assert left_out(seen) == [("file-0.csv, sheet ORS", 4, "score_out_of_range")]
    assert left_out(seen, "skipped") == [
        ("file-0.csv, sheet Clients", 4, "summary_row"),
        ("file-0.csv, sheet Appointments", 3, "not_attended"),
    ]
    recognised = seen.document["recognised"]
    assert (recognised["layout"], recognised["encoding"]) == ("joined_files", kind)
    assert recognised["sheets"] == ["Clients", "Appointments", "ORS", "SRS"]
    assert (recognised["unused_sheets"], recognised["hidden_sheets"]) == (["Cover", "Key"], ["Old"])
    assert {entry["file"] for entry in recognised["matching"]} == {
        f"file-0.csv, sheet {name}" for name in recognised["sheets"]
    }


def test_a_workbook_is_what_its_sheets_are_as_files(understand):
    tables = {"Clients": CLIENTS, "Appointments": DIARY, "ORS": ORS, "SRS": SRS}
    files = [
        "\n".join(",".join("" if c is None else str(c) for c in row) for row in t) + "\n"
        for t in tables.values()
    ]
    apart, together = understand(*files), understand(containers.xlsx(tables))
    assert together.sessions == apart.sessions
    assert counts(together) == counts(apart)
    assert together.document["facts"] == apart.document["facts"]


@pytest.mark.parametrize("kind", BOOKS)
def test_sheets_of_the_same_kind_are_asked_and_can_be_stacked(understand, kind):
    content = BOOKS[kind]({**YEARS, "2027": NEXT_YEAR, "Notes": [["nothing"]], "Empty": [[]]})
    question = asked(understand, content)
    assert question.choices == ("2025", "2026", "all_sheets")
    assert question.examples == ("2025: Client ID, Date, ORS, SRS", "2026: Client ID, Date, ORS, SRS")
    assert [s[1] for s in scores(understand(content, answers={"sheet": "2025"}))] == ["2025-01-06"]
    seen = understand(content, answers={"sheet": "all_sheets"})
    assert [s[:2] + s[3:5] for s in scores(seen)] == [
        ("A", "2025-01-06", 20.0, 30.0),
        ("A", "2026-01-05", 22.0, 31.0),
        ("B", "2026-01-05", 23.0, 32.0),
    ]
    assert left_out(seen) == [("file-0.csv, sheet 2025", 3, "score_out_of_range")]
    assert seen.document["recognised"]["unused_sheets"] == ["2027", "Notes"]


@pytest.mark.parametrize(
    ("name", "other"),
    [("Means", MEANS), ("Paid", PAYMENTS), ("Key", LEGEND), ("Empty", NEXT_YEAR), ("Survey", SURVEY)],
)
def test_what_is_no_table_of_sessions_stays_out_and_is_named(understand, name, other):
    seen = understand(containers.xlsx({name: other, "Data": ORS}))
    assert len(seen.sessions) == 2
    assert left_out(seen) == [("file-0.csv", 4, "score_out_of_range")], "one sheet is called like its file"
    assert seen.document["recognised"]["layout"] == "one_row_per_session"
    assert (seen.document["recognised"]["sheets"], seen.document["recognised"]["unused_sheets"]) == (
        [],
        [name],
    )


def test_the_same_sheet_twice_counts_once(understand):
    seen = understand(containers.xlsx({"Data": ORS[:3], "Copy": ORS[:3]}), answers=TOGETHER)
    assert counts(seen) == [4, 2, 0, 2]
    assert {row["reason"] for row in seen.document["skipped"]} == {"duplicate_row"}


@pytest.mark.parametrize("kind", BOOKS)
def test_sheets_that_contradict_each_other_are_asked(understand, kind):
    wide = [
        ["Client ID", "Date 1", "ORS 1", "Date 2", "ORS 2"],
        ["A", "2026-01-05", 25.0, "2026-01-19", 26.0],
    ]
    content = BOOKS[kind]({"Clients": CLIENTS, "Data": ORS, "Overview": wide, "SRS": SRS})
    assert asked(understand, content).choices == ("Data", "Overview", "all_sheets")
    question = asked(understand, content, TOGETHER)
    assert question.choices == ("Data", "Overview")
    assert "Data, Overview hold different values for the same sessions" in question.text
    assert not any(str(score) in text for text in question.examples for score in (20, 21, 25, 26))
    for name, first in (("Data", 20.0), ("Overview", 25.0)):
        seen = understand(content, answers={"sheet": name})
        assert scores(seen)[0] == ("A", "2026-01-05", "T1", first, 35.0, "North")
        assert name in seen.document["recognised"]["sheets"]
        assert seen.document["recognised"]["unused_sheets"] == [
            {"Data": "Overview", "Overview": "Data"}[name]
        ]


def test_nothing_but_contradictions_is_a_question_too(understand):
    other = [ORS[0], ["A", "2026-01-05", 30.0]]
    answers = {**TOGETHER, "sheet_means": "nothing"}
    assert asked(understand, containers.xlsx({"A": ORS[:2], "B": other}), answers).choices == ("A", "B")


def test_a_single_contradiction_among_many_sessions_is_listed(understand):
    head, *_ = YEARS["2026"]
    rows = [["A", f"2026-02-{day:02}", 20.0 + day, 30.0] for day in range(1, 11)]
    second = [head, *rows[5:], ["A", "2026-02-01", 30.0, 30.0]]
    answers = {**TOGETHER, "sheet_means": "nothing"}
    seen = understand(containers.xlsx({"T1": [head, *rows], "T2": second}), answers=answers)
    assert left_out(seen) == [
        ("file-0.csv, sheet T1", 2, "conflicting_duplicate"),
        ("file-0.csv, sheet T2", 7, "conflicting_duplicate"),
    ]
    assert counts(seen) == [16, 9, 2, 5]


def test_a_sheet_that_was_chosen_is_taken_alone_among_those_of_its_scale(understand):
    seen = understand(containers.xlsx({**YEARS, "Clients": CLIENTS}), answers={"sheet": "2026"})
    assert [s[1] for s in scores(seen)] == ["2026-01-05", "2026-01-05"]
    assert {s[5] for s in scores(seen)} == {"North", "South"}


def test_a_question_and_a_refusal_name_the_sheet(understand):
    slashes = [["Client ID", "Date", "SRS"], ["A", "03/04/2026", 30.0]]
    with pytest.raises(QuestionForUser) as problem:
        understand(containers.xlsx({"ORS": ORS, "SRS": slashes}))
    assert problem.value.question.key == "date_order"
    assert problem.value.question.text.startswith("file-0.csv, sheet SRS: ")
    with pytest.raises(ImportRejected, match="for the date"):
        understand(containers.xlsx({"Means": MEANS, "More means": MEANS}))
    with pytest.raises(ImportRejected, match="402 columns"):
        understand(containers.xlsx({"Survey": SURVEY}))
    with pytest.raises(ImportRejected, match="together with the files that have the ORS and SRS scores"):
        understand(containers.xlsx({"Clients": CLIENTS, "Appointments": DIARY}))


@pytest.mark.parametrize(("first", "second"), [("ORS", "SRS"), ("CORS 2026", "CSRS 2026")])
def test_a_sheet_called_like_a_scale_says_whose_score_it_is(understand, first, second):
    sheets = {first: [["Client", "Date", "Score"], ["A", "2026-01-05", 20.0]]}
    sheets[second] = [["Client", "Date", "Total"], ["A", "2026-01-05", 30.0]]
    seen = understand(containers.xlsx(sheets))
    assert [(s[4], s[5], s[7], s[8]) for s in seen.sessions] == [
        (first.split()[0], 20.0, second.split()[0], 30.0)
    ]
    assert seen.document["recognised"]["columns"][f"{first.split()[0]} Score"] == "ors_total"


def test_sheets_and_files_are_joined(understand):
    seen = understand(
        containers.xlsx({"Clients": CLIENTS, "SRS": SRS}), "Client ID,Date,ORS\nA,2026-01-05,20\n"
    )
    assert scores(seen) == [("A", "2026-01-05", "T1", 20.0, 35.0, "North")]


def test_the_limits_hold_for_all_sheets_together(monkeypatch):
    sheets = [
        Extent(filled=1_000_000, row=200_000, column=10),
        Extent(filled=1_000_000, row=200_000, column=10),
    ]
    check_all(sheets, 20_000_000)
    with pytest.raises(ImportRejected, match="together"):
        check_all(sheets * 2, 20_000_000)
    monkeypatch.setattr(sheet_size, "MAX_ROWS", 300_000)
    with pytest.raises(ImportRejected, match="rows together"):
        check_all(sheets, 20_000_000)


def test_more_sheets_than_are_read_are_refused(understand, monkeypatch):
    monkeypatch.setattr("analytics.ingest.rows.sheet_selection.MAX_SHEETS", 1)
    with pytest.raises(ImportRejected, match="2 sheets with tables; at most 1 are read"):
        understand(containers.xlsx(YEARS), answers=TOGETHER)


def test_a_workbook_of_several_sheets_is_imported_twice_without_change(tmp_path):
    folder = DataFolder(tmp_path / "data")
    content = containers.xlsx({"Clients": CLIENTS, "Appointments": DIARY, "ORS": ORS, "SRS": SRS})
    with in_this_process():
        first, again = (
            deliver(folder.practice, [("book.xlsx", content)], today=TODAY).as_dict() for _ in range(2)
        )
    adds_up(first)
    assert first["rows_in"] == 10
    assert (again["rows_unchanged"], again["rows_corrected"]) == (again["rows_accepted"], 0)
    assert first["quarantined"][0]["file"] == "book.xlsx, sheet ORS"
    assert len(exported(folder.path)) == 3


def test_all_together_is_remembered_and_a_single_sheet_is_not(tmp_path):
    folder = DataFolder(tmp_path / "data")
    book = containers.xlsx(YEARS)

    def give(**options) -> dict:
        with in_this_process():
            return deliver(folder.practice, [("book.xlsx", book)], today=TODAY, **options).as_dict()

    assert give()["outcome"] == "needs_choice"
    assert give(answers={"sheet": "2025"})["outcome"] == "accept_with_quarantine"
    assert give()["outcome"] == "needs_choice"
    assert give(answers=TOGETHER)["facts"]["n_sessions"] == 3
    assert give()["facts"]["n_sessions"] == 3
