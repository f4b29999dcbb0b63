"""Tests of column names with additions to a known name, in eight languages."""

from __future__ import annotations

import pytest

from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.layout import infer_layout
from analytics.ingest.rows.column_mapping import LIKELY
from tests.support.containers import xlsx

KNOWN = {
    "client_id": "session/client_id|What is your client code?|Client code (no names, please)|"
    "1. Klientnummer|Client ID *|"
    "Klientencode (keine Namen)|Code client (sans nom)|Cliëntnummer (verplicht)|Q1. Paciente|Pasientnr. [kode]|"
    "Q1 Client",
    "therapist": "Your therapist|Who is your therapist?|3) Terapeut|Votre thérapeute|Frage 2: Therapeut/in|"
    "Uw behandelaar",
    "session_date": "visit/session_date|Date of session (YYYY-MM-DD)|"
    "Fecha de la sesión (dd/mm/aaaa)|"
    "Dato for samtale (dd-mm-åååå)|4 - Datum der Sitzung|Question 3: Date of today's session|Date of session\u00a0*",
    "ors_total": "ors_total (0-40)|ORS (0–40)|ORS [max 40]|ORS /40|ORS out of 40|Q3. ORS total|form.ors.total|"
    "Outcome Rating Scale (ORS)|ORS Summe (0 bis 40)|ORS (self)|Totalskår ORS (0 til 40)|ORS total score (adult)",
    "srs_total": "SRS (max. 40)|Question 4: SRS|srs_grp/srs_total|SRS (0 à 40)|Session Rating Scale (SRS) total",
    "ors_individual": "Individually (Personal well-being)|ors_grp/individual|Rate each area - Individually|"
    "ORS\nIndividually|"
    "ORS: Individuelt (personligt velbefindende)|ORS1. Individually|individuel (bien-être personnel)|"
    "ORS Individually (0-10)",
    "ors_interpersonal": "Interpersonally (Family, close relationships)|Nære relationer: familie, parforhold",
    "srs_relationship": "7. SRS - Relationship|Relationship: I felt at ease|Pregunta 2. Relación: hoy|"
    "Beziehung (0 bis 10)",
    "srs_goals": "How was it - Goals and Topics|SRS > Mål og emner|Ziele und Themen: worüber wir sprachen",
    "birth": "Date (birth)|Date of the birth",
    "date_ors": "ORS date|ORS-Datum|Fecha ORS|date of the ORS|ors_date|dato for ORS",
    "date_srs": "SRS date|Datum der SRS|date_srs|SRS completed on",
}  # fmt: skip
UNKNOWN = """
PHQ-9 total (0-27)|ORS of mother|Goal Rating|C-SSRS|WAI - Goals|WAI: Goals|PHQ-9 - Overall|phq9/total|Goals (GAS)
ORS (mother)|Mother: ORS|ORS (parent)|ORS change|ORS (change)|ORS - comments|ORS: notes|ORS (expected)|Client: 0033
Therapist: Berg|Therapist: Anna Maria Berg|Date: 2026-03-02|Next appointment: date
Fee: Total|Invoice - Total|Q3[SQ001]|QID5_1|Working Alliance Inventory: Goals|WSAS - Social|ORS (2)|Date (2)
CORE-OM: Social|SRS-22 (total)|Treatment goals met|Session 5|OQ-45 Social|Client satisfaction|Goals (achieved)
Anxiety (0-10)|Q1|Q2|ORS 1|id|_id|Respondent ID|_index|ORS (Mutter)|ORS (forælder)|ORS: Kommentar|ORS (objetivo)
Ziele (erreicht)|Klient: K12|Behandler: Lind|ORS level (0-40)|SRS (moyenne attendue)
"""


@pytest.mark.parametrize("field", KNOWN)
def test_a_name_with_additions_is_its_known_part(field):
    found = {name: (m := HeaderNames().field_of(name)) and m.field for name in KNOWN[field].split("|")}
    assert found == dict.fromkeys(found, field)


@pytest.mark.parametrize("name", [name for line in UNKNOWN.strip().split("\n") for name in line.split("|")])
def test_what_names_another_thing_is_not_simplified(name):
    assert HeaderNames().field_of(name) is None


HEADS = {
    "ranges": "Client ID,Assessment Date,Primary Clinician,ORS (0-40),SRS (0-40),PHQ-9 (0-27)",
    "numbered": "1. Klient,2. Dato,3. Terapeut,4. ORS i alt,5. SRS i alt,6. Bemærkning",
    "questions": "Q1: Client code,Q2: Date of session,Q3: Your therapist,Q4: ORS total,Q5: SRS total,Q6: Remarks",
    "paths": "visit/client_id,visit/session_date,staff/therapist,ors/ors_total,srs/srs_total,end_group/note",
    "points": "f.client_id,f.session_date,f.therapist,f.ors.total,f.srs.total,f.note",
    "spaces": "Client\u00a0code,Session\u00a0date,Therapist ,ORS\u00a0total,SRS total\u00a0,Note",
    "Dutch": "Cliënt *,Datum sessie (jjjj-mm-dd),Uw behandelaar,ORS totaal (0 tot 40),SRS totaal (0 tot 40),Opmerking",
    "Swedish": "Klientnr [kod],Datum (åååå-mm-dd),Din terapeut,ORS summa (max 40),SRS summa (max 40),Anteckning",
    "French": "Code client (sans nom),Date de la séance :,Votre thérapeute,Score ORS (sur 40),"
    "Score SRS (sur 40),Remarque",
}


@pytest.mark.parametrize("kind", HEADS)
@pytest.mark.parametrize("as_workbook", [False, True])
def test_tables_whose_names_have_additions(understand, tmp_path, kind, as_workbook):
    rows = [
        ["C01", "2026-03-02", "Berg", "18.2", "34.0", "11"],
        ["C02", "2026-03-04", "Lind", "15.0", "38.0", "12"],
    ]
    head = HEADS[kind].split(",")
    content = "\n".join(map(",".join, [head, *rows])) + "\n"
    if as_workbook:
        content = tmp_path / "book.xlsx"
        content.write_bytes(xlsx({"Sheet1": [head, *rows]}))
    seen = understand(content)
    assert [(s[0], s[2], s[3], s[5], s[8]) for s in seen.sessions] == [
        ("C01", "2026-03-02", "Berg", 18.2, 34.0),
        ("C02", "2026-03-04", "Lind", 15.0, 38.0),
    ]
    found = {entry["field"]: entry for entry in seen.document["recognised"]["matching"]}
    if kind == "ranges":
        assert (found["ors_total"]["how"], found["ors_total"]["confidence"]) == ("addition", LIKELY)


def test_a_name_known_as_a_whole_comes_before_one_with_additions():
    layout = infer_layout(HeaderNames(), ["client", "date", "ORS (0-40)", "ORS", "SRS", "SRS /40"], {})
    assert (layout.column("ors_total"), layout.column("srs_total")) == ("ORS", "SRS")


AREAS = "4.5,4.5,4.5,4.7,8.5,8.5,8.5,8.5"
QUESTIONS = {
    "numbers before": "1. Individually,2. Interpersonally,3. Socially,4. Overall,5. Relationship,6. Goals,7. Approach,"
    "8. Overall",
    "scale and number": "ORS 1: Individuell,ORS 2: Zwischenmenschlich,ORS 3: Sozial,ORS 4: Insgesamt,"
    "SRS 1: Beziehung,SRS 2: Ziele,SRS 3: Vorgehen,SRS 4: Insgesamt",
    "survey codes": "ORS[SQ001],ORS[SQ002],ORS[SQ003],ORS[SQ004],SRS[SQ001],SRS[SQ002],SRS[SQ003],SRS[SQ004]",
    "other survey codes": "ORS_SQ1,ORS_SQ2,ORS_SQ3,ORS_SQ4,SRS_SQ1,SRS_SQ2,SRS_SQ3,SRS_SQ4",
    "explained": "Individually (Personal well-being),\"Interpersonally (Family, friends)\",Socially (Work),"
    "Overall (In all),Relationship: heard,Goals and Topics,Approach or Method,Overall",
    "overall first": "Generelt,Individuelt,Nære relationer,Socialt,Generelt,Relation,Mål og emner,Tilgang",
}  # fmt: skip


@pytest.mark.parametrize("kind", QUESTIONS)
def test_numbers_of_questions_are_no_sessions_and_each_overall_belongs_to_the_scale_beside_it(
    understand, kind
):
    cells = AREAS if kind != "overall first" else "4.7,4.5,4.5,4.5,8.5,8.5,8.5,8.5"
    seen = understand(f"Client,Session date,Therapist,{QUESTIONS[kind]}\nC01,2026-03-02,Berg,{cells}\n")
    assert [(s[0], s[2], s[3], s[5], s[6], s[8]) for s in seen.sessions] == [
        ("C01", "2026-03-02", "Berg", 18.2, 4.5, 34.0)
    ]


def test_sessions_side_by_side_stay_sessions(understand):
    head = "Client,1. Datum,1. ORS (0-40),1. SRS (0-40),2. Datum,2. ORS (0-40),2. SRS (0-40)"
    seen = understand(f"{head}\nC01,2026-03-02,18.2,34,2026-03-09,20.1,35.5\n")
    assert [(s[2], s[5], s[8]) for s in seen.sessions] == [
        ("2026-03-02", 18.2, 34.0),
        ("2026-03-09", 20.1, 35.5),
    ]


def test_totals_beside_their_areas_need_no_name(understand):
    head = "Individually,Interpersonally,Socially,Overall,Total,Relationship,Goals,Approach,Overall,Total"
    seen = understand(f"Client,Date,{head}\nC01,2026-03-02,4.5,4.5,4.5,4.7,18.2,8.5,8.5,8.5,8.5,34\n")
    assert (seen.sessions[0][5], seen.sessions[0][8]) == (18.2, 34.0)


TWO_SCORES = ("Date,Score,Date,Score", "Datum,Punktzahl,Datum,Punktzahl", "Fecha,Puntuación,Fecha,Puntuación")


@pytest.mark.parametrize("head", TWO_SCORES)
def test_two_scores_without_a_name_are_asked_about_and_each_answer_leads_somewhere(understand, head):
    text = f"Client,Therapist,{head}\nC01,Berg,2026-03-02,18.2,2026-03-03,34\nC01,Berg,2026-03-09,20.1,2026-03-09,35\n"
    name = head.split(",")[1]
    with pytest.raises(QuestionForUser) as asked:
        understand(text)
    assert (asked.value.question.key, asked.value.question.choices) == (
        f"column:{name}", ("ors_total", "srs_total", "not_used"),
    )  # fmt: skip
    given = {f"column:{name}": "ors_total", f"column:{name} (2)": "srs_total"}
    assert [(s[2], s[5], s[8]) for s in understand(text, answers=given).sessions] == [
        ("2026-03-02", 18.2, None), ("2026-03-03", None, 34.0), ("2026-03-09", 20.1, 35.0),
    ]  # fmt: skip
    given = {f"column:{name}": "not_used", f"column:{name} (2)": "srs_total"}
    assert [(s[2], s[8]) for s in understand(text, answers=given).sessions] == [
        ("2026-03-03", 34.0), ("2026-03-09", 35.0),
    ]  # fmt: skip


def test_two_answers_for_one_field_are_never_dropped_without_a_word(understand):
    text = "Client,Date,A,B,SRS\nC01,2026-03-02,18.2,19,34\n"
    with pytest.raises(ImportRejected, match="Two columns were said to be the same, ors total: A, B"):
        understand(text, answers={"column:A": "ors_total", "column:B": "ors_total"})
    seen = understand(text, answers={"column:A": "ors_total", "column:B": "not_used"})
    assert seen.sessions[0][5] == 18.2
