"""Tests of FHIR identifiers: clients and therapists are recognised in later files of other formats."""

from __future__ import annotations

import json

import pytest

from tests.ingest.test_containers import bundle, observation

PATIENT = {
    "resourceType": "Patient", "id": "7",
    "identifier": [{"use": "old", "value": "X1"}, {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "1"},
                   {"use": "official", "value": "C01"}, {"use": "usual", "value": "C-1"}],
}  # fmt: skip
NAME = {"given": ["Eva"], "family": "Lind"}
THERAPIST = {"resourceType": "Practitioner", "id": "p1", "identifier": [{"value": "T9"}], "name": [NAME]}
ROLE = {"resourceType": "PractitionerRole", "id": "r1", "practitioner": {"reference": "Practitioner/p1"}}
ENCOUNTER = {
    "resourceType": "Encounter", "id": "e1", "subject": {"reference": "Patient/7"},
    "period": {"start": "2026-01-09T10:00:00Z"},
    "participant": [{"type": [{"coding": [{"code": "PPRF"}]}], "individual": {"reference": "PractitionerRole/r1"}},
                    {"individual": {"reference": "Practitioner/p2"}}, {"individual": {"reference": "Patient/7"}}],
}  # fmt: skip
PEOPLE = (PATIENT, THERAPIST, ROLE, ENCOUNTER)


def who(seen) -> list[tuple]:
    return [(s[0], s[2], s[3]) for s in seen.sessions]


def test_the_client_and_the_therapist_of_a_bundle(understand):
    by_performer = observation(1, "Patient/7", performer=[{"reference": "Practitioner/p1"}])
    by_encounter = observation(2, "https://x.org/fhir/Patient/7", encounter={"reference": "Encounter/e1"})
    for content in (bundle(by_performer, by_encounter, *PEOPLE), bundle(*PEOPLE, by_performer, by_encounter)):
        seen = understand(content)
        assert who(seen) == [("C-1", "2026-01-05", "T9"), ("C-1", "2026-01-06", "T9")]
        assert seen.document["warnings"] == []


def test_the_encounter_says_who_and_when(understand):
    form = observation(2, "", encounter={"reference": "Encounter/e1"})
    del form["subject"], form["effectiveDateTime"]
    assert who(understand(bundle(*PEOPLE, form))) == [("C-1", "2026-01-09", "T9")]


def test_several_participants_without_a_role_say_nobody(understand):
    several = {
        **ENCOUNTER,
        "participant": [{"individual": {"reference": f"Practitioner/p{n}"}} for n in (1, 2)],
    }
    form = observation(2, "Patient/7", encounter={"reference": "Encounter/e1"})
    assert who(understand(bundle(PATIENT, THERAPIST, several, form))) == [("C-1", "2026-01-06", None)]


def test_lines_and_one_file_for_each_type_of_resource(understand):
    form = observation(1, "Patient/7", performer=[{"reference": "PractitionerRole/r1"}])
    parts = ["\n".join(map(json.dumps, part)) + "\n" for part in ([form], [PATIENT], [THERAPIST, ROLE])]
    assert who(understand("".join(parts))) == [("C-1", "2026-01-05", "T9")]
    assert who(understand(*parts)) == who(understand(*reversed(parts))) == [("C-1", "2026-01-05", "T9")]


def test_contained_resources_and_addresses_of_entries(understand):
    inside = [{"resourceType": "Patient", "id": "a", "identifier": [{"value": "C77"}]}]
    assert who(understand(bundle(observation(1, "#a", contained=inside))))[0][0] == "C77"
    entries = [{"fullUrl": "urn:uuid:0-1", "resource": PATIENT}, {"resource": observation(1, "urn:uuid:0-1")}]
    assert who(understand(json.dumps({"resourceType": "Bundle", "entry": entries})))[0][0] == "C-1"


@pytest.mark.parametrize("identifier", [[], [{"use": "old", "value": "X"}], [{"value": {}}], "no list", None])
def test_a_patient_without_an_identifier_keeps_the_id(understand, identifier):
    patient = {"resourceType": "Patient", "id": "7", "identifier": identifier}
    assert who(understand(bundle(patient, observation(1, "Patient/7"))))[0][0] == "7"


def test_a_table_of_the_next_delivery_meets_them(understand):
    seen = understand(bundle(PATIENT, observation(1, "Patient/7")), "Client,Date,SRS\nC-1,2026-01-05,31\n")
    assert [(s[0], s[5], s[8]) for s in seen.sessions] == [("C-1", 20.5, 31.0)]
