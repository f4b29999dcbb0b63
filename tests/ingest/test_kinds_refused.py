"""Tests that files without a usable client or session date are refused for that reason."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.ingest.test_export_traps import csv
from tests.ingest.test_kinds_own_files import book, named
from tests.support.exporters.following import read


def formulas(formula: str) -> list[tuple[str, bytes]]:
    """Return a workbook with formulas as client codes, except in each client's first row.

    The formulas have no saved value.
    """
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(["Client", "Date", "Therapist", "ORS", "SRS"])
    for day, who in enumerate(("A", formula, formula, "B", formula), 2):
        sheet.append([who, f"2026-03-0{day}", "T", 18 + day, 34])
    made.save(out := io.BytesIO())
    return [("book.xlsx", out.getvalue())]


REFUSED = {
    "ids too wide for their column": (
        csv(named("Client,Date,Therapist,ORS,SRS").replace("\nA", "\n####").replace("\nB", "\n####")),
        "signs such as ####",
    ),
    "ids too wide in German": (
        csv(named("Klient,Datum,Therapeut,ORS,SRS").replace("\nA", "\n########")),
        "too narrow",
    ),
    "ids too wide in a workbook": (
        book(S=[["Patient", "Date", "ORS"], ["#####", "2026-03-02", 18], ["#####", "2026-03-09", 19]]),
        "so in a column too narrow",
    ),
    "clients as formulas": (formulas("=A2"), "never calculated"),
    "clients looked up": (formulas("=VLOOKUP(B3,X,1)"), "Open the workbook"),
    "clients joined": (formulas('=A2&""'), "Client: cells are formulas"),
    "days without a year": (
        csv("Klient;Therapeut;02.03.;04.03.;09.03.\nA;T;18;19;20\n"),
        "their names lack the year",
    ),
    "days without a year, with slashes": (
        csv("Client,Therapist,3/2,3/9\nA,T,18,19\n"),
        "Write each day with its year",
    ),
    "days without a year below a title": (
        csv("ORS 2026\nClient,Therapist,02-03,09-03\nA,T,18,19\n"),
        "lack the year",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_known_is_refused_for_what_it_is(kind):
    files, words = REFUSED[kind]
    end = read(files, {})
    assert words in end.refusal
    assert end.refusal.count(words) == 1
    assert not end.sessions


def test_names_of_another_day_in_further_languages_are_no_day_of_a_session():
    for head in (
        "Data di nascita",
        "Data de nascimento",
        "Data urodzenia",
        "Prossima seduta",
        "Data da próxima sessão",
    ):
        end = read(csv(f"Client,{head},ORS,SRS\nA,2026-03-02,18,34\nA,2026-03-09,19,35\n"), {})
        assert not end.sessions, head
