"""Tests of clients identified by first and last name in two columns, without a code."""

from __future__ import annotations

import pytest

from analytics.ingest.base.errors import ImportRejected, QuestionForUser

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
