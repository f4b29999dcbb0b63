"""Tests of workbooks, zip archives, Parquet and JSON: the same sessions from every file format."""

from __future__ import annotations

import datetime
import io
import json

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from tests.support import containers
from tests.support.containers import Failed

HEAD = ["client_id", "session_date", "therapist", "ors_total", "srs_total"]
DAY = "2026-01-05"
GOOD = [HEAD, ["007", DAY, "T1", 20.5, 38.0], ["8", "2026-01-12", "T1", 22.0, 39.5]]
OTHER = [HEAD, ["hidden", DAY, "T1", 11.0, 12.0]]
BOOKS = {
    "xlsx": lambda sheets, hidden=(): containers.xlsx(sheets, dict.fromkeys(hidden, "hidden")),
    "xlsb": lambda sheets, hidden=(): containers.xlsb(sheets, dict.fromkeys(hidden, 1)),
    "ods": lambda sheets, hidden=(): containers.ods(sheets, tuple(hidden)),
    "xls": lambda sheets, hidden=(): containers.xls(sheets, tuple(hidden)),
}


def right(seen) -> None:
    assert seen.column(0) == ["007", "8"]
    assert seen.column(2) == [DAY, "2026-01-12"]
    assert seen.column(5) == [20.5, 22.0] and seen.column(8) == [38.0, 39.5]


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", BOOKS)
def test_a_workbook_of_every_kind(understand, kind):
    seen = understand(BOOKS[kind]({"Sessions": GOOD}))
    right(seen)
    assert seen.document["recognised"]["encoding"] == kind


@pytest.mark.parametrize("kind", BOOKS)
def test_hidden_sheets_are_reported_and_not_read(understand, kind):
    seen = understand(BOOKS[kind]({"Sessions": GOOD, "Old": OTHER}, ("Old",)))
    right(seen)
    assert seen.document["recognised"]["hidden_sheets"] == ["Old"]


@pytest.mark.parametrize("kind", ["xls", "xlsb"])
def test_errors_in_cells_keep_their_row_out(understand, kind):
    seen = understand(BOOKS[kind]({"A": [*GOOD, ["9", DAY, "T1", Failed("#REF!"), None]]}))
    right(seen)
    assert seen.left_out() == [(4, "formula_error", "ors_total")]


def test_a_very_hidden_sheet_is_hidden_too(understand):
    seen = understand(containers.xlsx({"A": GOOD, "B": OTHER}, {"B": "veryHidden"}))
    assert seen.document["recognised"]["hidden_sheets"] == ["B"]


@pytest.mark.parametrize("epoch", [1900, 1904])
def test_dates_are_dates_in_both_calendars(understand, epoch):
    book = openpyxl.Workbook()
    if epoch == 1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in [
        HEAD,
        ["007", datetime.date(2026, 1, 5), "T1", 20.5, 38],
        ["8", datetime.datetime(2026, 1, 12, 9, 30), "T1", 22, 39.5],
    ]:
        book.active.append(row)
    right(understand(saved(book)))


def test_a_formula_counts_as_the_value_last_shown(understand):
    """A formula counts as its saved value; a formula without a saved value gives no score."""
    book = openpyxl.Workbook()
    for row in [*GOOD, ["9", DAY, "T1", "=20+1", 38]]:
        book.active.append(row)
    seen = understand(saved(book))
    assert [s[5] for s in seen.sessions if s[0] == "9"] == [None]


def test_merged_cells_empty_columns_and_rows_above(understand):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B2"] = "Sessions of the practice"
    sheet.merge_cells("B2:F2")
    for number, row in enumerate([*GOOD, ["9", "soon", "T1", 1, 1]], 4):
        for column, cell in enumerate(row, 2):
            sheet.cell(number, column, cell)
    seen = understand(saved(book))
    right(seen)
    assert seen.left_out() == [(7, "date_unparseable", "session_date")]


def test_text_stays_text(understand):
    rows = [HEAD, ["0012", DAY, "1e5", 20, 38], ["1E3", DAY, "TRUE", 21, 38], [" NA", DAY, "=T", 22, 38]]
    seen = understand(containers.ods({"A": rows}))
    assert seen.column(0) == ["0012", "1E3", "NA"]
    assert seen.column(3) == ["1e5", "TRUE", "=T"]


def test_numbers_are_written_as_a_person_writes_them(understand):
    rows = [HEAD, [7.0, DAY, 3.0, 0.1 + 0.2, 38.0], [123456789012.0, DAY, 4.0, 20.1, 0.0]]
    seen = understand(BOOKS["xlsx"]({"A": rows}))
    assert seen.column(0) == ["123456789012", "7"] and seen.column(3) == ["4", "3"]
    assert seen.column(5) == [20.1, 0.3]


def test_a_zip_of_one_delivery(understand):
    csv = "".join(",".join(map(str, row)) + "\n" for row in GOOD)
    right(
        understand(
            containers.zipped(
                {"a/sessions.csv": csv, "__MACOSX/a/._sessions.csv": b"\x00", ".DS_Store": b"\x00"}
            )
        )
    )
    right(understand(containers.zipped({"sessions.xlsx": BOOKS["xlsx"]({"A": GOOD})}, compress=False)))


def parquet(columns: dict, **options) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, **options)
    return out.getvalue()


COLUMNS = dict(zip(HEAD, map(list, zip(*GOOD[1:], strict=True)), strict=True))


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"session_date": pa.array([datetime.date(2026, 1, 5), datetime.date(2026, 1, 12)])},
        {"session_date": pa.array([datetime.datetime(2026, 1, 5, 9), datetime.datetime(2026, 1, 12, 9)])},
        {"client_id": pa.array(["007", "8"]).dictionary_encode()},
        {"client_id": pa.array([b"007", b"8"])},
        {"ors_total": pa.array([20.5, 22.0], pa.float32())},
        {"ors_total": pa.array(["20.5", "22"]).cast(pa.decimal128(5, 1))},
        {"answers": [[1, 2], [3]], "more": [{"a": 1}, {"a": 2}], "seal": [b"\xff\xfe", b"\x00"]},
        {"whole_x": [1, 2], "cell_y": ["a", "b"], 'a"; drop table x; --': [1, 2]},
    ],
    ids=["texts", "dates", "moments", "dictionary", "bytes", "float", "decimal", "nested", "names"],
)  # fmt: skip
def test_parquet_of_every_type(understand, change):
    right(understand(parquet(COLUMNS | change)))


@pytest.mark.parametrize("head", ["client", "Klient", "cliente", "Cliënt"])
def test_names_in_a_parquet_file_can_be_left_out(understand, head):
    """A Parquet file with a column of names can be imported without that column."""
    names = {head: ["Anna Berg", "Per Holm"], "session_date": ["2026-01-05", "2026-01-06"], "ORS": [20, 21]}
    with pytest.raises(QuestionForUser) as asked:
        understand(parquet(names))
    assert asked.value.question.key == "client_column"
    left_out = {"client_column": "leave_out"}
    with pytest.raises(ImportRejected, match=f"Without the column “{head}”"):
        understand(parquet(names), answers=left_out)
    seen = understand(parquet(names | {"ref": ["K1", "K2"]}), answers={**left_out, "column:ref": "client_id"})
    assert seen.column(0) == ["K1", "K2"] and "Berg" not in str(seen)


def test_a_parquet_column_of_the_readers_own_name_is_refused(understand):
    with pytest.raises(ImportRejected, match="file_row_number"):
        understand(parquet(COLUMNS | {"file_row_number": [1, 2]}))


def test_a_defect_of_our_sql_is_no_damaged_file(understand, monkeypatch):
    from analytics import sql

    real = sql.read
    monkeypatch.setattr(
        sql,
        "read",
        lambda name: (
            real(name).replace("translate(", "no_such(") if name.endswith("parquet_text") else real(name)
        ),
    )
    with pytest.raises(Exception, match="no_such"):
        understand(parquet(COLUMNS))


RECORDS = [dict(zip(HEAD, row, strict=True)) for row in GOOD[1:]]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(RECORDS),
        json.dumps(RECORDS, indent=2),
        "\ufeff" + json.dumps(RECORDS),
        "\n".join(map(json.dumps, RECORDS)),
        json.dumps({"made": DAY, "sessions": RECORDS, "count": 2}),
        json.dumps([{**r, "scores": {"ors_total": r.pop("ors_total")}} for r in map(dict, RECORDS)]),
    ],
    ids=["array", "indented", "mark", "lines", "inside", "nested"],
)
def test_json_of_every_shape(understand, content):
    right(understand(content))


def test_numbers_in_json_stay_the_text_they_are(understand):
    seen = understand(
        '[{"client_id":1.50,"session_date":"2026-01-05","ors_total":20.10},'
        '{"client_id":12345678901234567890,"session_date":"2026-01-05","ors_total":2.1e1}]'
    )
    assert seen.column(0) == ["1.50", "12345678901234567890"] and seen.column(5) == [20.1, 21.0]


def observation(number: int, reference: str, **more) -> dict:
    return {
        "resourceType": "Observation", "status": "final", "code": {"text": "ORS"}, "subject": {"reference": reference},
        "effectiveDateTime": f"2026-01-{number + 4:02d}T10:00:00+02:00", "valueQuantity": {"value": 20.5}, **more,
    }  # fmt: skip


def bundle(*resources: dict) -> str:
    return json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}
    )


@pytest.mark.parametrize(
    ("reference", "client"),
    [
        ("Patient/007", "007"),
        ("https://example.org/fhir/Patient/007", "007"),
        ("Patient/007/_history/3", "007"),
        ("urn:uuid:0-1", "0-1"),
        ("#007", "007"),
    ],
)
def test_the_client_of_a_fhir_reference(understand, reference, client):
    assert understand(bundle(observation(1, reference))).column(0) == [client]


@pytest.mark.parametrize("reference", ["Patient/1/2", "Patient/", "Patient/a b", "1/2"])
def test_a_fhir_reference_that_is_none_is_no_client(understand, reference):
    seen = understand(bundle(observation(1, "Patient/7"), observation(2, reference)))
    assert seen.column(0) == ["7"] and seen.left_out() == [(2, "id_missing", "client_id")]


def test_a_questionnaire_and_what_was_entered_in_error(understand):
    form = {
        "resourceType": "QuestionnaireResponse", "questionnaire": "http://example.org/Questionnaire/ORS|1",
        "status": "completed", "subject": {"reference": "Patient/7"}, "authored": "2026-01-05",
        "item": [{"linkId": "total", "text": "ORS total", "answer": [{"valueDecimal": 20.5}]}],
    }  # fmt: skip
    seen = understand(bundle(form, observation(2, "Patient/7", status="entered-in-error")))
    assert seen.column(5) == [20.5]
    assert seen.left_out("skipped") == [(2, "not_an_orssrs_row", "measure")]
