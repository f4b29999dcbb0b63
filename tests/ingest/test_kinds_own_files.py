"""Tests of small files as written by many programs and people, in several languages.

Each file gives the sessions that it contains, after the answers of a person who knows the file.
"""

from __future__ import annotations

import datetime

import pytest

from tests.ingest.test_export_traps import A2, A, B, csv, sessions
from tests.support.containers import zipped
from tests.support.exporters.following import End, read
from tests.support.exporters.writing import as_xlsx

Given = str | list[tuple[str, bytes]]
AREAS, OTHERS = "4.5,4.5,4.5,4.7", "8.5,8.5,8.5,8.5"
BARE = [(*A[:2], None, *A[3:]), (*A2[:2], None, *A2[3:])]
DAY_FIRST = {"date_order": "day_first"}


def book(**sheets: list[list]) -> list[tuple[str, bytes]]:
    """Return one workbook with these sheets, as a list with one (file name, bytes) pair."""
    return [("book.xlsx", as_xlsx(dict(sheets)))]


def named(header: str, extra: str = "") -> str:
    """Return a CSV text of three sessions with this header; `extra` is appended to each row."""
    rows = ("A,2026-03-02,T,18.2,34", "A,2026-03-09,T,19,35", "B,2026-03-09,T,19,35")
    return f"{header}\n" + "".join(f"{row}{extra}\n" for row in rows)


def of_sent(header: str) -> str:
    """Return a CSV text of two sessions whose only date is the day when the form was sent."""
    return f"client,{header},therapist,ORS,SRS\nA,2026-03-02 09:05,T,18.2,34\nA,2026-03-09 09:05,T,19,35\n"


def of_forms(header: str, *stamps: str) -> str:
    """Return a CSV survey export of two sessions, whose rows begin with the given `stamps`.

    Client, therapist and both totals follow.
    """
    return f"{header}\n" + "".join(
        f"{stamp},{row[0]},{row[2]},{row[3]},{row[4]}\n" for stamp, row in zip(stamps, (A, A2), strict=True)
    )


THREE = [A, A2, B]
KINDS: dict[str, dict[str, tuple[Given, list[tuple], dict[str, str]]]] = {
    "names with additions": {
        "fr": (
            named(
                "Code du client (anonyme),Date de la rencontre,Nom de l'intervenant,ORS – total sur 40,SRS sur 40"
            ),
            THREE,
            {},
        ),
        "es": (
            named(
                "Código del paciente,Fecha de la sesión,Terapeuta asignado,Puntuación total ORS,Puntuación SRS"
            ),
            THREE,
            {},
        ),
        "nl": (
            named(
                "Cliëntnummer (intern),Datum van de sessie,Naam behandelaar,Totaalscore ORS (max 40),SRS",
                ",60",
            ).replace("SRS\n", "SRS,OQ-45 totaal\n"),
            THREE,
            {},
        ),
        "da": (
            named("Borgerens nummer,Dato for mødet,Behandlerens initialer,ORS i alt (0-40),SRS i alt"),
            THREE,
            {},
        ),
        "sv": (named("Patientens kod,Datum för besöket,Behandlarens namn,ORS-summa,SRS-summa"), THREE, {}),
        "no": (named("Brukerens nummer,Dato for timen,Terapeutens navn,ORS sumskår,SRS sumskår"), THREE, {}),
        "pt": (named("Código do utente,Data da sessão,Terapeuta,Pontuação ORS,SRS total"), THREE, {}),
        "it": (
            named("Codice cliente,Data della seduta,Terapeuta,Punteggio totale ORS,Punteggio SRS"),
            THREE,
            {},
        ),
        "pl": (named("Kod klienta,Data sesji,Terapeuta,ORS suma,Wynik SRS"), THREE, {}),
        "both genders": (
            named("Code der Klientin / des Klienten,Datum der heutigen Sitzung,Therapeut,ORS Wert,SRS Wert"),
            THREE,
            {},
        ),
        "of a register": (
            named("Tracked entity instance,Event date,Praticien,ORS valeur,SRS valeur"),
            THREE,
            {},
        ),
    },
    "the day a form was sent": {
        head: (of_sent(head), [A, A2], {})
        for head in (
            "Sendt inn",
            "Inskickad",
            "Data de envio",
            "Data di invio",
            "Data przesłania",
            "Survey completed on",
        )
    },
    "survey programs": {
        "Microsoft, fr": (
            of_forms(
                "ID,Heure de début,Heure de fin,Adresse de messagerie,Nom,Code du patient,Thérapeute,ORS,SRS",
                "1,2026-03-02 10:00,2026-03-02 10:05,anonymous,",
                "2,2026-03-09 10:00,2026-03-09 10:05,anonymous,",
            ),
            [A, A2],
            {},
        ),
        "Microsoft, it": (
            of_forms(
                "ID,Ora di inizio,Ora di completamento,Posta elettronica,Nome,Codice paziente,Terapeuta,"
                "ORS totale,SRS totale",
                "1,2026-03-02 10:00,2026-03-02 10:05,anonymous,",
                "2,2026-03-09 10:00,2026-03-09 10:05,anonymous,",
            ),
            [A, A2],
            {},
        ),
        "Google, pl": (
            of_forms(
                "Sygnatura czasowa,Kod pacjenta,Terapeuta,Wynik ORS,Wynik SRS",
                "02.03.2026 9:05:22",
                "09.03.2026 9:05:22",
            ),
            [A, A2],
            DAY_FIRST,
        ),
        "SurveyMonkey, de": (
            of_forms(
                "Befragten-ID,Collector-ID,Startdatum,Enddatum,Klientencode,Therapeut,ORS,SRS\n"
                ",,,,Offene Beantwortung,Offene Beantwortung,Gesamt,Gesamt",
                "118,44,25.03.2026 9:00:00,25.03.2026 9:05:00",
                "119,44,26.03.2026 9:00:00,26.03.2026 9:05:00",
            ),
            [("A", "2026-03-25", *A[2:]), ("A", "2026-03-26", *A2[2:])],
            DAY_FIRST,
        ),
        "Kobo, fr": (
            "start;end;Fiche/Code du patient;Fiche/Date de la séance;Fiche/Intervenant;ORS/Individuel;ORS/Interpersonnel;"
            "ORS/Social;ORS/Dans l'ensemble;_id;_uuid;_submission_time;_index\n2026-05-01T09:00;2026-05-01T09:01;A;"
            f"2026-03-02;T;{AREAS.replace(',', ';')};7;u7;2026-05-01T07:00:00;1\n",
            [(*A[:4], None)],
            {},
        ),
        "ODK, a file for each repeat": (
            [
                (
                    "form.zip",
                    zipped(
                        {
                            "f.csv": "SubmissionDate,client_code,clinician,KEY\n2026-05-01,A,T,uuid:1\n",
                            "f-visits.csv": "visit_date,ors-ors_total,srs-srs_total,PARENT_KEY,KEY\n"
                            "2026-03-02,18.2,34,uuid:1,uuid:1/v[0]\n2026-03-09,19,35,uuid:1,uuid:1/v[1]\n",
                        }
                    ),
                )
            ],
            [A, A2],
            {},
        ),
    },
    "a group above several equal names": {
        word: (
            f",,{one},,{two},\n{who},Therapist,{day},{word},{day},{word}\nA,T,2026-03-02,18.2,2026-03-02,34\n"
            "A,T,2026-03-09,19,2026-03-09,35\n",
            [A, A2],
            {},
        )
        for who, day, word, one, two in (
            ("Klient", "Datum", "Wert", "ORS", "SRS"),
            ("Client", "Date", "Score", "ORS", "SRS"),
            ("Paciente", "Fecha", "Puntuación", "ORS (0-40)", "SRS (0-40)"),
        )
    },
    "client and therapist above the rows": {
        "wider than the table": (
            "Paciente: A,,,Terapeuta: T\nFecha,ORS,SRS,\n2026-03-02,18.2,34,\nPaciente: B,,,Terapeuta: T\n"
            "Fecha,ORS,SRS,\n2026-03-09,19,35,\n",
            [A, B],
            {},
        ),
        "another label far away": (
            "Patient:,A,,,Age: 40\nDatum,ORS,SRS,,\n2026-03-02,18.2,34,,\nPatient:,B,,,Age: 50\nDatum,ORS,SRS"
            ",,\n2026-03-09,19,35,,\n",
            [BARE[0], (*B[:2], None, *B[3:])],
            {},
        ),
        "a client among other words": (
            "Cliënt: A\nDatum,ORS,SRS\n2026-03-02,18.2,34\nCliënt: B (nieuw),Notitie: x,y,z,w\n"
            "Datum,ORS,SRS\n2026-03-09,19,35\n",
            [BARE[0]],
            {},
        ),
    },
    "one row per answer": {
        head: (
            f"Patient,Date,Thérapeute,{head}\n"
            + "".join(
                f"A,2026-03-02,T,{form},{name},{score}\n"
                for form, names, scores in (
                    ("ORS", "Individuel|Interpersonnel|Social|Dans l'ensemble", AREAS),
                    ("SRS", "Relation|Objectifs et thèmes|Approche ou méthode|Dans l'ensemble", OTHERS),
                )
                for name, score in zip(names.split("|"), scores.split(","), strict=True)
            ),
            [A],
            {},
        )
        for head in ("Formulaire,Question,Réponse", "Échelle,Item,Valeur", "Bogen,Frage,Antwort")
    },
    "days as names": {
        "fr": (
            "ORS,,,\nClient,Therapist,2 mars 2026,9 mars 2026\nA,T,18.2,19\n",
            [(*A[:4], None), (*A2[:4], None)],
            {},
        ),
        "en": (
            'Client,Therapist,"ORS Mar 2, 2026","ORS Mar 9, 2026"\nA,T,18.2,19\n',
            [(*A[:4], None), (*A2[:4], None)],
            {},
        ),
        "nl": (
            "SRS,,,\nClient,Therapist,02-mrt-2026,09-mrt-2026\nA,T,34,35\n",
            [(*A[:3], None, 34.0), (*A2[:3], None, 35.0)],
            {},
        ),
    },
    "quotes inside cells": {
        mark: (
            f'"client","date","therapist","note","ors","srs"\n"A","2026-03-02","T","{mark}no, thanks{mark}","18.2","34"\n'
            f'"A","2026-03-09","T","x{mark}","19","35"\n',
            [A, A2],
            {},
        )
        for mark in ('\\"', '""', "'")
    },
    "ids a spreadsheet marked as text": {
        who: (f"Client,Date,Therapist,ORS,SRS\n{who},2026-03-02,T,18.2,34\n", [("0013", *A[1:])], {})
        for who in ("'0013", '"=""0013"""', " 0013 ")
    },
    "dates with the month as a word": {
        day: (f"Client,Date,Therapist,ORS,SRS\nA,{day},T,18.2,34\n", [A], {})
        for day in ("2 de março de 2026", "2 marca 2026", "2 marzo 2026", "den 2 mars 2026")
    },
    "a date cell among scores": {
        form: (
            book(
                S=[
                    ["Klient", "Datum", "Therapeut", "ORS", "SRS"],
                    ["A", "2026-03-02", "T", *((18.2, day) if form == "srs" else (day, 34))],
                    ["A", "2026-03-09", "T", 19, 35],
                ]
            ),
            [(*A[:3], 18.2 if form == "srs" else None, None if form == "srs" else 34.0), A2],
            {},
        )
        for form, day in (
            ("ors", datetime.date(2026, 5, 15)),
            ("srs", datetime.date(2026, 8, 31)),
            ("ors at an hour", datetime.datetime(2026, 5, 15, 12)),
        )
    },
}
FILES = [(kind, name) for kind, files in KINDS.items() for name in files]


def followed(files: list[tuple[str, bytes]], answers: dict[str, str]) -> End:
    """Read a delivery, and give each of the answers once when its question is asked."""
    given: dict[str, str] = {}
    end = read(files, given)
    while end.question and end.question.key in answers.keys() - given.keys():
        given[end.question.key] = answers[end.question.key]
        end = read(files, given)
    return end


@pytest.mark.parametrize(("kind", "name"), FILES)
def test_a_file_gives_its_sessions(kind, name):
    content, rows, answers = KINDS[kind][name]
    end = followed(csv(content) if isinstance(content, str) else content, answers)
    assert (end.refusal or end.question, sessions(end)) == ("" or None, set(rows))
    assert end.document
    counts = [end.document[f"rows_{part}"] for part in ("in", "accepted", "quarantined", "skipped")]
    assert counts[0] == sum(counts[1:])


def test_every_kind_has_three_files_at_least():
    assert min(map(len, KINDS.values())) >= 3
