"""Exports of record systems with one row per answer: person, encounter, time, provider, concept, value."""

from __future__ import annotations

import random

from tests.support.exporters.table import ITEMS, TOTALS, Rendered, sessions, spoilt
from tests.support.exporters.words import LONG, PARTS
from tests.support.exporters.writing import Style, as_csv, columns

OTHERS = ("Weight (kg)", "PHQ-9 total", "Systolic blood pressure")
SHORT = {
    "individual": "Individual",
    "interpersonal": "Interpersonal",
    "social": "Social",
    "overall": "Overall",
    "relationship": "Relationship",
    "goals": "Goals",
    "approach": "Approach",
}


def observations(pick: random.Random) -> Rendered:
    """Return an OpenMRS-like export with one row per area score.

    The answers of one form share an encounter.
    """
    left, visits = spoilt(sessions(pick), pick)
    patterns = ("{short} {part}", "{long}: {part}", "{long} - {part}", "{short}: {part}", "{part} ({short})")
    pattern = pick.choice(patterns)
    headers = ["person_id", "encounter_id", "encounter_datetime", "provider", "concept", "value_numeric"]
    rows = []
    for number, (visit, gone) in enumerate(visits, 701):
        head = [visit.client, number, f"{visit.day} 09:00:00", visit.therapist]
        for form, parts in PARTS.items():
            answered = list(zip(parts, getattr(visit, form) or (), strict=False))
            if gone[form]:
                answered.pop(pick.randrange(4))  # an answer that is not there has no row
            for part, value in answered:
                concept = pattern.format(short=form.upper(), long=LONG[form], part=SHORT[part])
                rows.append([*head, concept, value])
        if pick.random() < 0.3:
            rows.append([*head, pick.choice(OTHERS), 71])
    if pick.random() < 0.3:
        pick.shuffle(rows)
    fields = ["client_id", "source_session_id", "session_date", "therapist", "measure", "total"]
    knows = columns(headers, fields) | {f"measure:{name}": "not_used" for name in OTHERS}
    return Rendered([("obs.csv", as_csv([headers, *rows], Style()))], tuple(left), ITEMS, knows)


def totals(pick: random.Random) -> Rendered:
    """Return an OpenMRS-like export of totals."""
    left, visits = spoilt(sessions(pick), pick)
    pattern = pick.choice(("{short} total", "{long} total score", "{long}", "{long} ({short})", "{short}"))
    headers = ["person_id", "encounter_id", "encounter_datetime", "provider", "concept", "value_numeric"]
    rows = [headers]
    for number, (visit, gone) in enumerate(visits, 701):
        for form in PARTS:
            value = gone[form] or visit.total(form)
            if value is not None:
                concept = pattern.format(short=form.upper(), long=LONG[form])
                rows.append([visit.client, number, f"{visit.day} 09:00:00", visit.therapist, concept, value])
    fields = ["client_id", "source_session_id", "session_date", "therapist", "measure", "total"]
    return Rendered([("obs.csv", as_csv(rows, Style()))], tuple(left), TOTALS, columns(headers, fields))


EXPORTERS = {"openmrs_answers": observations, "openmrs_totals": totals}
