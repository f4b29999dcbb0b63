"""Tests of sheet and file names as data: one sheet or file per client, therapist or site."""

from __future__ import annotations

import pytest

from analytics.ingest import deliver
from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.rows import table_names
from analytics.store import DataFolder
from tests.ingest.conftest import TODAY
from tests.support import containers
from tests.support.importing import exported, in_this_process

HEAD = ["Date", "ORS", "SRS"]
PER_CLIENT = {
    "C01": [HEAD, ["2026-03-02", 18.2, 34], ["2026-03-09", 20, 35]],
    "C02": [HEAD, ["2026-03-02", 15, 38]],
}
CLIENTS = [["Client", "Therapist"], ["C01", "Berg"], ["C02", "Lind"]]
OVERVIEW = [["Client", *HEAD], ["C01", "2026-03-02", 18.2, 34], ["C02", "2026-03-02", 15, 38]]
PER_THERAPIST = {
    "Berg": [["Client", *HEAD], ["C01", "2026-03-02", 18.2, 34]],
    "Lind": [["Client", *HEAD], ["C02", "2026-03-04", 15, 38]],
}
BOOKS = {"xlsx": containers.xlsx, "ods": containers.ods}


def who(seen) -> list[tuple]:
    """Return (client, day, therapist, ORS, site) of the sessions."""
    return [(s[0], s[2], s[3], s[5], s[13]) for s in seen.sessions]


def asked(understand, *contents, answers=None, key="sheet_means"):
    with pytest.raises(QuestionForUser) as problem:
        understand(*contents, answers=answers)
    assert problem.value.question.key == key
    return problem.value.question


@pytest.mark.parametrize("kind", BOOKS)
def test_a_sheet_per_client(understand, kind):
    content = BOOKS[kind](PER_CLIENT)
    question = asked(understand, content)
    assert question.choices == ("client_id", "nothing")
    assert question.examples == ("C01", "C02")
    seen = understand(content, answers={"sheet_means": "client_id"})
    assert [row[:2] for row in who(seen)] == [
        ("C01", "2026-03-02"),
        ("C01", "2026-03-09"),
        ("C02", "2026-03-02"),
    ]
    entry = next(e for e in seen.document["recognised"]["matching"] if e["column"] == "Sheet name")
    assert (entry["field"], entry["how"], entry["confidence"]) == ("client_id", "answer", "sure")
    with pytest.raises(
        ImportRejected, match="“C01” .*no column for the client.*“C02” .*no column for the client"
    ):
        understand(content, answers={"sheet_means": "nothing"})


@pytest.mark.parametrize(
    ("first", "second", "head"),
    [
        ("Klient 12", "Klient 13", ["Datum", "ORS", "SRS", "Notiz"]),
        ("Paciente A-7", "Paciente A-8", ["Fecha", "ORS", "SRS"]),
        ("0033", "0034", ["Dato", "ORS", "SRS"]),
        ("C7 ORS", "C8 ORS", ["Datum", "Score"]),
    ],
)
def test_words_around_the_code_are_left_out(understand, first, second, head):
    cells = [20.5, 30, "x"][: len(head) - 1]
    sheets = {first: [head, ["2026-03-02", *cells]], second: [head, ["2026-03-03", *cells]]}
    seen = understand(containers.xlsx(sheets), answers={"sheet_means": "client_id"})
    plain = [name.split()[-1 if "ORS" not in name else 0] for name in (first, second)]
    assert [(s[0], s[5]) for s in seen.sessions] == [(plain[0], 20.5), (plain[1], 20.5)]


@pytest.mark.parametrize("order", [0, 1])
def test_sheets_beside_them_do_not_hinder_in_any_order(understand, order):
    beside = {"Empty": [[]], "Clients": CLIENTS, "Summary": [["Therapist", "Mean ORS"], ["Berg", 18]]}
    sheets = {**beside, **PER_CLIENT} if order else {**PER_CLIENT, **beside}
    seen = understand(containers.xlsx(sheets), answers={"sheet_means": "client_id"})
    assert [(s[0], s[3]) for s in seen.sessions] == [("C01", "Berg"), ("C01", "Berg"), ("C02", "Lind")]
    assert seen.document["recognised"]["unused_sheets"] == ["Summary"]


@pytest.mark.parametrize("order", [0, 1])
def test_an_overview_of_all_clients_counts_once(understand, order):
    sheets = {"Overview": OVERVIEW, **PER_CLIENT} if order else {**PER_CLIENT, "Overview": OVERVIEW}
    seen = understand(containers.xlsx(sheets, {"C99": "hidden"}), answers={"sheet_means": "client_id"})
    assert len(seen.sessions) == 3 and seen.document["rows_skipped"] == 2


def test_an_overview_that_says_something_else_is_asked_about(understand):
    other = [OVERVIEW[0], ["C01", "2026-03-02", 30.5, 34], ["C02", "2026-03-02", 31, 38]]
    content = containers.xlsx({"Overview": other, **PER_CLIENT})
    question = asked(understand, content, answers={"sheet_means": "client_id"}, key="sheet")
    assert question.choices == ("Overview", "C01", "C02")
    seen = understand(content, answers={"sheet_means": "client_id", "sheet": "Overview"})
    assert [s[5] for s in seen.sessions] == [30.5, 31.0]


@pytest.mark.parametrize("kind", BOOKS)
def test_a_sheet_per_therapist(understand, kind):
    content = BOOKS[kind](PER_THERAPIST)
    assert asked(understand, content, answers={"sheet": "all_sheets"}).choices == (
        "therapist",
        "site",
        "nothing",
    )
    seen = understand(content, answers={"sheet_means": "therapist"})
    assert [(s[0], s[3]) for s in seen.sessions] == [("C01", "Berg"), ("C02", "Lind")]
    assert seen.document["warnings"] == []
    assert [s[13] for s in understand(content, answers={"sheet_means": "site"}).sessions] == ["Berg", "Lind"]
    assert (
        asked(understand, content, answers={"sheet_means": "nothing"}, key="sheet").choices[-1]
        == "all_sheets"
    )


def test_the_site_of_sheets_that_name_their_therapists(understand):
    head = ["Klient", "Datum", "Therapeutin", "ORS"]
    sheets = {"Nord": [head, ["1", "2026-03-02", "T1", 20]], "Süd": [head, ["2", "2026-03-02", "T2", 21]]}
    assert asked(understand, containers.xlsx(sheets)).choices == ("site", "nothing")
    seen = understand(containers.xlsx(sheets), answers={"sheet_means": "site"})
    assert [(s[3], s[13]) for s in seen.sessions] == [("T1", "Nord"), ("T2", "Süd")]


@pytest.mark.parametrize(
    "names", [("Januar", "März"), ("2025", "2026"), ("Q1 2026", "Q2 2026"), ("enero", "abril"), ("Sheet1", "Sheet2"),
              ("Uge 12", "Uge 13"), ("Maart", "Mei"), ("janvier", "février"), ("Tabelle1", "Tabelle2")]
)  # fmt: skip
def test_sheets_per_month_are_asked_as_ever(understand, names):
    tables = [[["Client", *HEAD], [client, "2026-03-02", 20, 30]] for client in ("A", "B")]
    content = containers.xlsx(dict(zip(names, tables, strict=True)))
    assert asked(understand, content, key="sheet").choices == (*names, "all_sheets")
    assert len(understand(content, answers={"sheet": "all_sheets"}).sessions) == 2


def test_a_name_that_stands_in_the_sheet_says_nothing_new(understand):
    tables = {n: [["Client", *HEAD], [n, "2026-03-02", 20, 30]] for n in ("C01", "C02")}
    assert asked(understand, containers.xlsx(tables), key="sheet").choices[0] == "C01"


def test_sheets_without_a_client_are_never_put_together_unasked(understand):
    sheets = {f"Sheet{n}": PER_CLIENT["C01"] for n in (1, 2)}
    with pytest.raises(ImportRejected, match="“Sheet1” .*no column for the client.*“Sheet2”"):
        understand(containers.xlsx(sheets))


FILE = "Date;ORS;SRS\n2026-03-0{};18,2;34\n"


def named(folder, files: dict[str, str], **options) -> dict:
    with in_this_process():
        given = [
            (name, content.encode() if isinstance(content, str) else content)
            for name, content in files.items()
        ]
        return deliver(folder.practice, given, today=TODAY, **options).as_dict()


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_per_client_is_asked_and_remembered(tmp_path, packed):
    folder = DataFolder(tmp_path / "data")
    files = {"C01.csv": FILE.format(2), "C02 export.csv": FILE.format(3)}
    given = {"all.zip": containers.zipped(files)} if packed else files
    asked_ = named(folder, given)
    assert (asked_["question"]["key"], asked_["question"]["choices"]) == (
        "file_means",
        ["client_id", "nothing"],
    )
    assert named(folder, given, answers={"file_means": "nothing"})["outcome"] == "reject"
    assert named(folder, given, answers={"file_means": "client_id"})["outcome"] == "accept"
    assert named(folder, {"C03.csv": FILE.format(4)})["outcome"] == "accept"
    assert [row["client_id"] for row in exported(folder.path)] == ["C01", "C02", "C03"]


def test_a_file_per_therapist(tmp_path):
    folder = DataFolder(tmp_path / "data")
    files = {
        f"{name} 2026.csv": f"Client,Date,ORS\n{c},2026-03-02,20\n"
        for name, c in (("Berg", "A"), ("Lind", "B"))
    }
    question = named(folder, files)["question"]
    assert (question["key"], question["choices"]) == ("file_means", ["therapist", "site", "nothing"])
    assert named(folder, files, answers={"file_means": "therapist"})["outcome"] == "accept"
    assert [row["therapist"] for row in exported(folder.path)] == ["Berg", "Lind"]


@pytest.mark.parametrize(
    "names", [("2025.csv", "2026.csv"), ("export.csv", "export (2).csv"), ("März.csv", "April.csv")]
)
def test_files_of_years_and_copies_are_not_asked_about(tmp_path, names):
    folder = DataFolder(tmp_path / "data")
    files = {name: f"Client,Date,ORS\n{n},2026-03-02,20\n" for n, name in enumerate(names)}
    assert named(folder, files)["outcome"] == "accept"


def test_what_names_of_sheets_say_is_remembered(tmp_path):
    folder = DataFolder(tmp_path / "data")
    book = {"book.xlsx": containers.xlsx(PER_CLIENT)}
    assert named(folder, book)["outcome"] == "needs_choice"
    assert named(folder, book, answers={"sheet_means": "client_id"})["facts"]["n_clients"] == 2
    again = named(
        folder, {"book.xlsx": containers.xlsx({**PER_CLIENT, "C03": [HEAD, ["2026-03-05", 22, 33]]})}
    )
    assert (again["outcome"], again["rows_new"]) == ("accept", 1)
    assert [one["key"] for one in again["remembered"]] == ["sheet_means"]


@pytest.mark.parametrize(
    ("name", "said", "client", "therapist"),
    [("Client C01", "C01", "C01", "C01"), ("Berg 2026", "Berg", "Berg", "Berg"), ("März 2026", "März 2026", "", ""),
     ("0033", "0033", "0033", ""), ("export_C01_2026-03-01", "C01", "C01", "C01"), ("Copy of Sheet1", "", "", ""),
     ("Dr. Berg", "Dr. Berg", "Dr. Berg", "Dr. Berg"), ("2025-042", "2025-042", "2025-042", ""),
     ("A1 (2)", "A1 (2)", "A1 (2)", "A1 (2)"), ("Klient: 042", "042", "042", ""), ("07", "07", "07", ""),
     ("Client 2025-042", "2025-042", "2025-042", ""), ("AF-12", "AF-12", "AF-12", ""), ("AF 12", "AF 12", "AF 12", ""),
     ("042 2026", "042 2026", "042 2026", ""), ("2025_042", "2025_042", "2025_042", ""), ("Mai", "Mai", "", "")],
)  # fmt: skip
def test_what_a_name_says(name, said, client, therapist):
    assert [table_names.name_value(HeaderNames(), name, field) for field in ("client_id", "therapist")] == [
        client,
        therapist,
    ]
    assert table_names.value(HeaderNames(), name) == said


@pytest.mark.parametrize("name", ["Marco Berg", "Maja Berg", "April Lund", "Jan Berg", "August Holm"])
def test_a_month_that_is_a_first_name_stays_with_its_surname(name):
    assert (
        table_names.name_value(HeaderNames(), name, "therapist")
        == table_names.value(HeaderNames(), name)
        == name
    )


@pytest.mark.parametrize("name", ["Berg Marco", "Marco 2026 Berg", "Berg April 2026"])
def test_a_month_elsewhere_in_a_name_is_a_date(name):
    assert table_names.value(HeaderNames(), name) == "Berg"


def test_two_therapists_with_names_of_months_stay_two(understand):
    sheets = {
        name: [["Client", *HEAD], [f"C{len(name)}", "2026-03-02", 20, 30]]
        for name in ("Maja Berg", "Marco Berg")
    }
    seen = understand(containers.xlsx(sheets), answers={"sheet_means": "therapist"})
    assert sorted(s[3] for s in seen.sessions) == ["Maja Berg", "Marco Berg"]


def test_a_number_beside_names_is_the_code_of_a_therapist(understand):
    rows = {name: [["Client", *HEAD], [f"C{name}", "2026-03-02", 20, 30]] for name in ("Berg", "07", "Mai")}
    book = containers.xlsx({name: rows[name] for name in ("Berg", "07")})
    assert asked(understand, book).choices == ("therapist", "site", "nothing")
    seen = understand(containers.xlsx(rows), answers={"sheet_means": "therapist"})
    assert [(s[0], s[3]) for s in seen.sessions] == [("C07", "07"), ("CBerg", "Berg"), ("CMai", "Mai")]
