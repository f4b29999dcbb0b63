"""Tests of column names in eight languages, and of names that must not be guessed."""

from __future__ import annotations

import pytest

from analytics.ingest.base.errors import ImportRejected
from analytics.ingest.columns.header_names import FIELDS, HeaderNames
from analytics.ingest.columns.layout import infer_layout

KNOWN = {
    "client_id": (
        "Client_ID|subjectId|Klient*in-Nr.|Pat-Nr.|N.º historia|"
        "consultante|Borger nr.|Cliëntnummer|N° de dossier|N° client|N° du patient|Nº de client|patient|MRN"
    ),
    "therapist": (
        "Provider_ID|Clinician|Therapeut/in|Behandler|"
        "psicólogo/a|hulpverlener|intervenant(e)|thérapeute|staff member"
    ),
    "session_date": (
        "Session_Date|effectiveDate|q_date|Sitzungsdatum|"
        "Fecha de sesión|mødedato|sessiedatum|Date de la séance"
    ),
    "case_id": "Case_ID|care_episode_id|PathwayID",
    "case_start": "Case_Date|intake date|treatment_start_date|fecha de ingreso",
    "session_no": "session no|session #|q_session|Sitzung (Nr.)|séance (n°)|N° de séance|samtale nr.",
    "source_session_id": "Session_ID|encounterId",
    "ors_individual": (
        "ORSQ1|Individually (ORS)|ORS - Individual|"
        "q_individual|personligt velbefindende|persoonlijk welbevinden"
    ),
    "ors_interpersonal": "ORSQ2|nære relationer|close relationships|interpersonnel",
    "ors_social": "ORSQ3|Sozial (ORS)|ors_social|sociaal functioneren",
    "ors_overall": "ORSQ4|ORS overall|Insgesamt (ORS)",
    "ors_total": (
        "ORS|Total_ORS|ors total|ORS Summe|ORS gesamt|"
        "puntuación ORS|ORS-score|totaalscore ORS|CORS total|score ORS"
    ),
    "srs_relationship": "SRSQ1|relationship|Beziehung (SRS)|werkrelatie|relasjon",
    "srs_goals": "SRSQ2|srs_goals_topics|Goals and topics|mål og emner|objectifs et thèmes",
    "srs_approach": "SRSQ3|srs_approach|Approach or method|tilgang og/eller metode",
    "srs_overall": "SRSQ4|SRS overall|srs general",
    "srs_total": "SRS|Total_SRS|alliance score|alliance|SRS summa|GSRS total",
    "ors_skip": "ORS_Skip",
    "site": "Service_Location|Standort|sede|mottagning|vestiging|point de service",
    "program": "Client_Group|Episode_Program|programme|zorgpad|insats",
    "closure": (
        "Discharge Reason|Beendigungsgrund|motivo de alta|afslutningsårsag|"
        "avslutsorsak|reden afsluiting|motif de fin|Motif de clôture|Motif d'arrêt|EndCode"
    ),
    "measure": "measure|questionnaire_mnemonic|instrument",
    "total": "score|total|valueFloat|Gesamtwert",
    "overall": "Overall|insgesamt|generelt|algemeen",
    "birth": "DOB|Geburtsjahr|fødselsdato|année de naissance",
}


@pytest.mark.parametrize(("field", "names"), KNOWN.items())
def test_names_of_a_field(field, names):
    assert {name: HeaderNames().field_of(name).field for name in names.split("|")} == dict.fromkeys(
        names.split("|"), field
    )
    assert field in FIELDS


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ORS1",
        "ors_2",
        "item 1",
        "Q1",
        "SRS-22",
        "PHQ9",
        "Client_FirstName",
        "Client_Email",
        "Notes",
        "fee",
    ],
)
def test_names_that_are_not_guessed(name):
    assert HeaderNames().field_of(name) is None


def test_child_versions_are_kept():
    layout = infer_layout(HeaderNames(), ["client", "date", "CORS total", "CSRS total"], {})
    assert layout.versions == {"ors": "CORS", "srs": "CSRS"}


def test_approach_is_an_area_only_beside_other_areas():
    alone = infer_layout(HeaderNames(), ["client", "date", "approach", "ORS"], {})
    beside = infer_layout(
        HeaderNames(), ["client", "date", "relationship", "goals", "approach", "overall"], {}
    )
    assert alone.columns()["approach"] == "orientation"
    assert beside.columns()["approach"] == "srs_approach"


def test_an_area_without_its_three_neighbours_is_not_used():
    assert (
        "ors_social"
        not in infer_layout(
            HeaderNames(), ["client", "date", "ORSQ1", "ORSQ2", "ORSQ3", "Total_ORS"], {}
        ).fields
    )
    with pytest.raises(ImportRejected):
        infer_layout(HeaderNames(), ["client", "date", "ORSQ1", "ORSQ2", "ORSQ3"], {})


def test_an_answer_about_a_column_is_taken_only_if_it_is_a_field():
    names = ["client", "date", "ORS", "code name"]
    assert (
        infer_layout(HeaderNames(), names, {"column:code name": "therapist"}).column("therapist")
        == "code name"
    )
    assert "line" not in infer_layout(HeaderNames(), names, {"column:code name": "line"}).fields
    with pytest.raises(ImportRejected):
        infer_layout(HeaderNames(), names, {"column:ORS": "not_used"})
