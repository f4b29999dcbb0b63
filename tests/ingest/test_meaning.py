"""Tests of how cell values are understood: client ids, kinds of ending, dates, contradictions."""

from __future__ import annotations

import pytest

from analytics.ingest import deliver
from analytics.ingest.base.errors import QuestionForUser
from analytics.ingest.rows.consolidation import closure_class
from analytics.store import DataFolder
from tests.ingest.conftest import TODAY
from tests.support.importing import exported, in_this_process

HEAD = "client_id,session_date,therapist,ors_total,srs_total\n"
ENDINGS = (
    "client,date,therapist,ORS,closure reason\n1,2026-01-05,T,20,gone west\n2,2026-01-05,T,20,Gone  West!\n"
)
# Words of eight languages and ending codes of the NHS Talking Therapies data set v2.1, by class.
WORDS = {
    "planned": "goals met; mutual agreement; graduated; 46; regulär beendet; alta terapéutica; afsluttet efter aftale;"
    " avsluttet etter avtale; avslutad enligt plan; afgerond (in overleg); fin planifiée",
    "unplanned": "dropped out; UnPlanned Closed; DNA; 47; 16; Abbruch; abandono; udeblevet; stoppet uden aftale;"
    " avbrutt; avbruten av klienten; uteblivit; voortijdig gestopt; abandon",
    "transferred": "referred on; stepped up; moved; 13; 11; Weiterverweisung; derivado; henvist videre; henvist;"
    " remitterad; doorverwezen; orienté",
    "ongoing": "open; active; laufend; en curso; igangværende; pågående; in behandeling; en cours",
    "not_a_course": "10; 12; 14; 50; never attended; nur Beratung; solo evaluación; kun vurdering; endast bedömning;"
    " alleen intake; évaluation seulement",
    "administrative": "48; 17; 49; therapist left; insurance ended; hospitalised; verstorben; fallecido; død; avliden;"
    " overleden; décédé",
    "unknown": "95; 96; not known; unbekannt; desconocido; ukendt; ukjent; okänd; onbekend; inconnu",
}


@pytest.mark.parametrize("meaning", WORDS)
def test_closure_words_of_eight_languages(meaning):
    found = {word.strip(): closure_class(word) for word in WORDS[meaning].split(";")}
    assert found == dict.fromkeys(found, meaning)


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("REGULAER BEENDET", "planned"), ("afgaaet ved doeden", "administrative"), ("paagaaende", "ongoing")],
)
def test_letters_written_out(word, meaning):
    assert closure_class(word) == meaning


def test_an_unknown_closure_word_warns_is_asked_about_on_demand_and_remembered(understand, tmp_path):
    seen = understand(ENDINGS)
    assert (seen.column(11), seen.document["warnings"]) == ([None, None], ["unknown_closure_words"])
    with pytest.raises(QuestionForUser) as asked:
        understand(ENDINGS, answers={"closure": "ask"})
    assert asked.value.question.key.casefold().startswith("closure:gone")
    folder = DataFolder(tmp_path / "data")
    with in_this_process():
        file = [("a.csv", ENDINGS.encode())]
        given = deliver(folder.practice, file, today=TODAY, answers={"closure:gone west": "transferred"})
        later = [("b.csv", ENDINGS.replace("2026-01-05", "2026-02-05").encode())]
        remembered = deliver(folder.practice, later, today=TODAY)
    assert given.warnings == remembered.warnings == []
    assert {row["closure"] for row in exported(folder.path)} == {"transferred"}


@pytest.mark.parametrize("pair", [("ab-1", "AB-1"), ("A 1", "A1"), ("A\u00a01", "a 1")])
def test_ids_that_look_alike_stay_apart_and_are_reported(understand, pair):
    seen = understand(HEAD + "".join(f"{name},2026-01-0{i},T,20,30\n" for i, name in enumerate(pair, 5)))
    assert sorted(seen.column(0)) == sorted(pair)
    assert seen.document["warnings"] == ["possible_same_client"]


COPIES = (
    "A1 (2)",
    "A1(3)",
    "a1 [Kurs 2]",
    "A1 (2. forløb)",
    "A1 - Kopie",
    "Kopie von A1",
    "Copia de A1",
    "A1 copy 2",
)


def courses(*clients: tuple[str, int], ors: int = 20) -> str:
    """Return four monthly sessions of each client, with different scores for each client."""
    days = [(name, month + k, ors + k + n) for n, (name, month) in enumerate(clients) for k in range(4)]
    return HEAD + "".join(f"{name},2026-{month:02}-05,T,{score},30\n" for name, month, score in days)


@pytest.mark.parametrize("code", COPIES)
def test_a_code_with_what_programs_add_to_a_copy_is_reported(understand, code):
    seen = understand(courses(("A1", 1), (code, 6), ("B2", 1)))
    assert set(seen.column(0)) == {"A1", "B2", code}
    assert seen.document["warnings"] == ["possible_same_client"]


@pytest.mark.parametrize("code", ["A1 (mother)", "A12", "A1-2", "A (2)", "A1 (2026-05)"])
def test_other_additions_are_codes_like_any(understand, code):
    assert understand(courses(("A1", 1), (code, 6))).document["warnings"] == []


def test_people_of_one_family_whose_codes_are_written_so_are_no_copies(understand):
    """Codes such as `A1` and `A1 (2)` are not suspected to be one client if their sessions overlap."""
    families = [(f"{letter}1{number}", 2) for letter in "ABCD" for number in ("", " (2)")]
    assert understand(courses(*families)).document["warnings"] == []
    later = [(name, 8 if "(" in name else 2) for name, _ in families]
    assert understand(courses(*later)).document["warnings"] == ["possible_same_client"]


def test_composed_and_decomposed_letters_are_one_id(understand):
    seen = understand(HEAD + "Zo\u00eb,2026-01-05,T,20,30\nZoe\u0308,2026-01-06,T,20,30\n")
    assert seen.column(0) == ["Zo\u00eb"] * 2
    assert seen.document["warnings"] == []


def test_two_therapists_who_contradict_each_other_on_one_day(understand):
    rows = "1,2026-01-05,T1,20,30\n1,2026-01-05,T2,25,35\n2,2026-01-05,T1,20,30\n"
    seen = understand(HEAD + rows)
    assert [reason for _, reason, _ in seen.left_out()] == ["conflicting_duplicate"] * 2
    assert seen.document["warnings"] == ["same_day_two_therapists"]


@pytest.mark.parametrize(
    ("measure", "versions"),
    [("CORS", ("CORS", None)), ("CSRS", (None, "CSRS")), ("Group Session Rating Scale", (None, "GSRS"))],
)
def test_scores_of_other_versions_keep_their_version(understand, measure, versions):
    seen = understand(f"client,date,therapist,measure,score\n1,2026-01-05,T,{measure},20\n")
    assert [(s[4], s[7]) for s in seen.sessions] == [versions]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('"=""0013"""', "0013"),
        ("'+33", "+33"),
        ("'-x", "-x"),
        ("'0014", "0014"),
        ("=1+2", "=1+2"),
        ("0012 ", "0012"),
    ],
)
def test_an_id_is_kept_without_what_only_a_spreadsheet_needs(understand, written, kept):
    assert understand(HEAD + f"{written},2026-01-05,T,20,30\n").column(0) == [kept]


SHORT_YEARS = {
    ("26-01-05", "25-11-30", "24-02-28", "26-03-09"): [
        "2024-02-28",
        "2025-11-30",
        "2026-01-05",
        "2026-03-09",
    ],
    ("05-04-26", "12-04-26", "19-04-26"): ["2026-04-05", "2026-04-12", "2026-04-19"],
    ("05-04-26", "12-04-27", "19-04-26"): ["2026-04-05", "2026-04-19"],
    ("'2026-04-25", '"=""2026-04-26"""'): ["2026-04-25", "2026-04-26"],
}


@pytest.mark.parametrize("written", SHORT_YEARS)
def test_dates_with_two_digits_of_a_year(understand, written):
    seen = understand(HEAD + "".join(f"{i},{day},T,20,30\n" for i, day in enumerate(written)))
    assert sorted(seen.column(2)) == SHORT_YEARS[written]


def test_a_question_about_dates_shows_those_that_differ(understand):
    days = ("01/01", "02/02", "03/03", "03/04", "05/04", "06/04")
    rows = "".join(f"{i},{day}/2026,T,20,30\n" for i, day in enumerate(days))
    with pytest.raises(QuestionForUser) as asked:
        understand(HEAD + rows)
    assert asked.value.question.examples[0] == "03/04/2026: 3 April 2026 or 4 March 2026"
    assert len(asked.value.question.examples) == 3


def test_a_dash_is_no_therapist(understand):
    head = "client_id,session_date,therapist,ors_total,srs_total\n"
    seen = understand(head + "1,2026-01-05,-,20,30\n1,2026-01-12,T1,21,30\n2,2026-01-12,?,21,30\n")
    assert "therapist_missing" in seen.document["warnings"]
    assert seen.document["facts"]["n_therapists"] == 1


@pytest.mark.parametrize(
    ("header", "words", "skipped"),
    [
        ("Status", ("Completed", "No Show", "Cancelled"), 2),
        ("Status", ("Completed", "No Show"), 1),
        ("Status", ("Completed", "Completed"), 0),
        ("Status", ("Completed", "Active", "Dropped out"), 0),
        ("Case status", ("Completed", "No Show"), 0),
    ],
)
def test_a_status_of_appointments_ends_no_course(understand, header, words, skipped):
    """Status words that can be about an appointment do not end a course."""
    rows = "".join(f"{k},2026-01-0{k + 1},{word},20\n" for k, word in enumerate(words))
    seen = understand(f"client,date,{header},ORS\n{rows}")
    assert [reason for _, reason, _ in seen.left_out("skipped")] == ["not_attended"] * skipped
    is_ending = header != "Status" or "Active" in words
    assert any(seen.column(11)) == is_ending
