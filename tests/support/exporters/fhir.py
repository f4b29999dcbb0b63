"""FHIR R4 exports: clients in Patient.identifier, therapists in Encounter.participant."""

from __future__ import annotations

import json
import random

from tests.support.exporters.table import TOTALS, Rendered, Visit, sessions, spoilt
from tests.support.exporters.words import LONG


def bundle(pick: random.Random) -> Rendered:
    """Return a bundle of observations or questionnaire answers that refer to patients and encounters."""
    left, visits = spoilt(sessions(pick), pick, 0)
    clients = list(dict.fromkeys(visit.client for visit, _ in visits))
    people = list(dict.fromkeys(visit.therapist for visit, _ in visits))
    entries = [
        {"resourceType": "Patient", "id": f"p{n}", "identifier": [{"system": "urn:x:chart", "value": code}]}
        for n, code in enumerate(clients)
    ]
    entries += [
        {
            "resourceType": "Practitioner",
            "id": f"w{n}",
            "identifier": [{"system": "urn:x:staff", "value": who}],
        }
        for n, who in enumerate(people)
    ]
    for number, (visit, _) in enumerate(visits):
        who = f"Practitioner/w{people.index(visit.therapist)}"
        entries.append(
            {
                "resourceType": "Encounter",
                "id": f"e{number}",
                "status": "finished",
                "subject": {"reference": f"Patient/p{clients.index(visit.client)}"},
                "participant": [{"individual": {"reference": who}}],
                "period": {"start": f"{visit.day}T09:00:00+01:00"},
            }
        )
        entries += _forms(visit, number, clients.index(visit.client), pick)
    if pick.random() < 0.5:
        pick.shuffle(entries)
    whole = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in entries]}
    content = json.dumps(whole).encode()
    name = "bundle.json"
    if pick.random() < 0.4:
        content, name = "\n".join(json.dumps(one) for one in entries).encode(), "bulk.ndjson"
    return Rendered([(name, content)], tuple(left), TOTALS)


def _forms(visit: Visit, number: int, client: int, pick: random.Random) -> list[dict]:
    made = []
    for form in ("ors", "srs"):
        if visit.total(form) is None:
            continue
        code = {"text": pick.choice((form.upper(), LONG[form], f"{LONG[form]} ({form.upper()})"))}
        made.append(
            {
                "resourceType": "Observation",
                "id": f"{form}{number}",
                "status": "final",
                "code": code,
                "subject": {"reference": f"Patient/p{client}"},
                "encounter": {"reference": f"Encounter/e{number}"},
                "effectiveDateTime": f"{visit.day}T09:00:00+01:00",
                "valueQuantity": {"value": float(visit.total(form))},
            }
        )
    return made


EXPORTERS = {"fhir": bundle}
