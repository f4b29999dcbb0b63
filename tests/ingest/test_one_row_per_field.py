"""Tests of tables with one row per field of a record (entity-attribute-value)."""

from __future__ import annotations

import json

import pytest

from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from tests.support.containers import xlsx

HEAD = ["record", "redcap_event_name", "field_name", "value"]
SESSIONS = [
    ("C01", "2026-03-02", "Berg", "18.2", "34"),
    ("C01", "2026-03-09", "Berg", "20.1", "35.5"),
    ("C02", "2026-03-04", "Lind", "15", "31"),
    ("C02", "2026-03-11", "Lind", "16.5", "33"),
]
FOUND = [(who, day, therapist, float(ors), float(srs)) for who, day, therapist, ors, srs in SESSIONS]
NAMES = ("session_date", "therapist", "ors_total", "srs_total")


def found(seen) -> list[tuple]:
    """Return (client, day, therapist, ORS total, SRS total) of the sessions."""
    return [(s[0], s[2], s[3], s[5], s[8]) for s in seen.sessions]


def fields(names=NAMES, event="session_{n}_arm_1") -> list[list[str]]:
    """Return (record, event, field, value) of each field; the therapist stands in every session."""
    made: list[list[str]] = []
    seen: dict[str, int] = {}
    for who, day, therapist, ors, srs in SESSIONS:
        n = seen[who] = seen.get(who, 0) + 1
        made += [
            [who, event.format(n=n, who=who), name, value]
            for name, value in zip(names, (day, therapist, ors, srs), strict=True)
        ]
    return made


def intake(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows with the therapist in an event of its own instead of each session."""
    once = [[who, "intake_arm_1", "therapist", name] for who, name in (("C01", "Berg"), ("C02", "Lind"))]
    return [*once, *(row for row in rows if row[2] != "therapist")]


def text(head: list[str], rows: list[list[str]], mark: str = ",") -> str:
    """Return a text file."""
    return "\n".join(mark.join(row) for row in [head, *rows]) + "\n"


def counts(seen) -> tuple:
    """Return how many rows came in, were accepted, set aside and skipped."""
    document = seen.document
    return tuple(document[f"rows_{kind}"] for kind in ("in", "accepted", "quarantined", "skipped"))


@pytest.mark.parametrize("kind", ["text", "workbook", "JSON"])
def test_each_event_becomes_a_session(understand, tmp_path, kind):
    rows = intake([["C01", "intake_arm_1", "record_id", "C01"], *fields()])
    content = text(HEAD, rows)
    if kind == "workbook":
        content = tmp_path / "book.xlsx"
        content.write_bytes(xlsx({"Data": [HEAD, *rows], "Notes": [["nothing"]]}))
    elif kind == "JSON":
        content = json.dumps([dict(zip(HEAD, row, strict=True)) for row in rows])
    seen = understand(content)
    assert found(seen) == FOUND
    assert counts(seen) == (15, 12, 0, 3)
    first = 1 if kind == "JSON" else 2  # the records of a JSON file are counted from 1
    assert [(line - first, reason) for line, reason, _ in seen.left_out("skipped")] == [
        (0, "facts_of_client"), (1, "facts_of_client"), (2, "facts_of_client"),
    ]  # fmt: skip


LANGUAGES = {
    "German, visits and semicolons": (
        ["Patientennummer", "Besuch", "Feld", "Wert"], ("Sitzungsdatum", "Therapeut", "ORS Summe", "SRS Summe"), ";"),
    "Spanish, with labels": (
        ["Paciente", "Id visita", "Pregunta", "Respuesta"], ("Fecha", "Terapeuta", "ORS total", "SRS total"), ","),
    "French, unknown heads": (
        ["Sujet", "Passage", "Champ", "Contenu"], ("Date de séance", "Thérapeute", "ORS total", "SRS total"), ";"),
    "Danish and tabs": (["Borger", "Forløbstrin", "Felt", "Svar"], ("Dato", "Behandler", "ORS sum", "SRS sum"), "\t"),
    "a clinical database": (
        ["SubjectKey", "StudyEventOID", "ItemOID", "ItemValue"], ("visit_date", "clinician", "ORS_TOTAL", "SRS_TOTAL"), "|"),
}  # fmt: skip


@pytest.mark.parametrize("kind", LANGUAGES)
def test_other_names_and_languages(understand, kind):
    head, names, mark = LANGUAGES[kind]
    who = {} if kind[:6] in ("German", "Spanis", "Danish") else {f"column:{head[0]}": "client_id"}
    seen = understand(text(head, fields(names, "E{who}-{n}"), mark), answers=who)
    assert found(seen) == FOUND
    assert counts(seen) == (16, 16, 0, 0)


def test_items_missing_codes_endings_and_other_fields(understand):
    rows = fields()
    rows[2:3] = [
        ["C01", "session_1_arm_1", f"ors_{n}", value] for n, value in enumerate(("4", "5", "4", "5.2"), 1)
    ]
    for row in rows:
        if row[:3] == ["C02", "session_1_arm_1", "srs_total"]:
            row[3] = "-99"
    rows += [
        ["C02", "session_2_arm_1", "phq9_total", "11"],
        ["C02", "session_2_arm_1", "session_complete", "2"],
    ]
    rows += [["C02", "end_arm_1", "closure_reason", "dropped out"]]
    kept = [row for row in rows if row[2] != "ors_total" or row[0] == "C02"]
    seen = understand(text(HEAD, kept))
    assert [(s[0], s[2], s[5], s[8], s[11]) for s in seen.sessions if s[0] == "C02"] == [
        ("C02", "2026-03-04", 15.0, None, "unplanned"), ("C02", "2026-03-11", 16.5, 33.0, "unplanned"),
    ]  # fmt: skip
    assert seen.sessions[0][6] == 4.0
    cells = [(cell["line"], cell["reason"], cell["text"]) for cell in seen.document["cells_quarantined"]]
    lines = text(HEAD, kept).splitlines()
    assert cells == [(1 + lines.index("C02,session_1_arm_1,srs_total,-99"), "missing_code", "-99")]
    assert seen.document["recognised"]["layout"] == "one_row_per_field"


def test_repeated_forms_with_a_day_of_their_own(understand):
    head = [
        "record",
        "redcap_event_name",
        "redcap_repeat_instrument",
        "redcap_repeat_instance",
        "field_name",
        "value",
    ]
    rows = [[who, "", "", "", "therapist", name] for who, name in (("C01", "Berg"), ("C02", "Lind"))]
    seen: dict[str, int] = {}
    for who, day, _, ors, srs in SESSIONS:
        n = str(seen.setdefault(who, 0) + 1)
        seen[who] += 1
        for form, score in (("ors", ors), ("srs", srs)):
            rows += [[who, "", form, n, f"{form}_date", day], [who, "", form, n, f"{form}_total", score]]
    done = understand(text(head, rows))
    assert found(done) == FOUND
    assert counts(done) == (18, 16, 0, 2)


def test_without_an_event_column_but_with_extra_columns(understand):
    head = ["patient_id", "encounter_id", "form", "entered_by", "entered_at", "question", "value"]
    rows = [
        [who, f"{who}-{event}", name[:3], "anna" if n % 3 else "ben", f"2026-04-01 10:{n:02}:00", name, value]
        for n, (who, event, name, value) in enumerate(fields())
    ]
    assert found(understand(text(head, rows))) == FOUND


def test_values_in_columns_by_kind(understand):
    head = ["person", "visit", "concept", "value_numeric", "value_date", "value_text"]
    place = {"session_date": 1, "therapist": 2}
    rows = []
    for who, event, name, value in fields():
        cells = ["", "", ""]
        cells[place.get(name, 0)] = value
        rows.append([who, event, name, *cells])
    assert found(understand(text(head, rows), answers={"column:person": "client_id"})) == FOUND


def test_the_form_says_the_scale(understand):
    head = ["client", "visit", "instrument", "item", "value"]
    rows = []
    for who, day, therapist, ors, srs in SESSIONS:
        rows += [[who, day, "Visit", "Date", day], [who, day, "Visit", "Therapist", therapist]]
        rows += [[who, day, "ORS", "Total", ors], [who, day, "Session Rating Scale", "Total", srs]]
    assert found(understand(text(head, rows))) == FOUND


def test_contradictions_repeats_and_rows_that_are_none(understand):
    rows = fields()
    rows[2:2] = [
        ["C01", "session_1_arm_1", "ors_total", "19.9"]
    ]  # with the next line: two values of one score
    rows += [rows[-1], HEAD, ["", "session_1_arm_1", "ors_total", "3"], ["C01", "session_1_arm_1"]]
    seen = understand(text(HEAD, rows))
    assert found(seen) == [(*FOUND[0][:3], None, 34.0), *FOUND[1:]]
    assert seen.left_out() == [
        (4, "conflicting_duplicate", None), (5, "conflicting_duplicate", None), (21, "id_missing", None),
        (22, "wrong_field_count", None),
    ]  # fmt: skip
    assert seen.left_out("skipped") == [(19, "duplicate_row", None), (20, "repeated_header", None)]
    assert counts(seen) == (21, 15, 4, 2)


def test_two_days_for_one_session_cost_that_session_only(understand):
    rows = [*fields(), ["C02", "session_2_arm_1", "session_date", "2026-03-12"]]
    seen = understand(text(HEAD, rows))
    assert found(seen) == FOUND[:3]
    assert {line for line, *_ in seen.left_out()} == {14, 15, 16, 17, 18}
    assert counts(seen) == (17, 12, 5, 0)


def test_records_that_may_be_single_forms_are_asked_about(understand):
    rows = [[f"{who}-{event[8]}", name, value] for who, event, name, value in fields()]
    with pytest.raises(QuestionForUser) as asked:
        understand(text(["record", "field_name", "value"], rows))
    assert (asked.value.question.key, asked.value.question.choices) == (
        "column:record",
        ("client_id", "not_used"),
    )
    seen = understand(text(["record", "field_name", "value"], rows), answers={"column:record": "client_id"})
    assert [(s[0], s[5]) for s in seen.sessions] == [
        ("C01-1", 18.2),
        ("C01-2", 20.1),
        ("C02-1", 15.0),
        ("C02-2", 16.5),
    ]
    coded = [row for rows4 in (rows[i : i + 4] for i in range(0, 16, 4)) for row in
             ([rows4[0][0], "client_code", rows4[0][0][:3]], *rows4)]  # fmt: skip
    assert found(understand(text(["record", "field_name", "value"], coded))) == FOUND


def test_nothing_that_tells_sessions_apart_is_refused_for_what_it_is(understand):
    with pytest.raises(ImportRejected, match="No column says which belong to one session"):
        understand(text(["record", "field_name", "value"], [[row[0], *row[2:]] for row in fields()]))


def test_other_tables_are_none_of_these(understand):
    head = "client_id,session_date,measure,score,therapist\n"
    seen = understand(head + "C01,2026-03-02,ORS,18.2,Berg\nC01,2026-03-02,SRS,34,Berg\n")
    assert seen.document["recognised"]["layout"] == "one_row_per_administration"


def test_a_column_above_the_record_is_not_taken_for_the_client_unasked(understand):
    head = ["department", "subject", "event", "field", "value"]
    rows = [["North" if who < "C02" else "South", who, *rest] for who, *rest in fields()]
    rows += [["North", "C03", *rest] for who, *rest in fields() if who == "C02"]
    with pytest.raises(QuestionForUser) as asked:
        understand(text(["dept", "person code x", *head[2:]], rows))
    assert asked.value.question.key == "column:dept"
    seen = understand(text(["dept", "person code x", *head[2:]], rows), answers={"column:dept": "not_used"})
    assert [s[0] for s in seen.sessions] == ["C01", "C01", "C02", "C02", "C03", "C03"]
    seen = understand(text(head, rows))
    assert [s[0] for s in seen.sessions] == ["C01", "C01", "C02", "C02", "C03", "C03"]


def test_a_number_of_each_row_and_a_column_of_the_therapist(understand):
    head = ["row_id", "study", "record", "event", "therapist", "field", "value"]
    therapist = {"C01": "Berg", "C02": "Lind"}
    rows = [
        [str(n), "S1", who, event, therapist[who], name, value]
        for n, (who, event, name, value) in enumerate(fields()) if name != "therapist"
    ]  # fmt: skip
    assert found(understand(text(head, rows))) == FOUND


def test_a_record_named_once_is_asked_about(understand):
    rows = [["", "", *rest] if name != "session_date" else [who, event, *rest]
            for who, event, *rest in fields() for name in rest[:1]]  # fmt: skip
    with pytest.raises(QuestionForUser) as asked:
        understand(text(HEAD, rows))
    assert (asked.value.question.key, asked.value.question.choices) == (
        "blank_client",
        ("above", "leave_out"),
    )
    assert found(understand(text(HEAD, rows), answers={"blank_client": "above"})) == FOUND
    left = understand(text(HEAD, rows), answers={"blank_client": "leave_out"})
    assert counts(left) == (16, 4, 12, 0)
    assert {reason for _, reason, _ in left.left_out()} == {"id_missing"}


def test_codes_and_labels_of_the_fields(understand):
    labels = dict(zip(NAMES, ("Visit date", "Therapist", "ORS total", "SRS total"), strict=True))
    code = {"therapist": "v7"}
    rows = [[who, event, code.get(name, name), labels[name], value] for who, event, name, value in fields()]
    assert found(understand(text(["patient", "visit", "field_name", "field_label", "value"], rows))) == FOUND


def test_twenty_thousand_rows(understand):
    rows = [
        [f"C{n // 10:03}", f"s_{n % 10}", name, value]
        for n in range(5000)
        for name, value in zip(NAMES, (f"2026-0{n % 9 + 1}-{n % 10 + 10}", "Berg", "18.2", "34"), strict=True)
    ]
    seen = understand(text(HEAD, rows))
    assert counts(seen) == (20_000, 20_000, 0, 0)
    assert len(seen.sessions) == 5000


def test_too_many_names_of_fields_are_refused(understand):
    rows = [*fields(), *(["C09", "s_1", f"field {n}", "1"] for n in range(10_000))]
    with pytest.raises(ImportRejected, match="more than 10,000 names of fields"):
        understand(text(HEAD, rows))
