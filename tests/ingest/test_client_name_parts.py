"""Tests of clients identified by first and last name in two columns, without a code."""

from __future__ import annotations

import pytest

from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from tests.support.containers import xlsx

ROWS = [("Anna", "Berg", "2026-01-05", "20", "30"), ("Bo", "Li", "2026-01-06", "21", "31"),
        ("Anna", "Berg", "2026-01-12", "22", "32"), ("Maria José", "de la Cruz", "2026-01-07", "12", "33")]  # fmt: skip
HEADERS = {
    "english": ("First Name", "Last Name", "Date"),
    "of clients": ("Client First Name", "Client Last Name", "Session Date"),
    "german": ("Vorname", "Nachname", "Datum"),
    "german, name alone": ("Vorname", "Name", "Datum"),
    "spanish": ("Nombre", "Apellidos", "Fecha"),
    "danish": ("Fornavn", "Efternavn", "Dato"),
    "swedish": ("Förnamn", "Efternamn", "Datum"),
    "dutch": ("Voornaam", "Achternaam", "Datum"),
    "french": ("Prénom", "Nom de famille", "Date"),
}
NAMES = ["Anna Berg", "Anna Berg", "Bo Li", "Maria José de la Cruz"]


def table(header: tuple[str, ...], *, turned: bool = False, code: str = "") -> str:
    """Return a CSV file of four sessions; `turned` puts the last name first, `code` adds a code column."""
    lines = [(*header, "ORS", "SRS"), *ROWS]
    lines = [(b, a, *rest) if turned else (a, b, *rest) for a, b, *rest in lines]
    if code:
        lines = [(code, *lines[0]), *((f"c{n}", *line) for n, line in enumerate(lines[1:], 1))]
    return "\n".join([",".join(line) for line in lines] + [""])


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("language", sorted(HEADERS))
def test_both_together_are_the_client_once_a_person_has_said_so(understand, language, turned):
    text = table(HEADERS[language], turned=turned)
    with pytest.raises(QuestionForUser) as asked:
        understand(text)
    question = asked.value.question
    assert (question.key, question.examples) == ("client_column", ("A. B.", "B. L.", "M. J. d. l."))
    assert all(f"“{name}”" in question.text for name in HEADERS[language][:2])
    seen = understand(text, answers={"client_column": "use"})
    assert seen.column(0) == NAMES


def test_a_code_made_of_both_is_that_of_the_whole_name(understand):
    parts = understand(table(HEADERS["english"]), answers={"client_column": "hash"}).column(0)
    whole = "Client Name,Date,ORS,SRS\n" + "".join(f"{a} {b},{','.join(rest)}\n" for a, b, *rest in ROWS)
    assert parts == understand(whole, answers={"client_column": "hash"}).column(0)
    assert len(set(parts)) == 3 and all(code.startswith("n-") for code in parts)


def test_a_column_of_codes_comes_before_names(understand):
    seen = understand(table(HEADERS["english"], code="Client ID"))
    assert seen.column(0) == ["c1", "c2", "c3", "c4"]


def test_left_out_no_column_is_the_client_and_no_name_is_kept(understand):
    with pytest.raises(ImportRejected, match="Without the column “Last Name”") as refused:
        understand(table(HEADERS["english"]), answers={"client_column": "leave_out"})
    shown = [value for entry in refused.value.matching for value in entry["values"]]
    assert not {"Anna", "Berg", "Anna Berg"} & set(shown)


def test_one_of_two_last_names_is_a_doubt(understand):
    """A file with two last-name columns is asked about or refused, as the client is ambiguous."""
    text = table(HEADERS["english"]).replace("ORS,SRS", "ORS,SRS,Surname", 1).replace("30\n", "30,Ek\n")
    with pytest.raises((ImportRejected, QuestionForUser)):
        understand(text)


DAYS = {
    "scale in the head": ("ORS 2026-03-02", "ORS 2026-03-29"),
    "days alone": ("2026-03-02", "2026-03-29"),
    "days with weeks": ("KW 10 (02.03.2026)", "KW 13 (29.03.2026)"),
    "numbers": ("Date1", "ORS1", "Date2", "ORS2"),
}


@pytest.mark.parametrize(
    ("kind", "language", "turned", "packed"),
    [
        *((kind, "english", place % 2 == 0, "csv") for place, kind in enumerate(DAYS)),
        *(("days alone", language, False, "csv") for language in sorted(HEADERS)),
        *((kind, "german", True, "xlsx") for kind in DAYS),
    ],
)
def test_sessions_side_by_side_are_of_the_person_named(understand, kind, language, turned, packed):
    values = (("20", "22"), ("", "21")) if len(DAYS[kind]) == 2 else (
        ("2026-03-02", "20", "2026-03-29", "22"), ("", "", "2026-03-29", "21"))  # fmt: skip
    lines = [(*HEADERS[language][:2], *DAYS[kind]), ("Anna", "Berg", *values[0]), ("Bo", "Li", *values[1])]
    lines = [(b, a, *rest) if turned else (a, b, *rest) for a, b, *rest in lines]
    text = "\n".join(map(",".join, lines))
    content = text if packed == "csv" else xlsx({"Data": [[cell or None for cell in line] for line in lines]})
    scale = {"measure_of_file": "ors"}
    with pytest.raises(QuestionForUser) as asked:
        understand(content, answers=scale)
    assert asked.value.question.key == "client_column"
    seen = understand(content, answers=scale | {"client_column": "use"})
    assert [(s[0], s[2], s[5]) for s in seen.sessions] == [
        ("Anna Berg", "2026-03-02", 20.0), ("Anna Berg", "2026-03-29", 22.0), ("Bo Li", "2026-03-29", 21.0)
    ]  # fmt: skip
    coded = understand(content, answers=scale | {"client_column": "hash"})
    assert all(code.startswith("n-") for code in coded.column(0))
    with pytest.raises((ImportRejected, QuestionForUser)):
        understand(content, answers=scale | {"client_column": "leave_out"})


def test_one_row_per_answer_is_of_the_person_named(understand):
    text = "First name,Last name,Date,Question,Answer\n" + "".join(
        f"{first},Berg,2026-03-02,{scale} total,{value}\n"
        for first, value in (("Anna", 20), ("Bo", 21))
        for scale in ("ORS", "SRS")
    )
    seen = understand(text, answers={"client_column": "use"})
    assert [(s[0], s[5], s[8]) for s in seen.sessions] == [("Anna Berg", 20, 20), ("Bo Berg", 21, 21)]
    assert "names_as_ids" in seen.document["warnings"]


def test_a_sheet_of_the_usual_kind(understand):
    rows = [
        ["First name", "Last name", "Date", "ORS"],
        ["Anna", "Berg", "2026-03-02", 20],
        ["Bo", "Li", "2026-03-02", 21],
    ]
    staff = [["First name", "Last name", "Location"], ["Tom", "Ek", "North"]]
    seen = understand(xlsx({"Staff": staff, "Data": rows}), answers={"client_column": "use"})
    assert seen.column(0) == ["Anna Berg", "Bo Li"]


def test_names_beside_no_scores_say_nothing(understand):
    for head in ("First name,Last name,Date,Status", "First name,Last name,Location,Phone"):
        with pytest.raises(ImportRejected):
            understand(f"{head}\nAnna,Berg,2026-03-02,Show\n")
